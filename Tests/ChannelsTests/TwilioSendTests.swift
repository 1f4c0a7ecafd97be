import Channels
import Conversation
import Testing

@Suite struct `Calls of Twilio` {
    private static let account = "AC00000000000000000000000000000000"
    private static let messages = "https://api.twilio.com/2010-04-01/Accounts/\(account)/Messages.json"

    private let channel = ChannelAccess(
        baseURL: "https://api.twilio.com", secret: "TOKEN", address: "whatsapp:+97235550105", honoursIdempotency: false,
        settings: ["account_sid": account, "status_callback": "https://shi.example/webhook/twilio/demo/status"])

    private func message(
        _ kind: MessageKind = .text, _ text: String = "שלום", _ change: (inout MessageDetails) -> Void = { _ in }
    ) -> OutgoingMessage {
        var details = MessageDetails()
        change(&details)
        return OutgoingMessage(
            messageID: 8842, chatAddress: "whatsapp:+972541234567", kind: kind, text: text, details: details)
    }

    private func form(_ call: ChannelCall?) throws -> [String: String] {
        let form = try Form(decoding: try #require(call).body)
        return Dictionary(uniqueKeysWithValues: form.fields.map { ($0.name, $0.value) })
    }

    private func header(_ name: String, _ call: ChannelCall?) -> String? {
        call?.headers.first { $0.name == name }?.value
    }

    @Test func `send a text, and ask for reports with our own id`() throws {
        let call = try Twilio.send(message(.text, "שלום & 1+1?"), channel).get()
        #expect(call.method == "POST")
        #expect(call.url == Self.messages)
        #expect(header("Content-Type", call) == "application/x-www-form-urlencoded")
        #expect(header("Authorization", call) == "Basic " + Base64.encode(Array("\(Self.account):TOKEN".utf8)))
        #expect(
            try form(call) == [
                "To": "whatsapp:+972541234567", "From": "whatsapp:+97235550105", "Body": "שלום & 1+1?",
                "StatusCallback": "https://shi.example/webhook/twilio/demo/status?message=8842",
            ])
        #expect(String(decoding: call.body, as: UTF8.self).hasPrefix("To=whatsapp%3A%2B972541234567&From="))
    }

    @Test func `may be made with a key of its own name, and through a service`() throws {
        var other = channel
        other.secret = "SK1:SECRET"
        other.settings["messaging_service_sid"] = "MG1"
        other.settings["status_callback"] = nil
        let call = try Twilio.send(message(), other).get()
        #expect(header("Authorization", call) == "Basic " + Base64.encode(Array("SK1:SECRET".utf8)))
        let fields = try form(call)
        #expect(fields["MessagingServiceSid"] == "MG1")
        #expect(fields["From"] == "whatsapp:+97235550105")
        #expect(fields["StatusCallback"] == nil)
    }

    @Test(arguments: [MessageKind.image, .audio, .voice, .video, .document])
    func `send a file by its address`(kind: MessageKind) throws {
        let sent = message(kind, "כיתוב") { $0.media = .init(reference: "https://cdn.example/a?b=c") }
        let fields = try form(Twilio.send(sent, channel).get())
        #expect(fields["MediaUrl"] == "https://cdn.example/a?b=c")
        #expect(fields["Body"] == "כיתוב")
        let bare = message(kind, "") { $0.media = .init(reference: "https://cdn.example/a") }
        #expect(try form(Twilio.send(bare, channel).get())["Body"] == nil)
    }

