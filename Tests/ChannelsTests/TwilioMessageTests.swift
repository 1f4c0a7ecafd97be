import Channels
import Conversation
import Testing

@Suite struct `Messages of Twilio` {
    @Test func `of WhatsApp are read`() throws {
        let message = try TwilioPost.read(("Body", "שלום & 1+1"), ("NumMedia", "0"), ("MessageType", "text"))
        #expect(
            message
                == InboundMessage(
                    tenantID: 0, provider: "twilio", channelAddress: "whatsapp:+97235550105",
                    providerMessageID: "SM0123456789abcdef0123456789abcdef", chatAddress: "whatsapp:+972541234567",
                    fromMe: false, phone: "+972541234567", name: "Noa", kind: .text, text: "שלום & 1+1",
                    expectsAnswer: true))
    }

    @Test func `of SMS are read`() throws {
        let fields = [
            ("SmsSid", "SM1"), ("From", "+972541234567"), ("To", "+97235550106"), ("Body", "hi"), ("NumMedia", "0"),
        ]
        let message = try #require(try TwilioPost.content(fields, usual: false).items.first?.message)
        #expect(message.chatAddress == "+972541234567")
        #expect(message.phone == "+972541234567")
        #expect(message.channelAddress == "+97235550106")
        #expect(message.providerMessageID == "SM1")
        #expect(message.name == nil)
    }

    @Test(
        arguments: [
            (
                [("ButtonPayload", "P1"), ("ButtonText", "כן"), ("MessageType", "button")], MessageKind.button, "כן",
                "P1"
            ),
            ([("ButtonPayload", "P1"), ("Body", "כן")], .button, "כן", "P1"),
            ([("ButtonText", "כן")], .button, "כן", nil),
            ([("MessageType", "button"), ("Body", "כן")], .button, "כן", nil),
            ([("ListId", "L1"), ("ListTitle", "תספורת"), ("Body", "x")], .list, "תספורת", "L1"),
            ([("ListId", "L1")], .list, "L1", "L1"),
            ([("MessageType", "order"), ("Body", "אשמח")], .order, "אשמח", nil),
            ([("MessageType", "order")], .order, nil, nil),
            ([("MessageType", "poll")], .unsupported, nil, nil),
            ([("MessageType", "interactive")], .unsupported, nil, nil),
        ] as [([(String, String)], MessageKind, String?, String?)])
    func `are read by what they hold`(
        fields: [(String, String)], kind: MessageKind, text: String?, choice: String?
    ) throws {
        let message = try #require(try TwilioPost.content(fields).items.first?.message)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.details?.choiceID == choice)
        #expect(message.expectsAnswer == kind.expectsAnswer)
    }

    @Test func `with a place tell where it is`() throws {
        let place = try TwilioPost.read(
            ("Latitude", "32.0853"), ("Longitude", "34.7818"), ("Label", "סנטר"), ("Address", "דיזנגוף 50"))
        #expect(place.kind == .location)
        #expect(place.text == "סנטר, דיזנגוף 50")
        #expect(place.details?.location == MessageDetails.Location(latitude: 32.0853, longitude: 34.7818))
        #expect(try TwilioPost.read(("Latitude", "99"), ("Longitude", "1"), ("Body", "x")).kind == .text)
        #expect(try TwilioPost.read(("Latitude", "nan"), ("Longitude", "1"), ("Body", "x")).kind == .text)
    }

    @Test func `with a reaction name its message and ask nothing`() throws {
        let reaction = try TwilioPost.read(
            ("MessageType", "reaction"), ("Body", "👍"), ("OriginalRepliedMessageSid", "SM7"))
        #expect(reaction.kind == .reaction)
        #expect(reaction.details?.targetID == "SM7")
        #expect(reaction.details?.quotedID == nil)
        #expect(!reaction.expectsAnswer)
    }

    @Test(
        arguments: [
            ("image/jpeg", MessageKind.image), ("IMAGE/PNG", .image), ("image/webp", .sticker), ("video/mp4", .video),
            ("audio/ogg; codecs=opus", .voice), ("audio/amr", .voice), ("audio/mpeg", .audio),
            ("application/pdf", .document), ("text/vcard", .contact), ("text/x-vcard", .contact),
            ("text/plain", .document),
            ("", .document), ("/", .document),
        ])
    func `with a file are of the kind that its type says`(type: String, kind: MessageKind) throws {
        let message = try TwilioPost.read(
            ("NumMedia", "1"), ("MediaUrl0", "https://api.twilio.com/M/ME1"), ("MediaContentType0", type),
            ("Body", "זו"))
        #expect(message.kind == kind)
        #expect(message.text == "זו")
        #expect(message.details?.media?.reference == "https://api.twilio.com/M/ME1")
        let mimeType = type.lowercased().split(separator: ";").first.map(String.init)
        #expect(message.details?.media?.mimeType == mimeType)
    }

    @Test func `of SMS with a WebP picture are no stickers`() throws {
        let message = try TwilioPost.read(
            ("From", "+972541234567"), ("NumMedia", "1"), ("MediaUrl0", "https://api.twilio.com/a"),
            ("MediaContentType0", "image/webp"))
        #expect(message.kind == .image)
    }

    @Test func `with several files are one message for each`() throws {
        let fields = [
            ("NumMedia", "3"), ("Body", "שלוש"), ("MediaContentType0", "image/jpeg"),
            ("MediaContentType1", "video/mp4"),
            ("MediaContentType2", "application/pdf"), ("MediaUrl0", "https://api.twilio.com/0"),
            ("MediaUrl2", "file:///etc/passwd"),
        ]
        let messages = try TwilioPost.content(fields).items.compactMap(\.message)
        let id = "SM0123456789abcdef0123456789abcdef"
        #expect(messages.map(\.providerMessageID) == [id, id + ".1", id + ".2"])
        #expect(messages.map(\.kind) == [.image, .video, .document])
        #expect(messages.map(\.text) == ["שלוש", nil, nil])
        #expect(messages.map { $0.details?.media?.reference } == ["https://api.twilio.com/0", nil, nil])
        #expect(try TwilioPost.content([("NumMedia", "999999999")]).items.count == 10)
        #expect(try TwilioPost.content([("NumMedia", "-5"), ("Body", "x")]).items.first?.message?.kind == .text)
    }

    @Test func `that quote, are forwarded or come from an advertisement say so`() throws {
        let message = try TwilioPost.read(
            ("Body", "x"), ("OriginalRepliedMessageSid", "SM7"), ("FrequentlyForwarded", "true"),
            ("ReferralSourceUrl", "https://fb.me/1"), ("ReferralSourceId", "9"), ("ReferralBody", "b"))
        #expect(message.details?.quotedID == "SM7")
        #expect(message.details?.isForwarded == true)
        #expect(
            message.details?.referral
                == MessageDetails.Referral(sourceURL: "https://fb.me/1", sourceID: "9", headline: "b"))
    }

    @Test(arguments: [
        [("Body", "")], [("Body", "\0")], [("MessageType", "text")], [("From", "12345"), ("Body", "x")],
        [("From", "SHOP"), ("Body", "x")], [("From", "rcs:+972541234567"), ("Body", "x")],
        [("From", "messenger:123"), ("Body", "x")], [("From", "whatsapp:SHOP"), ("WaId", ""), ("Body", "x")],
    ])
    func `that nobody could answer are ignored`(fields: [(String, String)]) throws {
        #expect(try TwilioPost.content(fields).items.map(\.isIgnored) == [true])
    }

    @Test(arguments: [
        [("MessageSid", "")], [("MessageSid", "a b")], [("To", "")], [("From", "")], [("From", "+9725 1")],
    ])
    func `that lack what tells them apart are malformed`(fields: [(String, String)]) throws {
        #expect(try TwilioPost.content(fields + [("Body", "x")]).items.map(\.isMalformed) == [true])
    }

    @Test func `may come from a user id`() throws {
        let byID = try TwilioPost.read(("From", "whatsapp:IL.9001"), ("WaId", ""), ("Body", "x"))
        #expect(byID.userID == "IL.9001")
        #expect(byID.phone == nil)
        #expect(byID.chatAddress == "whatsapp:IL.9001")
        #expect(try TwilioPost.read(("From", "whatsapp:IL.9001"), ("Body", "x")).phone == "+972541234567")
    }

    @Test func `lose NUL, and are cut to what is kept`() throws {
        #expect(try TwilioPost.read(("Body", "a\0b")).text == "ab")
        #expect(try TwilioPost.read(("Body", String(repeating: "ש", count: 5000))).text?.utf16.count == 4096)
        #expect(try TwilioPost.read(("Body", "x"), ("ProfileName", " Noa \n Levi ")).name == "Noa Levi")
    }

    @Test func `that are no forms are refused`() {
        let post = WebhookPost(requestURI: "/", body: Array("{}".utf8)) {
            $0 == "Content-Type" ? "application/json" : nil
        }
        #expect(throws: EnvelopeError.self) { try Twilio.parse(post) }
    }
}

