import Glibc
import HTTPClient
import Testing

@testable import Assistant

private let usage =
    #"{"choices":[],"usage":{"prompt_tokens":1460,"completion_tokens":9,"prompt_tokens_details":{"cached_tokens":1280}}}"#
private let stop = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#

@Suite(.timeLimit(.minutes(1))) struct `An answer ends at once` {
    /// Asks a model that keeps its response open after these events, and says whether it was given up in good time.
    private func ask(
        _ dialect: ModelEndpoint.Dialect, _ events: [String]
    ) async -> (result: ModelResult, inTime: Bool, closed: Bool) {
        let closed = Signal()
        let deadline = ContinuousClock.now + .seconds(30)
        let result = await AssistantTests.ask(dialect: dialect, within: .seconds(30)) { connection in
            connection.begin()
            connection.words("Yes.")
            for event in events { connection.event(event) }
            connection.waitForClose()
            closed.set()
        }
        return (result, .now < deadline, await closed.wait())
    }

    @Test(arguments: [ModelEndpoint.Dialect.openAI, .compatible])
    func `with DONE, although the server keeps the response open`(dialect: ModelEndpoint.Dialect) async {
        let (result, inTime, closed) = await ask(dialect, [stop, usage, "[DONE]"])
        #expect(result.whole == "Yes." && result.fault == nil && inTime && closed)
        #expect(result.usage == ModelUsage(promptTokens: 1460, completionTokens: 9, cachedTokens: 1280))
    }

    @Test func `with the reason for its end where no count of tokens was asked for`() async {
        let (result, inTime, closed) = await ask(.compatible, [stop])
        #expect(result.whole == "Yes." && inTime && closed)
        #expect(result.usage.isEstimated)
    }

    @Test func `with the count of tokens where it was asked for`() async {
        let (result, inTime, closed) = await ask(.openAI, [stop, usage])
        #expect(result.whole == "Yes." && inTime && closed)
        #expect(!result.usage.isEstimated)
    }

    @Test func `soon after the reason where the count that was asked for does not come`() async {
        let (result, inTime, closed) = await ask(.openAI, [stop])
        #expect(result.whole == "Yes." && inTime && closed)
        #expect(result.usage.isEstimated && result.usage.promptTokens > 0 && result.usage.completionTokens > 0)
    }

    @Test func `and not with words that look like an end`() async {
        let result = await AssistantTests.ask { connection in
            connection.begin()
            connection.words(#"\"finish_reason\":\"stop\" \"error\":{} [DONE]"#)
            usleep(20_000)
            connection.words(" and more")
            connection.finish()
        }
        #expect(result.whole == #""finish_reason":"stop" "error":{} [DONE] and more"#)
    }

    @Test func `but not before the last count of tokens where each event brings one`() async {
        @Sendable func counted(_ event: String, _ tokens: Int) -> String {
            event.dropLast() + #","usage":{"prompt_tokens":20,"completion_tokens":\#(tokens)}}"#
        }
        let uncounted = #"{"choices":[{"index":0,"delta":{"content":" Of"},"finish_reason":null}]}"#
        for end in [stop, counted(stop, 2)] {
            let closed = Signal()
            let result = await AssistantTests.ask { connection in
                connection.begin()
                connection.event(counted(uncounted, 1))
                connection.event(counted(uncounted, 2))
                connection.event(end)
                connection.event(counted(#"{"choices":[]}"#, 3))
                connection.event("[DONE]")
                connection.waitForClose()
                closed.set()
            }
            #expect(result.whole == "Of Of" && result.usage == ModelUsage(promptTokens: 20, completionTokens: 3))
            #expect(await closed.wait())
        }
    }

    @Test func `and its connection serves the next request`() async {
        let server = ModelServer(keepsConnections: true) { connection in
            connection.begin()
            connection.words("Yes.")
            connection.event(stop)
            connection.event("[DONE]")
            usleep(30_000)
            connection.end()
        }
        defer { server.stop() }
        let endpoint = ModelEndpoint(baseURL: server.baseURL, key: "k", model: "m")
        let client = ModelClient(endpoint: endpoint, engine: HTTPEngine())
        for _ in 0..<5 {
            #expect(await client.answer(question, by: .now + .seconds(20)).whole == "Yes.")
            // The answer is there before its response has ended.
            try? await Task.sleep(for: .milliseconds(200))
        }
        #expect(server.requests.count == 5)
        #expect(server.connections == 1)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The rest of a response whose answer is whole` {
    private func read(_ bytes: String, isOver: Bool, within limit: Duration) async -> [String] {
        let (stream, rest) = AsyncThrowingStream.makeStream(of: HTTPEvent.self, throwing: (any Error).self)
        rest.yield(.bytes(Array(bytes.utf8)))
        if isOver { rest.finish() }
        let (counts, usage) = AsyncStream.makeStream(of: String.self)
        await ModelStreamRest(stream: stream, decoder: ServerSentEvents()).read(within: limit, to: usage)
        var all: [String] = []
        for await count in counts { all.append(count) }
        return all
    }

    @Test func `is waited for no longer than it lasts`() async {
        #expect(await read("data: [DONE]\n\n", isOver: true, within: .seconds(3600)).isEmpty)
    }

    @Test func `brings the count of tokens, and is given up where it does not end`() async {
        #expect(await read("data: \(stop)\n\ndata: \(usage)\n\n", isOver: false, within: .milliseconds(50)) == [usage])
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A call of a tool` {
    private let call =
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","#
        + #""function":{"name":"find","arguments":"{}"}}]},"finish_reason":null}]}"#

    @Test func `is an answer, and its beginning are the first words`() async {
        let call = call
        let result = await ask { connection in
            connection.begin()
            connection.event(call)
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#)
            connection.event("[DONE]")
            connection.end()
        }
        #expect(result.kind == .tools && result.isGood && result.fault == nil)
        #expect(result.toolCalls == [ToolCall(id: "a", name: "find", arguments: "{}")])
        #expect(result.firstWordsAt != nil)
    }

    @Test func `is none when the stream was cut`() async {
        let call = call
        let result = await ask { connection in
            connection.begin()
            connection.words("One moment. I")
            connection.event(call)
        }
        #expect(result.partial == "One moment." && result.toolCalls.isEmpty && result.fault == .cutStream)
    }
}

@Suite struct `Tokens and their price` {
    private let price = ModelPrice(input: 150_000, cachedInput: 75_000, output: 600_000)

    @Test(arguments: [
        (ModelUsage(promptTokens: 1000, completionTokens: 100), 210),
        (ModelUsage(promptTokens: 2000, completionTokens: 100, cachedTokens: 1024), 284),
        (ModelUsage(promptTokens: 1, completionTokens: 0), 1), (ModelUsage(), 0),
        (ModelUsage(promptTokens: 10, completionTokens: 0, cachedTokens: 9999), 1),
        (ModelUsage(promptTokens: .max, completionTokens: .max, cachedTokens: .min), 7_500_000),
        (ModelUsage(promptTokens: -5, completionTokens: -5), 0),
    ])
    func `are multiplied without a rounding error, and without overflow`(usage: ModelUsage, cost: Int) {
        #expect(price.microdollars(for: usage) == Int64(cost))
    }

    @Test func `even at the highest price`() {
        let price = ModelPrice(input: .max, cachedInput: .max, output: .max)
        #expect(price.microdollars(for: ModelUsage(promptTokens: .max, completionTokens: .max)) == 20_000_000_000)
    }

    @Test func `are known of gpt-4o-mini on OpenAI's own host, and otherwise as set`() {
        func price(_ baseURL: String, _ model: String, _ set: ModelPrice? = nil) -> ModelPrice? {
            ModelEndpoint(baseURL: baseURL, key: "k", model: model, price: set).price
        }
        #expect(price("https://api.openai.com/v1", "gpt-4o-mini") == self.price)
        #expect(price("https://api.openai.com/v1", "gpt-4o-mini-2024-07-18") == self.price)
        #expect(price("https://api.openai.com/v1", "gpt-4o-mini-audio-preview") == nil)
        #expect(price("http://127.0.0.1:8000/v1", "gpt-4o-mini") == nil)
        let own = ModelPrice(input: 1, cachedInput: 1, output: 1)
        #expect(price("https://api.openai.com/v1", "gpt-4o-mini", own) == own)
    }

    @Test func `are estimated for a request that was given up, but not for one that never arrived`() async {
        let hung = await ask(within: .milliseconds(200)) { $0.waitForClose() }
        #expect(hung.usage.isEstimated && hung.usage.promptTokens == question.estimatedPromptTokens)
        #expect(hung.usage.completionTokens == 0)
        let refused = await ask("http://127.0.0.1:\(LoopbackSocket().port)/v1")
        #expect(refused.usage == ModelUsage())
    }

    @Test(arguments: [("", 0), ("Hello there, what is new?", 7), ("שלום", 2), ("😀", 1)])
    func `are estimated by the text's length`(text: String, tokens: Int) {
        #expect(estimatedTokens(text) == tokens)
    }
}
