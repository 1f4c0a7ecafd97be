import HTTPClient
import Testing

struct ServerSentEventsTests {
    @Test(arguments: ["\n", "\r\n", "\r"])
    func `every line end ends a line`(end: String) throws {
        let text = ["data: one", "", "data:two", "", "data: [DONE]", "", ""].joined(separator: end)
        #expect(try decode(text) == ["one", "two", "[DONE]"])
    }

    @Test(arguments: [
        "data: {\"text\":\"שלום 👋\"}\r\n\r\n: keep-alive\r\n\r\nevent: x\r\ndata: a\r\ndata: b\r\n\r\ndata: end",
        "data: one\rdata: two\r\rdata:three\r\r", "data: a\n\r\n\rdata: b\r\n\n\r", "data\n\ndata:\n\ndata: \n\n:\n\n",
        "id: 7\nretry: 10\n\ndata:  two spaces\n\ndatax: no\n data: no\n\n",
    ])
    func `the pieces in which a text arrives make no difference`(text: String) throws {
        let bytes = Array(text.utf8)
        let whole = try decode(text)
        #expect(!whole.isEmpty)
        for cut in 0...bytes.count {
            #expect(try decode(pieces: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
        for size in 1...7 {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { start in
                Array(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(try decode(pieces: pieces) == whole, "pieces of \(size)")
        }
    }

    @Test func `other separators of Unicode and VT and FF do not end a line`() throws {
        let odd = "a\u{2028}b\u{2029}c\u{85}d\u{0b}e\u{0c}f"
        #expect(try decode("data: \(odd)\n\n") == [odd])
    }

    @Test func `one leading space is stripped and no more`() throws {
        #expect(try decode("data:x\n\ndata: x\n\ndata:  x\n\n") == ["x", "x", " x"])
    }

    @Test func `comments and unknown fields are passed over, and an event without data is dropped`() throws {
        #expect(try decode(": hello\n\nevent: ping\nid: 1\nretry: 5\n\nnothing\n\ndata: x\nfoo: y\n\n") == ["x"])
    }

    @Test func `data lines of one event are joined by a line feed`() throws {
        #expect(try decode("data: a\ndata:\ndata: b\n\n") == ["a\n\nb"])
    }

    @Test func `a last event without its blank line is delivered at the end`() throws {
        #expect(try decode("data: a\n\ndata: b\n") == ["a", "b"])
        #expect(try decode("data: a\n\ndata: b") == ["a", "b"])
        #expect(try decode("data: a\n\n: only a comment") == ["a"])
    }

    @Test func `an event is delivered with its blank line, not later`() throws {
        var decoder = ServerSentEvents()
        #expect(try decoder.feed(Array("data: a\r".utf8)) == [])
        #expect(try decoder.feed(Array("\n\r".utf8)) == ["a"])
        #expect(try decoder.feed(Array("\ndata: b\n".utf8)) == [])
        #expect(try decoder.feed(Array("\n".utf8)) == ["b"])
        #expect(try decoder.finish() == nil)
    }

    @Test func `bytes that are not UTF-8 are replaced, not fatal`() throws {
        #expect(try decode(pieces: [Array("data: a".utf8) + [0xff, 0x0a, 0x0a]]) == ["a\u{fffd}"])
    }

    @Test func `a line without end is an error, with memory bounded`() throws {
        var decoder = ServerSentEvents()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<16 { #expect(try decoder.feed(piece).isEmpty) }
        #expect(throws: ServerSentEvents.TooLong.self) { try decoder.feed([UInt8(ascii: "x")]) }
    }

    @Test func `an event of lines without end is an error too`() throws {
        var decoder = ServerSentEvents(maximumBytes: 100)
        #expect(throws: ServerSentEvents.TooLong.self) {
            for _ in 0..<20 { _ = try decoder.feed(Array("data: 0123456789\n".utf8)) }
        }
    }

    private func decode(_ text: String) throws -> [String] { try decode(pieces: [Array(text.utf8)]) }

    private func decode(pieces: [[UInt8]]) throws -> [String] {
        var decoder = ServerSentEvents()
        var events = try pieces.flatMap { try decoder.feed($0) }
        if let last = try decoder.finish() { events.append(last) }
        return events
    }
}
