import HTTPClient
import Testing

struct StreamTests {
    let engine = HTTPEngine()

    @Test func `each piece is there before the next is sent`() async throws {
        let acknowledged = Counter()
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.beginChunked()
            acknowledged.waitBlocking(for: 1)
            for index in 1...5 {
                connection.chunk("piece \(index)")
                acknowledged.waitBlocking(for: index + 1)
            }
            connection.endChunked()
            connection.waitForClose()
        }
        defer { server.stop() }
        let collected = await collect(engine.stream(request(server.url()))) { _ in acknowledged.add(1) }
        #expect(collected.error == nil)
        #expect(collected.status == 200)
        #expect(collected.pieces == (1...5).map { "piece \($0)" })
    }

    @Test func `the deadline ends a stream that goes on, and what came before it is kept`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.beginChunked()
            connection.chunk("first")
            connection.waitForClose()
        }
        defer { server.stop() }
        let collected = await collect(engine.stream(request(server.url(), within: .milliseconds(400))))
        #expect(collected.text == "first")
        #expect(collected.error?.kind == .deadline)
        #expect(collected.error?.begun == true)
        #expect(collected.error?.status == 200)
    }

    @Test func `a connection cut in mid-stream is an error, not an end`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.beginChunked()
            connection.chunk("first")
        }
        defer { server.stop() }
        let collected = await collect(engine.stream(request(server.url())))
        #expect(collected.text == "first")
        #expect(collected.error?.kind == .disconnected)
        #expect(collected.error?.status == 200)
    }

    @Test func `a response shorter than it promised is an error`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        }
        defer { server.stop() }
        let error = try await failure(of: request(server.url()), on: engine)
        #expect(error.kind == .disconnected)
    }

    @Test func `a stream is bounded in total`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.beginChunked()
            for _ in 0..<1000 { connection.chunk(String(repeating: "x", count: 1000)) }
            connection.waitForClose()
        }
        defer { server.stop() }
        var get = request(server.url())
        get.maximumResponseBytes = 10_000
        let collected = await collect(engine.stream(get))
        #expect(collected.error?.kind == .responseTooLarge)
        #expect(collected.text.utf8.count <= 10_000)
    }

    @Test func `a dropped stream closes its connection`() async throws {
        let closed = Signal()
        let server = endless(closed)
        defer { server.stop() }
        do {
            var events = engine.stream(request(server.url())).makeAsyncIterator()
            #expect(try await events.next() != nil)
            #expect(!closed.isSet)
        }
        #expect(await closed.wait())
    }

    @Test func `a loop that is left early closes the stream's connection`() async throws {
        let closed = Signal()
        let server = endless(closed)
        defer { server.stop() }
        for try await event in engine.stream(request(server.url())) {
            if case .bytes = event { break }
        }
        #expect(await closed.wait())
    }

    @Test func `cancelling the task that reads a stream closes its connection`() async throws {
        let (closed, reading) = (Signal(), Signal())
        let server = endless(closed)
        defer { server.stop() }
        let task = Task { [engine] in
            await collect(engine.stream(request(server.url()))) { _ in reading.set() }
        }
        #expect(await reading.wait())
        task.cancel()
        #expect(await closed.wait())
        #expect(await task.value.error == nil)
    }

    @Test func `cancelling a task cancels its request, with the server told by a closed connection`() async throws {
        let (closed, reached) = (Signal(), Signal())
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            reached.set()
            connection.waitForClose()
            closed.set()
        }
        defer { server.stop() }
        let task = Task { [engine] in try await failure(of: request(server.url()), on: engine) }
        #expect(await reached.wait())
        task.cancel()
        let error = try await task.value
        #expect(error.kind == .cancelled)
        #expect(error.begun)
        #expect(await closed.wait())
    }

    @Test func `a task that was cancelled before sends nothing`() async throws {
        let server = LoopbackServer { connection in while connection.readRequest() != nil { connection.answer() } }
        defer { server.stop() }
        for _ in 0..<50 {
            let task = Task { [engine] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await failure(of: request(server.url()), on: engine)
            }
            let error = try await task.value
            #expect(error.kind == .cancelled)
            #expect(!error.begun)
        }
        #expect(server.received.isEmpty)
    }

    @Test func `the engine goes on after many cancellations`() async throws {
        let server = LoopbackServer { connection in
            while let received = connection.readRequest() {
                if received.requestLine.contains("/slow") { connection.waitForClose() } else { connection.answer("ok") }
            }
        }
        defer { server.stop() }
        for round in 0..<100 {
            let task = Task { [engine] in try? await engine.response(to: request(server.url("/slow"))).status }
            if round % 2 == 0 { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            #expect(await task.value == nil)
        }
        #expect(try await engine.response(to: request(server.url("/quick"))).text == "ok")
    }

    private func endless(_ closed: Signal) -> LoopbackServer {
        LoopbackServer { connection in
            _ = connection.readRequest()
            connection.beginChunked()
            connection.chunk("first")
            connection.waitForClose()
            closed.set()
        }
    }
}
