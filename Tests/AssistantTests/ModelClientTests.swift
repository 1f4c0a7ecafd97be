import Glibc
import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A model is asked` {
    @Test func `and its streamed answer is put together`() async {
        let result = await ask { connection in
            connection.begin()
            connection.event(#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#)
            for piece in ["יש לנו ", "דירה ", "ברמת גן. "] { connection.words(piece) }
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#)
            connection.event(#"{"choices":[],"usage":{"prompt_tokens":31,"completion_tokens":7}}"#)
            connection.event("[DONE]")
            connection.end()
        }
        #expect(result.whole == "יש לנו דירה ברמת גן.")
        #expect(result.problem == nil)
        #expect(result.promptTokens == 31)
        #expect(result.completionTokens == 7)
    }

    @Test func `with one POST that carries the key and the prompt`() async throws {
        let server = ModelServer { connection in
            connection.begin()
            connection.words("Yes.")
            connection.finish()
        }
        defer { server.stop() }
        #expect(await ask(server.baseURL).whole == "Yes.")
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
        #expect(request.contains("\r\nAuthorization: Bearer \(modelKey)\r\n"))
        #expect(request.contains("\r\nContent-Type: application/json\r\n"))
        let endpoint = ModelEndpoint(baseURL: server.baseURL, key: modelKey, model: "demo")
        let messages = [PromptMessage(role: .user, content: customerWords)]
        let body = try ModelRequest(endpoint: endpoint, ask: ModelAsk(messages: messages, customer: "9f2c")).json()
        #expect(request.hasSuffix("\r\n\r\n" + String(decoding: body, as: UTF8.self)))
    }

    @Test func `and characters that are cut between two pieces stay whole`() async {
        let result = await ask { connection in
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            for byte in "data: \(chunk("שלום 👋"))\n\ndata: [DONE]\n\n".utf8 { connection.send([byte]) }
        }
        #expect(result.whole == "שלום 👋")
    }

    @Test func `and a last event that just ends with the connection counts`() async {
        let result = await ask { connection in
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndata: \(chunk("Yes."))\n\n")
            connection.send(#"data: {"choices":[{"delta":{"content":" Of course."},"finish_reason":"stop"}]}"#)
        }
        #expect(result.whole == "Yes. Of course.")
    }

    @Test func `and what it thinks aloud stays with it`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("<think>She wants a flat.</think>\\n\\nHello!")
            connection.finish()
        }
        #expect(result.whole == "Hello!")
    }

    @Test func `and the times are set in their order, the first words' not before there are words`() async throws {
        let sentAt = Moment()
        let before = ContinuousClock.now
        let result = await ask { connection in
            connection.begin()
            connection.event(#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#)
            usleep(30_000)
            sentAt.set()
            connection.words("Yes.")
            usleep(30_000)
            connection.finish()
        }
        let (requested, first) = (try #require(result.requestedAt), try #require(result.firstWordsAt))
        let ended = try #require(result.endedAt)
        #expect(before <= requested && requested <= first && first < ended && ended <= .now)
        #expect(try first >= #require(sentAt.value))
    }
}

@Suite(.timeLimit(.minutes(1))) struct `Cancelling the task` {
    private func cancel(afterFirst content: String?) async -> (result: ModelResult, closed: Bool, inTime: Bool) {
        let (ready, closed) = (Signal(), Signal())
        let server = ModelServer { connection in
            if let content {
                connection.begin()
                connection.words(content)
            }
            ready.set()
            connection.waitForClose()
            closed.set()
        }
        defer { server.stop() }
        let baseURL = server.baseURL
        let deadline = ContinuousClock.now + .seconds(30)
        let task = Task { await ask(baseURL, within: .seconds(30)) }
        #expect(await ready.wait())
        task.cancel()
        let result = await task.value
        return (result, await closed.wait(), .now < deadline)
    }

    @Test func `ends a request that waits for its first words, and closes its connection`() async {
        let (result, closed, inTime) = await cancel(afterFirst: nil)
        #expect(result.isNothing)
        #expect(result.problem == "the request was cancelled")
        #expect(closed && inTime)
    }

    @Test func `ends a stream, and closes its connection`() async {
        let (result, closed, inTime) = await cancel(afterFirst: "We have a flat. It is")
        #expect(result.whole == nil)
        #expect(result.problem == "the request was cancelled")
        #expect(closed && inTime)
    }

    @Test func `before the request is made makes none of it`() async {
        let server = ModelServer { $0.waitForClose() }
        defer { server.stop() }
        let baseURL = server.baseURL
        let gate = Signal()
        let task = Task {
            _ = await gate.wait()
            return await ask(baseURL, within: .seconds(30))
        }
        task.cancel()
        gate.set()
        #expect(await task.value.isNothing)
    }
}
