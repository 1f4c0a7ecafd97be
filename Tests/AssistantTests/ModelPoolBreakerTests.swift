import Testing

@testable import Assistant

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

    @Test(arguments: ["400 Bad Request", "422 Unprocessable Entity", "302 Found"])
    func `is one that takes no request as it is, too`(status: String) async {
        let (one, two) = (ModelServer { $0.answer(status, "") }, ModelServer { $0.say("Second.") })
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        for _ in 0..<5 { #expect(await pool.ask().result.fault == .badRequest) }
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "Second." && pooled.requests == 1 && !pooled.isHedged)
        #expect(one.requests.count == 5)
    }

    @Test(arguments: ["context_length_exceeded", "content_filter"])
    func `is not one that found fault with the prompts`(code: String) async {
        let server = ModelServer { connection in
            if connection.number > 8 { return connection.say("Yes.") }
            connection.answer("400 Bad Request", #"{"error":{"message":"M","code":"\#(code)"}}"#)
        }
        defer { server.stop() }
        let pool = pool(server)
        for _ in 0..<8 { #expect(await pool.ask().requests == 1) }
        #expect(await pool.ask().result.whole == "Yes.")
    }

    /// Opens the breaker of a pool whose first endpoint then hangs, and has a request try it that is given up.
    private func tryHanging(leastTimeForBlame: Duration) async -> (pool: ModelPool, servers: [ModelServer]) {
        let (one, two) = (
            server(after: 20) { connection in
                if connection.number <= 25 { return connection.answer("500 No", "") }
                connection.waitForClose()
            }, ModelServer { $0.say("Second.") }
        )
        var options = ModelPoolOptions()
        options.leastTimeForBlame = leastTimeForBlame
        options.breaker.pause = .seconds(2)
        options.breaker.withoutSuccess = .zero
        let pool = pool(one, two, options: options)
        await pool.warm(20)
        for _ in 0..<5 { #expect(await !pool.ask(allowsExtra: false).result.isGood) }
        try? await Task.sleep(for: .milliseconds(2100))
        let probe = Task { await pool.ask(allowsExtra: false) }
        while one.requests.count < 26 { try? await Task.sleep(for: .milliseconds(1)) }
        try? await Task.sleep(for: .milliseconds(50))
        probe.cancel()
        #expect(await probe.value.result.fault == .cancelled)
        return (pool, [one, two])
    }

    @Test func `stays one when a try of it was given up after a good while without a word`() async {
        let (pool, servers) = await tryHanging(leastTimeForBlame: .milliseconds(20))
        defer { servers.forEach { $0.stop() } }
        let pooled = await pool.ask(allowsExtra: false)
        #expect(pooled.result.whole == "Second." && pooled.requests == 1)
    }

    @Test func `is tried again at once when a try of it was given up soon`() async {
        let (pool, servers) = await tryHanging(leastTimeForBlame: .seconds(10))
        defer { servers.forEach { $0.stop() } }
        #expect(await pool.ask(within: .milliseconds(300), allowsExtra: false).model == "first")
    }
}
