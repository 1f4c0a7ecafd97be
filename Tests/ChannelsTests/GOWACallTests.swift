import Channels
import Conversation
import Testing

@Suite struct `Calls to gowa` {
    private let channel = ChannelAccess(
        baseURL: "http://127.0.0.1:3000", secret: "demo:s3cret", address: "97235550104", honoursIdempotency: false)
    private let chat = "972541234567@s.whatsapp.net"

    private func check(_ call: ChannelCall, path: String, body: String) {
        #expect(call.method == (body.isEmpty ? "GET" : "POST"))
        #expect(call.url == "http://127.0.0.1:3000\(path)")
        #expect(call.header("Authorization") == "Basic ZGVtbzpzM2NyZXQ=")
        #expect(call.header("X-Device-Id") == "97235550104@s.whatsapp.net")
        #expect(call.text == body)
    }

    @Test func `send a text, also as an answer to a message`() throws {
        check(
            try GOWA.send(outgoing(text: "היי"), channel).get(), path: "/send/message",
            body: #"{"message":"היי","phone":"972541234567@s.whatsapp.net"}"#)
        check(
            try GOWA.send(outgoing(text: "היי", quoting: "3EB0A1"), channel).get(), path: "/send/message",
            body: #"{"message":"היי","phone":"972541234567@s.whatsapp.net","reply_message_id":"3EB0A1"}"#)
    }

    @Test(arguments: [
        (MessageKind.image, "image", #""image_url":"https://f.example/1","#, ""),
        (.video, "video", "", #","video_url":"https://f.example/1""#),
        (.document, "file", #""file_url":"https://f.example/1","#, ""),
    ])
    func `send a file by its address`(kind: MessageKind, path: String, before: String, after: String) throws {
        let file = MessageDetails.Media(reference: "https://f.example/1")
        check(
            try GOWA.send(outgoing(kind, text: "הנה", file: file), channel).get(), path: "/send/\(path)",
            body: #"{"caption":"הנה",\#(before)"phone":"972541234567@s.whatsapp.net"\#(after)}"#)
    }

    @Test func `send recordings, and not what gowa does not take`() throws {
        let file = MessageDetails.Media(reference: "https://f.example/1")
        check(
            try GOWA.send(outgoing(.voice, text: "", file: file), channel).get(), path: "/send/audio",
            body: #"{"audio_url":"https://f.example/1","phone":"972541234567@s.whatsapp.net","ptt":true}"#)
        check(
            try GOWA.send(outgoing(.audio, text: "", file: file), channel).get(), path: "/send/audio",
            body: #"{"audio_url":"https://f.example/1","phone":"972541234567@s.whatsapp.net"}"#)
        for kind in [MessageKind.image, .template, .contact] {
            guard case .failure = GOWA.send(outgoing(kind), channel) else {
                Issue.record("\(kind) was sent")
                return
            }
        }
    }

    @Test func `show typing, end it, and mark the newest message as read`() throws {
        for (isOn, action) in [(true, "start"), (false, "stop")] {
            check(
                try #require(GOWA.typing(TypingDisplay(chatAddress: chat, messageID: nil, isOn: isOn), channel)),
                path: "/send/chat-presence", body: #"{"action":"\#(action)","phone":"972541234567@s.whatsapp.net"}"#)
        }
        check(
            try #require(GOWA.markRead(chatAddress: chat, messageIDs: ["A", "B/../C"], channel)),
            path: "/message/B%2F..%2FC/read", body: #"{"phone":"972541234567@s.whatsapp.net"}"#)
        #expect(GOWA.markRead(chatAddress: chat, messageIDs: [], channel) == nil)
    }

    @Test func `name the device as it is called there`() throws {
        var channel = channel
        channel.address = "shop_7"
        #expect(try GOWA.send(outgoing(), channel).get().header("X-Device-Id") == "shop_7")
        channel.address = "97235550104"
        channel.settings = ["device_id": "shop_7"]
        #expect(try GOWA.send(outgoing(), channel).get().header("X-Device-Id") == "shop_7")
    }

    private func fetch(_ reference: String?) -> MediaFetch? {
        GOWA.media(.init(reference: reference), kind: .image, messageID: "3EB0A1", chatAddress: chat, channel)
    }

    @Test func `fetch a file that the server has, or let it fetch it`() throws {
        let file = try #require(fetch("statics/media/1-חוזה a.pdf"))
        #expect(file.form == .bytes)
        check(file.call, path: "/statics/media/1-%D7%97%D7%95%D7%96%D7%94%20a.pdf", body: "")
        let download = try #require(fetch("https://mmg.whatsapp.net/v/1"))
        #expect(download.form == .link)
        check(download.call, path: "/message/3EB0A1/download?phone=972541234567%40s.whatsapp.net", body: "")
        let answer = ChannelAnswer.of(
            200,
            #"{"code":"SUCCESS","results":{"message_id":"3EB0A1","file_path":"statics/media/9/a.jpeg","file_size":7}}"#)
        let link = try #require(GOWA.mediaLink(in: answer, channel))
        #expect(link.form == .bytes)
        check(link.call, path: "/statics/media/9/a.jpeg", body: "")
    }

    @Test(arguments: ["../etc/passwd", "statics/../app/devices", "app/devices", "statics\\..\\app", "", "/"])
    func `fetch nothing but files`(path: String) {
        #expect(fetch(path) == nil)
        let escaped = path.replacing("\\", with: "\\\\")
        #expect(GOWA.mediaLink(in: .of(200, #"{"results":{"file_path":"\#(escaped)"}}"#), channel) == nil)
    }

    @Test func `fetch nothing where the server does not say what`() {
        #expect(fetch(nil) == nil)
        for answer in [
            ChannelAnswer.of(200, ""), .of(200, "{}"), .of(404, #"{"results":{"file_path":"statics/a"}}"#),
            .of(200, #"{"results":{"file_path":7}}"#),
        ] { #expect(GOWA.mediaLink(in: answer, channel) == nil) }
    }
}

@Suite struct `What gowa's answer proves` {
    private func outcome(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) -> SendOutcome
    {
        GOWA.outcome(of: .of(status, body, headers), attempt: 0)
    }

    @Test func `a message that was sent, under its id`() {
        let body =
            #"{"status":200,"code":"SUCCESS","message":"Success","results":{"message_id":"3EB0X","status":"sent"}}"#
        #expect(outcome(200, body) == .sent(providerMessageID: "3EB0X"))
        #expect(outcome(200, #"{"code":"SUCCESS"}"#) == .sent(providerMessageID: nil))
    }

    @Test(arguments: [
        (400, #"{"status":400,"code":"400","message":"field cannot be blank"}"#, "refused"), (413, "", "refused"),
        (401, "Unauthorized", "blocked"), (401, #"{"code":"401","message":"you are not logged in"}"#, "blocked"),
        (401, #"{"code":"401","message":"you are not connect to services server, please reconnect"}"#, "notAccepted"),
        (404, #"{"code":"DEVICE_NOT_FOUND"}"#, "blocked"), (429, "", "throttled"),
        (500, #"{"status":500,"code":"INTERNAL_SERVER_ERROR","message":"timed out"}"#, "unknown"), (502, "", "unknown"),
        (503, #"{"code":"SERVICE_UNAVAILABLE","message":"you are not connected to services server"}"#, "notAccepted"),
        (503, "", "unknown"), (408, "", "unknown"), (409, "", "unknown"), (200, "", "unknown"), (200, "{}", "unknown"),
        (200, #"{"code":"SUCC"#, "unknown"), (302, "", "unknown"), (0, "", "unknown"),
    ])
    func `what else it can mean`(status: Int, body: String, expected: String) {
        #expect(outcome(status, body).name == expected)
    }
}
