import Channels
import Conversation
import Testing

@Suite struct `Calls to the gateway` {
    private let channel = ChannelAccess(
        baseURL: "http://127.0.0.1:3000", secret: "s3cret", address: "7", honoursIdempotency: true)

    private func text(_ call: ChannelCall) -> String { String(decoding: call.body, as: UTF8.self) }

    @Test func `a text is sent to the chat under its key`() {
        let call = Gateway.sendText(
            to: "88123456789012@lid", text: "שלום \"לך\"\n/ 😀", idempotencyKey: "m-1", channel: channel)
        #expect(call.method == "POST")
        #expect(call.url == "http://127.0.0.1:3000/send")
        #expect(
            text(call)
                == #"{"idempotencyKey":"m-1","tenantId":7,"text":"שלום \"לך\"\n/ 😀","#
                + #""to":"88123456789012@lid","type":"text"}"#
        )
        #expect(call.headers.map(\.name) == ["Content-Type", "X-Internal-Secret"])
        #expect(call.headers.map(\.value) == ["application/json", "s3cret"])
    }

    @Test(arguments: [true, false])
    func `typing is shown and ended`(on: Bool) {
        let call = Gateway.typing(chatAddress: "972541234567@s.whatsapp.net", on: on, channel: channel)
        #expect(call.url == "http://127.0.0.1:3000/sendTyping")
        #expect(text(call) == #"{"jid":"972541234567@s.whatsapp.net","tenantId":7,"typing":\#(on)}"#)
    }

    @Test func `a base URL may end with a slash, and a tenant may be a name`() {
        let other = ChannelAccess(
            baseURL: "https://gw.example/wa/", secret: "", address: "shop", honoursIdempotency: false)
        let call = Gateway.typing(chatAddress: "x", on: true, channel: other)
        #expect(call.url == "https://gw.example/wa/sendTyping")
        #expect(text(call).contains(#""tenantId":"shop""#))
    }
}

@Suite struct `What the gateway's answer proves` {
    private func outcome(
        _ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []
    ) -> SendOutcome {
        Gateway.sendOutcome(status: status, body: Array(body.utf8), headers: headers)
    }

