import Channels
import Conversation
import Testing

@Suite struct `Calls of the Cloud API` {
    private let channel = ChannelAccess(
        baseURL: "https://graph.facebook.com/", secret: "TOKEN", address: "555000111222333", honoursIdempotency: false)

    private func send(
        _ kind: MessageKind = .text, _ text: String = "שלום", to chat: String = "972541234567",
        _ change: (inout MessageDetails) -> Void = { _ in }
    ) -> Result<ChannelCall, Unsupported> {
        var details = MessageDetails()
        change(&details)
        return CloudAPI.send(
            OutgoingMessage(messageID: 8842, chatAddress: chat, kind: kind, text: text, details: details), channel)
    }

    private func body(_ call: ChannelCall?) -> String { String(decoding: call?.body ?? [], as: UTF8.self) }

    private static let head = #"{"biz_opaque_callback_data":"msg:8842","#
    private static let tail = #""messaging_product":"whatsapp","recipient_type":"individual","#

    @Test func `send a text with our own id`() throws {
        let call = try send().get()
        #expect(call.method == "POST")
        #expect(call.url == "https://graph.facebook.com/v23.0/555000111222333/messages")
        #expect(call.headers.contains { $0 == ("Authorization", "Bearer TOKEN") })
        #expect(call.headers.contains { $0 == ("Content-Type", "application/json") })
        #expect(
            body(call) == Self.head + Self.tail
                + #""text":{"body":"שלום","preview_url":false},"to":"972541234567","type":"text"}"#)
    }

    @Test func `go to the version that the channel sets`() throws {
        var other = channel
        other.settings["api_version"] = "v26.0"
        let call = try CloudAPI.send(OutgoingMessage(messageID: 1, chatAddress: "972541234567", text: "x"), other).get()
        #expect(call.url == "https://graph.facebook.com/v26.0/555000111222333/messages")
    }

    @Test func `name a person without a number by the user id`() throws {
        let body = body(try send(to: "IL.9001").get())
        #expect(body.contains(#""recipient":"IL.9001""#))
        #expect(!body.contains(#""to":"#))
    }

