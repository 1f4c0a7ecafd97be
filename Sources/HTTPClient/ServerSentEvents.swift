/// A decoder of `text/event-stream` that takes bytes in pieces of any size and gives the data of each event.
///
/// Rules: WHATWG HTML, "Server-sent events", as far as data goes; `event`, `id` and `retry` are passed over. Lines are
/// split on bytes before anything is decoded, so that a character may be cut anywhere. Unlike a browser, it delivers a
/// last event that no blank line follows (``finish()``), since some servers just close.
public struct ServerSentEvents: Sendable {
    /// A line, or the data of one event, has more bytes than the decoder was told to accept.
    public struct TooLong: Error, Sendable {
        /// The maximum.
        public let maximumBytes: Int
    }

    private let maximumBytes: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    /// A line has just ended with CR: an LF that follows belongs to the same line end, even in the next piece.
    private var endedWithCR = false

    /// Makes a decoder that accepts at most so many bytes in a line, and in an event's data.
    public init(maximumBytes: Int = 1 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// Takes the next bytes and returns the data of the events that they complete, in order.
    public mutating func feed(_ bytes: [UInt8]) throws(TooLong) -> [String] {
        var events: [String] = []
        for byte in bytes {
            let followsCR = endedWithCR
            endedWithCR = byte == 0x0d
            switch byte {
            case 0x0a where followsCR: break
            case 0x0a, 0x0d: if let event = try endLine() { events.append(event) }
            default:
                guard line.count < maximumBytes else { throw TooLong(maximumBytes: maximumBytes) }
                line.append(byte)
            }
        }
        return events
    }

    /// Ends the stream: returns the data of an event whose blank line, or even whose line end, did not come.
    public mutating func finish() throws(TooLong) -> String? {
        if !line.isEmpty { _ = try endLine() }
        return dispatch()
    }

    private mutating func endLine() throws(TooLong) -> String? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        guard line[..<colon].elementsEqual("data".utf8) else { return nil }
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        guard data.count + value.count <= maximumBytes else { throw TooLong(maximumBytes: maximumBytes) }
        if hasData { data.append(0x0a) }
        data.append(contentsOf: value)
        hasData = true
        return nil
    }

    private mutating func dispatch() -> String? {
        guard hasData else { return nil }
        defer {
            data.removeAll(keepingCapacity: true)
            hasData = false
        }
        return String(decoding: data, as: UTF8.self)
    }
}
