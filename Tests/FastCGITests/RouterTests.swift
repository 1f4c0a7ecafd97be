import Testing

@testable import FastCGI

@Suite struct Routing {
    private let router = Router([
        Route("POST", "/webhook/whatsapp/status") { _ in .json("\"exact\"") },
        Route("GET", below: "/webhook/cloud/") { _ in .json("\"get\"") },
        Route("POST", below: "/webhook/cloud/") { request in .json("\"\(request.path)\"") },
    ])

    private func answer(_ method: String, _ uri: String) -> Response {
        router.respond(
            to: Request(parameters: parameters(["REQUEST_URI=\(uri)"]), method: method, body: [], arrived: .now))
    }

    private func text(_ response: Response) -> String {
        if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    @Test func `a route takes its path alone, a prefix every path that begins so`() {
        #expect(text(answer("POST", "/webhook/whatsapp/status")) == "\"exact\"")
        #expect(answer("POST", "/webhook/whatsapp/status/more").status == 404)
        #expect(text(answer("POST", "/webhook/cloud/demo/status?a=b")) == "\"/webhook/cloud/demo/status\"")
        #expect(text(answer("GET", "/webhook/cloud/demo")) == "\"get\"")
        #expect(text(answer("HEAD", "/webhook/cloud/demo")) == "\"get\"")
        #expect(answer("POST", "/webhook/cloudy/demo").status == 404)
        #expect(answer("POST", "/webhook/cloud").status == 404)
    }

    @Test func `the methods that a path takes are told`() {
        let response = answer("PUT", "/webhook/cloud/demo")
        #expect(response.status == 405)
        #expect(response.headers.contains { $0 == ("Allow", "GET, POST") })
    }
}