    @Test func `answer a message in its context`() throws {
        #expect(
            body(try send { $0.quotedID = "wamid.THEIRS" }.get()).hasPrefix(
                #"{"biz_opaque_callback_data":"msg:8842","context":{"message_id":"wamid.THEIRS"},"#))
    }

    @Test(
        arguments: [
            (
                MessageKind.image, "היי", "https://cdn.example/a.jpg",
                #""image":{"caption":"היי","link":"https://cdn.example/a.jpg"}"#
            ),
            (.image, "", "990001", #""image":{"id":"990001"}"#), (.video, "", "990001", #""video":{"id":"990001"}"#),
            (.audio, "", "990001", #""audio":{"id":"990001"}"#), (.voice, "", "990001", #""audio":{"id":"990001"}"#),
            (.document, "c", "990001", #""document":{"caption":"c","filename":"a.pdf","id":"990001"}"#),
        ])
    func `send a file by its address or its id`(
        kind: MessageKind, text: String, reference: String, expected: String
    ) throws {
        let call = try send(kind, text) { $0.media = .init(fileName: "a.pdf", reference: reference) }.get()
        #expect(body(call).contains(expected))
        #expect(body(call).contains(#""type":"\#(kind == .voice ? "audio" : kind.rawValue)""#))
    }

    @Test func `send a template with what fills it`() throws {
        let components = #"[{"type":"body","parameters":[{"type":"text","text":"נועה"}]}]"#
        let call = try send(.template, "") {
            $0.template = .init(name: "reminder", language: "he", components: JSONText(components))
        }.get()
        #expect(
            body(call).contains(
                #""template":{"components":[{"parameters":[{"text":"נועה","type":"text"}],"type":"body"}],"#
                    + #""language":{"code":"he"},"name":"reminder"}"#))
        let bare = try send(.template, "") { $0.template = .init(name: "hi", language: "he", components: nil) }.get()
        #expect(body(bare).contains(#""template":{"language":{"code":"he"},"name":"hi"}"#))
    }

    @Test func `are refused for what the provider would refuse`() {
        func refused(_ result: Result<ChannelCall, Unsupported>) -> Bool {
            if case .failure(let unsupported) = result { unsupported.reason.hasSuffix(".") } else { false }
        }
        #expect(refused(send(.text, "")))
        #expect(refused(send(.text, String(repeating: "ש", count: 4097))))
        #expect(!refused(send(.text, String(repeating: "ש", count: 4096))))
        #expect(refused(send(to: "972541234567@c.us")))
        #expect(refused(send(.image, "")))
        #expect(refused(send(.image, "") { $0.media = .init(reference: "") }))
        #expect(refused(send(.image, "") { $0.media = .init(reference: "ftp://cdn.example/a") }))
        #expect(refused(send(.image, String(repeating: "x", count: 1025)) { $0.media = .init(reference: "1") }))
        #expect(refused(send(.audio, "caption") { $0.media = .init(reference: "1") }))
        #expect(refused(send(.template, "")))
        #expect(refused(send(.template, "") { $0.template = .init(name: "a", language: nil, components: nil) }))
        for components in ["{}", "[", "", "7"] {
            #expect(
                refused(
                    send(.template, "") {
                        $0.template = .init(name: "a", language: "he", components: JSONText(components))
                    }))
        }
        for kind in [MessageKind.location, .sticker, .reaction, .contact, .system] { #expect(refused(send(kind))) }
    }

    @Test func `show the indicator and mark as read at once`() throws {
        let on = TypingDisplay(chatAddress: "972541234567", messageID: "wamid.THEIRS", isOn: true)
        let call = try #require(CloudAPI.typing(on, channel))
        #expect(call.url == "https://graph.facebook.com/v23.0/555000111222333/messages")
        #expect(
            body(call)
                == #"{"message_id":"wamid.THEIRS","messaging_product":"whatsapp","status":"read","#
                + #""typing_indicator":{"type":"text"}}"#)
        #expect(CloudAPI.typing(TypingDisplay(chatAddress: "9", messageID: nil, isOn: true), channel) == nil)
        #expect(CloudAPI.typing(TypingDisplay(chatAddress: "9", messageID: "wamid.A", isOn: false), channel) == nil)
        var unread = channel
        unread.settings["mark_read"] = "off"
        #expect(CloudAPI.typing(on, unread) == nil)
        #expect(CloudAPI.markRead(chatAddress: "972541234567", messageIDs: ["wamid.A"], channel) == nil)
        #expect(try #require(CloudAPI.typingRenewalSeconds) < 25)
    }

    @Test func `ask first where a file is`() throws {
        let fetch = try #require(
            CloudAPI.media(.init(reference: "880001"), kind: .image, messageID: "m", chatAddress: "9", channel))
        #expect(fetch.form == .link)
        #expect(fetch.call.method == "GET")
        #expect(fetch.call.url == "https://graph.facebook.com/v23.0/880001")
        #expect(fetch.call.headers.contains { $0 == ("Authorization", "Bearer TOKEN") })
        #expect(CloudAPI.media(.init(), kind: .image, messageID: "m", chatAddress: "9", channel) == nil)
        let odd = CloudAPI.media(.init(reference: "../x?a"), kind: .image, messageID: "m", chatAddress: "9", channel)
        #expect(odd?.call.url == "https://graph.facebook.com/v23.0/..%2Fx%3Fa")
    }

    @Test(arguments: [
        ("https://lookaside.fbsbx.com/whatsapp?mid=1", true), ("https://scontent.xx.fbcdn.net/a", true),
        ("https://graph.facebook.com/a", true), ("HTTPS://LOOKASIDE.FBSBX.COM/a", true),
        ("https://lookaside.fbsbx.com:443/a", true), ("http://lookaside.fbsbx.com/a", false),
        ("https://lookaside.fbsbx.com:8443/a", false), ("https://example.com/a", false),
        ("https://lookaside.fbsbx.com.example.com/a", false), ("https://xfacebook.com/a", false),
        ("https://lookaside.fbsbx.com@example.com/a", false), ("https://example.com#.facebook.com", false),
        (#"https://example.com\\.facebook.com/a"#, false), ("https://example.com/.facebook.com", false),
        ("https://example.com?.facebook.com", false), ("//lookaside.fbsbx.com/a", false), ("file:///etc/passwd", false),
        ("https://facebook.com%2Eexample.com", false), ("https://lookaside.fbsbx.com /a", false), ("", false),
        ("https://user:pass@facebook.com/a", false), ("https://.facebook.com/a", false),
        ("https://fаcebook.com/", false),
    ])
    func `take the token only to hosts of Meta`(link: String, isTaken: Bool) {
        let answer = ChannelAnswer(status: 200, body: Array(#"{"url":"\#(link)","id":"880001"}"#.utf8))
        let fetch = CloudAPI.mediaLink(in: answer, channel)
        #expect((fetch != nil) == isTaken)
        #expect(fetch?.form == (isTaken ? .bytes : nil))
        #expect(fetch?.followsRedirect != true)
    }

    @Test func `take the token to the host that the channel itself has`() {
        let sandbox = ChannelAccess(
            baseURL: "http://127.0.0.1:8080/sandbox/cloud", secret: "T", address: "5", honoursIdempotency: false)
        func isTaken(_ link: String, status: Int = 200) -> Bool {
            CloudAPI.mediaLink(
                in: ChannelAnswer(status: status, body: Array(#"{"url":"\#(link)"}"#.utf8)), sandbox) != nil
        }
        #expect(isTaken("http://127.0.0.1:8080/sandbox/cloud/files/1"))
        #expect(!isTaken("http://127.0.0.1:8081/sandbox/cloud/files/1"))
        #expect(!isTaken("https://127.0.0.1:8080/sandbox/cloud/files/1"))
        #expect(!isTaken("http://127.0.0.1:8080/sandbox/cloud/files/1", status: 404))
        for body in ["", "{}", "[]", #"{"url":7}"#] {
            #expect(CloudAPI.mediaLink(in: ChannelAnswer(status: 200, body: Array(body.utf8)), sandbox) == nil)
        }
    }

    @Test(
        arguments: [
            ("972541234567", "972541234567"), ("+972 54-123-4567", "972541234567"), ("054-1234567", "972541234567"),
            ("00972541234567", "972541234567"), ("\u{200E}+972\u{A0}54‑1234567\u{200F}", "972541234567"),
            ("(054) 123.4567", "972541234567"), ("972541234567@s.whatsapp.net", "972541234567"),
            ("14155550100", "14155550100"), ("05", nil), ("noa", nil), ("", nil), ("+", nil), ("++972541234567", nil),
            ("٠٥٤١٢٣٤٥٦٧", nil), ("97254123456797254", nil), ("88123456789012@lid", nil), ("1@g.us", nil),
        ] as [(String, String?)])
    func `write to a number in any form`(written: String, digits: String?) {
        let recipient = CloudAPI.recipient(written, countryCode: "972", "555000111222333")
        #expect(recipient == digits.map { Recipient(chatAddress: $0, phone: "+\($0)") })
    }

    @Test func `write to a user id`() {
        #expect(
            CloudAPI.recipient("IL.9001", countryCode: "972", "5")
                == Recipient(chatAddress: "IL.9001", userID: "IL.9001"))
        for none in ["IL.", "I.9001", "IL9001", "IL.90 01", "I1.9001"] {
            #expect(CloudAPI.recipient(none, countryCode: "972", "5") == nil)
        }
    }
}
