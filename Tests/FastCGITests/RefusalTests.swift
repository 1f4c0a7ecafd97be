import FastCGI
import Synchronization
import Testing

extension Servers {
    @Suite struct Refusals {
        private final class Calls: Sendable {
            let count = Atomic<Int>(0)
        }

        private let calls: Calls
        private let server: RunningServer

        init() throws {
            let calls = Calls()
            self.calls = calls
            server = try RunningServer(threads: 2, maximumBodyBytes: 1000) { _ in
                calls.count.add(1, ordering: .relaxed)
                return .json("{}")
            }
        }

        @Test func `a body over the limit is answered with 413, and the connection stays good`() throws {
            let client = try server.client()
            let large = [UInt8](repeating: 1, count: 300_000)
            let answer = try client.request("POST", "/", body: large, keep: true)
            #expect(answer.status == 413)
            #expect(answer.text == "{\"error\":\"the body is larger than 1000 bytes\"}\n")
            #expect(answer.headers["Content-Type"] == "application/json")
            #expect(calls.count.load(ordering: .relaxed) == 0)
            #expect(try client.request("POST", "/", body: Array(large.prefix(1000)), keep: true).status == 200)
        }

        @Test func `a body over the limit is refused before it has come`() throws {
            let client = try server.client()
            try client.sendHead("POST", "/", contentLength: 1001)
            let piece = try client.receivePiece()
            #expect(FastCGIClient.parse(piece ?? []).status == 413)
            try client.sendBody([UInt8](repeating: 1, count: 1001))
            #expect(try client.receivePiece() == nil)
        }

        @Test(arguments: ["-1", "+5", "5 ", " 5", "five", "0x5", "5,5", "1e2", "5.0", "٥"])
        func `a content length that is no number is answered with 400`(length: String) throws {
            let client = try server.client()
            let answer = try client.request("POST", "/", body: Array("hello".utf8), contentLength: length, keep: true)
            #expect(answer.status == 400)
            #expect(answer.text == "{\"error\":\"Content-Length is not a number of bytes\"}\n")
            #expect(try client.request("GET", "/", keep: true).status == 200)
            #expect(calls.count.load(ordering: .relaxed) == 1)
        }

        @Test func `a content length beyond every number is answered with 413`() throws {
            let answer = try server.client().request("POST", "/", contentLength: "99999999999999999999999")
            #expect(answer.status == 413)
        }

        @Test func `a body shorter than its length is answered with 400`() throws {
            let client = try server.client()
            let answer = try client.request("POST", "/", body: [1, 2, 3], contentLength: "4", keep: true)
            #expect(answer.status == 400)
            #expect(answer.text == "{\"error\":\"the body ended after 3 of 4 bytes\"}\n")
            #expect(calls.count.load(ordering: .relaxed) == 0)
            #expect(try client.request("GET", "/", keep: true).status == 200)
        }

        @Test func `bytes after the body are left out, and the connection stays good`() throws {
            let client = try server.client()
            let body = [UInt8](repeating: 1, count: 50_000)
            #expect(try client.request("POST", "/", body: body, contentLength: "4", keep: true).status == 200)
            #expect(try client.request("GET", "/", keep: true).status == 200)
        }

        @Test func `a request without a method is answered with 400`() throws {
            let answer = try server.client().request("", "/")
            #expect(answer.status == 400)
            #expect(calls.count.load(ordering: .relaxed) == 0)
        }
    }
}
