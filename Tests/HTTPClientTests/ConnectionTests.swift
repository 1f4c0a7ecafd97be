import HTTPClient
import Testing

struct ConnectionTests {
    let engine = HTTPEngine()

    @Test func `requests one after another use one connection`() async throws {
        let server = answering()
        defer { server.stop() }
        for _ in 0..<20 { _ = try await engine.response(to: request(server.url(), method: "POST", body: "x")) }
        #expect(server.received.count == 20)
        #expect(server.connectionCount == 1)
    }

    @Test func `a fresh connection is a connection of its own`() async throws {
        let server = answering()
        defer { server.stop() }
        var fresh = request(server.url())
        fresh.freshConnection = true
        for _ in 0..<3 { _ = try await engine.response(to: fresh) }
        #expect(server.connectionCount == 3)
    }

    @Test func `a request after preconnect finds the connection open`() async throws {
        let server = answering()
        defer { server.stop() }
        engine.preconnect(server.url("/secret?key=secret"))
        for _ in 0..<2000 where server.received.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        try await Task.sleep(for: .milliseconds(50))
        _ = try await engine.response(to: request(server.url()))
        #expect(server.received.map(\.requestLine) == ["HEAD / HTTP/1.1", "GET / HTTP/1.1"])
        #expect(server.connectionCount == 1)
    }

    @Test func `two hundred requests run at once and each gets its own answer`() async throws {
        let arrived = Counter()
        let server = LoopbackServer { connection in
            while let received = connection.readRequest() {
                // No answer before all are there: only a client that does run them at once gets any.
                arrived.add(1)
                arrived.waitBlocking(for: 200)
                connection.answer(received.requestLine)
            }
        }
        defer { server.stop() }
        let right = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask { [engine] in
                    let response = try? await engine.response(to: request(server.url("/\(number)")))
                    return response?.text == "GET /\(number) HTTP/1.1"
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 200)
    }

    @Test func `two hundred streams at once each get their own pieces in order`() async throws {
        let server = LoopbackServer { connection in
            while let received = connection.readRequest() {
                connection.beginChunked()
                for index in 0..<20 { connection.chunk("\(received.requestLine) \(index);") }
                connection.endChunked()
            }
        }
        defer { server.stop() }
        let right = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask { [engine] in
                    let collected = await collect(engine.stream(request(server.url("/\(number)"))))
                    return collected.error == nil
                        && collected.text == (0..<20).map { "GET /\(number) HTTP/1.1 \($0);" }.joined()
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 200)
    }

    @Test func `shutdown ends what runs and refuses what comes`() async throws {
        let reached = Signal()
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            reached.set()
            connection.waitForClose()
        }
        defer { server.stop() }
        async let running = failure(of: request(server.url()), on: engine)
        #expect(await reached.wait())
        engine.shutdown()
        let ended = try await running
        #expect(ended.kind == .engineStopped)
        #expect(ended.begun)
        let refused = try await failure(of: request(server.url()), on: engine)
        #expect(refused.kind == .engineStopped)
        #expect(!refused.begun)
        let stream = await collect(engine.stream(request(server.url())))
        #expect(stream.error?.kind == .engineStopped)
        engine.shutdown()
    }

    @Test func `an engine that nobody holds ends its thread and its connections`() async throws {
        let closed = Signal()
        let server = LoopbackServer { connection in
            while connection.readRequest() != nil { connection.answer() }
            closed.set()
        }
        defer { server.stop() }
        _ = try await HTTPEngine().response(to: request(server.url()))
        #expect(await closed.wait())
    }

    private func answering() -> LoopbackServer {
        LoopbackServer { connection in while connection.readRequest() != nil { connection.answer("ok") } }
    }
}
