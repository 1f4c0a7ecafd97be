import HTTPClient
import Testing

struct ResponseTests {
    let engine = HTTPEngine()

    @Test func `a response brings status, headers and body`() async throws {
        let server = LoopbackServer { connection in
            while connection.readRequest() != nil {
                let headers = ["X-Colour: blue ", "x-colour: red", "Empty:"]
                connection.answer("שלום", status: "418 Teapot", headers: headers)
            }
        }
        defer { server.stop() }
        let response = try await engine.response(to: request(server.url("/a?b=c")))
        #expect(response.status == 418)
        #expect(response.text == "שלום")
        #expect(response.header("X-COLOUR") == "blue")
        #expect(response.headers.filter { $0.name == "x-colour" }.map(\.value) == ["blue", "red"])
        #expect(response.header("empty")?.isEmpty == true)
        #expect(response.header("absent") == nil)
        #expect(server.received.map(\.requestLine) == ["GET /a?b=c HTTP/1.1"])
    }

    @Test(arguments: [true, false])
    func `a POST arrives with its headers and body and nothing else`(repeatable: Bool) async throws {
        let server = answering()
        defer { server.stop() }
        let body = String(repeating: "אבג", count: 50_000)
        var post = request(
            server.url(), method: "POST",
            headers: [("Content-Type", "application/json"), ("X-Empty", ""), ("X-Key", "k")], body: body)
        post.repeatable = repeatable
        _ = try await engine.response(to: post)
        let received = try #require(server.received.first)
        #expect(received.body == Array(body.utf8))
        #expect(received.headers("content-type") == ["application/json"])
        #expect(received.headers("x-empty") == [""])
        #expect(received.headers("x-key") == ["k"])
        #expect(received.headers("user-agent") == ["shi/0.1"])
        #expect(received.headers("expect").isEmpty)
        #expect(received.headers("accept-encoding").isEmpty)
        #expect(received.headers("content-length") == [String(body.utf8.count)])
    }

    @Test(arguments: ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "POST"], ["", "some body"])
    func `every method arrives as it was asked for, with its body`(method: String, body: String) async throws {
        let server = answering()
        defer { server.stop() }
        let response = try await engine.response(to: request(server.url("/x"), method: method, body: body))
        #expect(response.status == 200)
        let received = try #require(server.received.first)
        #expect(received.requestLine == "\(method) /x HTTP/1.1")
        #expect(received.body == Array(body.utf8))
        #expect(received.headers("content-type").isEmpty)
    }

    @Test(arguments: [true, false])
    func `a POST without a body is sent with length zero`(repeatable: Bool) async throws {
        let server = answering()
        defer { server.stop() }
        var post = request(server.url(), method: "POST")
        post.repeatable = repeatable
        _ = try await engine.response(to: post)
        #expect(server.received.first?.headers("content-length") == ["0"])
    }

    @Test func `HEAD has no body, and its connection goes on`() async throws {
        let server = LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            }
        }
        defer { server.stop() }
        for _ in 0..<2 {
            let response = try await engine.response(to: request(server.url(), method: "HEAD"))
            #expect(response.status == 200)
            #expect(response.body.isEmpty)
        }
        #expect(server.connectionCount == 1)
    }

    @Test func `interim responses and trailers are not part of the response's head`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            connection.send("HTTP/1.1 201 Created\r\nX-Real: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.send("2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n")
            connection.waitForClose()
        }
        defer { server.stop() }
        let response = try await engine.response(to: request(server.url()))
        #expect(response.status == 201)
        #expect(response.text == "ok")
        #expect(response.header("x-real") == "1")
        #expect(response.header("x-early") == nil)
        #expect(response.header("x-late") == nil)
    }

    @Test func `a redirect is a response like any other`() async throws {
        let server = LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.answer(status: "302 Found", headers: ["Location: /elsewhere"])
            }
        }
        defer { server.stop() }
        let response = try await engine.response(to: request(server.url()))
        #expect(response.status == 302)
        #expect(response.header("location") == "/elsewhere")
        #expect(server.received.count == 1)
    }

    @Test func `a plain thread can wait for a response`() async throws {
        let server = answering()
        defer { server.stop() }
        let done = Signal()
        let (engine, url) = (engine, server.url())
        startThread {
            if (try? engine.responseBlocking(to: request(url)))?.status == 200 { done.set() }
        }
        #expect(await done.wait())
    }

    @Test func `a body of exactly the maximum is accepted, one byte more is too large`() async throws {
        let server = answering(String(repeating: "x", count: 1000))
        defer { server.stop() }
        var get = request(server.url())
        get.maximumResponseBytes = 1000
        #expect(try await engine.response(to: get).body.count == 1000)
        get.maximumResponseBytes = 999
        let error = try await failure(of: get, on: engine)
        #expect(error.kind == .responseTooLarge)
        #expect(error.begun)
        #expect(error.status == 200)
    }

    @Test func `a head without end is too large`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            for _ in 0..<3000 { connection.send("X-More: " + String(repeating: "x", count: 100) + "\r\n") }
            connection.waitForClose()
        }
        defer { server.stop() }
        let error = try await failure(of: request(server.url()), on: engine)
        #expect(error.kind == .responseTooLarge)
    }

    @Test func `what is not HTTP is a protocol error`() async throws {
        let server = LoopbackServer { connection in
            _ = connection.readRequest()
            connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n")
        }
        defer { server.stop() }
        let error = try await failure(of: request(server.url()), on: engine)
        #expect(error.kind == .protocolError)
        #expect(error.begun)
    }

    private func answering(_ body: String = "ok") -> LoopbackServer {
        LoopbackServer { connection in while connection.readRequest() != nil { connection.answer(body) } }
    }
}