    @Test func `send a template with what fills it`() throws {
        let sent = message(.template, "") {
            $0.template = .init(name: "HX1", language: nil, components: JSONText(#"{"1":"נועה"}"#))
        }
        let fields = try form(Twilio.send(sent, channel).get())
        #expect(fields["ContentSid"] == "HX1")
        #expect(fields["ContentVariables"] == #"{"1":"נועה"}"#)
        #expect(fields["Body"] == nil)
    }

    @Test func `are refused for what the provider would refuse`() {
        func refused(_ message: OutgoingMessage, _ channel: ChannelAccess? = nil) -> Bool {
            if case .failure(let unsupported) = Twilio.send(message, channel ?? self.channel) {
                unsupported.reason.hasSuffix(".")
            } else {
                false
            }
        }
        #expect(refused(message(.text, "")))
        #expect(refused(message(.text, String(repeating: "ש", count: 1601))))
        #expect(!refused(message(.text, String(repeating: "ש", count: 1600))))
        #expect(refused(message(.image)))
        #expect(refused(message(.image) { $0.media = .init(reference: "880001") }))
        #expect(refused(message(.template)))
        for components in ["[]", "{", "", "7"] {
            let template = MessageDetails.Template(name: "HX1", language: nil, components: JSONText(components))
            #expect(refused(message(.template) { $0.template = template }))
        }
        for kind in [MessageKind.location, .sticker, .reaction] { #expect(refused(message(kind))) }
        var nameless = channel
        nameless.settings["account_sid"] = nil
        #expect(refused(message(), nameless))
        nameless.settings["account_sid"] = ""
        #expect(refused(message(), nameless))
    }

    @Test func `show the indicator in chats of WhatsApp`() throws {
        let on = TypingDisplay(chatAddress: "whatsapp:+972541234567", messageID: "SM1", isOn: true)
        let call = try #require(Twilio.typing(on, channel))
        #expect(call.url == "https://messaging.twilio.com/v2/Indicators/Typing.json")
        #expect(try form(call) == ["channel": "whatsapp", "messageId": "SM1"])
        // The second file of a message.
        let file = TypingDisplay(chatAddress: on.chatAddress, messageID: "SM1.1", isOn: true)
        #expect(try form(Twilio.typing(file, channel))["messageId"] == "SM1")
        #expect(header("Authorization", call)?.hasPrefix("Basic ") == true)
        var sandbox = channel
        sandbox.settings["typing_url"] = "http://127.0.0.1:8080/sandbox/twilio/"
        #expect(Twilio.typing(on, sandbox)?.url == "http://127.0.0.1:8080/sandbox/twilio/v2/Indicators/Typing.json")
        sandbox.settings["mark_read"] = "off"
        #expect(Twilio.typing(on, sandbox) == nil)
        for none in [
            TypingDisplay(chatAddress: "+972541234567", messageID: "SM1", isOn: true),
            TypingDisplay(chatAddress: "whatsapp:+972541234567", messageID: nil, isOn: true),
            TypingDisplay(chatAddress: "whatsapp:+972541234567", messageID: "SM1", isOn: false),
        ] {
            #expect(Twilio.typing(none, channel) == nil)
        }
        #expect(Twilio.markRead(chatAddress: "whatsapp:+9", messageIDs: ["SM1"], channel) == nil)
    }

    @Test(arguments: [
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", true),
        ("https://mcs.us1.twilio.com/v1/x", true), ("https://twilio.com/a", true), ("http://api.twilio.com/a", false),
        ("https://api.twilio.com.example.com/a", false), ("https://xtwilio.com/a", false),
        ("https://api.twilio.com@example.com/a", false), ("https://example.com/#.twilio.com", false),
        ("https://api.twilio.com:8443/a", false), ("ftp://api.twilio.com/a", false), ("ME1", false),
    ])
    func `take the credentials only to hosts of Twilio`(reference: String, isTaken: Bool) {
        let fetch = Twilio.media(
            .init(reference: reference), kind: .image, messageID: "m", chatAddress: "c", channel)
        #expect((fetch != nil) == isTaken)
        guard let fetch else { return }
        #expect(fetch.form == .bytes)
        #expect(fetch.followsRedirect)
        #expect(fetch.call.url == reference)
        #expect(fetch.call.method == "GET")
        #expect(header("Authorization", fetch.call)?.hasPrefix("Basic ") == true)
        #expect(fetch.call.headers.count == 1)
    }

    @Test func `take the credentials to the host that the channel itself has`() {
        var sandbox = channel
        sandbox.baseURL = "http://127.0.0.1:8080/sandbox/twilio"
        let near = Twilio.media(
            .init(reference: "http://127.0.0.1:8080/sandbox/twilio/a"), kind: .image, messageID: "m", chatAddress: "c",
            sandbox)
        #expect(near != nil)
        let far = Twilio.media(
            .init(reference: "http://127.0.0.1:9090/a"), kind: .image, messageID: "m", chatAddress: "c", sandbox)
        #expect(far == nil)
        #expect(Twilio.media(.init(), kind: .image, messageID: "m", chatAddress: "c", sandbox) == nil)
        #expect(Twilio.mediaLink(in: ChannelAnswer(status: 200, body: []), sandbox) == nil)
    }

    @Test(
        arguments: [
            ("054-1234567", "whatsapp:+97235550105", "whatsapp:+972541234567"),
            ("054-1234567", "+97235550106", "+972541234567"),
            ("whatsapp:+972541234567", "whatsapp:+97235550105", "whatsapp:+972541234567"),
            ("whatsapp:+972541234567", "+97235550106", nil), ("+972 54 123 4567", "+97235550106", "+972541234567"),
            ("972541234567@s.whatsapp.net", "+97235550106", "+972541234567"), ("noa", "+97235550106", nil),
            ("IL.9001", "+97235550106", nil),
        ] as [(String, String, String?)])
    func `write to a number as the channel writes its own`(written: String, channel: String, chat: String?) {
        let recipient = Twilio.recipient(written, countryCode: "972", channel)
        #expect(recipient == chat.map { Recipient(chatAddress: $0, phone: "+972541234567") })
    }

    @Test func `write to a user id of WhatsApp`() {
        #expect(
            Twilio.recipient("IL.9001", countryCode: "972", "whatsapp:+97235550105")
                == Recipient(chatAddress: "whatsapp:IL.9001", userID: "IL.9001"))
    }
}

@Suite struct `A look-up at Twilio` {
    private let channel = ChannelAccess(
        baseURL: "https://api.twilio.com", secret: "TOKEN", address: "whatsapp:+97235550105", honoursIdempotency: false,
        settings: ["account_sid": "AC1"])
    private let message = OutgoingMessage(messageID: 8842, chatAddress: "whatsapp:+972541234567", text: "שלום  עולם")
    /// Tue, 24 Nov 2026 10:00:00 +0000
    private let since: Int64 = 1_795_514_400

    private func found(_ listed: String..., message: OutgoingMessage? = nil, status: Int = 200) -> [String]? {
        let body = #"{"messages":[\#(listed.joined(separator: ","))],"page_size":50}"#
        return Twilio.found(
            message ?? self.message, since: since, in: ChannelAnswer(status: status, body: Array(body.utf8)))
    }

    private func listed(
        _ id: String, body: String = "שלום עולם", direction: String = "outbound-api",
        created: String = "Tue, 24 Nov 2026 10:00:01 +0000"
    ) -> String {
        #"{"sid":"\#(id)","body":"\#(body)","direction":"\#(direction)","date_created":"\#(created)","status":"queued"}"#
    }

    @Test func `asks for what went to the chat, also for what is still queued and has no date of sending`() throws {
        let call = try #require(Twilio.lookUp(message, since: since, channel))
        #expect(call.method == "GET")
        #expect(call.body.isEmpty)
        #expect(
            call.url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?To=whatsapp%3A%2B972541234567"
                + "&From=whatsapp%3A%2B97235550105&PageSize=50")
        #expect(call.headers.map(\.name) == ["Authorization"])
        var nameless = channel
        nameless.settings = [:]
        #expect(Twilio.lookUp(message, since: since, nameless) == nil)
    }

    @Test func `finds what has the same words, left by itself, and is not older than the call`() {
        #expect(found(listed("SM1"), listed("SM2")) == ["SM1", "SM2"])
        #expect(found(listed("SM1", body: "שלום")) == [])
        #expect(found(listed("SM1", direction: "inbound")) == [])
        #expect(found(listed("SM1", direction: "outbound-reply")) == ["SM1"])
        #expect(found(listed("SM1", created: "Tue, 24 Nov 2026 09:59:58 +0000")) == ["SM1"])
        #expect(found(listed("SM1", created: "Tue, 24 Nov 2026 09:59:57 +0000")) == [])
        #expect(found(listed("SM1", created: "Tue, 24 Nov 2026 12:00:01 +0200")) == ["SM1"])
        #expect(found(listed("SM1", created: "24 Nov 2026 05:00:01 -0500")) == ["SM1"])
        #expect(found(listed("SM1", body: "Sent from your Twilio trial account - שלום עולם")) == ["SM1"])
        for date in [
            "", "yesterday", "Tue, 31 Feb 2026 10:00:01 +0000", "Tue, 24 Nov 2026 25:00:01 +0000", "24 Nov 2026",
        ] {
            #expect(found(listed("SM1", created: date)) == [])
        }
        #expect(found("7", "{}", "null", listed("SM1")) == ["SM1"])
        #expect(found() == [])
    }

    @Test func `cannot know the words of a template`() {
        let template = OutgoingMessage(
            messageID: 1, chatAddress: "whatsapp:+972541234567", kind: .template, text: "")
        #expect(found(listed("SM1", body: "נועה, תזכורת"), message: template) == ["SM1"])
        #expect(found(listed("SM1", created: "Mon, 23 Nov 2026 10:00:00 +0000"), message: template) == [])
    }

    @Test func `whose answer says nothing is none`() {
        #expect(found(listed("SM1"), status: 500) == nil)
        for body in ["", "{}", "[]", "<html>", #"{"messages":null}"#] {
            #expect(Twilio.found(message, since: since, in: ChannelAnswer(status: 200, body: Array(body.utf8))) == nil)
        }
    }
}

@Suite struct `What Twilio's answer proves` {
    private func outcome(
        _ status: Int, _ body: String, attempt: Int = 0, retryAfter: String? = nil
    ) -> SendOutcome {
        let headers = retryAfter.map { [(name: "retry-after", value: $0)] } ?? []
        return Twilio.outcome(
            of: ChannelAnswer(status: status, headers: headers, body: Array(body.utf8)), attempt: attempt)
    }

