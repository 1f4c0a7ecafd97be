import HTTPClient
import Testing

@testable import Assistant

/// Our client and a server of other authors.
@Suite(
    .serialized,
    .enabled("llmock cannot be installed: it takes python3 with venv, and PyPI") { try LLMock.isInstalled() },
    LLMockServer()
)
struct OutsideServerTests {
    private static let words = "One two three. Four five six seven."

    private static let tool = ModelTool(
        name: "search_listings", description: "Finds listings",
        parameters: #"""
            {"type":"object","properties":{"area":{"type":"string"},"rooms":{"type":"number"}},
            "required":["area","rooms"],"additionalProperties":false}
            """#)

    private static let question = PromptMessage(role: .user, content: "Do you have three rooms in Tel Aviv?")

    /// Lets the server do this, and asks it.
    private func ask(
        _ behaviours: String, _ dialect: ModelEndpoint.Dialect = .compatible, features: ModelEndpoint.Features? = nil,
        messages: [PromptMessage] = [question], tools: [ModelTool] = [], wantsJSON: Bool = false,
        within limit: Duration = .seconds(20)
    ) async throws -> ModelResult {
        let server = try #require(LLMockServer.current)
        try await server.play(behaviours)
        let engine = HTTPEngine()
        defer { engine.shutdown() }
        let endpoint = ModelEndpoint(
            baseURL: server.baseURL, key: modelKey, model: "gpt-demo", dialect: dialect, features: features)
        let ask = ModelAsk(messages: messages, tools: tools, wantsJSON: wantsJSON, customer: "9f2c")
        return await ModelClient(endpoint: endpoint, engine: engine).answer(ask, by: .now + limit)
    }

    @Test(arguments: [ModelEndpoint.Dialect.openAI, .compatible])
    func `a streamed reply comes whole, and its tokens are counted`(dialect: ModelEndpoint.Dialect) async throws {
        let words = "כן, ברחוב השקמה 14: 3 חדרים, 6,800 ₪ 👍"
        let result = try await ask(#"{"type":"reply","text":"\#(words)"}"#, dialect)
        #expect(result.kind == .whole(words))
        #expect(result.fault == nil)
        #expect(result.firstWordsAt != nil)
        #expect(try #require(result.promptTokens) > 0)
        #expect(try #require(result.completionTokens) > 0)
        #expect(result.usage.isEstimated == (dialect == .compatible))
    }

    @Test(arguments: [ModelEndpoint.Dialect.openAI, .compatible])
    func `a tool is called, and what it returned is answered`(dialect: ModelEndpoint.Dialect) async throws {
        let script =
            #"{"type":"reply","tool_calls":[{"name":"search_listings","arguments":{"area":"תל אביב","rooms":3}}]}"#
        let first = try await ask(script, dialect, tools: [Self.tool])
        #expect(first.kind == .tools)
        let call = try #require(first.toolCalls.first)
        #expect(first.toolCalls.count == 1)
        #expect(call.name == "search_listings")
        let arguments = try #require(JSONValue.object(in: call.arguments))
        #expect(arguments == JSONValue.object(in: #"{"area":"תל אביב","rooms":3}"#))

        let results = [
            Self.question, PromptMessage(calling: [call]), PromptMessage(resultOf: call, #"{"listings":[14]}"#),
        ]
        let second = try await ask("", dialect, messages: results, tools: [Self.tool])
        #expect(second.whole?.isEmpty == false)
        #expect(second.toolCalls.isEmpty)
    }

    @Test func `a model that decides for itself calls the tool that fits`() async throws {
        let result = try await ask("", tools: [Self.tool])
        #expect(result.toolCalls.map(\.name) == ["search_listings"])
    }

    @Test func `what is no JSON, and a tool that there is not, are passed on as the model said them`() async throws {
        let broken = try await ask(#"{"type":"tool_fault","kind":"malformed_arguments"}"#, tools: [Self.tool])
        let arguments = try #require(broken.toolCalls.first).arguments
        #expect(broken.kind == .tools)
        #expect(JSONValue.object(in: arguments) == nil)
        let unknown = try await ask(#"{"type":"tool_fault","kind":"unknown_tool"}"#, tools: [Self.tool])
        #expect(unknown.kind == .tools)
        #expect(try #require(unknown.toolCalls.first).name != "search_listings")
    }

    @Test func `JSON that is asked for is JSON`() async throws {
        let result = try await ask(
            "", features: [.jsonFormat],
            messages: [PromptMessage(role: .user, content: "What is wanted? Answer as JSON.")], wantsJSON: true)
        #expect(JSONValue.object(in: try #require(result.whole)) != nil)
    }

    @Test(arguments: [
        (#"{"type":"fail","status":429,"retry_after":2}"#, ModelFault.rateLimited(retryAfter: .seconds(2))),
        (#"{"type":"fail","status":429,"code":"insufficient_quota"}"#, .quotaExhausted),
        (#"{"type":"fail","status":401}"#, .unauthorized), (#"{"type":"fail","status":403}"#, .forbidden),
        (#"{"type":"fail","status":404}"#, .notFound), (#"{"type":"fail","status":422}"#, .badRequest),
        (#"{"type":"fail","status":400,"code":"context_length_exceeded"}"#, .contextTooLong),
        (#"{"type":"fail","status":500}"#, .server(status: 500)),
        (#"{"type":"fail","status":503}"#, .server(status: 503)),
    ])
    func `a refusal is told from every other`(behaviour: String, fault: ModelFault) async throws {
        let result = try await ask(behaviour)
        #expect(result.kind == .nothing)
        #expect(result.fault == fault)
        #expect(result.problem?.contains(modelKey) == false)
        // It is asked once: whether that is worth a second request is not the client's decision.
        #expect(try await LLMockServer.current?.requests().count == 1)
    }

    @Test(arguments: [("truncate", ModelFault.cutStream), ("disconnect", .cutStream), ("malformed", .malformedChunk)])
    func `a stream that breaks is never taken for a whole answer`(kind: String, fault: ModelFault) async throws {
        let broken =
            #"{"type":"stream_fault","kind":"\#(kind)","after_chunks":6},{"type":"reply","text":"\#(Self.words)"}"#
        let result = try await ask(broken)
        #expect(result.fault == fault)
        // The sentence that was whole may be used; the half one may not.
        #expect(result.partial == "One two three.")
    }

    @Test func `calls of tools that break off are not made`() async throws {
        let broken = #"""
            {"type":"stream_fault","kind":"disconnect","after_chunks":4},
            {"type":"reply","tool_calls":[{"name":"search_listings","arguments":{"area":"Tel Aviv","rooms":3}}]}
            """#
        let result = try await ask(broken, tools: [Self.tool])
        #expect(result.kind == .nothing)
        #expect(result.toolCalls.isEmpty)
        #expect(result.fault == .cutStream)
    }

    @Test func `a stream that stalls is left at the deadline, with what there is`() async throws {
        let stalled = #"""
            {"type":"stream_fault","kind":"stall","after_chunks":6,"stall_seconds":300},
            {"type":"reply","text":"\#(Self.words)"}
            """#
        let result = try await ask(stalled, within: .seconds(2))
        #expect(result.fault == .timeoutInStream)
        #expect(result.isOutOfTime)
        #expect(result.partial == "One two three.")
        #expect(try await LLMockServer.current?.requests().map(\.completed) == [false])
    }

    @Test func `a model that says nothing is left at the deadline`() async throws {
        let result = try await ask(#"{"type":"slow_first_token","seconds":300}"#, within: .seconds(2))
        #expect(result.kind == .nothing)
        #expect(result.fault == .timeoutBeforeFirstToken)
    }
}
