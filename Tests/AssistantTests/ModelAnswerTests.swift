import Testing

@testable import Assistant

@Suite struct `An answer is put together from the events of its stream` {
    private let role = #"{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#

    private func end(_ reason: String, content: String? = nil) -> String {
        let delta = content.map { #"{"content":"\#($0)"}"# } ?? "{}"
        return #"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
    }

    @Test func `a whole answer as OpenAI streams it`() {
        let usage = #"{"choices":[],"usage":{"prompt_tokens":1460,"completion_tokens":9,"total_tokens":1469}}"#
        let answer = ModelAnswer(events: [role, chunk("כן, "), chunk("ב-10:30."), end(#""stop""#), usage, "[DONE]"])
        #expect(answer.text == "כן, ב-10:30.")
        #expect(answer.ending == .finished)
        #expect(answer.usage?.promptTokens == 1460)
        #expect(answer.usage?.completionTokens == 9)
    }

    @Test func `a reason for the end stands for a missing DONE`() {
        let answer = ModelAnswer(events: [role, chunk("Yes."), end(#""stop""#)])
        #expect(answer.text == "Yes.")
        #expect(answer.ending == .finished)
    }

    @Test func `DONE stands for a missing reason`() {
        #expect(ModelAnswer(events: [chunk("Yes."), "[DONE]"]).ending == .finished)
    }

    @Test func `with neither, the answer was cut`() {
        let answer = ModelAnswer(events: [role, chunk("Yes. An")])
        #expect(answer.text == "Yes. An")
        #expect(answer.ending == .cut)
        #expect(ModelAnswer(events: []).ending == .cut)
    }

    @Test func `the last words and the reason come in one chunk`() {
        let answer = ModelAnswer(events: [chunk("Yes"), end(#""stop""#, content: ", of course.")])
        #expect(answer.text == "Yes, of course.")
        #expect(answer.ending == .finished)
    }

    @Test func `Azure's first chunk has no choices and the filter's results`() {
        let first = #"{"choices":[],"model":"","prompt_filter_results":[{"content_filter_results":{}}]}"#
        let answer = ModelAnswer(events: [first, role, chunk("Yes."), end(#""stop""#), "[DONE]"])
        #expect(answer.text == "Yes.")
        #expect(answer.ending == .finished)
    }

    @Test func `an answer that reached its most tokens says so, even when DONE follows`() {
        #expect(ModelAnswer(events: [chunk("Yes. An"), end(#""length""#), "[DONE]"]).ending == .length)
    }

    @Test func `an answer that the filter stopped says so, even when DONE follows`() {
        #expect(ModelAnswer(events: [chunk("Yes. An"), end(#""content_filter""#), "[DONE]"]).ending == .filtered)
    }

    @Test(arguments: ["stop", "eos", "eos_token", "stop_sequence", "end_turn", "tool_calls", "function_call"])
    func `an answer that came to its own end is whole, whatever the server calls that`(reason: String) {
        #expect(ModelAnswer(events: [chunk("Yes."), end("\"\(reason)\"")]).ending == .finished)
    }

    @Test(arguments: ["length", "model_length", "max_tokens"])
    func `an answer that reached its most tokens is not, whatever the server calls that`(reason: String) {
        #expect(ModelAnswer(events: [chunk("Yes. An"), end("\"\(reason)\""), "[DONE]"]).ending == .length)
    }

    @Test(arguments: ["error", "abort", "insufficient_system_resource", "safety", "unknown"])
    func `an answer that ended for a reason that is not known has failed, whatever comes after`(reason: String) {
        let answer = ModelAnswer(events: [chunk("Yes. An"), end("\"\(reason)\""), end(#""stop""#), "[DONE]"])
        #expect(answer.text == "Yes. An" && answer.ending == .failed)
    }

    @Test func `an empty reason with every chunk is no end`() {
        let events = [end(#""""#, content: "Yes. "), end(#""""#, content: "An")]
        #expect(ModelAnswer(events: events).ending == .cut)
        #expect(ModelAnswer(events: events + [end(#""stop""#)]).ending == .finished)
    }

    @Test(arguments: [
        #"{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}"#,
        #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        #"{"error":"out of memory"}"#,
        #"{"object":"error","message":"failed","type":"BadRequestError","param":null,"code":400}"#,
    ])
    func `an error in the midst of the stream ends the answer, whatever comes after`(error: String) {
        let answer = ModelAnswer(events: [chunk("Yes. An"), error, chunk(" more"), end(#""stop""#), "[DONE]"])
        #expect(answer.text == "Yes. An")
        #expect(answer.ending == .failed)
    }

    @Test func `an error of null is none`() {
        let event = #"{"error":null,"choices":[{"delta":{"content":"Yes."},"finish_reason":"stop"}]}"#
        #expect(ModelAnswer(events: [event]).ending == .finished)
    }

    @Test(arguments: [#"{"choices":[{"delta":{"cont"#, "", "null", "[]", #"{"choices":"none"}"#, "DONE"])
    func `an event that cannot be read ends the answer`(event: String) {
        let answer = ModelAnswer(events: [chunk("Yes. "), event, chunk("No."), "[DONE]"])
        #expect(answer.text == "Yes. ")
        #expect(answer.ending == .malformed)
    }

    @Test func `what servers leave out or add does no harm`() {
        let answer = ModelAnswer(events: [
            #"{}"#, #"{"choices":null}"#, #"{"choices":[{}]}"#, #"{"choices":[{"delta":null}]}"#,
            #"{"choices":[{"delta":{"content":null,"reasoning_content":"hm"}}],"obfuscation":"k3v","usage":null}"#,
            #"{"timings":{"a":1},"choices":[{"delta":{"content":"Yes."},"content_filter_results":{}}]}"#,
            #"{"choices":[],"usage":{"total_tokens":3,"prompt_tokens_details":null}}"#, "[DONE]",
        ])
        #expect(answer.text == "Yes.")
        #expect(answer.ending == .finished)
        #expect(answer.usage == nil)
    }

    @Test func `only the first choice is the answer`() {
        let event = #"{"choices":[{"delta":{"content":"Yes."}},{"delta":{"content":"No."}}]}"#
        #expect(ModelAnswer(events: [event, "[DONE]"]).text == "Yes.")
    }

    @Test func `words that come as a list of parts are read, and other parts are not`() {
        let thought = #"{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}"#
        let answer = ModelAnswer(events: [
            #"{"choices":[{"delta":{"role":"assistant","content":[]}}]}"#,
            #"{"choices":[{"delta":{"content":[\#(thought),{"type":"text","text":"Yes, "}]}}]}"#,
            #"{"choices":[{"delta":{"content":[{"text":"of "},{"type":"output_text","text":"course."}]}}]}"#,
            end(#""stop""#),
        ])
        #expect(answer.text == "Yes, of course." && answer.ending == .finished)
    }

    @Test func `a message that says all of it once more at the end is passed over`() {
        let again = #"{"choices":[{"message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}]}"#
        #expect(ModelAnswer(events: [chunk("Yes."), again, "[DONE]"]).text == "Yes.")
    }

    @Test func `NUL, which PostgreSQL cannot keep, is left out`() {
        #expect(ModelAnswer(events: [chunk(#"Y\u0000es."#), "[DONE]"]).text == "Yes.")
    }

    @Test(arguments: [
        ("<think>\nShe wants a flat.\n</think>\n\nHello!", "\n\nHello!"),
        ("<think></think>Hello!", "Hello!"),
        ("She wants a flat.</think>Hello!", "Hello!"),
        ("Hello! <think>And now?</think>Bye.", "Hello! Bye."),
        ("<think>a</think>Hello <think>b</think>there", "Hello there"),
        ("<think>She wants", ""),
        ("Hello! <think>And", "Hello! "),
        ("Do you think so? 3 < 4 > 2", "Do you think so? 3 < 4 > 2"),
    ])
    func `what a model thinks aloud is not its answer`(text: String, answer: String) {
        #expect(withoutThoughts(text) == answer)
    }

    @Test func `thoughts are left out although they come in pieces`() {
        let pieces = ["<th", "ink>Let me", " see</thi", "nk>", "Yes."].map(chunk)
        #expect(ModelAnswer(events: pieces + ["[DONE]"]).text == "Yes.")
    }
}

@Suite struct `A look at an event tells whether it may bring words or a call of a tool` {
    @Test(arguments: [
        chunk("a"), chunk("שלום"), #"{"choices":[{"delta":{"content": "a"}}]}"#,
        #"{"choices":[{"delta":{"content":"\""}}]}"#, #"{"choices":[{"delta":{"content":"\n"}}]}"#,
        #"{"choices":[{"delta":{"reasoning_content":"","content":"a"}}]}"#,
        #"{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"id":"c1","function":{"name":"f"}}]}}]}"#,
        #"{"choices":[{"delta":{"content":"","tool_calls": [ {"id":"c1"} ]}}]}"#,
        #"{"choices":[{"delta":{"content":[{"type":"text","text":"a"}]}}]}"#,
    ])
    func `it may`(event: String) {
        #expect(ModelChunk.mayHoldAnswer(event))
    }

    @Test(arguments: [
        "[DONE]", "", "{}", chunk(""), #"{"choices":[{"delta":{"content":null}}]}"#, #"{"choices":[{"delta":{}}]}"#,
        #"{"choices":[{"delta":{"content": ""}}]}"#, #"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":3}}"#, #"{"content":"#, #"{"tool_calls":[]}"#, #"{"tool_calls":null}"#,
        #"{"choices":[{"delta":{"content":[]}}]}"#,
        #"{"reasoning":"say \"content\":\"a\""}"#, #"{"error":{"message":"content"}}"#,
    ])
    func `it may not`(event: String) {
        #expect(!ModelChunk.mayHoldAnswer(event))
    }
}

@Suite struct `An event that brings words and nothing else` {
    private static let head = #"{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":"#

    @Test(arguments: [
        head + #"{"content":"שלום 👋"},"finish_reason":null}],"usage":null}"#,
        head + #"{"content":"שלום 👋"},"logprobs":null,"finish_reason":null}],"obfuscation":"k3v"}"#,
    ])
    func `is read at a glance, as it would be in full`(event: String) {
        #expect(ModelChunk.plainWords(event) == "שלום 👋")
        #expect(ModelChunk.read(event)?.choices?.first?.delta?.content?.text == "שלום 👋")
    }

    @Test(arguments: [
        head + #"{"content":"a\nb"},"finish_reason":null}]}"#, head + #"{"content":"a"},"finish_reason":"stop"}]}"#,
        head + #"{"content":"a","tool_calls":[{"index":0}]},"finish_reason":null}]}"#, head + #"{"content":"a"#,
        head + #"{"content":"a"},"finish_reason":null}],"usage":{"prompt_tokens":1}}"#,
        head + #"{"content":"a"},"finish_reason":null}],"error":{"message":"M"}}"#,
        head + #"{"content":"a"},"finish_reason":null}]"#, head + #"{"content":null},"finish_reason":null}]}"#,
        head + #"{"role":"assistant","content":"a"},"finish_reason":null}]}"#, "[DONE]", "", "{}",
        #"{"choices":[{"index":1,"delta":{"content":"a"},"finish_reason":null}]}"#,
        head + "{\"content\":\"a\nb\"},\"finish_reason\":null}]}",
    ])
    func `and every other is decoded`(event: String) {
        #expect(ModelChunk.plainWords(event) == nil)
    }
}
