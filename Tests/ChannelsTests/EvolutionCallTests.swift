import Channels
import Conversation
import Testing

@Suite struct `Calls to Evolution` {
    private let channel = ChannelAccess(
        baseURL: "http://127.0.0.1:8080/", secret: "evo-key", address: "shop 7", honoursIdempotency: false)

    private func check(_ call: ChannelCall, path: String, body: String) {
        #expect(call.method == "POST")
        #expect(call.url == "http://127.0.0.1:8080\(path)/shop%207")
        #expect(call.header("apikey") == "evo-key")
        #expect(call.header("Content-Type") == "application/json")
        #expect(call.text == body)
    }

    @Test func `send a text, also as an answer to a message`() throws {
        check(
            try Evolution.send(outgoing(text: "היי \"נועה\"\n/"), channel).get(), path: "/message/sendText",
            body: #"{"linkPreview":false,"number":"972541234567@s.whatsapp.net","text":"היי \"נועה\"\n/"}"#)
        check(
            try Evolution.send(outgoing(text: "היי", chat: "88123456789012@lid", quoting: "3EB0A1"), channel).get(),
            path: "/message/sendText",
            body: #"{"linkPreview":false,"number":"88123456789012@lid","quoted":{"key":{"id":"3EB0A1"}},"text":"היי"}"#)
    }

    @Test(arguments: [MessageKind.image, .video, .document, .audio])
    func `send a file by its address`(kind: MessageKind) throws {
        let file = MessageDetails.Media(
            mimeType: "application/pdf", fileName: "חוזה.pdf", reference: "https://files.example/1")
        check(
            try Evolution.send(outgoing(kind, text: "הנה", file: file), channel).get(), path: "/message/sendMedia",
            body:
                #"{"caption":"הנה","fileName":"חוזה.pdf","media":"https://files.example/1","mediatype":"\#(kind.rawValue)","#
                + #""mimetype":"application/pdf","number":"972541234567@s.whatsapp.net"}"#)
    }

    @Test func `send a voice note`() throws {
        let file = MessageDetails.Media(reference: "https://files.example/1.ogg")
        check(
            try Evolution.send(outgoing(.voice, text: "", file: file), channel).get(),
            path: "/message/sendWhatsAppAudio",
            body: #"{"audio":"https://files.example/1.ogg","number":"972541234567@s.whatsapp.net"}"#)
    }

    @Test(arguments: [MessageKind.template, .sticker, .location, .image, .voice])
    func `cannot send what Evolution does not take, or a file without an address`(kind: MessageKind) {
        let media = MessageDetails.Media(reference: "880001")
        for message in [outgoing(kind), outgoing(kind, file: media)] {
            guard case .failure = Evolution.send(message, channel) else {
                Issue.record("\(kind) was sent")
                return
            }
        }
    }

    @Test func `show typing for a while, and end it`() throws {
        #expect(Evolution.typingRenewalSeconds == 5)
        let chat = "972541234567@s.whatsapp.net"
        check(
            try #require(Evolution.typing(TypingDisplay(chatAddress: chat, messageID: nil, isOn: true), channel)),
            path: "/chat/sendPresence", body: #"{"delay":5000,"number":"\#(chat)","presence":"composing"}"#)
        check(
            try #require(Evolution.typing(TypingDisplay(chatAddress: chat, messageID: nil, isOn: false), channel)),
            path: "/chat/sendPresence", body: #"{"delay":0,"number":"\#(chat)","presence":"paused"}"#)
    }

    @Test func `mark messages as read`() throws {
        let call = try #require(Evolution.markRead(chatAddress: "9@lid", messageIDs: ["A", "B"], channel))
        check(
            call, path: "/chat/markMessageAsRead",
            body: #"{"readMessages":[{"fromMe":false,"id":"A","remoteJid":"9@lid"},"#
                + #"{"fromMe":false,"id":"B","remoteJid":"9@lid"}]}"#)
        #expect(Evolution.markRead(chatAddress: "9@lid", messageIDs: [], channel) == nil)
    }

    @Test func `fetch a file, decrypted`() throws {
        let fetch = try #require(
            Evolution.media(
                .init(reference: "3EB0A1"), kind: .voice, messageID: "3EB0A1", chatAddress: "9@lid", channel))
        #expect(fetch.form == .base64)
        #expect(!fetch.followsRedirect)
        check(
            fetch.call, path: "/chat/getBase64FromMediaMessage",
            body: #"{"convertToMp4":false,"message":{"key":{"id":"3EB0A1"}}}"#)
        #expect(Evolution.mediaLink(in: .of(200, "{}"), channel) == nil)
    }

    @Test func `look nothing up`() {
        #expect(Evolution.lookUp(outgoing(), since: 0, channel) == nil)
        #expect(Evolution.found(outgoing(), since: 0, in: .of(200, "[]")) == nil)
    }
}

@Suite struct `What Evolution's answer proves` {
    private func outcome(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) -> SendOutcome
    {
        Evolution.outcome(of: .of(status, body, headers), attempt: 0)
    }

    private func problem(_ status: Int, _ message: String) -> String {
        #"{"status":\#(status),"error":"Bad Request","response":{"message":\#(message)}}"#
    }

    @Test(arguments: [200, 201], [#"1767225601"#, #""1767225601""#, #"{"low":1,"high":0}"#])
    func `a message that was sent, under its id`(status: Int, timestamp: String) {
        let body = #"""
            {"key":{"remoteJid":"972541234567@s.whatsapp.net","fromMe":true,"id":"BAE5X"},"message":{},
            "messageTimestamp":\#(timestamp),"status":"PENDING"}
            """#
        #expect(outcome(status, body) == .sent(providerMessageID: "BAE5X"))
    }

    @Test func `a number without WhatsApp, and a body that is refused, are final`() {
        let number = #"[{"exists":false,"jid":"972541234567@s.whatsapp.net","number":"972541234567"}]"#
        #expect(
            outcome(400, problem(400, number))
                == .refused(reason: "Evolution answered 400 (Bad Request): the number is not on WhatsApp"))
        #expect(!outcome(400, problem(400, number)).reason.contains("972541234567"))
        for message in [#"["instance requires property \"text\""]"#, #""Owned media must be a url or base64""#] {
            #expect(outcome(400, problem(400, message)).name == "refused")
        }
        #expect(outcome(413, "").name == "refused")
    }

    @Test(arguments: [(401, "the key"), (403, "the key"), (404, "the instance")])
    func `a wrong key and an unknown instance need the operator`(status: Int, words: String) {
        let answer = outcome(status, problem(status, #"["The \"shop\" instance does not exist"]"#))
        #expect(answer.name == "blocked")
        #expect(answer.reason.contains(words))
    }

    @Test(arguments: [400, 500, 503])
    func `a connection that was closed before took nothing`(status: Int) {
        #expect(outcome(status, problem(status, #"["Error: Connection Closed"]"#)).name == "notAccepted")
        #expect(outcome(status, problem(status, #""Connection Closed""#)).name == "notAccepted")
    }

    @Test func `too many are waited out`() {
        #expect(
            outcome(429, "", [("retry-after", "7")])
                == .throttled(reason: "Evolution answered 429", retryAfter: .seconds(7)))
        let waits = (0...12).map { attempt in
            guard case .throttled(_, let wait) = Evolution.outcome(of: .of(429, ""), attempt: attempt) else { return 0 }
            return Int(wait.components.seconds)
        }
        #expect(waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300])
    }

    @Test(arguments: [
        (400, #"{"status":400,"response":{"message":["Error: Timed Out"]}}"#), (400, ""), (400, "{}"),
        (400, #"{"response":{"message":["instance requires property","Error: Timed Out"]}}"#),
        (500, ""), (500, #"{"message":"Internal server error"}"#), (502, "<html>"), (503, ""), (504, ""), (408, ""),
        (201, ""), (201, "{}"), (201, #"{"key":{"id":"BAE5"#), (200, #"{"key":{}}"#), (204, ""), (302, ""), (0, ""),
        (-1, ""),
    ])
    func `whatever proves nothing is unknown`(status: Int, body: String) {
        #expect(outcome(status, body).name == "unknown")
    }
}
