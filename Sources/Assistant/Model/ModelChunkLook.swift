/// A look at an event's bytes. Decoding each event as it comes costs more than all the rest of a stream, and the answer
/// itself is decoded once, at the end.
extension ModelChunk {
    /// Whether an event's data may bring words of the answer, or a call of a tool: its delta has a content that is not
    /// empty, or a list of calls that is not.
    static func mayHoldAnswer(_ data: String) -> Bool {
        value(of: "\"content\":", in: data) { isText($0, $1) || isList($0, $1) }
            || value(of: "\"tool_calls\":", in: data, fits: isList)
    }

    /// Whether an event's data may be the answer's last: it has a reason for the end, or reports an error.
    static func mayEndAnswer(_ data: String) -> Bool {
        value(of: "\"finish_reason\":", in: data, fits: isText)
            || value(of: "\"error\":", in: data) { first, _ in first != UInt8(ascii: "n") }
            || value(of: "\"object\":", in: data) { $0 == UInt8(ascii: "\"") && $1 == UInt8(ascii: "e") }
    }

    /// Whether an event's data may bring the count of tokens.
    static func mayHoldUsage(_ data: String) -> Bool {
        value(of: "\"usage\":", in: data) { first, _ in first == UInt8(ascii: "{") }
    }

    /// The words that an event's data brings, where it is one of the many that bring nothing else, in the form that OpenAI
    /// and others write; nil where it has to be decoded to be understood.
    ///
    /// The form: `…"choices":[{"index":0,"delta":{"content":"words"},…"finish_reason":null}]…`, with no backslash in the
    /// words.
    static func plainWords(_ data: String) -> String? {
        guard !mayEndAnswer(data), !mayHoldUsage(data) else { return nil }
        var data = data
        return data.withUTF8 { bytes in
            guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"),
                let start = position(behind: "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"", in: bytes, from: 0)
            else { return nil }
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                guard bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 else { return nil }
                end += 1
            }
            let isAll =
                hasPrefix("\"},\"finish_reason\":null}]", bytes, from: end)
                || hasPrefix("\"},\"logprobs\":null,\"finish_reason\":null}]", bytes, from: end)
            return isAll ? String(decoding: bytes[start..<end], as: UTF8.self) : nil
        }
    }

    /// Whether a value with these first two bytes is a string that is not empty.
    private static func isText(_ first: UInt8?, _ second: UInt8?) -> Bool {
        first == UInt8(ascii: "\"") && second != UInt8(ascii: "\"")
    }

    /// Whether a value with these first two bytes is a list that is not empty.
    private static func isList(_ first: UInt8?, _ second: UInt8?) -> Bool {
        first == UInt8(ascii: "[") && second != UInt8(ascii: "]")
    }

    /// Whether the key stands somewhere in the data with a value whose first two bytes fit. Inside a JSON string the key's
    /// quotation marks would have backslashes before them, so words of the answer cannot pass for a key.
    private static func value(
        of key: StaticString, in data: String, fits: (_ first: UInt8?, _ second: UInt8?) -> Bool
    ) -> Bool {
        var data = data
        return data.withUTF8 { bytes in
            var start = 0
            while let end = position(behind: key, in: bytes, from: start) {
                var next = end
                while next < bytes.count, bytes[next] == UInt8(ascii: " ") { next += 1 }
                let first = next < bytes.count ? bytes[next] : nil
                if fits(first, next + 1 < bytes.count ? bytes[next + 1] : nil) { return true }
                start = end
            }
            return false
        }
    }

    private static func position(
        behind key: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        guard bytes.count >= key.utf8CodeUnitCount else { return nil }
        for index in start...max(start, bytes.count - key.utf8CodeUnitCount) where hasPrefix(key, bytes, from: index) {
            return index + key.utf8CodeUnitCount
        }
        return nil
    }

    private static func hasPrefix(_ key: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        guard start + key.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<key.utf8CodeUnitCount where bytes[start + offset] != key.utf8Start[offset] { return false }
        return true
    }
}
