/// Bytes in lower-case hexadecimal digits, two for each.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// The bytes that hexadecimal digits of either case stand for; nil where there is anything else, or an odd digit.
public func bytes(hexadecimal text: some StringProtocol) -> [UInt8]? {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 2)
    var upper: UInt8?
    for digit in text.utf8 {
        guard let value = hexadecimalValue(of: digit) else { return nil }
        if let half = upper {
            bytes.append(half << 4 | value)
            upper = nil
        } else {
            upper = value
        }
    }
    return bytes
}

/// What one hexadecimal digit, in ASCII, stands for.
public func hexadecimalValue(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
