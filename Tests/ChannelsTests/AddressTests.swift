import Channels
import Conversation
import Testing

@Suite struct `Addresses` {
    private func item(_ remoteJid: String, more: String = "", fromMe: Bool = false) throws -> ParsedItem {
        let key = Payload.key(remoteJid, fromMe: fromMe, more: more)
        return try #require(try Payload.items(Payload.message(#"{"conversation":"היי"}"#, key: key)).first)
    }

    @Test(arguments: [
        ("972541234567@s.whatsapp.net", "+972541234567", nil),
        ("972541234567:12@s.whatsapp.net", "+972541234567", nil),
        ("972541234567_1:3@s.whatsapp.net", "+972541234567", nil),
        ("972541234567_1@s.whatsapp.net", "+972541234567", nil),
        ("972541234567@c.us", "+972541234567", nil),
        ("972541234567@hosted", "+972541234567", nil),
        ("972541234567:99@hosted", "+972541234567", nil),
        ("88123456789012@lid", nil, "88123456789012"),
        ("88123456789012:4@lid", nil, "88123456789012"),
        ("88123456789012@hosted.lid", nil, "88123456789012"),
        ("88123456789012:99@hosted.lid", nil, "88123456789012"),
        ("somebody@s.whatsapp.net", nil, nil),
        ("972541234567890123456@s.whatsapp.net", nil, nil),
        ("٠٥٤١٢٣٤٥٦٧@s.whatsapp.net", nil, nil),
        ("name@lid", nil, nil),
    ])
    func `of people are answered, and only a phone's digits become a phone number`(
        remoteJid: String, phone: String?, lid: String?
    ) throws {
        let message = try #require(try item(remoteJid).message)
        #expect(message.chatAddress == remoteJid)
        #expect(message.phone == phone)
        #expect(message.lid == lid)
        #expect(message.expectsAnswer)
        #expect(message.chatAddress == remoteJid)
        #expect(message.providerMessageID == "3EB0A1")
    }

    @Test(arguments: [
        "120363041234567890@g.us", "972541234567-1600000000@g.us", "status@broadcast", "1234567890@broadcast",
        "120363041234567890@newsletter", "867051314767696@bot", "13135550002@c.us", "13135550002@s.whatsapp.net",
        "0@c.us", "0@s.whatsapp.net", "server@c.us", "@c.us",
    ])
    func `of groups, lists, bots and services are ignored, whatever else is broken`(remoteJid: String) throws {
        #expect(try item(remoteJid).isIgnored)
        #expect(try item(remoteJid, fromMe: true).isIgnored)
        #expect(try Payload.items(#"{"key":{"remoteJid":"\#(remoteJid)"}}"#).first?.isIgnored == true)
    }

    @Test(arguments: [
        "", "972541234567", "@", "972541234567@", "972541234567@example.com", "a@b@c", "97254 1234567@s.whatsapp.net",
        #"972541234567@s.whatsapp.net\u0000"#, #"\n@c.us"#, "972541234567@S.WHATSAPP.NET ",
        String(repeating: "9", count: 300) + "@lid",
    ])
    func `of no known kind are malformed`(remoteJid: String) throws {
        #expect(try item(remoteJid).isMalformed)
    }

    @Test(arguments: [
        #""remoteJidAlt":"972541234567@s.whatsapp.net""#,
        #""remoteJidAlt":"972541234567:3@s.whatsapp.net","addressingMode":"lid""#,
        #""senderPn":"972541234567@s.whatsapp.net""#,
        #""remoteJidAlt":null,"senderPn":"972541234567@s.whatsapp.net","senderLid":"88123456789012@lid""#,
        #""remoteJidAlt":"","participant":"","participantAlt":"972541234567@s.whatsapp.net""#,
        #""participantPn":"972541234567@s.whatsapp.net""#,
    ])
    func `of a LID get their phone from the other address`(more: String) throws {
        let message = try #require(try item("88123456789012@lid", more: more).message)
        #expect(message.phone == "+972541234567")
        #expect(message.lid == "88123456789012")
        #expect(message.chatAddress == "88123456789012@lid")
    }

    @Test(arguments: [
        #""remoteJidAlt":"88123456789012@lid""#, #""senderLid":"88123456789012:1@lid""#,
        #""participantLid":"88123456789012@lid""#,
    ])
    func `of a phone get their LID from the other address`(more: String) throws {
        let message = try #require(try item(Payload.person, more: more).message)
        #expect(message.phone == "+972541234567")
        #expect(message.lid == "88123456789012")
    }

    @Test(arguments: [
        #""remoteJidAlt":"99999999999999@lid""#, #""remoteJidAlt":"972541234567""#, #""senderPn":972541234567"#,
        #""remoteJidAlt":"120363041234567890@g.us""#, #""senderPn":{}"#,
    ])
    func `of a LID have no phone where none is given`(more: String) throws {
        let message = try #require(try item("88123456789012@lid", more: more).message)
        #expect(message.phone == nil)
        #expect(message.lid == "88123456789012")
    }

    @Test func `of own messages never take the sender's own number for the customer's`() throws {
        let more = #""senderPn":"97235550100@s.whatsapp.net","remoteJidAlt":"97235550100@s.whatsapp.net""#
        let message = try #require(try item("88123456789012@lid", more: more, fromMe: true).message)
        #expect(message.phone == nil)
        #expect(message.lid == "88123456789012")
    }
}
