import Glibc
import HTTPClient
import Testing

/// What `begun` says about a request that failed: whether it is certain that nothing was sent.
struct BegunTests {
    let engine = HTTPEngine()

    @Test func `a refused connection has sent nothing`() async throws {
        let port = ClosedPort()
        defer { withExtendedLifetime(port) {} }
        let error = try await failure(of: post("http://127.0.0.1:\(port.number)/"), on: engine)
        #expect(error.kind == .connect)
        #expect(!error.begun)
        #expect(error.status == nil)
    }

    @Test func `a name that does not exist has sent nothing`() async throws {
        var call = post("http://no-such-host.invalid/")
        call.connectTimeout = .seconds(15)
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .resolve)
        #expect(!error.begun)
    }

    @Test func `a failed TLS handshake has sent nothing`() async throws {
        let server = LoopbackServer { connection in
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForClose()
        }
        defer { server.stop() }
        let error = try await failure(of: post(server.url(scheme: "https")), on: engine)
        #expect(error.kind == .tls)
        #expect(!error.begun)
    }

    @Test func `a TLS handshake that does not end within the connect timeout has sent nothing`() async throws {
        let server = LoopbackServer { connection in connection.waitForClose() }
        defer { server.stop() }
        var call = post(server.url(scheme: "https"))
        call.connectTimeout = .milliseconds(200)
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .connect)
        #expect(!error.begun)
    }

    @Test func `a deadline in the past has sent nothing`() async throws {
        let server = answering()
        defer { server.stop() }
        var call = post(server.url())
        call.deadline = .now - .milliseconds(1)
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .deadline)
        #expect(!error.begun)
        #expect(server.connectionCount == 0)
    }

    @Test func `a request that may no longer begin does not`() async throws {
        let server = answering()
        defer { server.stop() }
        var call = post(server.url())
        call.beginBy = .now
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .deadline)
        #expect(!error.begun)
        #expect(server.connectionCount == 0)
        call.beginBy = .now + .seconds(10)
        #expect(try await engine.response(to: call).status == 200)
    }

    @Test func `a connection that stands only after the time to begin carries no request`() async throws {
        let (late, asked) = (Signal(), Signal())
        // A SOCKS proxy is a connection whose making a test can hold up (RFC 1928).
        let proxy = LoopbackServer { connection in
            guard connection.receive() != nil else { return }
            connection.send([5, 0])
            guard connection.receive() != nil else { return }
            asked.set()
            late.waitBlocking()
            connection.send([5, 0, 0, 1, 127, 0, 0, 1, 0, 80])
            while connection.readRequest() != nil { connection.answer() }
        }
        defer { proxy.stop() }
        var options = HTTPEngineOptions()
        options.proxy = proxy.url(scheme: "socks5")
        let engine = HTTPEngine(options: options)
        var call = post("http://127.0.0.1/")
        call.connectTimeout = .seconds(10)
        // Long enough for the connection to be asked for on a machine that is busy with other tests.
        let begin = ContinuousClock.now + .seconds(3)
        call.beginBy = begin
        let tooLate = call
        async let failed = failure(of: tooLate, on: engine)
        #expect(await asked.wait())
        try await Task.sleep(until: begin, clock: .continuous)
        late.set()
        let error = try await failed
        #expect(error.kind == .deadline)
        #expect(!error.begun)
        call.beginBy = .now + .seconds(10)
        #expect(try await engine.response(to: call).status == 200)
        #expect(proxy.received.count == 1)
    }

    @Test func `a server that reads and closes may have got the request`() async throws {
        let server = LoopbackServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        let error = try await failure(of: post(server.url()), on: engine)
        #expect(error.kind == .disconnected)
        #expect(error.begun)
        #expect(server.received.count == 1)
    }

    @Test func `a server that accepts and neither reads nor answers may have got the request`() async throws {
        let (listener, port) = listenOnLoopback()
        defer { close(listener) }
        var call = post("http://127.0.0.1:\(port)/")
        call.deadline = .now + .milliseconds(300)
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .deadline)
        #expect(error.begun)
        #expect(error.status == nil)
    }

    @Test(arguments: ["body", ""])
    func `a request not to be repeated is delivered once when its kept connection is cut`(body: String) async throws {
        let server = cuttingSecond()
        defer { server.stop() }
        var call = request(server.url("/send"), method: "POST", body: body)
        call.repeatable = false
        #expect(try await engine.response(to: call).status == 200)
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .disconnected)
        #expect(error.begun)
        // Time for a repetition to arrive, if there were one.
        try await Task.sleep(for: .milliseconds(200))
        #expect(server.received.map(\.connection) == [1, 1])
    }

    @Test func `a kept connection that was closed while idle is not used`() async throws {
        let closed = Signal()
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.answer()
            if connection.number == 1 { shutdown(connection.socket, CInt(SHUT_RDWR)) }
            closed.set()
        }
        defer { server.stop() }
        let call = post(server.url())
        #expect(try await engine.response(to: call).status == 200)
        #expect(await closed.wait())
        #expect(try await engine.response(to: call).status == 200)
        #expect(server.received.map(\.connection) == [1, 2])
    }

    @Test func `a repeatable POST is repeated by libcurl when its kept connection is cut`() async throws {
        let server = cuttingSecond()
        defer { server.stop() }
        let call = request(server.url("/send"), method: "POST", body: "body")
        #expect(try await engine.response(to: call).status == 200)
        #expect(try await engine.response(to: call).status == 200)
        #expect(server.received.map(\.connection) == [1, 1, 2])
        #expect(server.received.allSatisfy { $0.body == Array("body".utf8) })
    }

    private func post(_ url: String) -> HTTPRequest {
        var post = request(url, method: "POST", body: "body")
        post.repeatable = false
        return post
    }

    private func answering() -> LoopbackServer {
        LoopbackServer { connection in while connection.readRequest() != nil { connection.answer() } }
    }

    /// On its first connection, answers one request, reads the second, and closes without an answer.
    private func cuttingSecond() -> LoopbackServer {
        LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.answer()
            while connection.readRequest() != nil {
                if connection.number == 1 { return }
                connection.answer()
            }
        }
    }
}
