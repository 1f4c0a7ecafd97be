import HTTPClient
import Testing

@testable import Assistant

/// A pool of scripted models; each answers with words of its own unless its script says otherwise.
func pool(_ first: ModelServer, _ second: ModelServer? = nil, options: ModelPoolOptions = .init()) -> ModelPool {
    let price = ModelPrice(input: 1_000_000, cachedInput: 1_000_000, output: 1_000_000)
    func endpoint(_ server: ModelServer, _ model: String) -> ModelEndpoint {
        ModelEndpoint(baseURL: server.baseURL, key: modelKey, model: model, price: price)
    }
    return ModelPool(
        primary: endpoint(first, "first"), second: second.map { endpoint($0, "second") }, engine: HTTPEngine(),
        options: options)
}

extension ModelPool {
    func ask(within limit: Duration = .seconds(20), allowsExtra: Bool = true) async -> PooledResult {
        await answer(question, by: .now + limit, allowsExtra: allowsExtra)
    }

    /// Makes requests that succeed, so that extra ones may be made from then on.
    func warm(_ count: Int) async {
        for _ in 0..<count { #expect(await ask(allowsExtra: false).result.isGood) }
    }
}

/// A server whose first requests get a plain answer.
func server(after count: Int, _ script: @escaping ModelServer.Script) -> ModelServer {
    ModelServer { $0.number <= count ? $0.say("Warm.") : script($0) }
}

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

@Suite(.timeLimit(.minutes(1))) struct `An endpoint that keeps failing` {
    @Test func `is not asked any more, and what is asked is answered at once`() async {
        let server = ModelServer { $0.answer("500 No", "") }
        defer { server.stop() }
        let pool = pool(server)
        for _ in 0..<5 { #expect(await pool.ask().requests == 1) }
        let pooled = await pool.ask()
        #expect(pooled.requests == 0 && pooled.faults == [.circuitOpen] && pooled.result.fault == .circuitOpen)
        #expect(pooled.result.kind == .nothing && pooled.result.problem != nil && pooled.model == "first")
        #expect(server.requests.count == 5)
    }

    @Test func `leaves its place to the second, as a first request`() async {
        let (one, two) = (ModelServer { $0.answer("401 No", "") }, ModelServer { $0.say("Second.") })
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        #expect(await pool.ask().result.fault == .unauthorized)
        for _ in 0..<5 {
            let pooled = await pool.ask()
            #expect(pooled.result.whole == "Second." && pooled.model == "second")
            #expect(pooled.requests == 1 && !pooled.isHedged)
        }
        #expect(one.requests.count == 1)
    }

    @Test func `is asked again after a while`() async {
        let server = ModelServer { $0.number <= 5 ? $0.answer("500 No", "") : $0.say("Back.") }
        defer { server.stop() }
        var options = ModelPoolOptions()
        options.breaker.pause = .milliseconds(100)
        let pool = pool(server, options: options)
        for _ in 0..<6 { #expect(await !pool.ask().result.isGood) }
        try? await Task.sleep(for: .milliseconds(150))
        #expect(await pool.ask().result.whole == "Back.")
        #expect(await pool.ask().result.whole == "Back.")
    }

    @Test func `is one that hangs, too`() async {
        let server = ModelServer { $0.waitForClose() }
        defer { server.stop() }
        var options = ModelPoolOptions()
        options.leastTimeForBlame = .milliseconds(1)
        let pool = pool(server, options: options)
        // On a machine that is busy, one or the other may not even have left in so short a time.
        var faults: [ModelFault] = []
        while faults.count < 50, faults.last != .circuitOpen {
            faults += await pool.ask(within: .milliseconds(50)).faults
        }
        #expect(faults.last == .circuitOpen)
        #expect(faults.count > 5 && faults.dropLast().allSatisfy { $0 == .timeoutBeforeFirstToken })
    }

    @Test func `is not one that was given too little time`() async {
        let server = ModelServer { $0.waitForClose() }
        defer { server.stop() }
        let pool = pool(server)
        for _ in 0..<8 { #expect(await pool.ask(within: .milliseconds(20)).requests == 1) }
    }

    @Test func `is not one whose requests were cancelled`() async {
        let server = ModelServer { connection in
            if connection.number > 8 { return connection.say("Yes.") }
            connection.waitForClose()
        }
        defer { server.stop() }
        let pool = pool(server)
        for number in 1...8 {
            let task = Task { await pool.ask() }
            while server.requests.count < number { try? await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            #expect(await task.value.result.fault == .cancelled)
        }
        #expect(await pool.ask().result.whole == "Yes.")
    }
}
