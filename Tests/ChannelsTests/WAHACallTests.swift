import Channels
import Conversation
import Testing

@Suite struct `Calls to WAHA` {
    private let channel = ChannelAccess(
        baseURL: "http://127.0.0.1:3000", secret: "waha-key", address: "default", honoursIdempotency: false)
    private let chat = "972541234567@s.whatsapp.net"

    private func check(_ call: ChannelCall, path: String, body: String) {
        #expect(call.method == "POST")
        #expect(call.url == "http://127.0.0.1:3000/api/\(path)")
        #expect(call.header("X-Api-Key") == "waha-key")
        #expect(call.text == body)
    }

    @Test func `send a text, to c.us, also as an answer to a message`() throws {
        check(
            try WAHA.send(outgoing(text: "היי", chat: chat), channel).get(), path: "sendText",
            body: #"{"chatId":"972541234567@c.us","linkPreview":false,"session":"default","text":"היי"}"#)
        check(
            try WAHA.send(outgoing(text: "היי", chat: chat, quoting: "3EB0A1"), channel).get(), path: "sendText",
            body: #"{"chatId":"972541234567@c.us","linkPreview":false,"reply_to":"false_972541234567@c.us_3EB0A1","#
                + #""session":"default","text":"היי"}"#)
        check(
            try WAHA.send(outgoing(text: "היי", chat: "8@lid", quoting: "true_8@lid_B"), channel).get(),
            path: "sendText",
            body: #"{"chatId":"8@lid","linkPreview":false,"reply_to":"true_8@lid_B","session":"default","text":"היי"}"#)
    }

    @Test func `send under an id of ours where the engine takes one, the same for every try`() throws {
        var channel = channel
        channel.honoursIdempotency = true
        let first = try WAHA.send(outgoing(), channel).get()
        let again = try WAHA.send(outgoing(), channel).get()
        #expect(first.body == again.body)
        let id = try #require(first.text.split(separator: #""id":""#).last?.prefix { $0 != "\"" })
        #expect(id.count == 22 && id.hasPrefix("3EB0") && id.allSatisfy { $0.isHexDigit && !$0.isLowercase })
        var other = outgoing()
        other.messageID = 43
        #expect(!(try WAHA.send(other, channel).get().text.contains(id)))
        #expect(!(try WAHA.send(outgoing(text: "אחר"), channel).get().text.contains(id)))
        let file = outgoing(.image, file: .init(reference: "https://f.example/1"))
        #expect(!(try WAHA.send(file, channel).get().text.contains(#""id":"#)))
    }

    @Test(arguments: [
        (MessageKind.image, "sendImage"), (.video, "sendVideo"), (.document, "sendFile"), (.audio, "sendFile"),
    ])
    func `send a file by its address`(kind: MessageKind, path: String) throws {
        let file = MessageDetails.Media(
            mimeType: "application/pdf", fileName: "a.pdf", reference: "https://f.example/1")
        check(
            try WAHA.send(outgoing(kind, text: "הנה", file: file), channel).get(), path: path,
            body:
                #"{"caption":"הנה","chatId":"972541234567@c.us","file":{"filename":"a.pdf","mimetype":"application/pdf","#
                + #""url":"https://f.example/1"},"session":"default"}"#)
    }

    @Test func `send a voice note`() throws {
        let file = MessageDetails.Media(mimeType: "audio/ogg", reference: "https://f.example/1")
        check(
            try WAHA.send(outgoing(.voice, text: "", file: file), channel).get(), path: "sendVoice",
            body:
                #"{"chatId":"972541234567@c.us","convert":true,"file":{"mimetype":"audio/ogg","url":"https://f.example/1"},"#
                + #""session":"default"}"#)
        for kind in [MessageKind.voice, .template, .sticker] {
            guard case .failure = WAHA.send(outgoing(kind), channel) else {
                Issue.record("\(kind) was sent")
                return
            }
        }
    }

    @Test func `show typing, end it, and mark messages as seen`() throws {
        for (isOn, path) in [(true, "startTyping"), (false, "stopTyping")] {
            check(
                try #require(WAHA.typing(TypingDisplay(chatAddress: chat, messageID: nil, isOn: isOn), channel)),
                path: path,
                body: #"{"chatId":"972541234567@c.us","session":"default"}"#)
        }
        check(
            try #require(WAHA.markRead(chatAddress: chat, messageIDs: ["A", "B"], channel)), path: "sendSeen",
            body:
                #"{"chatId":"972541234567@c.us","messageIds":["false_972541234567@c.us_A","false_972541234567@c.us_B"],"#
                + #""session":"default"}"#)
        #expect(WAHA.markRead(chatAddress: chat, messageIDs: [], channel) == nil)
    }

    private func fetch(_ reference: String?, key: String? = nil, base: String = "http://waha.internal:3000")
        -> MediaFetch?
    {
        var channel = channel
        channel.baseURL = base
        return WAHA.media(
            .init(reference: reference, key: key), kind: .image, messageID: "A", chatAddress: chat, channel)
    }

    @Test func `show the key only where WAHA is`() throws {
        let own = try #require(fetch("http://waha.internal:3000/api/files/a.jpg"))
        #expect(own.call.url == "http://waha.internal:3000/api/files/a.jpg" && own.form == .bytes)
        #expect(own.call.method == "GET" && own.call.header("X-Api-Key") == "waha-key")
        for elsewhere in [
            "https://waha.internal:3000/api/files/a.jpg", "http://waha.internal/api/files/a.jpg",
            "https://bucket.s3.example/a.jpg", "http://waha.internal.example:3000/a", "http://waha.internal:30001/a",
        ] {
            let fetch = try #require(self.fetch(elsewhere))
            #expect(fetch.call.url == elsewhere && fetch.call.headers.isEmpty, "\(elsewhere)")
        }
        for bad in [
            nil, "", "file:///etc/passwd", "http://waha.internal:3000@evil.example/", "ftp://x/y", "/api/files/a",
        ] {
            #expect(fetch(bad) == nil)
        }
    }

    @Test func `reach a WAHA that names itself localhost by the channel's address`() throws {
        let fetch = try #require(
            self.fetch("http://localhost:3000/api/files/default/a.jpg", base: "https://waha.example/x/"))
        #expect(fetch.call.url == "https://waha.example/x/api/files/default/a.jpg")
        #expect(fetch.call.header("X-Api-Key") == "waha-key")
        #expect(self.fetch("http://127.0.0.1:8080/admin", base: "https://waha.example") == nil)
        #expect(self.fetch("http://localhost", base: "https://waha.example") == nil)
    }

    @Test func `fetch from WhatsApp itself what WAHA has not fetched`() throws {
        let key = [UInt8](0..<32)
        let fetch = try #require(self.fetch("https://mmg.whatsapp.net/v/1", key: Base64.encode(key)))
        #expect(fetch.form == .encrypted(key: key) && fetch.call.headers.isEmpty)
        #expect(self.fetch("https://evil.example/v/1", key: Base64.encode(key)) == nil)
    }
}

@Suite struct `What WAHA's answer proves` {
    private func outcome(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) -> SendOutcome
    {
        WAHA.outcome(of: .of(status, body, headers), attempt: 1)
    }

    @Test(arguments: [
        #"{"id":"true_972541234567@c.us_3EB0X","timestamp":1767225600,"fromMe":true,"body":"x"}"#, #"{"id":"3EB0X"}"#,
        #"{"id":{"fromMe":true,"remote":"972541234567@c.us","id":"3EB0X","_serialized":"true_972541234567@c.us_3EB0X"}}"#,
        #"{"key":{"remoteJid":"972541234567@s.whatsapp.net","fromMe":true,"id":"3EB0X"},"status":"PENDING"}"#,
        #"{"_data":{"key":{"id":"3EB0X"}}}"#,
    ])
    func `a message that was sent, under WhatsApp's own id, whatever the engine`(body: String) {
        for status in [200, 201] { #expect(outcome(status, body) == .sent(providerMessageID: "3EB0X")) }
    }

    @Test(arguments: [
        (400, #"{"statusCode":400,"message":"chatId must be a string","error":"Bad Request"}"#, "refused"),
        (413, "", "refused"), (422, #"{"message":"No LID for user"}"#, "refused"),
        (401, #"{"message":"Unauthorized","statusCode":401}"#, "blocked"), (403, "", "blocked"),
        (404, #"{"error":"Session \"default\" does not exist"}"#, "blocked"), (404, "<html>", "blocked"),
        (404, #"{"statusCode":404,"message":"Cannot POST /api/sendText","error":"Not Found"}"#, "blocked"),
        (404, #"{"statusCode":404,"message":"Message with id 'false_x' not found","error":"Not Found"}"#, "refused"),
        (404, #"{"statusCode":404,"message":"Chat not found","error":"Not Found"}"#, "refused"),
        (
            422,
            #"{"error":"Session status is not as expected","session":"default","status":"STARTING","expected":["WORKING"]}"#,
            "notAccepted"
        ),
        (422, #"{"error":"x","session":"default","status":"SCAN_QR_CODE","expected":["WORKING"]}"#, "blocked"),
        (422, #"{"error":"x","session":"default","status":"FAILED","expected":["WORKING"]}"#, "blocked"),
        (422, #"{"message":"Session \"shop\" does not exist","statusCode":422}"#, "blocked"),
        (503, #"{"message":"Service Unavailable","statusCode":503}"#, "notAccepted"), (503, "<html>", "unknown"),
        (429, "", "throttled"), (500, "", "unknown"), (502, "", "unknown"), (503, "", "unknown"), (504, "", "unknown"),
        (408, "", "unknown"), (409, "", "unknown"), (201, "", "unknown"), (201, "{}", "unknown"),
        (201, #"{"id":"true_97254"#, "unknown"), (302, "", "unknown"), (0, "", "unknown"), (-5, "", "unknown"),
    ])
    func `what else it can mean`(status: Int, body: String, expected: String) {
        #expect(outcome(status, body).name == expected)
    }

    @Test func `the time to wait is the one that it asks for`() {
        #expect(
            outcome(429, "", [("retry-after", "30")])
                == .throttled(reason: "WAHA answered 429", retryAfter: .seconds(30)))
        #expect(outcome(429, "") == .throttled(reason: "WAHA answered 429", retryAfter: .seconds(4)))
    }
}
