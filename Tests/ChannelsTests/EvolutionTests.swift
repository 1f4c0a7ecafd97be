import Channels
import Conversation
import Testing

/// Posts as Evolution makes them, with invented people.
enum EvolutionPost {
    static func body(_ event: String, _ data: String, instance: String = "shop-7") -> String {
        #"""
        {"event":"\#(event)","instance":"\#(instance)","destination":"https://shi.example/hook",
        "date_time":"2026-01-01T02:00:00.000Z","sender":"97235550100@s.whatsapp.net","server_url":"https://evo.local",
        "apikey":null,"data":\#(data)}
        """#
    }

    static func message(
        _ content: String,
        key: String = Payload.key(more: #""remoteJidAlt":"88123456789012@lid","addressingMode":"pn""#),
        more: String = ""
    ) -> String {
        #"""
        {"key":\#(key),"pushName":"Noa","status":"DELIVERY_ACK","message":\#(content),"contextInfo":null,
        "messageType":"conversation","messageTimestamp":1767225600,"instanceId":"uuid","source":"android"\#(more)}
        """#
    }

    static func parse(_ event: String, _ data: String) throws -> WebhookContent {
        try Evolution.parse(.json(body(event, data)))
    }
}

@Suite struct `Posts of Evolution` {
    @Test(arguments: ["messages.upsert", "MESSAGES_UPSERT", "messages-upsert"])
    func `bring a message, however the event is spelt`(event: String) throws {
        let content = try EvolutionPost.parse(event, EvolutionPost.message(#"{"conversation":"היי"}"#))
        let message = try #require(content.message)
        #expect(message.provider == "evolution")
        #expect(message.channelAddress == "shop-7")
        #expect(message.tenantID == 0)
        #expect(message.providerMessageID == "3EB0A1")
        #expect(message.chatAddress == "972541234567@s.whatsapp.net")
        #expect(message.phone == "+972541234567")
        #expect(message.lid == "88123456789012")
        #expect(message.name == "Noa")
        #expect(message.kind == .text)
        #expect(message.text == "היי")
        #expect(message.sentAt == 1_767_225_600)
        #expect(!message.fromMe)
        #expect(message.expectsAnswer)
        #expect(content.statuses.isEmpty && content.connections.isEmpty)
    }

    @Test func `tell their event by the path where the body does not`() throws {
        let data = EvolutionPost.message(#"{"conversation":"היי"}"#)
        let post = WebhookPost.json(#"{"instance":"shop-7","data":\#(data)}"#, subpath: "/messages-upsert")
        #expect(try Evolution.parse(post).message?.text == "היי")
    }

    @Test func `may bring one message, several, or Baileys' own form`() throws {
        let (first, second) = (
            EvolutionPost.message(#"{"conversation":"א"}"#),
            EvolutionPost.message(#"{"conversation":"ב"}"#, key: Payload.key(id: "B"))
        )
        for data in ["[\(first),\(second)]", #"{"messages":[\#(first),\#(second)],"type":"notify"}"#] {
            let items = try EvolutionPost.parse("messages.upsert", data).items
            #expect(items.map(\.message?.text) == ["א", "ב"])
        }
        let broken = try EvolutionPost.parse("messages.upsert", "[7,\(first),{}]").items
        #expect(broken.count == 3)
        #expect(broken[0].isMalformed && broken[2].isMalformed)
        #expect(broken[1].message?.text == "א")
    }

    @Test(
        arguments: [
            (
                #"{"imageMessage":{"caption":"זו הדירה","mimetype":"image/jpeg"},"base64":"AAAA"}"#, MessageKind.image,
                "זו הדירה"
            ),
            (#"{"videoMessage":{}}"#, .video, nil),
            (#"{"audioMessage":{"ptt":true,"seconds":4,"mimetype":"audio/ogg; codecs=opus"}}"#, .voice, nil),
            (#"{"audioMessage":{"ptt":false}}"#, .audio, nil),
            (
                #"{"documentMessage":{"fileName":"חוזה.pdf","caption":"חוזה"},"mediaUrl":"https://s3/x"}"#, .document,
                "חוזה"
            ),
            (#"{"stickerMessage":{}}"#, .sticker, nil),
            (
                #"{"viewOnceMessageV2":{"message":{"imageMessage":{"mediaKey":"AAAA","url":"https://mmg.whatsapp.net/v"}}}}"#,
                .image, nil
            ),
        ] as [(String, MessageKind, String?)])
    func `bring files, which are fetched by the id of their message`(
        content: String, kind: MessageKind, text: String?
    ) throws {
        let message = try #require(
            try EvolutionPost.parse("messages.upsert", EvolutionPost.message(content)).message)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.details?.media?.reference == "3EB0A1")
        #expect(message.details?.media?.key == nil)
    }

    @Test(
        arguments: [
            (#"{"conversation":"כן"}"#, MessageKind.text, "כן"),
            (#"{"ephemeralMessage":{"message":{"extendedTextMessage":{"text":"תודה!"}}}}"#, .text, "תודה!"),
            (#"{"listResponseMessage":{"title":"חיפה","singleSelectReply":{"selectedRowId":"b1"}}}"#, .list, "חיפה"),
            (#"{"buttonsResponseMessage":{"selectedButtonId":"b1","selectedDisplayText":"כן"}}"#, .button, "כן"),
            (#"{"templateButtonReplyMessage":{"selectedId":"b1"}}"#, .button, "b1"),
            (
                #"{"locationMessage":{"degreesLatitude":32.1,"degreesLongitude":34.8,"name":"קניון"}}"#, .location,
                "קניון"
            ),
            (#"{"contactMessage":{"displayName":"Dana"}}"#, .contact, "Dana"),
            (#"{"reactionMessage":{"text":"👍","key":{"id":"3EB0T"}}}"#, .reaction, "👍"),
            (#"{"protocolMessage":{"type":"REVOKE","key":{"id":"3EB0T"}}}"#, .deletion, nil),
            (#"{"protocolMessage":{"type":14,"editedMessage":{"conversation":"תיקון"}}}"#, .edit, "תיקון"),
            (#"{"orderMessage":{"message":"אשמח"}}"#, .order, "אשמח"),
            (#"{"pollCreationMessageV3":{"name":"מתי?"}}"#, .poll, "מתי?"),
            (#"{"eventMessage":{"name":"סיור"}}"#, .event, "סיור"),
            (#"{"callLogMesssage":{}}"#, .call, nil),
            (#"{"someNewMessage":{}}"#, .unsupported, nil),
        ] as [(String, MessageKind, String?)])
    func `bring every other kind`(content: String, kind: MessageKind, text: String?) throws {
        let message = try #require(
            try EvolutionPost.parse("messages.upsert", EvolutionPost.message(content)).message)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.expectsAnswer == kind.expectsAnswer)
    }

    @Test func `tell what is quoted in the message's own context`() throws {
        let data = #"""
            {"key":\#(Payload.key()),"message":{"conversation":"תודה"},"contextInfo":{"stanzaId":"3EB0OURS"},
            "messageTimestamp":"1767225600"}
            """#
        let message = try #require(try EvolutionPost.parse("messages.upsert", data).message)
        #expect(message.details?.quotedID == "3EB0OURS")
        #expect(message.sentAt == 1_767_225_600)
    }

    @Test(arguments: ["120363041234567890@g.us", "status@broadcast", "120363041234567890@newsletter"])
    func `of chats that are not answered are ignored`(jid: String) throws {
        let data = EvolutionPost.message(#"{"conversation":"x"}"#, key: Payload.key(jid))
        #expect(try EvolutionPost.parse("messages.upsert", data).items.first?.isIgnored == true)
    }

    @Test(arguments: ["send.message", "SEND_MESSAGE"], [#""fromMe":true,"#, ""])
    func `echo what was sent as the business's own, under its id`(event: String, fromMe: String) throws {
        let key = #"{\#(fromMe)"remoteJid":"972541234567@s.whatsapp.net","id":"BAE5X"}"#
        let data = EvolutionPost.message(#"{"conversation":"שלום"}"#, key: key)
        let message = try #require(try EvolutionPost.parse(event, data).message)
        #expect(message.fromMe)
        #expect(!message.expectsAnswer)
        #expect(message.providerMessageID == "BAE5X")
        #expect(message.name == nil)
    }

    @Test(
        arguments: [
            (#"{"keyId":"3EB0X","remoteJid":"9@s.whatsapp.net","fromMe":true,"status":"SERVER_ACK"}"#, .sent),
            (#"{"keyId":"3EB0X","remoteJid":"9@s.whatsapp.net","fromMe":true,"status":"DELIVERY_ACK"}"#, .delivered),
            (#"{"keyId":"3EB0X","fromMe":true,"status":"READ","messageId":"cuid"}"#, .read),
            (#"{"keyId":"3EB0X","fromMe":true,"status":"PLAYED"}"#, .played),
            (#"{"keyId":"3EB0X","fromMe":true,"status":"ERROR"}"#, .failed),
            (#"{"key":{"id":"3EB0X","fromMe":true},"update":{"status":0}}"#, .failed),
            (#"{"key":{"id":"3EB0X","fromMe":true},"update":{"status":2}}"#, .sent),
            (#"{"key":{"id":"3EB0X","fromMe":true},"update":{"status":"3"}}"#, .delivered),
            (#"{"key":{"id":"3EB0X"},"update":{"status":4}}"#, .read),
            (#"{"key":{"id":"3EB0X"},"status":5}"#, .played),
        ] as [(String, StatusReport.Status)])
    func `report how far a message has come`(update: String, status: StatusReport.Status) throws {
        for data in [update, "[\(update)]"] {
            let reports = try EvolutionPost.parse("messages.update", data).statuses
            let report = try #require(reports.first)
            #expect(reports.count == 1)
            #expect(report.provider == "evolution")
            #expect(report.channelAddress == "shop-7")
            #expect(report.providerMessageID == "3EB0X")
            #expect(report.messageID == nil)
            #expect(report.status == status)
            #expect((report.error == nil) == (status != .failed))
        }
    }

    @Test(arguments: [
        #"{"keyId":"3EB0X","fromMe":true,"status":"PENDING"}"#, #"{"keyId":"3EB0X","fromMe":true,"status":"DELETED"}"#,
        #"{"keyId":"3EB0X","fromMe":false,"status":"READ"}"#, #"{"fromMe":true,"status":"READ"}"#,
        #"{"key":{"id":"3EB0X","fromMe":true},"update":{"status":1}}"#, #"{"keyId":"3EB0X"}"#, "7", "null", "[]", "{}",
    ])
    func `report nothing where nothing has come further`(data: String) throws {
        #expect(try EvolutionPost.parse("messages.update", data).statuses.isEmpty)
    }

    @Test func `tell the state of the connection`() throws {
        let data = #"{"instance":"shop-7","state":"open","statusReason":200,"profileName":"Shai"}"#
        for event in ["connection.update", "CONNECTION_UPDATE"] {
            #expect(
                try EvolutionPost.parse(event, data).connections == [
                    ConnectionReport(
                        provider: .evolution, channelAddress: "shop-7", connection: "open", pushName: "Shai")
                ])
        }
        #expect(try EvolutionPost.parse("connection.update", "{}").items.first?.isMalformed == true)
    }

    @Test func `tell of edits and deletions of a chat's messages, the same however often`() throws {
        let edit = #"""
            {"key":\#(Payload.key()),"type":"MESSAGE_EDIT","editedMessage":{"conversation":"ביום רביעי"},
            "timestampMs":"1767225600123"}
            """#
        let edited = try #require(try EvolutionPost.parse("messages.edited", edit).message)
        #expect(edited.kind == .edit)
        #expect(edited.text == "ביום רביעי")
        #expect(edited.details?.targetID == "3EB0A1")
        #expect(edited.providerMessageID != "3EB0A1")
        #expect(edited.sentAt == 1_767_225_600)
        #expect(edited.expectsAnswer)
        #expect(try EvolutionPost.parse("messages.edited", edit).message == edited)
        let deleted = try #require(try EvolutionPost.parse("messages.delete", Payload.key()).message)
        #expect(deleted.kind == .deletion)
        #expect(deleted.details?.targetID == "3EB0A1")
        #expect(!deleted.expectsAnswer)
        // The sender's own client named the chat: it is the business.
        let ours =
            #"{"key":\#(Payload.key("97235550100@s.whatsapp.net", fromMe: true)),"editedMessage":{"conversation":"x"}}"#
        #expect(try EvolutionPost.parse("messages.edited", ours).items.first?.isIgnored == true)
    }

    @Test(arguments: ["qrcode.updated", "presence.update", "contacts.upsert", "call", ""])
    func `of other events are ignored`(event: String) throws {
        #expect(try EvolutionPost.parse(event, "{}").items.first?.isIgnored == true)
    }

    @Test(arguments: ["", "[]", "{", #"{"event":"messages.upsert","data":{}}"#, #"{"instance":"","data":{}}"#])
    func `without an instance are refused`(body: String) {
        #expect(throws: EnvelopeError.self) { try Evolution.parse(.json(body)) }
    }
}
