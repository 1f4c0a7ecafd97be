import Channels
import Conversation
import FoundationEssentials
import Testing

@Suite struct `Broken texts` {
    private func text(_ escaped: String) throws -> String? {
        try Payload.read(#"{"conversation":"\#(escaped)"}"#).text
    }

    @Test(arguments: [
        (#"a\ud83d"#, "a\u{FFFD}"), (#"\ud83db"#, "\u{FFFD}b"), (#"\ude00"#, "\u{FFFD}"),
        (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00"#, "😀"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83d\u05e9"#, "\u{FFFD}ש"),
        (#"\\ud83d"#, #"\ud83d"#), (#"\u05e9\u05dc\u05d5\u05dd"#, "שלום"), (#"a\/b\t\"c\""#, "a/b\t\"c\""),
    ])
    func `with a lone surrogate lose only that`(escaped: String, expected: String) throws {
        #expect(try text(escaped) == expected)
    }

    @Test func `with a lone surrogate do not cost their neighbours`() throws {
        let items = try Payload.items(
            Payload.message(#"{"conversation":"\ud83d"}"#, more: #""pushName":"\udfff""#),
            Payload.message(#"{"conversation":"b"}"#))
        #expect(items.map(\.message?.text) == ["\u{FFFD}", "b"])
        #expect(items.first?.message?.name == "\u{FFFD}")
    }

    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0xC3], "\u{FFFD}"), ([0xD7, 0xA9], "ש"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([0xF0, 0x9F, 0x98], "\u{FFFD}"), ([0x80], "\u{FFFD}"),
        ] as [([UInt8], String)])
    func `with bytes that are no UTF-8 lose only those`(bytes: [UInt8], expected: String) throws {
        let mark = Array("MARK".utf8)
        let body = Payload.body([Payload.message(#"{"conversation":"aMARKb"}"#)])
        let at = try #require(body.indices.first { body[$0...].starts(with: mark) })
        let broken = Array(body[..<at]) + bytes + Array(body[(at + 4)...])
        let message = try #require(try Gateway.parseContent(broken, defaultTenant: 1).items.first?.message)
        #expect(message.text == "a\(expected)b")
    }

    @Test func `with NUL lose it everywhere`() throws {
        let message = try Payload.read(
            #"""
            {"documentMessage":{"caption":"a\u0000b","fileName":"\u0000c","contextInfo":{"stanzaId":"\u0000"}},
            "x\u0000Message":{}}
            """#)
        #expect(message.text == "ab")
        #expect(message.details?.media?.fileName == "c")
        #expect(try Payload.read(#"{"x\u0000Message":{}}"#).details?.providerKind == "xMessage")
        let written = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
        #expect(!written.contains(#"\u0000"#))
    }

    @Test func `that are too long are cut between characters`() throws {
        let long = String(repeating: "ש😀", count: 3000)
        let cut = try #require(try text(long))
        #expect(cut.utf16.count <= InboundMessage.textLimit)
        #expect(long.hasPrefix(cut))
        #expect(cut.utf16.count > InboundMessage.textLimit - 2)
        let name = Payload.message(#"{"conversation":"x"}"#, more: #""pushName":"\#(long)""#)
        #expect(try #require(try Payload.items(name).first?.message?.name).utf16.count <= InboundMessage.nameLimit)
    }

    @Test func `with one endless character are bounded`() throws {
        let heap = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(try #require(try text(heap)).unicodeScalars.count == InboundMessage.textLimit)
    }

    @Test func `may begin with a byte order mark`() throws {
        let body = [0xEF, 0xBB, 0xBF] + Payload.body([Payload.message(#"{"conversation":"x"}"#)])
        #expect(try Gateway.parseContent(body, defaultTenant: 1).items.first?.message?.text == "x")
    }

    @Test func `in another encoding are refused`() {
        let utf16 = Payload.body([]).flatMap { [$0, 0] as [UInt8] }
        #expect(throws: EnvelopeError.self) { try Gateway.parseContent(utf16, defaultTenant: 1).items }
        #expect(throws: EnvelopeError.self) { try Gateway.parseContent([0xFF, 0xFE] + utf16, defaultTenant: 1).items }
    }
}

@Suite struct `Nesting` {
    @Test(arguments: ["[", "{\"a\":", "[{\"a\":", #"{"payload":["#])
    func `without end is refused`(opening: String) {
        let bomb = Array(String(repeating: opening, count: 200_000).utf8)
        #expect(throws: EnvelopeError.self) { try Gateway.parseContent(bomb, defaultTenant: 1).items }
        #expect(throws: EnvelopeError.self) { try Gateway.parseStatus(bomb, defaultTenant: 1) }
        _ = Gateway.sendOutcome(status: 200, body: bomb, headers: [])
    }

    @Test(arguments: [(60, true), (61, false), (1000, false)])
    func `is accepted to 64 levels`(levels: Int, accepted: Bool) {
        // The body, its payload, the messages and the message are four levels.
        let nested = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let body = Payload.body([#"{"x":\#(nested)}"#])
        let items = try? Gateway.parseContent(body, defaultTenant: 1).items
        #expect((items != nil) == accepted)
    }

    @Test func `inside a string is none`() throws {
        let brackets = String(repeating: "[{", count: 1000)
        #expect(try Payload.read(#"{"conversation":"\#(brackets)"}"#).text == brackets)
    }
}
