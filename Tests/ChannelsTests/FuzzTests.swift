import Channels
import Conversation
import FoundationEssentials
import Testing

/// A small generator with a seed, so that what fails can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct `Any bytes at all` {
    private static let samples: [[UInt8]] = [
        Payload.body([Payload.message(#"{"conversation":"היי 😀 \u05e9\ud83d\ude00"}"#)], tenant: #""business_1""#),
        Payload.body(
            [
                Payload.message(
                    #"{"ephemeralMessage":{"message":{"viewOnceMessageV2":{"message":{"imageMessage":{"caption":"כן","#
                        + #""mimetype":"image/jpeg; a=b","fileLength":{"low":12,"high":0},"#
                        + #""contextInfo":{"stanzaId":"Q","isForwarded":true}}}}}}}"#,
                    key: Payload.key("88123456789012@lid", more: #""remoteJidAlt":"972541234567@s.whatsapp.net""#)),
                Payload.message(
                    #"{"interactiveResponseMessage":{"nativeFlowResponseMessage":{"paramsJson":"{\"id\":\"a\"}"}}}"#,
                    key: Payload.key(id: "B")),
                Payload.message(
                    #"{"contactMessage":{"vcard":"BEGIN:VCARD\nTEL;waid=972547654321:+972\nEND:VCARD"}}"#,
                    key: Payload.key("120363041234567890@g.us")),
            ], type: "append", tenant: "3"),
        Payload.body(
            [
                Payload.message(
                    #"{"protocolMessage":{"type":14,"editedMessage":{"extendedTextMessage":{"text":"x"}}}}"#
                ),
                Payload.message(#"{"locationMessage":{"degreesLatitude":32.08,"degreesLongitude":-3.4e1}}"#),
                #"{"key":\#(Payload.key()),"messageStubType":2}"#,
            ]),
    ]

    /// What must hold of every answer, whatever was posted.
    private func check(_ body: [UInt8]) throws {
        do {
            for item in try Gateway.parseContent(body, defaultTenant: 1).items {
                guard let message = item.message else {
                    #expect(item.isIgnored || item.isMalformed)
                    continue
                }
                #expect(message.tenantID > 0)
                #expect((1...256).contains(message.providerMessageID.utf8.count))
                #expect((1...256).contains(message.chatAddress.utf8.count))
                #expect(!message.chatAddress.hasSuffix("@g.us"))
                #expect(message.phone?.hasPrefix("+") != false)
                #expect((message.text?.utf16.count ?? 0) <= InboundMessage.textLimit)
                #expect(!(message.fromMe && message.expectsAnswer))
                let written = try JSONEncoder().encode(message)
                #expect(!written.contains(0))
            }
        } catch let error as EnvelopeError {
            // What the scanner lets through, the decoder must be able to read: only then a non-object is left.
            if body.first == UInt8(ascii: "{") { #expect(error.problem != "The body is not a JSON object.") }
            #expect(error.problem.hasSuffix("."))
        }
        _ = try? Gateway.parseStatus(body, defaultTenant: 1)
        _ = Gateway.sendOutcome(status: 200, body: body, headers: [])
    }

    @Test func `a post cut off at any byte is refused or read, never a crash`() throws {
        for sample in Self.samples {
            #expect(try !Gateway.parseContent(sample, defaultTenant: 1).items.isEmpty)
            for end in sample.indices {
                try check(Array(sample[..<end]))
                #expect(throws: EnvelopeError.self) {
                    try Gateway.parseContent(Array(sample[..<end]), defaultTenant: 1).items
                }
            }
        }
    }

    @Test(arguments: 0..<20)
    func `a post with bytes changed, lost, repeated or moved is refused or read, never a crash`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let spice = Array(#"{}[]",:\u0ed8-+.eE019tfn @"#.utf8) + [0, 0x0A, 0x7F, 0x80, 0xC3, 0xD7, 0xED, 0xF0, 0xFF]
        for _ in 0..<1000 {
            guard var body = Self.samples.randomElement(using: &random) else { return }
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<max(body.count, 1), using: &random)
                let length = min(Int.random(in: 1...30, using: &random), body.count - at)
                switch Int.random(in: 0..<6, using: &random) {
                case 0 where !body.isEmpty: body[at] = UInt8.random(in: .min ... .max, using: &random)
                case 1 where !body.isEmpty: body[at] = spice.randomElement(using: &random) ?? 0
                case 2: body.removeSubrange(at..<at + length)
                case 3: body.insert(contentsOf: body[at..<at + length], at: at)
                case 4: body.insert(spice.randomElement(using: &random) ?? 0, at: at)
                default: body.insert(contentsOf: Self.samples[0].suffix(length), at: at)
                }
            }
            try check(body)
        }
    }

    @Test(arguments: 0..<5)
    func `bytes of no meaning are refused, never a crash`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 1000)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<200, using: &random)
            try check((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        }
    }
}

@Suite struct `Any values at all` {
    /// Every member of a real post, replaced by every kind of value: nothing crashes, and the neighbour is kept.
    @Test func `in the place of any member cost at most their own message`() throws {
        let values = [
            "null", "true", "0", "-1", "1.5", "1e400", "99999999999999999999", #""""#, #""x""#, "[]", "[[]]", "{}",
            #"{"message":{}}"#, #"{"low":{},"high":[]}"#,
        ]
        let sound = Payload.message(#"{"conversation":"sound"}"#, key: Payload.key(id: "SOUND"))
        for members in [
            ["key", "messageTimestamp", "pushName", "message"].map { ("message", $0) },
            ["remoteJid", "fromMe", "id", "remoteJidAlt", "senderPn", "participant"].map { ("key", $0) },
            [
                "conversation", "extendedTextMessage", "imageMessage", "audioMessage", "ephemeralMessage",
                "listResponseMessage", "interactiveResponseMessage", "reactionMessage", "locationMessage",
                "contactMessage", "contactsArrayMessage", "protocolMessage", "editedMessage",
            ].map { ("content", $0) },
        ].joined() {
            for value in values {
                let changed = #""\#(members.1)":\#(value)"#
                let bad =
                    switch members.0 {
                    case "message": #"{\#(changed),"key":\#(Payload.key()),"message":{"conversation":"x"}}"#
                    case "key": Payload.message(#"{"conversation":"x"}"#, key: #"{\#(changed),"id":"A"}"#)
                    default: Payload.message(#"{\#(changed)}"#)
                    }
                let items = try Payload.items(bad, sound)
                #expect(items.count == 2)
                #expect(items.last?.message?.text == "sound")
            }
        }
    }
}
