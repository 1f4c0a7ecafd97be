import Testing

@testable import sandbox

/// Reads a request whose messages, and other fields, are this JSON.
func modelRequest(_ messages: String, _ others: String = "") throws -> ModelRequest {
    let fields = others.isEmpty ? "" : "," + others
    return try decodeJSON(ModelRequest.self, Array(#"{"model":"m","messages":[\#(messages)]\#(fields)}"#.utf8))
}

enum Sample {
    static let user = #"{"role":"user","content":"look"}"#
    static let call = assistant(#"{"id":"a","type":"function","function":{"name":"search","arguments":"{}"}}"#)
    static let result = #"{"role":"tool","tool_call_id":"a","content":"3 listings"}"#

    /// A message of the assistant, or of another, that makes these calls.
    static func assistant(_ calls: String, role: String = "assistant", content: String = "null") -> String {
        #"{"role":"\#(role)","content":\#(content),"tool_calls":[\#(calls)]}"#
    }

    /// A tool of this name with these parameters.
    static func tool(_ name: String = "search", _ parameters: String = #"{"type":"object"}"#, strict: Bool = false)
        -> String
    {
        #"{"type":"function","function":{"name":"\#(name)","strict":\#(strict),"parameters":\#(parameters)}}"#
    }
}

@Suite struct ModelRequestTests {
    @Test func `the question is what the user said since the assistant's last words`() throws {
        let request = try modelRequest(
            #"""
            {"role":"system","content":"s"},{"role":"user","content":"old"},{"role":"assistant","content":"yes?"},
            {"role":"user","content":"a"},
            {"role":"user","content":[{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"u"}}]},
            \#(Sample.call),\#(Sample.result)
            """#, #""max_completion_tokens":7,"unknown":{"x":[1]}"#)
        #expect(request.question == ["a", "b"])
        #expect(request.said == "a\nb")
        #expect(request.round == 1)
        #expect(request.limit == 7)
        #expect(request.messages.count == 7)
        #expect(request.systemDigest == "043a718774c572bd")
        #expect(request.prompt(atMost: 1000).contains("user: b\n\nassistant: CALL search {}\n\ntool: 3 listings"))
        #expect(request.prompt(atMost: 10) == "system: s\n")
    }

    @Test func `after the assistant's words the last thing said counts`() throws {
        let request = try modelRequest(
            #"\#(Sample.user),{"role":"assistant","content":"done"},{"role":"system","content":"answer again"}"#)
        #expect(request.question.isEmpty)
        #expect(request.said == "look")
        #expect(request.round == 0)
        #expect(request.systemDigest == nil)
    }

    @Test func `tools and their calls count as tokens of the prompt`() throws {
        let plain = try modelRequest(Sample.user).promptTokens
        let offered = try modelRequest(Sample.user, #""tools":[\#(Sample.tool())]"#)
        #expect(offered.promptTokens > plain)
        #expect(offered.toolNames == ["search"])
        #expect(
            try modelRequest(Sample.user, #""tools":[\#(Sample.tool())],"tool_choice":"none""#).offersTools == false)
        #expect(try modelRequest("\(Sample.user),\(Sample.call)").promptTokens > plain)
    }

    private static let strictSchema = #"""
        {"type":"object","additionalProperties":false,"required":["area","rooms"],"properties":{
        "area":{"type":"string"},"rooms":{"type":["object","null"],"additionalProperties":false,"required":["from"],
        "properties":{"from":{"type":"number"}}}}}
        """#

    @Test(arguments: [
        ("\(Sample.user),\(Sample.call),\(Sample.result),\(Sample.user)", ""),
        (
            #"{"role":"developer","content":"s"},\#(Sample.user)"#,
            #""stream":true,"stream_options":{"include_usage":true}"#
        ),
        (Sample.user, #""tools":[\#(Sample.tool())],"tool_choice":"auto","parallel_tool_calls":false"#),
        (Sample.user, #""tools":[\#(Sample.tool())],"tool_choice":{"type":"function","function":{"name":"search"}}"#),
        (Sample.user, #""tools":[\#(Sample.tool("a_B-9", strictSchema, strict: true))]"#),
        (#"{"role":"user","content":"answer in Json"}"#, #""response_format":{"type":"json_object"}"#),
    ])
    func `what OpenAI takes is taken`(messages: String, others: String) throws {
        try modelRequest(messages, others).check()
    }

    @Test(arguments: [
        ("", "", "messages"), (#"{"role":"robot","content":"x"}"#, "", "messages.[0].role"),
        (#"{"role":"user","content":null}"#, "", "messages.[0].content"),
        (#"{"role":"assistant"}"#, "", "messages.[0].content"),
        ("\(Sample.user),\(Sample.result)", "", "messages.[1].role"),
        ("\(Sample.call)", "", "messages"), ("\(Sample.call),\(Sample.user)", "", "messages.[1]"),
        ("\(Sample.call),\(Sample.result),\(Sample.user),\(Sample.result)", "", "messages.[3].role"),
        (#"\#(Sample.call),{"role":"tool","tool_call_id":"b","content":"x"}"#, "", "messages.[1].tool_call_id"),
        (#"{"role":"assistant","tool_calls":[]}"#, "", "messages.[0].tool_calls"),
        (
            Sample.assistant(#"{"id":"a","type":"function","function":{"name":"s","arguments":{}}}"#), "",
            "messages.[0].tool_calls[0].function.arguments"
        ),
        (Sample.assistant(#"{"id":"a","type":"function","function":{}}"#), "", "messages.[0].tool_calls[0]"),
        (
            Sample.assistant(#"{"type":"function","function":{"name":"s","arguments":""}}"#), "",
            "messages.[0].tool_calls[0]"
        ),
        (
            Sample.assistant(
                #"{"id":"a","type":"function","function":{"name":"s","arguments":""}}"#, role: "user", content: #""x""#),
            "", "messages.[0].tool_calls"
        ),
    ])
    func `messages that OpenAI refuses are refused by their field`(
        messages: String, others: String, param: String
    ) throws {
        let invalid = try #require(throws: InvalidRequest.self) { try modelRequest(messages, others).check() }
        #expect(invalid.param == param)
    }

    @Test(arguments: [
        (#""tools":[]"#, "tools"), (#""tools":[{"type":"web_search"}]"#, "tools[0].type"),
        (#""tools":[\#(Sample.tool("no blanks"))]"#, "tools[0].function.name"),
        (#""tools":[\#(Sample.tool("x", #"{"type":"string"}"#))]"#, "tools[0].function.parameters"),
        (#""tools":[\#(Sample.tool()),\#(Sample.tool())]"#, "tools"),
        (#""tools":[\#(Sample.tool())],"tool_choice":{"type":"function","function":{"name":"x"}}"#, "tool_choice"),
        (#""tool_choice":"auto""#, "tool_choice"), (#""parallel_tool_calls":false"#, "parallel_tool_calls"),
        (#""max_tokens":1,"max_completion_tokens":1"#, "max_tokens"),
        (#""stream_options":{"include_usage":true}"#, "stream_options"),
        (#""response_format":{"type":"json_object"}"#, "messages"),
        (#""response_format":{"type":"xml"}"#, "response_format.type"),
        (#""tools":[\#(Sample.tool("x", #"{"type":"object"}"#, strict: true))]"#, "tools[0].function.parameters"),
        (
            #""tools":[\#(Sample.tool("x", strictSchema.replacing(#""area","#, with: ""), strict: true))]"#,
            "tools[0].function.parameters"
        ),
        (
            #""tools":[\#(Sample.tool("x", strictSchema.replacing(#"["from"]"#, with: "[]"), strict: true))]"#,
            "tools[0].function.parameters.properties.rooms"
        ),
    ])
    func `options that OpenAI refuses are refused by their field`(others: String, param: String) throws {
        let invalid = try #require(throws: InvalidRequest.self) { try modelRequest(Sample.user, others).check() }
        #expect(invalid.param == param)
    }
}
