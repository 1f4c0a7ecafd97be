import Channels
import Conversation
import FoundationEssentials
import Testing

/// Whatever is posted, and whatever is answered, nothing crashes, and what is read can be stored.
@Suite struct `Any bytes from any provider` {
    private static let samples: [(provider: any ChannelProvider.Type, bodies: [String])] = [
        (
            Evolution.self,
            [
                EvolutionPost.body("messages.upsert", EvolutionPost.message(#"{"conversation":"היי 😀 \ud83d\ude00"}"#)),
                EvolutionPost.body(
                    "messages.upsert",
                    "["
                        + EvolutionPost.message(
                            #"{"ephemeralMessage":{"message":{"audioMessage":{"ptt":true,"mediaKey":{"0":1,"1":2}}}}}"#)
                        + "]"),
                EvolutionPost.body("messages.update", #"[{"key":{"id":"A","fromMe":true},"update":{"status":3}}]"#),
                EvolutionPost.body(
                    "messages.edited", #"{"key":\#(Payload.key()),"editedMessage":{"conversation":"x"}}"#),
                EvolutionPost.body("connection.update", #"{"state":"open","statusReason":200}"#),
            ]
        ),
        (
            WAHA.self,
            [
                WAHAPost.body(
                    "message",
                    WAHAPost.message(#""body":"היי","replyTo":{"id":"A"},"_data":{"message":{"conversation":"היי"}}"#)),
                WAHAPost.body(
                    "message.any",
                    WAHAPost.message(
                        #""hasMedia":true,"media":{"url":"http://w/a","mimetype":"audio/ogg"},"vCards":["X"]"#)),
                WAHAPost.body("message.ack", #"{"id":"true_972541234567@c.us_A","ack":3,"fromMe":true}"#),
                WAHAPost.body("message.revoked", #"{"after":null,"before":\#(WAHAPost.message(#""body":"x""#))}"#),
            ]
        ),
        (
            GOWA.self,
            [
                GOWAPost.body("message", GOWAPost.message(#""body":"היי","image":{"path":"statics/a.jpeg"}"#)),
                GOWAPost.body("message", GOWAPost.message(#""contact":{"vcard":"BEGIN:VCARD\nTEL;waid=972:+9\nEND"}"#)),
                GOWAPost.body("message.ack", #"{"ids":["A","B"],"receipt_type":"read"}"#),
            ]
        ),
        (
            Sandbox.self,
            [
                #"{"channel":"demo","messages":[{"id":"a","chat":"b","kind":"order","text":"x","details":{"order":{"items":[]}}}],"#
                    + #""statuses":[{"message_id":1,"status":"read","at":"2026-01-01T00:00:00Z"}]}"#
            ]
        ),
        (
            Gateway.self,
            [#"{"tenantId":7,"payload":{"messages":[],"updates":[{"key":{"id":"A"},"update":{"status":"READ"}}]}}"#]
        ),
    ]

    private func check(_ provider: any ChannelProvider.Type, _ body: [UInt8]) throws {
        do {
            let content = try provider.parse(WebhookPost(requestURI: "/x", body: body, header: { _ in nil }))
            for item in content.items {
                guard let message = item.message else {
                    #expect(item.isIgnored || item.isMalformed)
                    continue
                }
                #expect((1...256).contains(message.channelAddress.utf8.count))
                #expect((1...600).contains(message.providerMessageID.utf8.count))
                #expect((1...256).contains(message.chatAddress.utf8.count))
                #expect(message.phone?.hasPrefix("+") != false)
                #expect((message.text?.utf16.count ?? 0) <= InboundMessage.textLimit)
                #expect(!(message.fromMe && message.expectsAnswer))
                let written = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
                #expect(!written.contains(#"\u0000"#))
            }
            for status in content.statuses {
                #expect(status.providerMessageID != nil || status.messageID != nil)
                #expect((1...256).contains(status.providerMessageID?.utf8.count ?? 1))
            }
            for connection in content.connections { #expect(connection.connection.utf16.count <= 64) }
        } catch let error as EnvelopeError {
            #expect(error.problem.hasSuffix("."))
        }
        for status in [200, 201, 400, 401, 422, 500] {
            let answer = ChannelAnswer(status: status, body: body)
            let outcome = provider.outcome(of: answer, attempt: 3)
            // No answer but one that says so proves that a message was sent.
            if status >= 400 { #expect(outcome.name != "sent") }
        }
    }

    @Test(arguments: samples.indices)
    func `a post cut off at any byte is refused or read, never a crash`(index: Int) throws {
        let (provider, bodies) = Self.samples[index]
        for body in bodies.map({ Array($0.utf8) }) {
            let content = try provider.parse(WebhookPost(requestURI: "/x", body: body, header: { _ in nil }))
            #expect(!content.items.isEmpty || !content.statuses.isEmpty || !content.connections.isEmpty)
            for end in body.indices { try check(provider, Array(body[..<end])) }
        }
    }

    @Test(arguments: samples.indices, [UInt64](0..<6))
    func `a post with bytes changed, lost, repeated or moved is refused or read, never a crash`(
        index: Int, seed: UInt64
    ) throws {
        let (provider, bodies) = Self.samples[index]
        var random = SeededGenerator(state: seed &+ UInt64(index) &* 1000)
        let spice = Array(#"{}[]",:\u0ed8-+.eE019tfn @_"#.utf8) + [0, 0x0A, 0x7F, 0x80, 0xC3, 0xD7, 0xED, 0xF0, 0xFF]
        for _ in 0..<300 {
            guard var body = bodies.randomElement(using: &random).map({ Array($0.utf8) }) else { return }
            for _ in 0..<Int.random(in: 1...5, using: &random) where !body.isEmpty {
                let at = Int.random(in: 0..<body.count, using: &random)
                let length = min(Int.random(in: 1...30, using: &random), body.count - at)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: body[at] = UInt8.random(in: .min ... .max, using: &random)
                case 1: body[at] = spice.randomElement(using: &random) ?? 0
                case 2: body.removeSubrange(at..<at + length)
                case 3: body.insert(contentsOf: body[at..<at + length], at: at)
                default: body.insert(spice.randomElement(using: &random) ?? 0, at: at)
                }
            }
            try check(provider, body)
        }
    }

    @Test(arguments: samples.indices)
    func `nesting without end is refused`(index: Int) {
        let (provider, _) = Self.samples[index]
        for opening in ["[", "{\"data\":", "{\"payload\":"] {
            let bomb = Array(String(repeating: opening, count: 100_000).utf8)
            #expect(throws: EnvelopeError.self) {
                try provider.parse(WebhookPost(requestURI: "/x", body: bomb, header: { _ in nil }))
            }
            #expect(provider.outcome(of: ChannelAnswer(status: 201, body: bomb), attempt: 0).name == "unknown")
        }
    }
}
