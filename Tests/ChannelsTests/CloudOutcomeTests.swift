import Channels
import Testing

@Suite struct `What the Cloud API's answer proves` {
    private func outcome(
        _ status: Int, _ body: String, attempt: Int = 0, retryAfter: String? = nil
    ) -> SendOutcome {
        let headers = retryAfter.map { [(name: "retry-after", value: $0)] } ?? []
        return CloudAPI.outcome(
            of: ChannelAnswer(status: status, headers: headers, body: Array(body.utf8)), attempt: attempt)
    }

    private func error(_ code: Int, more: String = "") -> String {
        #"{"error":{"message":"(#\#(code)) secret words","code":\#(code),"error_data":{"details":"d"}\#(more)}}"#
    }

    /// The case of an outcome, without its words.
    private func name(_ outcome: SendOutcome) -> String {
        switch outcome {
        case .sent: "sent"
        case .refused: "refused"
        case .notAccepted: "not accepted"
        case .throttled: "throttled"
        case .blocked: "blocked"
        case .unknown: "unknown"
        }
    }

    @Test func `a message that was taken`() {
        let body = #"{"messaging_product":"whatsapp","contacts":[{"wa_id":"9"}],"messages":[{"id":"wamid.OURS"}]}"#
        #expect(outcome(200, body) == .sent(providerMessageID: "wamid.OURS"))
    }

    @Test(arguments: [
        (190, "blocked"), (0, "blocked"), (3, "blocked"), (10, "blocked"), (200, "blocked"), (299, "blocked"),
        (368, "blocked"), (130497, "refused"), (131005, "blocked"), (131031, "blocked"), (131042, "blocked"),
        (131044, "blocked"), (131045, "blocked"), (131048, "blocked"), (131064, "blocked"), (133010, "blocked"),
        (4, "throttled"), (80007, "throttled"), (613, "throttled"), (130429, "throttled"), (131056, "not accepted"),
        (131000, "not accepted"), (131016, "not accepted"), (1, "not accepted"), (2, "not accepted"),
        (131057, "not accepted"), (131052, "not accepted"), (131053, "not accepted"), (131026, "refused"),
        (131047, "refused"), (131049, "refused"), (131050, "refused"), (131051, "refused"), (131008, "refused"),
        (131009, "refused"), (100, "refused"), (33, "refused"), (131021, "refused"), (131030, "refused"),
        (131062, "refused"), (132000, "refused"), (132016, "refused"), (132018, "refused"), (132069, "refused"),
        (137000, "refused"),
    ])
    func `an error's code says what to do, whatever the status`(code: Int, expected: String) {
        for status in [400, 401, 403, 404, 429] {
            let result = outcome(status, error(code))
            #expect(name(result) == expected)
            #expect("\(result)".contains("error \(code)"))
            #expect(!"\(result)".contains("secret words"))
        }
        // Zero alone says too little to be believed of a server that has failed.
        #expect(name(outcome(500, error(code))) == (code == 0 ? "unknown" : expected))
    }

    @Test(arguments: [(0, 1), (1, 4), (2, 16), (3, 64), (4, 256), (40, 256)])
    func `too many to one person wait four times as long after each try`(attempt: Int, seconds: Int) {
        guard case .notAccepted(_, let wait) = outcome(400, error(131056), attempt: attempt) else {
            Issue.record("not waiting")
            return
        }
        #expect(wait == .seconds(seconds))
    }

    @Test func `a number that is too fast waits some seconds, or as long as it is told`() {
        func wait(_ code: Int, attempt: Int = 0, retryAfter: String? = nil) -> Duration? {
            guard case .throttled(_, let wait) = outcome(429, error(code), attempt: attempt, retryAfter: retryAfter)
            else { return nil }
            return wait
        }
        #expect((0..<4).map { wait(130429, attempt: $0) } == [1, 2, 4, 8].map { .seconds($0) })
        #expect(wait(130429, attempt: 99) == .seconds(32))
        #expect(wait(130429, retryAfter: "7") == .seconds(7))
        #expect(wait(80007) == .seconds(60))
        #expect(wait(4, retryAfter: "7") == .seconds(7))
    }

    @Test func `a time to wait is passed on`() {
        #expect(
            outcome(500, error(131000), retryAfter: "5")
                == .notAccepted(
                    reason: "the Cloud API answered 500, error 131000: the service is not available",
                    retryAfter: .seconds(5)))
        guard case .notAccepted(_, let wait) = outcome(400, error(131056), retryAfter: "9") else {
            Issue.record("not waiting")
            return
        }
        #expect(wait == .seconds(9))
    }

    @Test func `a file that was not taken is tried once more`() {
        #expect(name(outcome(400, error(131053), attempt: 1)) == "refused")
        #expect(name(outcome(400, error(131052), attempt: 1)) == "refused")
    }

    @Test(arguments: [
        (400, "refused"), (404, "refused"), (401, "blocked"), (403, "blocked"), (408, "unknown"), (409, "unknown"),
        (429, "throttled"), (500, "unknown"), (503, "unknown"),
    ])
    func `a code that nobody knows leaves it to the status`(status: Int, expected: String) {
        #expect(name(outcome(status, error(999_999))) == expected)
        // As without any readable error.
        for body in ["", "<html>", "{}", #"{"error":"x"}"#, #"{"error":{}}"#, #"{"error":{"code":null}}"#] {
            #expect(name(outcome(status, body)) == expected)
        }
    }

    @Test func `an unknown code that says that it passes may be tried again`() {
        #expect(name(outcome(400, error(999_999, more: #","is_transient":true"#))) == "not accepted")
        #expect(name(outcome(500, error(999_999, more: #","is_transient":true"#))) == "unknown")
    }

    @Test(arguments: [
        (200, ""), (200, "OK"), (200, "{}"), (200, #"{"messages":[]}"#), (200, #"{"messages":[{"id":""}]}"#),
        (200, #"{"messages":[{"id":"wamid.A"}"#), (204, ""), (502, "<html>"), (504, ""), (301, ""), (100, ""), (0, ""),
        (-1, ""), (600, ""),
    ])
    func `whatever proves nothing is unknown, and never counts as not sent`(status: Int, body: String) {
        #expect(name(outcome(status, body)) == "unknown")
    }

    @Test func `reasons name Meta's trace where it is one`() {
        #expect(
            outcome(400, error(131047, more: #","fbtrace_id":"A1b2_-""#))
                == .refused(
                    reason: "the Cloud API answered 400, error 131047: the customer has not written for 24 hours: "
                        + "only templates may be sent (trace A1b2_-)"))
        #expect(!"\(outcome(400, error(131047, more: #","fbtrace_id":"@972541234567""#)))".contains("trace"))
    }
}
