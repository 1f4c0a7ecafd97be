import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A request that fails` {
    static let scripts: [(name: String, script: ModelServer.Script, fault: ModelFault)] = [
        ("429", { $0.answer("429 Too Many Requests", "") }, .rateLimited(retryAfter: nil)),
        ("500", { $0.answer("500 Internal Server Error", "") }, .server(status: 500)),
        ("503", { $0.answer("503 Service Unavailable", "") }, .server(status: 503)),
        ("closed", { _ in }, .cutStream),
        ("cut before words", { $0.begin() }, .cutStream),
        ("empty", { $0.say("") }, .empty),
        (
            "error in the stream",
            { connection in
                connection.begin()
                connection.event(#"{"error":{"message":"M"}}"#)
            }, .faultInStream
        ),
    ]

    @Test(arguments: scripts.indices)
    func `and could well succeed is made once more`(index: Int) async {
        let (_, script, fault) = Self.scripts[index]
        let server = server(after: 10) { $0.number == 11 ? script($0) : $0.say("Yes.") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "Yes.")
        #expect(pooled.isHedged && pooled.requests == 2 && pooled.faults == [fault] && pooled.model == "first")
        #expect(server.requests.count == 12)
    }

    @Test func `is made once more, not twice`() async {
        let server = server(after: 40) { $0.answer("500 No", "") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(40)
        let pooled = await pool.ask()
        #expect(pooled.result.kind == .nothing && pooled.requests == 2)
        #expect(pooled.faults == [.server(status: 500), .server(status: 500)])
    }

    @Test(arguments: ["400 Bad Request", "401 Unauthorized", "404 Not Found"])
    func `and would again is not made again`(status: String) async {
        let server = server(after: 10) { $0.answer(status, "") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        #expect(await pool.ask().requests == 1)
    }

    @Test(arguments: ["400 Bad Request", "401 Unauthorized", "402 Payment Required", "404 Not Found", "500 No"])
    func `is made at the second endpoint, if there is one`(status: String) async {
        let (one, two) = (server(after: 10) { $0.answer(status, "") }, ModelServer { $0.say("Second.") })
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        await pool.warm(10)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "Second." && pooled.model == "second" && pooled.isHedged)
        #expect(pooled.requests == 2 && one.requests.count == 11 && two.requests.count == 1)
    }

    @Test func `is not made again when there were extra requests enough, or none are allowed`() async {
        let server = server(after: 10) { $0.answer("500 No", "") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        #expect(await pool.ask(allowsExtra: false).requests == 1)
        #expect(await pool.ask().requests == 2)
        #expect(await pool.ask().requests == 1)
    }

    @Test func `is not made again when there is too little time`() async {
        let server = server(after: 10) { $0.answer("500 No", "") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        #expect(await pool.ask(within: .milliseconds(300)).requests == 1)
    }

    @Test func `is made again no sooner than the endpoint wants`() async throws {
        let (refused, repeated) = (Moment(), Moment())
        let server = server(after: 10) { connection in
            if connection.number == 11 {
                refused.set()
                connection.answer("429 Too Many Requests", "", headers: "retry-after-ms: 150\r\n")
            } else {
                repeated.set()
                connection.say("Yes.")
            }
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        #expect(await pool.ask().result.whole == "Yes.")
        #expect(try #require(repeated.value) - #require(refused.value) >= .milliseconds(150))
    }

    @Test func `for too many requests is made again after a pause, although the endpoint asks for none`() async throws {
        let (refused, repeated) = (Moment(), Moment())
        let server = server(after: 10) { connection in
            guard connection.number == 11 else {
                repeated.set()
                return connection.say("Yes.")
            }
            refused.set()
            connection.answer("429 Too Many Requests", "")
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        #expect(await pool.ask().result.whole == "Yes.")
        #expect(try #require(repeated.value) - #require(refused.value) >= .milliseconds(500))
    }

    @Test func `for too many requests is not made again when there is no time for the pause`() async {
        let server = server(after: 10) { $0.answer("429 Too Many Requests", "") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        #expect(await pool.ask(within: .milliseconds(800)).requests == 1)
    }

    @Test func `is not made again when the endpoint wants more time than there is`() async {
        let server = server(after: 10) { $0.answer("429 Too Many Requests", "", headers: "retry-after: 30\r\n") }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        let pooled = await pool.ask()
        #expect(pooled.requests == 1 && pooled.faults == [.rateLimited(retryAfter: .seconds(30))])
    }

    @Test func `in mid-stream is made again, and its sentences are kept should that fail too`() async {
        let server = server(after: 20) { connection in
            guard connection.number != 22 else { return connection.say("All of it.") }
            guard connection.number != 24 else { return connection.answer("500 No", "") }
            connection.begin()
            connection.words("We have a flat. It is")
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(20)
        let whole = await pool.ask()
        #expect(whole.result.whole == "All of it." && whole.isHedged)
        let partial = await pool.ask()
        #expect(partial.result.partial == "We have a flat." && !partial.isHedged && partial.requests == 2)
        #expect(partial.faults == [.cutStream, .server(status: 500)])
    }

    @Test func `costs what all its requests cost`() async {
        @Sendable func count(_ prompt: Int, _ completion: Int) -> String {
            #"{"choices":[],"usage":{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion)}}"#
        }
        let server = server(after: 10) { connection in
            connection.begin()
            if connection.number == 11 {
                connection.event(count(100, 5))
                connection.event(#"{"error":{"message":"M"}}"#)
            } else {
                connection.words("Yes.")
                connection.event(#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#)
                connection.event(count(110, 7))
                connection.event("[DONE]")
            }
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(10)
        let pooled = await pool.ask()
        #expect(pooled.usage == ModelUsage(promptTokens: 210, completionTokens: 12))
        #expect(pooled.costMicrodollars == 222)
        #expect(pooled.result.usage == ModelUsage(promptTokens: 110, completionTokens: 7))
    }
}