    private func error(_ code: Int) -> String { #"{"code":\#(code),"message":"secret words","status":400}"# }

    @Test func `a message that was taken`() {
        #expect(outcome(201, #"{"sid":"SM1","status":"queued","error_code":null}"#) == .sent(providerMessageID: "SM1"))
        #expect(outcome(200, #"{"sid":"SM1"}"#) == .sent(providerMessageID: "SM1"))
    }

    @Test(arguments: [21211, 21610, 21614, 21617, 21408, 63016, 63003, 12345])
    func `a refusal is final`(code: Int) {
        guard case .refused(let reason) = outcome(400, error(code)) else {
            Issue.record("\(code) is not refused")
            return
        }
        #expect(reason.contains("400, error \(code)"))
        #expect(!reason.contains("secret"))
    }

    @Test(arguments: [21408, 21610, 21612, 21614, 63016, 63024, 30007])
    func `what is wrong with one message never stops the channel, whatever the status`(code: Int) {
        for status in [400, 401, 402, 403, 404] {
            guard case .refused = outcome(status, error(code)) else {
                Issue.record("\(status) \(code) is not refused")
                return
            }
        }
    }

    @Test func `a wait of zero is one second, or a throttled channel would ask without a pause`() {
        guard case .throttled(_, let wait) = outcome(429, error(20429), retryAfter: "0") else {
            Issue.record("not throttled")
            return
        }
        #expect(wait == .seconds(1))
    }

    @Test(arguments: [
        (401, 20003), (403, 20003), (400, 20003), (401, 0), (403, 0), (402, 0), (404, 20404), (400, 21606),
        (400, 63007),
        (400, 90010),
    ])
    func `what somebody has to mend blocks the channel`(status: Int, code: Int) {
        guard case .blocked = outcome(status, code == 0 ? "" : error(code)) else {
            Issue.record("\(status) \(code) does not block")
            return
        }
    }

    @Test(arguments: [(429, "20429"), (429, ""), (400, "20429"), (400, "14107"), (429, "63018")])
    func `too many calls wait with the whole channel`(status: Int, code: String) {
        guard case .throttled(_, let wait) = outcome(status, Int(code).map(error) ?? "", retryAfter: "9") else {
            Issue.record("\(status) \(code) does not wait")
            return
        }
        #expect(wait == .seconds(9))
    }

    @Test func `a sender of WhatsApp that is too fast waits longer each time`() {
        let waits = (0..<3).map { attempt -> Duration? in
            guard case .notAccepted(_, let wait) = outcome(400, error(63018), attempt: attempt) else { return nil }
            return wait
        }
        #expect(waits.allSatisfy { $0 != nil })
        #expect(waits.compactMap { $0 } == waits.compactMap { $0 }.sorted())
    }

    @Test func `a service that says that it is not available took nothing`() {
        #expect(
            outcome(503, error(20503), retryAfter: "3")
                == .notAccepted(
                    reason: "Twilio answered 503, error 20503: the service is not available", retryAfter: .seconds(3)))
    }

    @Test(arguments: [
        (500, ""), (500, #"{"code":20500}"#), (502, "<html>"), (503, ""), (503, #"{"code":20500}"#), (504, ""),
        (408, ""),
        (409, ""), (200, ""), (201, "{}"), (201, #"{"sid":null}"#), (201, #"{"sid":"SM1"#), (301, ""), (0, ""),
        (-1, ""),
        (600, ""),
    ])
    func `whatever proves nothing is unknown, and never counts as not sent`(status: Int, body: String) {
        guard case .unknown = outcome(status, body) else {
            Issue.record("\(status) \(body) counts as certain")
            return
        }
    }
}