@Suite struct `Reports of Twilio` {
    private func content(_ fields: (String, String)..., query: String = "message=8842") throws -> WebhookContent {
        let usual = [("MessageSid", "SM9"), ("From", "whatsapp:+97235550105"), ("To", "whatsapp:+972541234567")]
        let named = Set(fields.map(\.0))
        return try TwilioPost.content(
            usual.filter { !named.contains($0.0) } + fields, subpath: "/status", query: query, usual: false)
    }

    @Test(
        arguments: [
            ("sent", StatusReport.Status.sent), ("delivered", .delivered), ("read", .read), ("failed", .failed),
            ("undelivered", .failed), ("canceled", .failed),
        ])
    func `tell how far a message has come`(word: String, status: StatusReport.Status) throws {
        let content = try content(("MessageStatus", word), ("SmsStatus", word))
        #expect(content.items.isEmpty)
        #expect(
            content.statuses == [
                StatusReport(
                    provider: .twilio, channelAddress: "whatsapp:+97235550105", providerMessageID: "SM9",
                    messageID: 8842, status: status)
            ])
    }

    @Test(arguments: ["queued", "accepted", "scheduled", "sending", "receiving", "partially_delivered", "x"])
    func `before sent are ignored`(word: String) throws {
        let content = try content(("MessageStatus", word))
        #expect(content.statuses.isEmpty)
        #expect(content.items.map(\.isIgnored) == [true])
    }

    @Test(
        arguments: [
            ("message=8842", 8842), ("a=1&message=5", 5), ("", nil), ("message=", nil), ("message=08842", nil),
            ("message=%2B5", nil), ("message=-5", nil), ("message=0", nil), ("message=5x", nil),
            ("message=99999999999999999999", nil),
        ] as [(String, Int64?)])
    func `give back our own id, where we wrote it`(query: String, expected: Int64?) throws {
        #expect(try content(("MessageStatus", "sent"), query: query).statuses.first?.messageID == expected)
    }

    @Test func `that failed say why`() throws {
        let report = try #require(
            try content(("MessageStatus", "undelivered"), ("ErrorCode", "63016")).statuses.first)
        #expect(report.errorCode == "63016")
        #expect(report.error == "the customer has not written for 24 hours: only templates may be sent")
        let other = try #require(
            try content(("MessageStatus", "failed"), ("ErrorCode", "99"), ("ErrorMessage", "why")).statuses.first)
        #expect(other.errorCode == "99")
        #expect(other.error == "why")
        let sent = try #require(try content(("MessageStatus", "sent"), ("ErrorCode", "99")).statuses.first)
        #expect(sent.errorCode == nil && sent.error == nil)
    }

    @Test func `are known by their status wherever they are posted`() throws {
        let content = try TwilioPost.content([("MessageStatus", "read"), ("SmsStatus", "read")])
        #expect(content.items.isEmpty)
        #expect(content.statuses.map(\.status) == [.read])
        #expect(try self.content(("SmsStatus", "delivered")).statuses.map(\.status) == [.delivered])
    }

    @Test func `that name nothing are malformed`() throws {
        #expect(try content().items.map(\.isMalformed) == [true])
        #expect(try content(("MessageStatus", "sent"), ("From", "")).items.map(\.isMalformed) == [true])
        #expect(
            try content(("MessageStatus", "sent"), ("MessageSid", ""), query: "").items.map(\.isMalformed) == [true])
        let byOurs = try content(("MessageStatus", "sent"), ("MessageSid", ""))
        #expect(byOurs.statuses.first?.providerMessageID == nil)
        #expect(byOurs.statuses.first?.messageID == 8842)
    }
}
