import HTTPClient
import Testing

struct RequestCheckTests {
    let engine = HTTPEngine()

    @Test(arguments: [
        "", "127.0.0.1", "/path", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://",
        "http://127.0.0.1:99999/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\0",
    ])
    func `an address that is not whole http or https is refused`(url: String) async throws {
        let error = try await failure(of: request(url), on: engine)
        #expect(error.kind == .invalidRequest)
        #expect(!error.begun)
    }

    @Test(arguments: ["", "GET /", "GE\r\nT", "ב"])
    func `a method that is not a token is refused`(method: String) async throws {
        let error = try await failure(of: request("http://127.0.0.1:1/", method: method), on: engine)
        #expect(error.kind == .invalidRequest)
    }

    @Test(arguments: [
        ("X-A", "1\r\nX-Injected: 1"), ("X-A", "1\nX"), ("X-A", "1\0"), ("X\r\nY", "1"), ("X:", "1"), ("", "1"),
        ("Content-Length", "5"), ("transfer-encoding", "chunked"), ("Expect", "100-continue"),
    ])
    func `a header that would change the message's frame is refused`(name: String, value: String) async throws {
        let error = try await failure(of: request("http://127.0.0.1:1/", headers: [(name, value)]), on: engine)
        #expect(error.kind == .invalidRequest)
        #expect(!error.begun)
    }

    @Test func `a stream of an invalid request ends with that error`() async {
        let collected = await collect(engine.stream(request("nonsense")))
        #expect(collected.error?.kind == .invalidRequest)
    }

    @Test func `no error tells a secret of the request`() async throws {
        let secret = "s3cret"
        let port = ClosedPort()
        defer { withExtendedLifetime(port) {} }
        let url = "http://user:\(secret)@127.0.0.1:\(port.number)/\(secret)?key=\(secret)"
        let call = request(url, method: "POST", headers: [("Authorization", secret)], body: secret)
        let error = try await failure(of: call, on: engine)
        #expect(error.kind == .connect)
        #expect(!"\(error)".contains(secret))
        #expect(error.message.contains("127.0.0.1:"))
        let invalid = try await failure(of: request(url, headers: [("X-A", "\(secret)\n")]), on: engine)
        #expect(!"\(invalid)".contains(secret))
    }
}
