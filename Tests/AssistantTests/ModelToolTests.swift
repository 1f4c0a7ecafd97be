import Testing

@testable import Assistant

/// An event with one piece of a call, as it stands in the list of calls.
private func piece(_ fragments: String...) -> String {
    #"{"choices":[{"index":0,"delta":{"tool_calls":[\#(fragments.joined(separator: ","))]},"finish_reason":null}]}"#
}

private func function(_ name: String?, _ arguments: String?) -> String {
    let parts = [
        name.map { #""name":"\#($0)""# },
        arguments.map {
            #""arguments":"\#($0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))""#
        },
    ]
    return "\"function\":{\(parts.compactMap(\.self).joined(separator: ","))}"
}

private func ended(_ reason: String) -> String { #"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"}]}"# }

@Suite struct `Calls of tools are put together from their fragments` {
    private func calls(_ events: [String], end: String = "tool_calls") -> [ToolCall] {
        ModelAnswer(events: events + [ended(end), "[DONE]"]).toolCalls
    }

    @Test func `as OpenAI streams them`() {
        let events = [
            #"{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_01","#
                + #""type":"function","function":{"name":"find_slots","arguments":""}}]},"finish_reason":null}]}"#,
            piece(#"{"index":0,"# + function(nil, "{\"date\":") + "}"),
            piece(#"{"index":0,"# + function(nil, "\"2026-11-23\"}") + "}"),
        ]
        #expect(calls(events) == [ToolCall(id: "call_01", name: "find_slots", arguments: #"{"date":"2026-11-23"}"#)])
    }

    @Test func `when several are interleaved`() {
        let events = [
            piece(
                #"{"index":0,"id":"a","# + function("one", "") + "}",
                #"{"index":1,"id":"b","# + function("two", "") + "}"),
            piece(#"{"index":1,"# + function(nil, "{\"x\":") + "}", #"{"index":0,"# + function(nil, "{\"y\"") + "}"),
            piece(#"{"index":0,"# + function(nil, ":1}") + "}"), piece(#"{"index":1,"# + function(nil, "2}") + "}"),
        ]
        #expect(
            calls(events) == [
                ToolCall(id: "a", name: "one", arguments: #"{"y":1}"#),
                ToolCall(id: "b", name: "two", arguments: #"{"x":2}"#),
            ])
    }

    @Test(arguments: ["stop", "tool_calls", "function_call", "eos"])
    func `whatever reason for the end the server gives`(reason: String) {
        #expect(calls([piece(#"{"index":0,"id":"a","# + function("one", "{}") + "}")], end: reason).count == 1)
    }

    @Test(arguments: ["error", "abort", "length", "max_tokens", "content_filter"])
    func `but not where the server did not bring its answer to an end`(reason: String) {
        #expect(calls([piece(#"{"index":0,"id":"a","# + function("one", "{}") + "}")], end: reason).isEmpty)
    }

    @Test func `when one comes whole with its arguments as an object, as from Ollama and others`() {
        let event = piece(
            #"{"id":"a","function":{"name":"one","arguments":{"rooms":3.5,"area":"חיפה","b":[true,null]}}}"#)
        #expect(
            calls([event]) == [
                ToolCall(id: "a", name: "one", arguments: #"{"area":"חיפה","b":[true,null],"rooms":3.5}"#)
            ])
    }

    @Test(arguments: [#""index":0,"#, ""])
    func `when several come whole, with one index or with none`(index: String) {
        let (one, two) = (function("one", "{\"x\":1}"), function("one", "{\"x\":2}"))
        let ids = calls([piece("{\(index)\"id\":\"a\",\(one)}"), piece("{\(index)\"id\":\"b\",\(two)}")])
        #expect(ids.map(\.id) == ["a", "b"])
        #expect(ids.map(\.arguments) == [#"{"x":1}"#, #"{"x":2}"#])
        // Without ids they get their own.
        let made = calls([piece("{\(index)\(one)}", "{\(index)\(two)}")])
        #expect(made.map(\.arguments) == [#"{"x":1}"#, #"{"x":2}"#])
        #expect(Set(made.map(\.id)).count == 2 && made.allSatisfy { !$0.id.isEmpty })
    }

    @Test func `when two have the same id, or one that was to be made up`() {
        let events = [
            piece(#"{"index":0,"id":"call_1","# + function("one", "{}") + "}"),
            piece(#"{"index":1,"id":"call_1","# + function("two", "{}") + "}"),
            piece(#"{"index":2,"# + function("three", "{}") + "}"),
            piece(#"{"index":3,"id":"call_2","# + function("four", "{}") + "}"),
        ]
        let made = calls(events)
        #expect(made.map(\.name) == ["one", "two", "three", "four"])
        #expect(Set(made.map(\.id)).count == 4)
        #expect(made[0].id == "call_1" && made[3].id == "call_2")
    }

    @Test func `when the name and the id stand in each fragment`() {
        let events = ["{\"x\":", "1}", ""].map { piece(#"{"index":0,"id":"a","# + function("one", $0) + "}") }
        #expect(calls(events) == [ToolCall(id: "a", name: "one", arguments: #"{"x":1}"#)])
    }

    @Test func `when fragments have no index`() {
        let events = [piece(#"{"id":"a","# + function("one", "{\"x\"") + "}"), piece("{\(function(nil, ":1}"))}")]
        #expect(calls(events) == [ToolCall(id: "a", name: "one", arguments: #"{"x":1}"#)])
    }

    @Test(arguments: ["", " "])
    func `no arguments are an empty object`(arguments: String) {
        #expect(calls([piece(#"{"index":0,"id":"a","# + function("one", arguments) + "}")]).first?.arguments == "{}")
        #expect(calls([piece(#"{"index":0,"id":"a","function":{"name":"one"}}"#)]).first?.arguments == "{}")
    }

    @Test func `arguments that are no JSON are left to be told so`() {
        #expect(calls([piece(#"{"index":0,"id":"a","# + function("one", "{x") + "}")]).first?.arguments == "{x")
    }

    @Test(arguments: ["length", "content_filter"])
    func `but not when the answer was cut`(reason: String) {
        let whole = piece(#"{"index":0,"id":"a","# + function("one", "{}") + "}")
        #expect(calls([whole], end: reason).isEmpty)
        #expect(ModelAnswer(events: [whole]).toolCalls.isEmpty)
        #expect(ModelAnswer(events: [whole, #"{"error":{"message":"x"}}"#, "[DONE]"]).toolCalls.isEmpty)
        #expect(ModelAnswer(events: [whole, "{", "[DONE]"]).toolCalls.isEmpty)
    }

    @Test func `a call without a name makes the answer unreadable`() {
        let answer = ModelAnswer(events: [piece(#"{"index":0,"id":"a","# + function(nil, "{}") + "}"), ended("stop")])
        #expect(answer.ending == .malformed)
        #expect(answer.toolCalls.isEmpty)
    }
}

@Suite struct `A request with tools` {
    private let tool = ModelTool(
        name: "get", description: "Gets it.",
        parameters: #"{"type":"object","properties":{"b":{},"a":{"maximum":1.5}}}"#)
    private let compatible = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m")
    private let openAI = ModelEndpoint(baseURL: "https://api.openai.com/v1", key: "k", model: "gpt-4o-mini")

    private func json(_ ask: ModelAsk, _ endpoint: ModelEndpoint) throws -> String {
        String(decoding: try ModelRequest(endpoint: endpoint, ask: ask).json(), as: UTF8.self)
    }

    private func ask(_ tools: [ModelTool], _ messages: [PromptMessage] = []) -> ModelAsk {
        ModelAsk(messages: messages, tools: tools, customer: "9f2c")
    }

    @Test func `offers them to OpenAI with strict schemas, one call at a time`() throws {
        let text = try json(ask([tool]), openAI)
        #expect(
            text.hasSuffix(
                #""tool_choice":"auto","tools":[{"function":{"description":"Gets it.","name":"get","parameters":"#
                    + #"{"properties":{"a":{"maximum":1.5},"b":{}},"type":"object"},"strict":true},"type":"function"}]}"#
            ))
        #expect(text.contains(#""parallel_tool_calls":false"#))
    }

    @Test func `offers them to others with nothing that they may reject`() throws {
        let text = try json(ask([tool]), compatible)
        #expect(text.contains(#""tool_choice":"auto","tools":[{"function":{"description":"Gets it.","name":"get""#))
        #expect(!text.contains("strict") && !text.contains("parallel_tool_calls"))
    }

    @Test func `keeps them in the prompt when they may not be called now`() throws {
        var ask = ask([tool])
        ask.mayCallTools = false
        let text = try json(ask, openAI)
        #expect(text.contains(#""tool_choice":"none","tools":[{"#))
    }

    @Test func `says nothing of tools where there are none, or the server takes none`() throws {
        #expect(try !json(ask([]), openAI).contains("tool"))
        let endpoint = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m", features: [])
        #expect(try !json(ask([tool]), endpoint).contains("tool"))
    }

    @Test(arguments: ["", "none", "[]", #"{"type":"object""#])
    func `cannot be written with a schema that is no JSON object`(parameters: String) throws {
        let broken = ModelTool(name: "broken", description: "", parameters: parameters)
        #expect(throws: ModelRequest.UnusableTool.self) { try json(ask([broken]), openAI) }
    }

    @Test func `tells the calls and their results`() throws {
        let calls = [
            ToolCall(id: "a", name: "get", arguments: #"{"x":1}"#), ToolCall(id: "b", name: "get", arguments: "{x"),
        ]
        let messages =
            [PromptMessage(role: .user, content: "Hi"), PromptMessage(calling: calls)]
            + calls.map { PromptMessage(resultOf: $0, "gone") }
        func told(_ content: String) -> String {
            #""messages":[{"content":"Hi","role":"user"},{"content":\#(content),"role":"assistant","tool_calls":["#
                + #"{"function":{"arguments":"{\"x\":1}","name":"get"},"id":"a","type":"function"},"#
                // What is no JSON would be answered with 400.
                + #"{"function":{"arguments":"{}","name":"get"},"id":"b","type":"function"}]},"#
                + #"{"content":"gone","role":"tool","tool_call_id":"a"},{"content":"gone","role":"tool","tool_call_id":"b"}]"#
        }
        #expect(try json(ask([tool], messages), openAI).contains(told("null")))
        #expect(try json(ask([tool], messages), compatible).contains(told(#""""#)))
    }
}
