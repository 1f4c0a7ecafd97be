import Channels
import Testing

@Suite struct `Forms` {
    private func fields(_ text: String) throws -> [String] {
        try Form(decoding: text.utf8).fields.map { "\($0.name)=\($0.value)" }
    }

    @Test(
        arguments: [
            ("", []), ("a=1", ["a=1"]), ("a=1&b=2", ["a=1", "b=2"]), ("a", ["a="]), ("a=", ["a="]), ("=1", ["=1"]),
            ("=", ["="]), ("&&a=1&&", ["a=1"]), ("a=1&a=2&a=1", ["a=1", "a=2", "a=1"]), ("a=b=c", ["a=b=c"]),
            ("a+b=c+d", ["a b=c d"]), ("a%2Bb=c%2bd", ["a+b=c+d"]), ("a=%D7%A9%D7%9C", ["a=של"]), ("%3D=%26", ["==&"]),
            ("a=%", ["a=%"]), ("a=%4", ["a=%4"]), ("a=%4&b=1", ["a=%4", "b=1"]), ("a=%G1%41", ["a=%G1A"]),
            ("a=%%41", ["a=%A"]), ("a=1;b=2", ["a=1;b=2"]), ("a=ש", ["a=ש"]), ("a=%F0%9F%98%80", ["a=😀"]),
        ] as [(String, [String])])
    func `are decoded, with all their fields in order`(text: String, expected: [String]) throws {
        #expect(try fields(text) == expected)
    }

    @Test(
        arguments: [
            ("a=%FF", "\u{FFFD}"), ("a=x%D7", "x\u{FFFD}"), ("a=%D7%A9%D7", "ש\u{FFFD}"),
            ("a=%C0%80", "\u{FFFD}\u{FFFD}"),
            ("a=%ED%A0%80", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ])
    func `with bytes that are no UTF-8 lose only those`(text: String, expected: String) throws {
        #expect(try Form(decoding: text.utf8).value("a") == expected)
        #expect(try Form(decoding: Array("a=".utf8) + [0xFF, 0x62]).value("a") == "\u{FFFD}b")
    }

    @Test func `give the first value of a name, and nil for none`() throws {
        let form = try Form(decoding: "a=&b=1&b=2".utf8)
        #expect(form.value("a") == "")
        #expect(form.value("b") == "1")
        #expect(form.value("c") == nil)
        #expect(form.value("A") == nil)
    }

    @Test func `may have 1,000 fields and no more`() throws {
        let fields = Array(repeating: "a=1", count: Form.fieldLimit)
        #expect(try Form(decoding: fields.joined(separator: "&").utf8).fields.count == 1000)
        #expect(throws: EnvelopeError.self) {
            try Form(decoding: (fields + ["b"]).joined(separator: "&").utf8)
        }
        #expect(throws: EnvelopeError.self) {
            try Form(decoding: String(repeating: "a&", count: 2_000_000).utf8)
        }
    }
}
