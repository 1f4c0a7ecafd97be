import Channels
import Conversation
import FoundationEssentials
import Testing

@Suite struct `Posts of messages` {
    @Test(arguments: [
        (nil, 42), ("null", 42), ("7", 7), (#""7""#, 7), (#""business_7""#, 7), ("7.0", 7), (#""007""#, 7),
        ("9007199254740993", 9_007_199_254_740_993),
    ])
    func `name their tenant in any of the known forms`(tenant: String?, expected: Int64) throws {
        let body = Payload.body([Payload.message(#"{"conversation":"x"}"#)], tenant: tenant)
        let message = try #require(try Gateway.parseContent(body, defaultTenant: 42).items.first?.message)
        #expect(message.tenantID == expected)
        #expect(message.channelAddress == String(expected))
    }

    @Test(arguments: [
        "0", "-1", "1.5", "true", "{}", "[1]", #""""#, #""x""#, #""+1""#, #""-1""#, #"" 1""#, #""business_""#,
        #""business_x""#, #""business_-1""#, #""shop_1""#, "1e300", #""99999999999999999999""#, #""0""#, #""١""#,
    ])
    func `with any other tenant are refused`(tenant: String) {
        #expect(throws: EnvelopeError.self) {
            try Gateway.parseContent(Payload.body([], tenant: tenant), defaultTenant: 42).items
        }
    }

    @Test(arguments: [
        "", " ", "x", "{", "[]", "7", "null", #""text""#, "{}", #"{"payload":null}"#, #"{"payload":[]}"#,
        #"{"payload":{}}"#, #"{"payload":{"messages":null}}"#, #"{"payload":{"messages":{}}}"#,
        #"{"payload":{"messages":"x"}}"#, #"{"messages":[]}"#, #"{"payload":{"messages":[]}} x"#,
        #"{"payload":{"messages":[],}}"#, #"{'payload':1}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#,
        #"{"a":1e}"#, #"{"a":-}"#, #"{"a":tru}"#, #"{"a":nul"#, #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\u12"#,
        "{\"a\":\"\n\"}", #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{a:1}"#, #"{"a":[1 2]}"#, #"{"a":[1}}"#, #"{"a":]"#,
        #"{"a":NaN}"#, #"{"a":Infinity}"#, "\0", "{\"a\":1}\0",
    ])
    func `that are none are refused with one sentence that repeats nothing of them`(body: String) throws {
        let error = #expect(throws: EnvelopeError.self) {
            try Gateway.parseContent(Array(body.utf8), defaultTenant: 1).items
        }
        let problem = try #require(error?.problem)
        #expect(problem.hasSuffix("."))
        #expect(!problem.contains("\n"))
        #expect(problem.utf8.count < 120)
    }

    @Test func `that stop being JSON are told where`() throws {
        let error = #expect(throws: EnvelopeError.self) {
            try Gateway.parseContent(Array(#"{"payload":}"#.utf8), defaultTenant: 1).items
        }
        #expect(error?.problem == "The body is not JSON at byte 11: expected a value.")
    }

    @Test func `may hold no messages`() throws {
        #expect(try Payload.items().isEmpty)
    }

    @Test func `may hold 10,000 messages and no more`() throws {
        let message = Payload.message(#"{"conversation":"x"}"#)
        let most = Payload.body(Array(repeating: message, count: 10_000))
        #expect(try Gateway.parseContent(most, defaultTenant: 1).items.count == 10_000)
        let tooMany = Payload.body(Array(repeating: message, count: 10_001))
        #expect(throws: EnvelopeError.self) { try Gateway.parseContent(tooMany, defaultTenant: 1).items }
    }

    @Test(arguments: [("notify", false), ("append", true), ("other", false), ("", false)])
    func `tell live messages from those that waited`(type: String, isBackfill: Bool) throws {
        let items = try Payload.items(Payload.message(#"{"conversation":"x"}"#), type: type)
        let message = try #require(items.first?.message)
        #expect(message.isBackfill == isBackfill)
        #expect(message.expectsAnswer)
    }

    @Test func `without a type are live`() throws {
        let body = #"{"payload":{"messages":[\#(Payload.message(#"{"conversation":"x"}"#))]}}"#
        #expect(try Gateway.parseContent(Array(body.utf8), defaultTenant: 1).items.first?.message?.isBackfill == false)
    }

    @Test(arguments: [
        "7", "null", #""x""#, "[]", "[{}]", "{}", "true", #"{"key":null}"#, #"{"key":[]}"#, #"{"key":"x"}"#,
        #"{"key":{}}"#,
        #"{"key":{"remoteJid":7,"id":"A"}}"#, #"{"key":{"remoteJid":"972541234567@c.us"},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":""},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":7},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":"a b"},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":"a\u0000"},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":"A","fromMe":"maybe"},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":"A","fromMe":{}},"message":{}}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":"A"},"message":"x"}"#,
        #"{"key":{"remoteJid":"972541234567@c.us","id":"A"},"message":[]}"#,
    ])
    func `keep the neighbours of a malformed message, in order`(bad: String) throws {
        let first = Payload.message(#"{"conversation":"a"}"#, key: Payload.key(id: "A"))
        let last = Payload.message(#"{"conversation":"b"}"#, key: Payload.key(id: "B"))
        let items = try Payload.items(first, bad, last)
        try #require(items.count == 3)
        #expect(items[0].message?.text == "a")
        #expect(items[1].isMalformed)
        #expect(items[2].message?.text == "b")
    }

    @Test(arguments: [256, 257])
    func `accept ids up to 256 bytes`(length: Int) throws {
        let key = Payload.key(id: String(repeating: "x", count: length))
        let item = try #require(try Payload.items(Payload.message(#"{"conversation":"a"}"#, key: key)).first)
        #expect(item.isMalformed == (length > 256))
    }

    @Test func `may hold stubs, whose ids stay free for the real message`() throws {
        let stub = #"{"key":\#(Payload.key()),"messageStubType":2,"messageStubParameters":["No session record"]}"#
        let null = #"{"key":\#(Payload.key()),"message":null}"#
        #expect(try Payload.items(stub, null).allSatisfy(\.isIgnored))
    }

    @Test(arguments: ["true", "1", #""true""#])
    func `may hold own messages, which nobody waits for an answer to`(fromMe: String) throws {
        let key = #"{"remoteJid":"\#(Payload.person)","id":"A","fromMe":\#(fromMe)}"#
        let message = try #require(
            try Payload.items(Payload.message(#"{"conversation":" כן "}"#, key: key)).first?.message)
        #expect(message.fromMe)
        #expect(!message.expectsAnswer)
        #expect(message.name == nil)
        #expect(message.text == " כן ")
        #expect(message.phone == "+972541234567")
    }

    @Test(arguments: [
        ("1767225600", 1_767_225_600), (#""1767225600""#, 1_767_225_600), ("1767225600.5", 1_767_225_600),
        (#"{"low":1767225600,"high":0,"unsigned":true}"#, 1_767_225_600),
        (#"{"low":"1767225600","high":"0"}"#, 1_767_225_600), (#"{"low":-2147483648,"high":0}"#, 2_147_483_648),
        (#"{"low":0,"high":1}"#, 4_294_967_296), ("1767225600123", 1_767_225_600), (#""1767225600123""#, 1_767_225_600),
        ("null", nil), ("0", nil), ("-5", nil), (#""soon""#, nil), ("{}", nil), ("[]", nil), ("true", nil),
        ("1e300", nil),
        ("99999999999999999999999", nil), (#"{"low":1,"high":99999999999}"#, nil), (#"{"low":0,"high":-1}"#, nil),
        (#""""#, nil), ("1767225600000000", nil),
    ])
    func `tell the time in three forms`(timestamp: String, expected: Int64?) throws {
        let item = Payload.message(#"{"conversation":"x"}"#, more: #""messageTimestamp":\#(timestamp)"#)
        #expect(try #require(try Payload.items(item).first?.message).sentAt == expected)
    }

    @Test(arguments: [
        (#""Noa""#, "Noa"), (#"" Noa \n Levi ""#, "Noa Levi"), (#""""#, nil), (#""  ""#, nil), ("null", nil),
        ("7", nil),
        ("{}", nil), (#""N\u0000oa""#, "Noa"),
    ])
    func `tell the name on one line`(pushName: String, expected: String?) throws {
        let item = Payload.message(#"{"conversation":"x"}"#, more: #""pushName":\#(pushName)"#)
        #expect(try #require(try Payload.items(item).first?.message).name == expected)
    }

    @Test func `may hold a member twice`() throws {
        let items = try Payload.items(Payload.message(#"{"conversation":"a","conversation":"b"}"#))
        #expect(items.first?.message?.text == "a")
    }
}
