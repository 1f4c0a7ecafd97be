internal import Conversation

extension Fields {
    /// A moment in seconds since 1970: a number or text of digits (seconds, or milliseconds: no second of this century is so
    /// large), a protobuf `Long`, or a date and time by RFC 3339.
    func timestamp(_ name: FieldName) -> Int64? {
        if let number = integer(name) ?? number(name).flatMap({ Int64(exactly: $0.rounded(.down)) }) {
            return seconds(of: number)
        }
        return text(name).flatMap(secondsSince1970(rfc3339:))
    }

    private func seconds(of number: Int64) -> Int64? {
        let firstMilliseconds: Int64 = 100_000_000_000
        guard number > 0 else { return nil }
        if number < firstMilliseconds { return number }
        let seconds = number / 1000
        return seconds < firstMilliseconds ? seconds : nil
    }
}

/// The seconds since 1970 of a date and time such as `2026-01-01T02:00:00.5+02:00` (RFC 3339); nil where it is none, or lies
/// before 1970.
func secondsSince1970(rfc3339 text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let date = CivilDate(text.prefix(10)), "Tt ".utf8.contains(bytes[10]),
        bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let hour = twoDigits(bytes, 11, below: 24),
        let minute = twoDigits(bytes, 14, below: 60), let second = twoDigits(bytes, 17, below: 61)
    else { return nil }
    // Fractions of a second are dropped.
    var zone = bytes[19...]
    if zone.first == UInt8(ascii: ".") {
        zone = zone.dropFirst().drop { (0x30...0x39).contains($0) }
    }
    guard let offset = zoneOffset(Array(zone)) else { return nil }
    let seconds = date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset
    return seconds >= 0 ? Int64(seconds) : nil
}

/// How many seconds a zone is ahead of UTC: `Z`, `+02:00`, `-03:30`.
private func zoneOffset(_ zone: [UInt8]) -> Int? {
    if zone == [UInt8(ascii: "Z")] || zone == [UInt8(ascii: "z")] { return 0 }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = twoDigits(zone, 1, below: 24),
        let minutes = twoDigits(zone, 4, below: 60)
    else { return nil }
    switch zone[0] {
    case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
    default: return nil
    }
}

private func twoDigits(_ bytes: [UInt8], _ at: Int, below limit: Int) -> Int? {
    guard at + 2 <= bytes.count, bytes[at...at + 1].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let number = Int(bytes[at] - 0x30) * 10 + Int(bytes[at + 1] - 0x30)
    return number < limit ? number : nil
}
