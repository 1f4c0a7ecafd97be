import Channels
import Conversation
import Testing

/// Posts as WAHA makes them, with invented people.
enum WAHAPost {
    static func body(_ event: String, _ payload: String) -> String {
        #"""
        {"id":"evt_01hzdemo000000000000000000","timestamp":1767225600123,"event":"\#(event)","session":"default",
        "metadata":{"tenant":"7"},"me":{"id":"97235550100@c.us","pushName":"Shop"},"engine":"NOWEB",
        "environment":{"version":"2026.7.1","engine":"NOWEB","tier":"CORE"},"payload":\#(payload)}
        """#
    }

    /// A message's payload; `more` are further members, and those after it.
    static func message(_ more: String, chat: String = "972541234567@c.us", fromMe: Bool = false) -> String {
        let (from, to) = fromMe ? ("97235550100@c.us", chat) : (chat, "97235550100@c.us")
        return #"""
            {"id":"\#(fromMe)_\#(chat)_3EB0A1","timestamp":1767225600,"from":"\#(from)","to":"\#(to)","participant":null,
            "fromMe":\#(fromMe),"ack":1,"ackName":"SERVER",\#(more)}
            """#
    }

    static func parse(_ event: String, _ payload: String) throws -> WebhookContent {
        try WAHA.parse(.json(body(event, payload)))
    }

    static func read(_ more: String) throws -> InboundMessage {
        try #require(try parse("message", message(more)).message)
    }
}

@Suite struct `Posts of WAHA` {
    @Test(arguments: ["message", "message.any"])
    func `bring a message, whose id is taken apart`(event: String) throws {
        let payload = WAHAPost.message(
            #""source":"app","body":"היי","hasMedia":false,"media":null,"replyTo":null,"vCards":[],"_data":{"pushName":"Noa"}"#
        )
        let content = try WAHAPost.parse(event, payload)
        let message = try #require(content.message)
        #expect(message.provider == "waha")
        #expect(message.channelAddress == "default")
        #expect(message.providerMessageID == "3EB0A1")
        #expect(message.chatAddress == "972541234567@c.us")
        #expect(message.phone == "+972541234567")
        #expect(message.name == "Noa")
        #expect(message.kind == .text)
        #expect(message.text == "היי")
        #expect(message.sentAt == 1_767_225_600)
        #expect(message.details == nil)
        #expect(!message.fromMe && message.expectsAnswer)
    }

    @Test func `bring a message whose id and flag differ as our own, which is never answered`() throws {
        let payload = WAHAPost.message(#""body":"שלום""#, fromMe: true).replacing(
            #""fromMe":true"#, with: #""fromMe":false"#)
        let message = try #require(try WAHAPost.parse("message.any", payload).message)
        #expect(message.fromMe && !message.expectsAnswer)
    }

    @Test(arguments: ["api", "app"])
    func `echo what the business sent, by us or by hand`(source: String) throws {
        let payload = WAHAPost.message(
            #""source":"\#(source)","body":"שלום","_data":{"pushName":"Shai"}"#, fromMe: true)
        let message = try #require(try WAHAPost.parse("message.any", payload).message)
        #expect(message.fromMe && !message.expectsAnswer)
        #expect(message.providerMessageID == "3EB0A1")
        #expect(message.chatAddress == "972541234567@c.us")
        #expect(message.phone == "+972541234567")
        #expect(message.name == nil)
    }

    @Test func `tell both addresses of a person, where the engine knows them`() throws {
        for data in [
            #"{"key":{"remoteJid":"88123456789012@lid","remoteJidAlt":"972541234567@s.whatsapp.net"}}"#,
            #"{"Info":{"SenderAlt":"972541234567:2@s.whatsapp.net","PushName":"Noa"}}"#,
        ] {
            let payload = WAHAPost.message(#""body":"x","_data":\#(data)"#, chat: "88123456789012@lid")
            let message = try #require(try WAHAPost.parse("message", payload).message)
            #expect(message.chatAddress == "88123456789012@lid")
            #expect(message.lid == "88123456789012")
            #expect(message.phone == "+972541234567")
        }
    }

    @Test(
        arguments: [
            ("image/jpeg", MessageKind.image), ("image/webp", .sticker), ("video/mp4", .video),
            ("audio/ogg; codecs=opus", .voice), ("audio/mpeg", .audio), ("application/pdf", .document),
        ])
    func `bring files by their type`(type: String, kind: MessageKind) throws {
        let message = try WAHAPost.read(
            #""body":"זו הדירה","hasMedia":true,"media":{"url":"http://127.0.0.1:3000/api/files/a.bin","mimetype":"\#(type)","#
                + #""filename":"a.bin","error":null}"#)
        #expect(message.kind == kind)
        #expect(message.details?.media?.reference == "http://127.0.0.1:3000/api/files/a.bin")
        #expect(message.details?.media?.mimeType == String(type.split(separator: ";")[0]))
        #expect(message.details?.media?.fileName == "a.bin")
        #expect(message.text == (kind == .sticker ? nil : "זו הדירה"))
    }

    @Test func `bring files that WAHA has not fetched, without an address or with WhatsApp's own`() throws {
        #expect(try WAHAPost.read(#""hasMedia":true,"media":null"#).details?.media?.reference == nil)
        let key = Base64.encode([UInt8](repeating: 7, count: 32))
        let encrypted = try WAHAPost.read(
            #""hasMedia":true,"media":null,"_data":{"message":{"audioMessage":{"ptt":true,"mediaKey":"\#(key)","#
                + #""url":"https://mmg.whatsapp.net/v/1"}}}"#)
        #expect(encrypted.kind == .voice)
        #expect(encrypted.details?.media?.key == key)
        #expect(encrypted.details?.media?.reference == "https://mmg.whatsapp.net/v/1")
        let fetched = try WAHAPost.read(
            #""hasMedia":true,"media":{"url":"http://w/api/files/a.oga"},"_data":{"message":{"audioMessage":{"ptt":true,"#
                + #""mediaKey":"\#(key)","url":"https://mmg.whatsapp.net/v/1"}}}"#)
        #expect(fetched.details?.media?.key == nil)
        #expect(fetched.details?.media?.reference == "http://w/api/files/a.oga")
    }

    @Test(
        arguments: [
            (
                #""body":"","location":{"latitude":"32.0853","longitude":34.7818,"name":"קניון"}"#,
                MessageKind.location, "קניון"
            ),
            (
                #""vCards":["BEGIN:VCARD\nFN:Dana\nTEL;waid=972547654321:+972\nEND:VCARD"],"body":"BEGIN"#
                    + #":VCARD""#, .contact, "Dana"
            ),
            (
                #""body":"חיפה","_data":{"message":{"listResponseMessage":{"title":"חיפה","singleSelectReply":"#
                    + #"{"selectedRowId":"b1"}}}}"#, .list, "חיפה"
            ),
            (#""body":"x","_data":{"Message":{"extendedTextMessage":{"text":"כן"}}}"#, .text, "כן"),
            (#""body":"","_data":{"message":{"orderMessage":{"message":"אשמח"}}}"#, .order, "אשמח"),
            (#""body":"שלום","_data":{"type":"chat","notifyName":"Noa"}"#, .text, "שלום"),
            (#""hasMedia":true,"_data":{"type":"ptt"}"#, .voice, nil),
            (#""hasMedia":true,"body":"a","_data":{"type":"document"}"#, .document, "a"),
            (
                #""body":"/9j/4AAQ","_data":{"type":"location","lat":1},"location":{"latitude":32,"longitude":34}"#,
                .location, nil
            ),
            (#""body":"כן","_data":{"type":"buttons_response","selectedButtonId":"b1"}"#, .button, "כן"),
            (
                #""body":"חיפה","_data":{"type":"list_response","listResponse":{"singleSelectReply":{"selectedRowId":"b1"}}}"#,
                .list, "חיפה"
            ),
            (#""vCards":["BEGIN:VCARD\nFN:Dana\nEND:VCARD"],"_data":{"type":"vcard"}"#, .contact, "Dana"),
            (#""body":"מתי?","_data":{"type":"poll_creation"}"#, .poll, "מתי?"),
            (#""_data":{"type":"call_log"}"#, .call, nil),
            (#""_data":{"type":"sticker"},"hasMedia":true"#, .sticker, nil),
            (#""_data":{"type":"product"}"#, .unsupported, nil),
        ] as [(String, MessageKind, String?)])
    func `bring every other kind, by every engine`(members: String, kind: MessageKind, text: String?) throws {
        let message = try WAHAPost.read(members)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.expectsAnswer == kind.expectsAnswer)
        if kind == .list || kind == .button { #expect(message.details?.choiceID == "b1") }
        if kind == .unsupported { #expect(message.details?.providerKind == "product") }
    }

    @Test(arguments: [#""body":"""#, #""body":null"#])
    func `of which nothing is told are answered as what cannot be read`(members: String) throws {
        #expect(try WAHAPost.read(members).kind == .unsupported)
    }

    @Test(arguments: [
        #""body":"","_data":{"messageStubType":2}"#, #""_data":{"type":"ciphertext"}"#,
        #""_data":{"type":"e2e_notification"},"body":"x""#,
        #""_data":{"type":"chat"}"#,
    ])
    func `that say nothing to anybody are ignored`(members: String) throws {
        #expect(try WAHAPost.parse("message", WAHAPost.message(members)).items.first?.isIgnored == true)
    }

    @Test(arguments: [
        #"{"id":"3EB0OURS","participant":"97235550100@c.us","body":"x"}"#, #""true_972541234567@c.us_3EB0OURS""#,
        #"{"id":"true_972541234567@c.us_3EB0OURS"}"#, #""3EB0OURS""#,
    ])
    func `tell what they quote`(replyTo: String) throws {
        #expect(try WAHAPost.read(#""body":"x","replyTo":\#(replyTo)"#).details?.quotedID == "3EB0OURS")
    }

    @Test(arguments: ["120363041234567890@g.us", "status@broadcast", "120363041234567890@newsletter", "0@c.us"])
    func `of chats that are not answered are ignored`(chat: String) throws {
        #expect(
            try WAHAPost.parse("message", WAHAPost.message(#""body":"x""#, chat: chat)).items.first?.isIgnored == true)
    }

    @Test func `bring reactions, edits and deletions with the message that they are about`() throws {
        let reaction = WAHAPost.message(#""reaction":{"text":"👍","messageId":"true_972541234567@c.us_3EB0T"}"#)
            .replacing("1767225600,", with: "1767225600.5,")
        let reacted = try #require(try WAHAPost.parse("message.reaction", reaction).message)
        #expect(reacted.kind == .reaction && reacted.text == "👍" && reacted.details?.targetID == "3EB0T")
        #expect(reacted.sentAt == 1_767_225_600)
        let removed = WAHAPost.message(#""reaction":{"text":"","messageId":"true_972541234567@c.us_3EB0T"}"#)
        #expect(try WAHAPost.parse("message.reaction", removed).message?.text == nil)

        let edit = WAHAPost.message(#""body":"ביום רביעי","editedMessageId":"3EB0T""#)
        let edited = try #require(try WAHAPost.parse("message.edited", edit).message)
        #expect(edited.kind == .edit && edited.text == "ביום רביעי" && edited.details?.targetID == "3EB0T")
        #expect(edited.expectsAnswer)

        let before = WAHAPost.message(#""body":"x""#)
        for payload in [#"{"after":null,"before":\#(before)}"#, #"{"after":\#(before),"revokedMessageId":"3EB0A1"}"#] {
            let deleted = try #require(try WAHAPost.parse("message.revoked", payload).message)
            #expect(deleted.kind == .deletion && deleted.details?.targetID == "3EB0A1")
            // The message itself is stored under its own id.
            #expect(deleted.providerMessageID == "3EB0A1-deletion")
        }
    }

    @Test(
        arguments: [(-1, StatusReport.Status.failed), (1, .sent), (2, .delivered), (3, .read), (4, .played)])
    func `report how far a message has come`(ack: Int, status: StatusReport.Status) throws {
        let payload = #"""
            {"id":"true_972541234567@c.us_3EB0X","from":"97235550100@c.us","to":"972541234567@c.us","fromMe":true,
            "ack":\#(ack),"ackName":"X"}
            """#
        let reports = try WAHAPost.parse("message.ack", payload).statuses
        let report = try #require(reports.first)
        #expect(report.provider == "waha" && report.channelAddress == "default")
        #expect(report.providerMessageID == "3EB0X")
        #expect(report.status == status)
        #expect(report.at == 1_767_225_600)
        #expect((report.error != nil) == (status == .failed))
    }

    @Test(arguments: [
        #"{"id":"true_972541234567@c.us_3EB0X","ack":0}"#, #"{"id":"false_972541234567@c.us_3EB0X","ack":3}"#,
        #"{"id":"3EB0X","fromMe":false,"ack":3}"#, #"{"ack":3}"#, #"{"id":"true_9@c.us_3EB0X","ack":9}"#,
        #"{"id":7,"ack":3}"#,
    ])
    func `report nothing where nothing of ours has come further`(payload: String) throws {
        #expect(try WAHAPost.parse("message.ack", payload).statuses.isEmpty)
    }

    @Test(arguments: ["STOPPED", "STARTING", "SCAN_QR_CODE", "PASSKEY_REQUIRED", "WORKING", "FAILED"])
    func `tell the state of the session`(state: String) throws {
        let content = try WAHAPost.parse("session.status", #"{"name":"default","status":"\#(state)"}"#)
        #expect(
            content.connections == [
                ConnectionReport(provider: .waha, channelAddress: "default", connection: state, pushName: "Shop")
            ])
    }

    @Test(arguments: ["", "[]", "{", #"{"event":"message","payload":{}}"#, #"{"event":"message","session":"default"}"#])
    func `without a session or payload are refused`(body: String) {
        #expect(throws: EnvelopeError.self) { try WAHA.parse(.json(body)) }
    }

    @Test func `of other events are ignored`() throws {
        #expect(try WAHAPost.parse("presence.update", "{}").items.first?.isIgnored == true)
    }
}

@Suite struct `Signatures of WAHA` {
    /// The vector of the contract.
    private let body = #"{"event":"message","session":"default","payload":{"id":"false_972541234567@c.us_3EB0DEMO"}}"#
    private let signature =
        "3070533bab304c9a2a810685bad4840b6d9cb65ce20d87da5e8fe31b46ecdef9"
        + "ab989719fb637d8eb42da1cdebf47666e06fa8091d70f93a7d740e998b812aca"

    private func check(_ body: String, _ headers: [String: String], _ secrets: String...) -> Authenticity {
        WAHA.authenticity(
            of: .json(body, headers: headers),
            channel: WebhookChannel(tenantID: 1, address: "default", secrets: secrets))
    }

    @Test func `are those of the published vector`() {
        let headers = ["X-Webhook-Hmac": signature, "X-Webhook-Hmac-Algorithm": "sha512"]
        #expect(check(body, headers, "waha-demo-key") == .authentic)
        #expect(check(body, ["x-webhook-hmac": signature], "old", "waha-demo-key") == .authentic)
        #expect(check(body, headers, "another") == .wrong)
        #expect(check(body, headers, "") == .wrong)
        #expect(check(body, headers) == .wrong)
        #expect(check(body, [:], "waha-demo-key") == .missing)
        #expect(
            check(body, ["X-Webhook-Hmac": signature, "X-Webhook-Hmac-Algorithm": "sha1"], "waha-demo-key") == .wrong)
        #expect(check(body, ["X-Webhook-Hmac": ""], "waha-demo-key") == .wrong)
        #expect(check(body, ["X-Webhook-Hmac": String(signature.dropLast())], "waha-demo-key") == .wrong)
    }

    @Test func `are wrong after any bit of the body or of them has flipped`() {
        for (index, byte) in body.utf8.enumerated() {
            var bytes = Array(body.utf8)
            bytes[index] = byte ^ 1
            let flipped = String(decoding: bytes, as: UTF8.self)
            #expect(check(flipped, ["X-Webhook-Hmac": signature], "waha-demo-key") == .wrong)
        }
        for index in signature.utf8.indices {
            var digits = Array(signature)
            let at = signature.utf8.distance(from: signature.utf8.startIndex, to: index)
            digits[at] = digits[at] == "0" ? "1" : "0"
            #expect(check(body, ["X-Webhook-Hmac": String(digits)], "waha-demo-key") == .wrong)
        }
    }
}
