import Channels
import Conversation
import Testing

@Suite struct `Recipients` {
    private static let gateways: [(provider: any ChannelProvider.Type, server: String)] = [
        (Gateway.self, "s.whatsapp.net"), (Evolution.self, "s.whatsapp.net"), (GOWA.self, "s.whatsapp.net"),
        (WAHA.self, "c.us"),
    ]

    @Test(arguments: [
        "972541234567", "+972 54-123-4567", "00972541234567", "054-123-4567", "(054) 1234567",
        "972541234567@s.whatsapp.net", "972541234567@c.us", "972541234567:3@s.whatsapp.net",
    ])
    func `are found by a number, with its country or without, and by an address`(written: String) {
        for (provider, server) in Self.gateways {
            #expect(
                provider.recipient(written, countryCode: "972", "demo")
                    == Recipient(chatAddress: "972541234567@\(server)", phone: "+972541234567"))
        }
    }

    @Test func `may be known by a LID, or be a group`() {
        for (provider, _) in Self.gateways {
            #expect(
                provider.recipient("88123456789012:4@lid", countryCode: "972", "demo")
                    == Recipient(chatAddress: "88123456789012@lid", lid: "88123456789012"))
            #expect(
                provider.recipient("120363041234567890@g.us", countryCode: "972", "demo")
                    == Recipient(chatAddress: "120363041234567890@g.us"))
        }
    }

    @Test(arguments: [
        "", "someone", "1234", "12345678901234567", "972541234567@example.com", "status@broadcast", "x@newsletter",
        "0@c.us", "someone@s.whatsapp.net", "name@lid", "97254 1234567@c.us", "@", "+", "0",
    ])
    func `are nobody where nobody could be written to`(written: String) {
        for (provider, _) in Self.gateways {
            #expect(provider.recipient(written, countryCode: "972", "demo") == nil, "\(provider)")
        }
    }

    @Test func `of the sandbox are numbers, or any name`() {
        #expect(
            Sandbox.recipient("054-123-4567", countryCode: "972", "demo")
                == Recipient(chatAddress: "972541234567", phone: "+972541234567"))
        #expect(
            Sandbox.recipient("972541234567@s.whatsapp.net", countryCode: "972", "demo")
                == Recipient(chatAddress: "972541234567@s.whatsapp.net", phone: "+972541234567"))
        #expect(
            Sandbox.recipient("88123@lid", countryCode: "972", "demo")
                == Recipient(chatAddress: "88123@lid", lid: "88123"))
        #expect(Sandbox.recipient("noa", countryCode: "972", "demo") == Recipient(chatAddress: "noa"))
        #expect(Sandbox.recipient("no body", countryCode: "972", "demo") == nil)
    }

    @Test(arguments: Provider.allCases)
    func `are read by every provider without a crash`(provider: Provider) {
        #expect(provider.channel.provider == provider)
        for written in ["", "@", "+", "0", "א", String(repeating: "9", count: 400), "\u{0}@c.us"] {
            _ = provider.channel.recipient(written, countryCode: "972", "demo")
        }
    }
}
