import FastCGI
import Glibc
import Synchronization
import Testing

/// All tests that run servers, one after the other: the signals of a process have one server at a time.
@Suite(.serialized) enum Servers {}

extension Servers {
    @Suite struct Serving {
        private static func echo(_ request: Request) -> Response {
            Response(
                status: 200, contentType: "application/octet-stream", body: request.body,
                headers: [("X-Method", request.method), ("X-Path", request.path), ("X-Query", request.query)])
        }

        @Test func `a GET is answered with status, headers and body`() throws {
            let server = try RunningServer { request in
                Response(status: 201, contentType: "text/plain", body: Array("hello \(request.path)".utf8))
            }
            let answer = try server.client().request("GET", "/a%20b?x=1")
            #expect(answer.headers["Status"] == "201 Created")
            #expect(answer.headers["Content-Type"] == "text/plain")
            #expect(answer.headers["Content-Length"] == "12")
            #expect(answer.text == "hello /a%20b")
        }

        @Test(arguments: [0, 1, 8_191, 8_192, 70_000, 1 << 20])
        func `a body comes whole`(length: Int) throws {
            let server = try RunningServer(handler: Self.echo)
            let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let answer = try server.client().request("POST", "/", body: body, contentLength: String(length))
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Length"] == String(length))
            #expect(answer.body == body)
        }

        @Test func `a body that comes in pieces is put together`() throws {
            let server = try RunningServer(handler: Self.echo)
            let client = try server.client()
            try client.sendHead("POST", "/", contentLength: 3)
            usleep(20_000)
            try client.sendBody(Array("abc".utf8))
            #expect(try client.receive().text == "abc")
        }

        @Test func `one kept connection carries many requests`() throws {
            let server = try RunningServer(threads: 2, handler: Self.echo)
            let client = try server.client()
            for number in 0..<200 {
                let body = [UInt8](repeating: UInt8(number), count: number * 97)
                let answer = try client.request("POST", "/\(number)?n=\(number)", body: body, keep: true)
                #expect(answer.headers["X-Path"] == "/\(number)")
                #expect(answer.headers["X-Query"] == "n=\(number)")
                #expect(answer.body == body)
            }
            #expect(try client.request("GET", "/last").status == 200)
            #expect(client.isClosed())
        }

        @Test func `kept connections that are idle do not use threads up`() throws {
            let server = try RunningServer(threads: 2, handler: Self.echo)
            let clients = try (0..<40).map { _ in try server.client() }
            for round in 0..<3 {
                for client in clients {
                    #expect(try client.request("GET", "/\(round)", keep: true).headers["X-Path"] == "/\(round)")
                }
            }
        }

        @Test func `a client that connects and says nothing delays nobody`() throws {
            let server = try RunningServer(threads: 1, handler: Self.echo)
            let silent = try (0..<5).map { _ in try server.client() }
            #expect(try server.client().request("GET", "/").status == 200)
            #expect(try silent[0].request("GET", "/").status == 200)
        }

        @Test func `all threads answer at the same time`() throws {
            let threads = 6
            let present = Mutex(0)
            let server = try RunningServer(threads: threads) { _ in
                present.withLock { $0 += 1 }
                let deadline = ContinuousClock.now + .seconds(10)
                while present.withLock({ $0 }) < threads, ContinuousClock.now < deadline { usleep(500) }
                return .json("\(present.withLock { $0 })")
            }
            let clients = try (0..<threads).map { _ in try server.client() }
            for client in clients { try client.send("GET", "/") }
            for client in clients { #expect(try client.receive().text == "\(threads)") }
        }

        @Test func `more connections than threads are all answered`() throws {
            let server = try RunningServer(threads: 2) { request in
                usleep(1000)
                return Self.echo(request)
            }
            let clients = try (0..<100).map { _ in try server.client() }
            for (number, client) in clients.enumerated() { try client.send("GET", "/\(number)") }
            for (number, client) in clients.enumerated() {
                #expect(try client.receive().headers["X-Path"] == "/\(number)")
            }
        }

        @Test func `what is not FastCGI is closed and harms nobody`() throws {
            let server = try RunningServer(threads: 1, handler: Self.echo)
            let client = try server.client()
            try client.sendRaw(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
            #expect(client.isClosed())
            #expect(try server.client().request("GET", "/").status == 200)
        }

        @Test func `a socket has mode 0660, and goes when the server ends`() throws {
            let server = try RunningServer(handler: Self.echo)
            var status = stat()
            #expect(lstat(server.path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o660)
            #expect(try server.client().request("GET", "/").status == 200)
            server.server.stop()
            #expect(server.hasEnded())
            #expect(lstat(server.path, &status) == -1)
        }
    }
}