    @Test(arguments: [
        (200, #"{"ok":true,"messageId":"3EB0X","status":"sent","duration_ms":120}"#, "3EB0X"),
        (201, #"{"ok":true,"messageId":"3EB0X"}"#, "3EB0X"), (200, #"{"ok":true}"#, nil),
        (200, #"{"ok":true,"messageId":null}"#, nil), (200, #"{"ok":"true","messageId":""}"#, nil),
    ])
    func `a message that was sent`(status: Int, body: String, id: String?) {
        #expect(outcome(status, body) == .sent(providerMessageID: id))
    }

    @Test(arguments: [
        (400, #"{"error":"Missing required fields: to, text"}"#),
        (404, "<html>"), (405, ""), (410, ""), (413, ""), (415, ""), (422, ""), (431, ""), (499, ""),
    ])
    func `a refusal is certain and final`(status: Int, body: String) {
        guard case .refused(let reason) = outcome(status, body) else {
            Issue.record("\(status) is not a refusal")
            return
        }
        #expect(reason.contains(String(status)))
    }

    @Test(arguments: [401, 403]) func `a wrong secret stops the channel, and loses no message`(status: Int) {
        guard case .blocked(let reason) = outcome(status, #"{"error":"unauthorized"}"#) else {
            Issue.record("\(status) does not stop the channel")
            return
        }
        #expect(reason.contains(String(status)))
    }

    @Test(arguments: [
        (503, #"{"error":"WhatsApp not connected"}"#), (503, #"{"error":"not_connected"}"#),
        (503, #"{"ok":false,"message":"WhatsApp NOT connected yet"}"#), (429, ""), (429, #"{"error":"slow"}"#),
        (425, ""),
    ])
    func `what the gateway did not take may be tried again`(status: Int, body: String) {
        guard case .notAccepted(let reason, let retryAfter) = outcome(status, body) else {
            Issue.record("\(status) \(body) counts as sent")
            return
        }
        #expect(reason.contains(String(status)))
        #expect(retryAfter == nil)
    }

    @Test(arguments: [
        (500, #"{"error":"send_failed","message":"Timed Out","duration_ms":10000}"#), (500, ""), (502, "<html>"),
        (503, ""), (503, "<html>503 Service Temporarily Unavailable</html>"), (503, #"{"error":"overloaded"}"#),
        (504, ""), (408, ""), (409, #"{"error":"in progress"}"#), (200, ""), (200, "OK"), (200, #"{"ok":true,"mess"#),
        (200, #"{"ok":false}"#), (200, "{}"), (200, "[]"), (204, ""), (301, ""), (307, ""), (100, ""), (0, ""),
        (-1, ""),
        (600, ""),
    ])
    func `whatever proves nothing is unknown, and never counts as not sent`(status: Int, body: String) {
        guard case .unknown = outcome(status, body) else {
            Issue.record("\(status) \(body) counts as certain")
            return
        }
    }

    @Test(arguments: [
        ("2", Duration.seconds(2)), (" 2 ", .seconds(2)), ("0", .seconds(1)), ("999999999", .seconds(3600)),
        ("-1", nil),
        ("Wed, 21 Oct 2026 07:28:00 GMT", nil), ("", nil), ("soon", nil), ("99999999999999999999", nil),
    ])
    func `the time to wait is read, and bounded`(value: String, expected: Duration?) {
        for name in ["Retry-After", "retry-after"] {
            for (status, body) in [(429, ""), (503, #"{"error":"WhatsApp not connected"}"#)] {
                guard case .notAccepted(_, let retryAfter) = outcome(status, body, [("X", "9"), (name, value)]) else {
                    Issue.record("\(status) counts as sent")
                    return
                }
                #expect(retryAfter == expected)
            }
        }
    }

    @Test func `reasons quote plain errors only`() {
        #expect(
            outcome(400, #"{"error":"Missing required fields: to, text"}"#)
                == .refused(reason: "the gateway answered 400 (Missing required fields: to, text)"))
        for error in ["no chat 972541234567", "a@b", "שלום", String(repeating: "x", count: 200), "a\\nb"] {
            #expect(outcome(400, #"{"error":"\#(error)"}"#) == .refused(reason: "the gateway answered 400"))
        }
        #expect(
            outcome(500, #"{"error":"send_failed","message":"to 972541234567: שלום"}"#)
                == .unknown(reason: "the gateway answered 500 (send_failed)"))
    }
}

@Suite struct `Posts of the connection's state` {
    private func report(_ body: String) throws -> (Int64, String, String, String?) {
        let report = try Gateway.parseStatus(Array(body.utf8), defaultTenant: 42)
        return (report.tenantID, report.channelAddress, report.connection, report.pushName)
    }

    @Test(arguments: [
        (#"{"tenantId":"business_7","connection":"open","pushName":"Shai"}"#, 7, "open", "Shai"),
        (#"{"connection":"close"}"#, 42, "close", nil),
        (#"{"tenantId":7,"connection":"connecting","pushName":null,"more":[]}"#, 7, "connecting", nil),
        (#"{"tenantId":null,"connection":"open","pushName":7}"#, 42, "open", nil),
    ])
    func `tell whose channel is in which state`(
        body: String, tenant: Int64, connection: String, name: String?
    ) throws {
        let (tenantID, address, state, pushName) = try report(body)
        #expect(tenantID == tenant)
        #expect(address == String(tenant))
        #expect(state == connection)
        #expect(pushName == name)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"connection":null}"#, #"{"connection":""}"#, #"{"connection":true}"#,
        #"{"connection":"open","tenantId":"x"}"#, #"{"connection":"open""#,
    ])
    func `that say nothing are refused`(body: String) {
        #expect(throws: EnvelopeError.self) { try report(body) }
    }

    @Test func `are bounded`() throws {
        let long = String(repeating: "x", count: 10_000)
        let (_, _, state, name) = try report(#"{"connection":"\#(long)","pushName":"\#(long)"}"#)
        #expect(state.utf8.count == 64)
        #expect(name?.utf8.count == 200)
    }
}
