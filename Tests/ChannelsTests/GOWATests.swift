import Channels
import Conversation
import Testing

/// Posts as go-whatsapp-web-multidevice makes them, with invented people.
enum GOWAPost {
    static func body(_ event: String, _ payload: String, device: String = "97235550104@s.whatsapp.net") -> String {
        #"""
        {"event":"\#(event)","device_id":"\#(device)","session_id":"shop_7","timestamp":"2026-01-01T02:00:05+02:00",
        "payload":\#(payload)}
        """#
    }

    static func message(_ more: String, chat: String = "972541234567@s.whatsapp.net", fromMe: Bool = false) -> String {
        #"""
        {"id":"3EB0A1","chat_id":"\#(chat)","from":"\#(fromMe ? "97235550104@s.whatsapp.net" : chat)",
        "from_lid":"88123456789012@lid","from_name":"Noa","timestamp":"2026-01-01T00:00:00Z","is_from_me":\#(fromMe),\#(more)}
        """#
    }

    static func parse(_ event: String, _ payload: String) throws -> WebhookContent {
        try GOWA.parse(.json(body(event, payload)))
    }

    static func read(_ more: String) throws -> InboundMessage {
        try #require(try parse("message", message(more)).message)
    }
}

@Suite struct `Posts of gowa` {
    @Test func `bring a message`() throws {
        let message = try GOWAPost.read(#""body":"היי","replied_to_id":"3EB0OURS","quoted_body":"x","forwarded":true"#)
        #expect(message.provider == "gowa")
        #expect(message.channelAddress == "97235550104")
        #expect(message.providerMessageID == "3EB0A1")
        #expect(message.chatAddress == "972541234567@s.whatsapp.net")
        #expect(message.phone == "+972541234567")
        #expect(message.lid == "88123456789012")
        #expect(message.name == "Noa")
        #expect(message.kind == .text && message.text == "היי")
        #expect(message.details?.quotedID == "3EB0OURS")
        #expect(message.details?.isForwarded == true)
        #expect(message.sentAt == 1_767_225_600)
        #expect(message.expectsAnswer)
    }

    @Test func `echo what the business sent, without taking its number for the customer's`() throws {
        let payload = GOWAPost.message(#""body":"שלום""#, fromMe: true)
        let message = try #require(try GOWAPost.parse("message", payload).message)
        #expect(message.fromMe && !message.expectsAnswer)
        #expect(message.chatAddress == "972541234567@s.whatsapp.net" && message.phone == "+972541234567")
        #expect(message.lid == nil && message.name == nil)
        let lid = GOWAPost.message(#""body":"שלום""#, chat: "88123456789012@lid", fromMe: true)
        #expect(try GOWAPost.parse("message", lid).message?.phone == nil)
    }

    @Test func `echo what the device wrote also where they do not say whose it is`() throws {
        for (from, isOwn) in [
            ("97235550104@s.whatsapp.net", true), ("97235550104:12@s.whatsapp.net", true),
            ("972541234567@s.whatsapp.net", false),
        ] {
            let payload =
                #"{"id":"A","chat_id":"972541234567@s.whatsapp.net","from":"\#(from)","body":"שלום"}"#
            let message = try #require(try GOWAPost.parse("message", payload).message)
            #expect(message.fromMe == isOwn && message.expectsAnswer == !isOwn, "\(from)")
            #expect(message.phone == "+972541234567")
        }
    }

    @Test(
        arguments: [
            (#""image":"statics/media/1-a.jpeg""#, MessageKind.image, nil, "statics/media/1-a.jpeg", "image/jpeg"),
            (
                #""body":"זו הדירה","image":{"path":"statics/media/1-a.jpeg","caption":"זו הדירה"}"#, .image,
                "זו הדירה",
                "statics/media/1-a.jpeg", "image/jpeg"
            ),
            (
                #""image":{"url":"https://mmg.whatsapp.net/v/1","caption":"זו"}"#, .image, "זו",
                "https://mmg.whatsapp.net/v/1",
                nil
            ),
            (#""video":"statics/media/1.mp4""#, .video, nil, "statics/media/1.mp4", "video/mp4"),
            (#""video_note":{"path":"statics/media/1.mp4"}"#, .video, nil, "statics/media/1.mp4", "video/mp4"),
            (#""audio":"statics/media/1.ogg""#, .voice, nil, "statics/media/1.ogg", "audio/ogg"),
            (#""audio":"statics/media/1.mp3""#, .audio, nil, "statics/media/1.mp3", "audio/mpeg"),
            (#""audio":{"url":"https://mmg.whatsapp.net/v/1"}"#, .voice, nil, "https://mmg.whatsapp.net/v/1", nil),
            (#""sticker":"statics/media/1.webp""#, .sticker, nil, "statics/media/1.webp", "image/webp"),
            (
                #""document":{"path":"statics/media/1.pdf"},"body":"חוזה""#, .document, "חוזה", "statics/media/1.pdf",
                "application/pdf"
            ),
        ] as [(String, MessageKind, String?, String, String?)])
    func `bring files`(members: String, kind: MessageKind, text: String?, reference: String, type: String?) throws {
        let message = try GOWAPost.read(members)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.details?.media?.reference == reference)
        #expect(message.details?.media?.mimeType == type)
    }

    @Test func `bring a document under its name`() throws {
        let message = try GOWAPost.read(#""document":{"url":"https://mmg.whatsapp.net/v/1","filename":"חוזה.pdf"}"#)
        #expect(message.details?.media?.fileName == "חוזה.pdf")
    }

    @Test(
        arguments: [
            (
                #""location":{"degreesLatitude":32.1,"degreesLongitude":34.8,"name":"קניון","address":"הרצל 5"}"#,
                MessageKind.location, "קניון, הרצל 5"
            ),
            (#""live_location":{"degreesLatitude":32.1,"degreesLongitude":34.8}"#, .location, nil),
            (
                #""contact":{"displayName":"Dana","vcard":"BEGIN:VCARD\nTEL;waid=972547654321:+972\nEND:VCARD"}"#,
                .contact, "Dana"
            ),
            (#""contacts_array":[{"displayName":"Dana"},{"displayName":"Ron"}]"#, .contact, "Dana, Ron"),
            (#""order":{"orderTitle":"סל","message":"אשמח"}"#, .order, "אשמח"),
            (#""list":{"title":"חיפה"}"#, .list, "חיפה"),
            (#""unknown":1"#, .unsupported, nil),
        ] as [(String, MessageKind, String?)])
    func `bring every other kind`(members: String, kind: MessageKind, text: String?) throws {
        let message = try GOWAPost.read(members)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.expectsAnswer == kind.expectsAnswer)
    }

    @Test func `bring reactions, edits and deletions with the message that they are about`() throws {
        for (event, members, kind, text) in [
            ("message.reaction", #""reaction":"👍","reacted_message_id":"3EB0T""#, MessageKind.reaction, "👍"),
            ("message.reaction", #""reaction":"","reacted_message_id":"3EB0T""#, .reaction, nil),
            ("message.edited", #""original_message_id":"3EB0T","body":"ביום רביעי""#, .edit, "ביום רביעי"),
            ("message.revoked", #""revoked_message_id":"3EB0T","revoked_from_me":false"#, .deletion, nil),
        ] as [(String, String, MessageKind, String?)] {
            let message = try #require(try GOWAPost.parse(event, GOWAPost.message(members)).message)
            #expect(message.kind == kind && message.text == text && message.details?.targetID == "3EB0T")
            #expect(message.providerMessageID == "3EB0A1")
        }
    }

    @Test(arguments: [("delivered", StatusReport.Status.delivered), ("read", .read), ("played", .played)])
    func `report how far messages have come`(type: String, status: StatusReport.Status) throws {
        let payload = #"{"ids":["3EB0X","3EB0Y",7,""],"chat_id":"9@s.whatsapp.net","receipt_type":"\#(type)"}"#
        let reports = try GOWAPost.parse("message.ack", payload).statuses
        #expect(reports.map(\.providerMessageID) == ["3EB0X", "3EB0Y"])
        #expect(
            reports.allSatisfy { $0.status == status && $0.at == 1_767_225_605 && $0.channelAddress == "97235550104" })
    }

    @Test(arguments: ["sender", "retry", "read-self", "played-self", ""])
    func `report nothing by receipts of our own devices`(type: String) throws {
        #expect(try GOWAPost.parse("message.ack", #"{"ids":["A"],"receipt_type":"\#(type)"}"#).statuses.isEmpty)
    }

    @Test func `name the device by its number, or as it is called`() throws {
        for (device, address) in [
            ("97235550104@s.whatsapp.net", "97235550104"), ("97235550104:12@s.whatsapp.net", "97235550104"),
            ("shop_7", "shop_7"),
        ] {
            let post = WebhookPost.json(GOWAPost.body("message", GOWAPost.message(#""body":"x""#), device: device))
            #expect(try GOWA.parse(post).message?.channelAddress == address)
        }
    }

    @Test func `of groups and other events are ignored`() throws {
        let group = GOWAPost.message(#""body":"x""#, chat: "120363041234567890@g.us")
        #expect(try GOWAPost.parse("message", group).items.first?.isIgnored == true)
        #expect(try GOWAPost.parse("group.participants", "{}").items.first?.isIgnored == true)
        #expect(
            try GOWAPost.parse("message", #"{"chat_id":"9725412345@s.whatsapp.net"}"#).items.first?.isMalformed == true)
    }

    @Test(arguments: ["", "[]", "{", #"{"event":"message","payload":{}}"#, #"{"event":"message","device_id":"x"}"#])
    func `without a device or payload are refused`(body: String) {
        #expect(throws: EnvelopeError.self) { try GOWA.parse(.json(body)) }
    }
}

@Suite struct `Signatures of gowa` {
    private let body = "Hello, World!"
    /// The vector that is published with this kind of signature.
    private let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    private func check(_ body: String, _ shown: String?, _ secrets: String...) -> Authenticity {
        GOWA.authenticity(
            of: .json(body, headers: shown.map { ["X-Hub-Signature-256": $0] } ?? [:]),
            channel: WebhookChannel(tenantID: 1, address: "97235550104", secrets: secrets))
    }

    @Test func `are those of the published vector`() {
        let secret = "It's a Secret to Everybody"
        #expect(check(body, signature, secret) == .authentic)
        #expect(check(body, signature, "old", secret) == .authentic)
        #expect(check(body, signature, "another") == .wrong)
        #expect(check(body, signature) == .wrong)
        #expect(check(body, nil, secret) == .missing)
        #expect(check(body, String(signature.dropFirst(7)), secret) == .wrong)
        #expect(check(body + " ", signature, secret) == .wrong)
        for index in 7..<signature.count {
            var digits = Array(signature)
            digits[index] = digits[index] == "0" ? "1" : "0"
            #expect(check(body, String(digits), secret) == .wrong)
        }
    }

    @Test(arguments: ["secret", ""])
    func `by a secret that everybody knows prove nothing`(secret: String) {
        let code = HMAC.code(of: Array(body.utf8), key: secret, hash: .sha256)
        let digits = code.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        #expect(check(body, "sha256=" + digits.joined(), secret) == .wrong)
    }
}
