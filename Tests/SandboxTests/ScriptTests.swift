import Testing

@testable import sandbox

@Suite struct ScriptTests {
    private func script(_ rules: String) throws -> Script {
        let behaviour = try Behaviour().merging(Array(#"{"script":[\#(rules)]}"#.utf8))
        return try #require(behaviour.script)
    }

    private func index(_ script: Script, _ request: ModelRequest) -> Int? {
        script.rule(for: request) { _, _ in true }?.index
    }

    private func plan(_ rules: String, _ request: ModelRequest, chance: Double = 0.5) throws -> ModelPlan {
        var behaviour = Behaviour()
        behaviour.hang = 1
        return ModelPlan(
            request, behaviour, rule: try script(rules).rule(for: request) { _, _ in true }, chance: chance)
    }

    private let tools = #""tools":[\#(Sample.tool())]"#

    @Test func `settings show a script as it was given, and take it back`() throws {
        let rules = #"""
            {"match":"a","prompt":"b","round":1,"tools":true,"json":true,"times":2,"reply":"c",
            "tool_calls":[{"name":"search","arguments":{"z":[1,2.5,null,true],"a":"ת"}},{"name":"x","arguments":"{"}],
            "after_tools":"d","fault":"cut","time_to_first_token_ms":1.5},{"reply":""}
            """#
        let behaviour = try Behaviour().merging(Array(#"{"script":[\#(rules)]}"#.utf8))
        let calls = try #require(behaviour.script?.rules.first?.toolCalls)
        #expect(calls.map(\.arguments) == [#"{"a":"ת","z":[1,2.5,null,true]}"#, "{"])
        #expect(try Behaviour().merging(Array(behaviour.json.text.utf8)) == behaviour)
        #expect(try behaviour.merging(Array(#"{"script":null}"#.utf8)) == Behaviour())
    }

    @Test(arguments: [
        (#"{"script":"[]"}"#, "script"), (#"{"script":[{"reply":"a"},7]}"#, "script.1"),
        (#"{"script":[{"reply":7}]}"#, "script.0.reply"), (#"{"script":[{"nope":1}]}"#, "script.0.nope"),
        (#"{"script":[{"match":"a"}]}"#, "script.0 needs"),
        (#"{"script":[{"reply":"a","times":0}]}"#, "script.0.times"),
        (#"{"script":[{"fault":"status_418"}]}"#, "script.0.fault"),
        (#"{"script":[{"reply":"a","after_tools":"b"}]}"#, "script.0.after_tools"),
        (#"{"script":[{"tool_calls":[{"name":"a"}]}]}"#, "script.0.tool_calls"),
        (#"{"script":[{"tool_calls":[]}]}"#, "script.0.tool_calls"),
        (#"{"script":[{"reply":"a","time_to_first_token_ms":-1}]}"#, "script.0.time_to_first_token_ms"),
    ])
    func `a wrong rule is refused by its place`(body: String, place: String) throws {
        let refusal = try #require(throws: Refusal.self) { try Behaviour().merging(Array(body.utf8)) }
        #expect(refusal.status == 400)
        #expect(refusal.error.contains(place))
    }

    @Test func `the first rule all of whose conditions hold answers`() throws {
        let rules = try script(
            #"""
            {"match":"loo","round":1,"reply":"0"},{"match":"look","prompt":"secret","reply":"1"},
            {"match":"LOOK","reply":"2"},{"tools":true,"match":"look","reply":"3"},{"json":true,"reply":"4"},
            {"reply":"5"}
            """#)
        let system = #"{"role":"system","content":"the secret JSON"}"#
        #expect(index(rules, try modelRequest("\(system),\(Sample.user)")) == 1)
        #expect(index(rules, try modelRequest(Sample.user)) == 5)
        #expect(index(rules, try modelRequest(Sample.user, tools)) == 3)
        #expect(index(rules, try modelRequest("\(Sample.user),\(Sample.call),\(Sample.result)", tools)) == 0)
        let json = #""response_format":{"type":"json_object"}"#
        #expect(index(rules, try modelRequest("\(system),\(Sample.user)", json)) == 4)
    }

    @Test func `no request fits where no condition holds`() throws {
        #expect(index(try script(#"{"match":"other","reply":"x"}"#), try modelRequest(Sample.user)) == nil)
        #expect(index(try script(""), try modelRequest(Sample.user)) == nil)
    }

    @Test func `a rule whose uses are spent gives way to the next`() throws {
        let rules = try script(#"{"times":2,"reply":"lie"},{"reply":"truth"}"#)
        let request = try modelRequest(Sample.user)
        var asked: [Int] = []
        let chosen = rules.rule(for: request) { index, times in
            asked += [index, times]
            return false
        }
        #expect(chosen?.rule.reply == "truth")
        #expect(asked == [0, 2])
    }

    @Test func `uses are counted by all copies together, and anew when the script is set`() throws {
        let folder = try temporaryFolder()
        let body = Array(#"{"script":[{"times":2,"reply":"a"},{"times":1,"reply":"b"}]}"#.utf8)
        let (one, other) = (ScriptUses(folder: folder), ScriptUses(folder: folder))
        let script = try #require(try BehaviourFile(folder).merge(body).script)
        #expect(try one.take(0, of: script, times: 2))
        #expect(try other.take(0, of: script, times: 2))
        #expect(try !one.take(0, of: script, times: 2))
        #expect(try one.take(1, of: script, times: 1))
        let otherScript = try self.script(#"{"times":2,"reply":"c"}"#)
        #expect(try one.take(0, of: otherScript, times: 2))
        _ = try BehaviourFile(folder).merge(Array(#"{"tokens":3}"#.utf8))
        #expect(try !one.take(1, of: script, times: 1))
        _ = try BehaviourFile(folder).merge(body)
        #expect(try other.take(1, of: script, times: 1))
    }

    @Test func `tools are called in the first round, and words follow`() throws {
        let rule = #"{"match":"look","tool_calls":[{"name":"search","arguments":{}}],"after_tools":"found"}"#
        let first = try plan(rule, try modelRequest(Sample.user, tools))
        #expect(first.calls == [.init(name: "search", arguments: "{}")])
        #expect(first.text.isEmpty)
        let second = try plan(rule, try modelRequest("\(Sample.user),\(Sample.call),\(Sample.result)"))
        #expect(second.calls.isEmpty)
        #expect(second.text == "found")
        #expect(second.fault == nil)
    }

    @Test func `tools are called again and again where no words are given, but only while they are offered`() throws {
        let rule = #"{"tool_calls":[{"name":"search","arguments":{}}]}"#
        let messages = "\(Sample.user),\(Sample.call),\(Sample.result)"
        #expect(try plan(rule, try modelRequest(messages, tools)).calls.count == 1)
        #expect(try plan(rule, try modelRequest(messages)).rule == nil)
        #expect(try plan(rule, try modelRequest(messages, tools + #","tool_choice":"none""#)).rule == nil)
    }

    @Test func `a request that a rule answers meets no fault but the rule's`() throws {
        let request = try modelRequest(Sample.user)
        #expect(try plan(#"{"reply":"a"}"#, request).fault == nil)
        #expect(try plan(#"{"fault":"cut"}"#, request).fault == .cut)
        #expect(try plan(#"{"match":"other","reply":"a"}"#, request).fault == .hang)
        #expect(try plan(#"{"reply":"a","fault":"empty"}"#, request).text.isEmpty)
    }

    @Test func `a slow answer comes late, be it by a rule or by its share`() throws {
        let request = try modelRequest(Sample.user)
        let rule = try plan(#"{"time_to_first_token_ms":1250}"#, request)
        #expect(rule.timeToFirstToken == .milliseconds(1250))
        #expect(rule.text.contains("look"))
        #expect(try plan(#"{"fault":"slow"}"#, request).timeToFirstToken == .milliseconds(3000))
        #expect(try plan("", request).timeToFirstToken == .milliseconds(400))
        var slow = Behaviour()
        slow.slow = 1
        slow.slowFirstToken = 700
        let shared = ModelPlan(request, slow, rule: nil, chance: 0.99)
        #expect(shared.timeToFirstToken == .milliseconds(700))
        let call = ModelCall(request, shared, received: .now, behaviour: slow)
        #expect(call.outcome == .completed)
    }

    @Test func `JSON is answered with JSON, whatever text is set`() throws {
        let request = try modelRequest(Sample.user, #""response_format":{"type":"json_object"}"#)
        var behaviour = Behaviour()
        behaviour.text = "no JSON"
        let text = ModelPlan(request, behaviour, rule: nil, chance: 0.5).text
        #expect(try decodeJSON(JSON.self, Array(text.utf8))["intent"] != nil)
        #expect(ModelPlan(try modelRequest(Sample.user), behaviour, rule: nil, chance: 0.5).text == "no JSON")
        let scripted = try plan(#"{"reply":"a lie"},{"json":true,"reply":"{}"}"#, request)
        #expect(scripted.text == "{}")
    }
}
