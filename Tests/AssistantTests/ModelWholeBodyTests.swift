import Glibc
import HTTPClient
import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A server that does not stream` {
    private func body(_ message: String, end: String = #""stop""#) -> String {
        """
        {
          "id": "chatcmpl-1", "object": "chat.completion",
          "choices": [ { "index": 0, "message": \(message), "finish_reason": \(end) } ],
          "usage": { "prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23 }
        }
        """
    }

    private func ask(_ body: String) async -> ModelResult {
        await AssistantTests.ask { $0.answer("200 OK", body, headers: "Content-Type: application/json\r\n") }
    }

    @Test(arguments: [
        #"{ "role": "assistant", "content": "כן, ב-10:30." }"#,
        #"{ "role": "assistant", "content": [ { "type": "text", "text": "כן, " }, { "text": "ב-10:30." } ] }"#,
        #"{ "role": "assistant", "content": "<think>Hm.</think>כן, ב-10:30.", "tool_calls": null }"#,
    ])
    func `is answered for with the whole of its answer`(message: String) async {
        for end in [#""stop""#, "null"] {
            let result = await ask(body(message, end: end))
            #expect(result.whole == "כן, ב-10:30." && result.fault == nil && result.firstWordsAt != nil)
            #expect(result.usage == ModelUsage(promptTokens: 20, completionTokens: 3))
        }
    }

    @Test func `can call tools`() async {
        let call = #"{"id": "a", "type": "function", "function": {"name": "find", "arguments": "{}"}}"#
        let result = await ask(body(#"{"content": null, "tool_calls": [\#(call)]}"#, end: #""tool_calls""#))
        #expect(result.kind == .tools && result.toolCalls == [ToolCall(id: "a", name: "find", arguments: "{}")])
    }

    @Test(arguments: [
        (#"{"error":{"message":"M","code":503}}"#, ModelFault.faultInStream),
        (#"{"object":"error","message":"M","code":400}"#, .faultInStream),
        (#"{"choices":[{"message":{"content":"We have a flat. It"},"finish_reason":"length"}]}"#, .truncated),
        (#"{"choices":[{"message":{"content":"We have"#, .malformedChunk), (#"{"choices":[]}"#, .empty),
    ])
    func `can fail, too`(body: String, fault: ModelFault) async {
        #expect(await ask(body).fault == fault)
    }

    @Test func `has not answered before all of it is there`() async {
        let body = body(#"{"content": "Yes."}"#)
        let result = await AssistantTests.ask { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body.dropLast())")
        }
        #expect(result.isNothing && result.fault == .cutStream)
    }

    @Test func `is no fault of anybody's when it was cancelled in the midst of an answer`() async {
        for beginning in [#"{"choices":[{"message""#, #"data: {"choices":[{"delta""#] {
            let ready = Signal()
            let server = ModelServer { connection in
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n\(beginning)")
                usleep(100_000)
                ready.set()
                connection.waitForClose()
            }
            defer { server.stop() }
            let baseURL = server.baseURL
            let task = Task { await AssistantTests.ask(baseURL) }
            #expect(await ready.wait())
            task.cancel()
            #expect(await task.value.fault == .cancelled)
        }
    }
}
