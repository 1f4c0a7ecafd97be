import Glibc
import HTTPClient
import Testing

@testable import Assistant

/// What stands in a request that asks for no more than a token.
private let loadingRequest = "\"max_tokens\":1,"

@Suite(.timeLimit(.minutes(1))) struct `Connections to the models` {
    private func heads(_ server: ModelServer) -> Int { server.requests.count { $0.hasPrefix("HEAD / ") } }

    private func wait(for count: Int, at server: ModelServer) async -> Bool {
        for _ in 0..<2000 where heads(server) < count { try? await Task.sleep(for: .milliseconds(2)) }
        return heads(server) == count
    }

    private func server() -> ModelServer {
        ModelServer(keepsConnections: true) { connection in
            let isHead = connection.request.hasPrefix("HEAD ")
            if isHead { connection.answer("404 Not Found", "") } else { connection.say("Yes.") }
        }
    }

    @Test func `are used when nothing was sent for a while, and are then still those of before`() async {
        let (one, two) = (server(), server())
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        #expect(await pool.ask().result.whole == "Yes.")
        // The answer is there before its response has ended.
        try? await Task.sleep(for: .milliseconds(200))
        pool.keepWarm(at: .now + .seconds(60))
        #expect(await wait(for: 1, at: one))
        #expect(await wait(for: 1, at: two))
        #expect(one.connections == 1 && one.requests.count == 2)
        #expect(await pool.ask().result.whole == "Yes.")
        #expect(one.connections == 1)
    }

    @Test func `are let alone when requests flow, or they have just been used`() async {
        let (one, two) = (server(), server())
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        pool.keepWarm()
        #expect(await wait(for: 1, at: one))
        #expect(await wait(for: 1, at: two))
        #expect(await pool.ask().result.whole == "Yes.")
        for seconds in [0, 10, 40] { pool.keepWarm(at: .now + .seconds(seconds)) }
        pool.preconnect()
        #expect(await wait(for: 2, at: one))
        pool.keepWarm()
        try? await Task.sleep(for: .milliseconds(100))
        #expect(heads(one) == 2 && heads(two) == 2)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A model that takes longer to load than anyone waits` {
    /// A server that hangs until a request that asks for no more than a token has been waited for.
    private func loading(_ loaded: Signal) -> ModelServer {
        ModelServer { connection in
            if loaded.isSet { return connection.say("Yes.") }
            guard connection.request.contains(loadingRequest) else { return connection.waitForClose() }
            usleep(300_000)
            loaded.set()
            connection.say("Y")
        }
    }

    private func options() -> ModelPoolOptions {
        var options = ModelPoolOptions()
        options.leastTimeForBlame = .milliseconds(1)
        options.breaker.pause = .seconds(30)
        return options
    }

    private func loads(_ server: ModelServer) -> Int { server.requests.count { $0.contains(loadingRequest) } }

    @Test func `is loaded by one request of its own, and then asked at once`() async {
        let loaded = Signal()
        let server = loading(loaded)
        defer { server.stop() }
        let pool = pool(server, options: options())
        while await pool.ask(within: .milliseconds(100)).requests > 0 {}
        #expect(await loaded.wait())
        // It is loaded before that is known.
        var answered = false
        for _ in 0..<1000 where !answered {
            answered = await pool.ask().result.whole == "Yes."
            if !answered { try? await Task.sleep(for: .milliseconds(2)) }
        }
        #expect(answered && loads(server) == 1)
    }

    @Test func `is not asked at once where it is loaded, and just slow`() async {
        let answered = Signal()
        let server = ModelServer { connection in
            guard connection.request.contains(loadingRequest) else { return connection.waitForClose() }
            connection.say("Y")
            answered.set()
        }
        defer { server.stop() }
        let pool = pool(server, options: options())
        while await pool.ask(within: .milliseconds(500)).requests > 0 {}
        #expect(await answered.wait())
        try? await Task.sleep(for: .milliseconds(100))
        #expect(await pool.ask(within: .milliseconds(500)).requests == 0)
    }

    @Test func `is not loaded for by a request to a server of OpenAI's kind`() async {
        let server = ModelServer { $0.waitForClose() }
        defer { server.stop() }
        let endpoint = ModelEndpoint(baseURL: server.baseURL, key: "k", model: "m", dialect: .openAI)
        let pool = ModelPool(primary: endpoint, engine: HTTPEngine(), options: options())
        while await pool.ask(within: .milliseconds(100)).requests > 0 {}
        try? await Task.sleep(for: .milliseconds(100))
        #expect(!server.requests.contains { $0.contains("\"max_completion_tokens\":1,") })
    }

    @Test func `is loaded for once at a time, and not when nobody is there any more`() async {
        let left = Signal()
        let server = ModelServer { connection in
            connection.waitForClose()
            if connection.request.contains(loadingRequest) { left.set() }
        }
        defer { server.stop() }
        var options = options()
        options.breaker.pause = .milliseconds(1)
        options.breaker.longestPause = .milliseconds(1)
        do {
            let pool = pool(server, options: options)
            for _ in 0..<20 { _ = await pool.ask(within: .milliseconds(50)) }
            #expect(loads(server) == 1)
        }
        #expect(await left.wait())
    }

    @Test func `is not loaded for where the server answers with a fault of another kind`() async {
        let server = ModelServer { $0.answer("500 No", "") }
        defer { server.stop() }
        let pool = pool(server, options: options())
        while await pool.ask().requests > 0 {}
        try? await Task.sleep(for: .milliseconds(100))
        #expect(loads(server) == 0)
    }
}
