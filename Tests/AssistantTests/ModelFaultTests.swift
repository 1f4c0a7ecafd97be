import HTTPClient
import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A model's fault is told by its status and its body` {
    private static let error = #"{"error":{"message":"M","type":"T","param":null,"code":"C"}}"#

    static let cases: [(status: String, body: String, fault: ModelFault)] = [
        ("400 Bad Request", error, .badRequest),
        ("400 Bad Request", #"{"error":{"message":"M","code":"context_length_exceeded"}}"#, .contextTooLong),
        (
            "400 Bad Request",
            #"{"object":"error","message":"This model's maximum context length is 2048 tokens","type":"BadRequestError","code":400}"#,
            .contextTooLong
        ),
        (
            "400 Bad Request",
            #"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
            .contextTooLong
        ),
        (
            "400 Bad Request",
            #"{"error":{"message":"M","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#,
            .contentFiltered
        ),
        ("401 Unauthorized", #"{"error":{"message":"M","code":"invalid_api_key"}}"#, .unauthorized),
        ("402 Payment Required", "", .quotaExhausted),
        ("403 Forbidden", "<html>", .forbidden),
        ("404 Not Found", #"{"error":{"code":"model_not_found"}}"#, .notFound),
        ("408 Request Timeout", "", .server(status: 408)),
        ("409 Conflict", error, .server(status: 409)),
        ("422 Unprocessable Entity", #"{"detail":[{"msg":"extra fields not permitted"}]}"#, .badRequest),
        ("429 Too Many Requests", #"{"error":{"code":"rate_limit_exceeded"}}"#, .rateLimited(retryAfter: nil)),
        ("429 Too Many Requests", #"{"error":{"type":"insufficient_quota"}}"#, .quotaExhausted),
        ("429 Too Many Requests", #"{"error":{"code":"insufficient_quota"}}"#, .quotaExhausted),
        ("500 Internal Server Error", error, .server(status: 500)),
        ("502 Bad Gateway", "<html><body>Bad Gateway</body></html>", .server(status: 502)),
        ("503 Service Unavailable", "", .server(status: 503)),
        (
            "503 Service Unavailable",
            #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, .loading
        ),
        ("302 Found", "", .badRequest),
    ]

    @Test(arguments: cases.indices)
    func `status and body`(index: Int) async {
        let (status, body, fault) = Self.cases[index]
        let result = await ask { $0.answer(status, body) }
        #expect(result.fault == fault)
        #expect(result.isRetryable == fault.isRetryable)
        #expect(result.kind == .nothing)
        #expect(result.problem == "the model answered with status \(status.prefix(3))")
        #expect(result.usage == ModelUsage() && result.costMicrodollars == 0)
    }

    @Test(arguments: [
        ("retry-after: 2\r\n", Duration.seconds(2)), ("Retry-After: 0.5\r\n", .milliseconds(500)),
        ("retry-after-ms: 120\r\nretry-after: 1\r\n", .milliseconds(120)),
        (
            "date: Tue, 24 Nov 2026 09:30:00 GMT\r\nretry-after: Tue, 24 Nov 2026 09:30:07 GMT\r\n",
            .seconds(7)
        ),
        ("x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 6m0s\r\n", .seconds(360)),
        (
            "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 1s\r\n"
                + "x-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: 1h2m3.5s\r\n", .seconds(3600)
        ),
        ("retry-after: 99999999999999999999\r\n", .seconds(3600)),
    ])
    func `with 429 comes when to come back`(headers: String, wait: Duration) async {
        let result = await ask { $0.answer("429 Too Many Requests", "", headers: headers) }
        #expect(result.fault == .rateLimited(retryAfter: wait))
    }

    @Test(arguments: [
        "", "retry-after: 0\r\n", "retry-after: -1\r\n", "retry-after: soon\r\n", "retry-after: nan\r\n",
        "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "retry-after: Sun, 99 Nov 2094 08:49:37 GMT\r\n",
        "x-ratelimit-remaining-requests: 5\r\nx-ratelimit-reset-requests: 6m0s\r\n",
        "x-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: -1\r\n",
    ])
    func `or it does not`(headers: String) async {
        let result = await ask { $0.answer("429 Too Many Requests", "", headers: headers) }
        #expect(result.fault == .rateLimited(retryAfter: nil))
    }

    @Test func `the provider has the last word on trying again`() async {
        #expect(await !ask { $0.answer("500 No", "", headers: "x-should-retry: false\r\n") }.isRetryable)
        #expect(await ask { $0.answer("400 No", "", headers: "x-should-retry: true\r\n") }.isRetryable)
    }

    @Test func `the provider's name for the request is kept`() async {
        let failed = await ask { $0.answer("500 No", "", headers: "X-Request-ID: req-7\r\n") }
        #expect(failed.requestID == "req-7")
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A model's fault is told by its stream` {
    @Test func `refused, hung and cut before the first words`() async {
        #expect(await ask("http://127.0.0.1:\(LoopbackSocket().port)/v1").fault == .refused)
        #expect(await ask("http://nowhere.invalid/v1").fault == .refused)
        #expect(await ask(within: .milliseconds(200)) { $0.waitForClose() }.fault == .timeoutBeforeFirstToken)
        let cut = await ask { _ in }
        #expect(cut.fault == .cutStream && cut.isRetryable)
        #expect(await ask { $0.send("what is this?\r\n\r\n") }.fault == .malformedChunk)
    }

    @Test(arguments: [
        ("length", ModelFault.truncated), ("content_filter", .contentFiltered),
    ])
    func `by the reason for its end`(reason: String, fault: ModelFault) async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"\#(reason)"}]}"#)
            connection.end()
        }
        #expect(result.fault == fault && !result.isRetryable)
    }

    @Test func `after words`() async {
        func after(_ script: @escaping ModelServer.Script) async -> ModelFault? {
            await ask(within: .milliseconds(500)) { connection in
                connection.begin()
                connection.words("We have a flat. It is")
                script(connection)
            }.fault
        }
        #expect(await after { $0.waitForClose() } == .timeoutInStream)
        #expect(await after { _ in } == .cutStream)
        #expect(await after { $0.end() } == .cutStream)
        #expect(await after { $0.event("{") } == .malformedChunk)
        #expect(await after { $0.event(#"{"error":{"message":"M"}}"#) } == .faultInStream)
        #expect(await after { $0.event(#"{"object":"error","message":"M","code":500}"#) } == .faultInStream)
    }

    @Test func `an error in the stream ends it at once, although the server goes on`() async {
        let closed = Signal()
        let result = await ask { connection in
            connection.begin()
            connection.event(#"{"error":{"message":"M"}}"#)
            connection.waitForClose()
            closed.set()
        }
        #expect(result.fault == .faultInStream && !result.isOutOfTime)
        #expect(await closed.wait())
    }

    @Test func `empty and declined`() async {
        #expect(await ask { $0.say("") }.fault == .empty)
        let declined = await ask { connection in
            connection.begin()
            connection.event(#"{"choices":[{"delta":{"refusal":"I cannot."},"finish_reason":null}]}"#)
            connection.finish()
        }
        #expect(declined.fault == .declined && declined.kind == .nothing)
    }

    @Test func `thoughts that used up all tokens are no answer`() async {
        let result = await ask { connection in
            connection.begin()
            connection.event(#"{"choices":[{"delta":{"reasoning_content":"She wants. A flat."}}]}"#)
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#)
            connection.end()
        }
        #expect(result.kind == .nothing && result.fault == .truncated && result.firstWordsAt == nil)
    }

    @Test func `half a JSON object is no answer, however its sentences end`() async {
        var asked = question
        asked.wantsJSON = true
        let server = ModelServer { connection in
            connection.begin()
            connection.words(#"{\"summary\":\"She wants a flat. Soon"#)
        }
        defer { server.stop() }
        let endpoint = ModelEndpoint(baseURL: server.baseURL, key: "k", model: "m")
        let result = await ModelClient(endpoint: endpoint, engine: HTTPEngine()).answer(asked, by: .now + .seconds(20))
        #expect(result.kind == .nothing && result.fault == .cutStream)
    }

    @Test func `no fault of anybody's when it was cancelled`() async {
        let ready = Signal()
        let server = ModelServer { connection in
            ready.set()
            connection.waitForClose()
        }
        defer { server.stop() }
        let baseURL = server.baseURL
        let task = Task { await ask(baseURL) }
        #expect(await ready.wait())
        task.cancel()
        let result = await task.value
        #expect(result.fault == .cancelled && !result.isRetryable)
    }
}
