/// The head of a response, built from the lines that libcurl hands over one by one.
///
/// Interim responses (1xx) are passed over; so are trailers, which come after the head is complete.
struct ResponseHead {
    /// More than any real response, and a bound on what a hostile one can make us keep.
    static let maximumBytes = 128 * 1024

    /// What a line was.
    enum Line {
        case partial
        case completed
        case tooLarge
        case malformed
    }

    private(set) var status = 0
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var isComplete = false
    private var byteCount = 0

    /// Takes the next line, with its line end.
    mutating func add(_ line: UnsafeRawBufferPointer) -> Line {
        guard !isComplete else { return .partial }
        byteCount += line.count
        guard byteCount <= ResponseHead.maximumBytes else { return .tooLarge }
        let text = line[..<(line.lastIndex { $0 != 0x0a && $0 != 0x0d }.map { $0 + 1 } ?? 0)]
        guard let first = text.first else { return endOfHead() }
        if text.starts(with: "HTTP/".utf8) { return startOfHead(text) }
        if first == 0x20 || first == 0x09 { return continuation(text) }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return .partial }
        let name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
        headers.append((name, trimmed(text[(colon + 1)...])))
        return .partial
    }

    private mutating func startOfHead(_ text: Slice<UnsafeRawBufferPointer>) -> Line {
        let code = text.split(separator: 0x20).dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard let code, (100...999).contains(code) else { return .malformed }
        status = code
        headers = []
        return .partial
    }

    private mutating func endOfHead() -> Line {
        guard status >= 200 else { return .partial }
        isComplete = true
        return .completed
    }

    /// A folded header (RFC 9112, section 5.2): obsolete, read as one line with a space.
    private mutating func continuation(_ text: Slice<UnsafeRawBufferPointer>) -> Line {
        guard let last = headers.popLast() else { return .partial }
        headers.append((last.name, last.value + " " + trimmed(text)))
        return .partial
    }

    private func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let start = text.firstIndex(where: { !isSpace($0) }), let end = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: text[start...end], as: UTF8.self)
    }
}
