import Glibc
import Testing

@testable import FastCGI

@Suite struct PlainCGIs {
    /// Answers one request whose body comes through a pipe, and returns what is written to another.
    private func answer(
        _ variables: [String], body: [UInt8] = [], limit: Int = 1000,
        _ handler: @escaping @Sendable (Request) -> Response
    ) throws -> FastCGIClient.Answer {
        let input = try pipeEnds()
        let output = try pipeEnds()
        defer { for end in [input.read, output.read] { close(end) } }
        #expect(write(input.write, body, body.count) == body.count)
        close(input.write)
        PlainCGI(input: input.read, output: output.write)
            .answer(parameters(variables), with: Responder(maximumBodyBytes: limit, stop: nil, handler: handler))
        close(output.write)
        var buffer = [UInt8](repeating: 0, count: 60_000)
        let count = read(output.read, &buffer, buffer.count)
        return FastCGIClient.parse(Array(buffer.prefix(max(count, 0))))
    }

    private func pipeEnds() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SetUpFailure(code: errno) }
        return (ends[0], ends[1])
    }

    @Test func `a GET is answered on the output`() throws {
        let answer = try answer(["REQUEST_METHOD=GET", "SCRIPT_NAME=/x", "QUERY_STRING=a=b"]) { request in
            .json("[\"\(request.path)\",\"\(request.query)\"]")
        }
        #expect(answer.headers["Status"] == "200 OK")
        #expect(answer.headers["Content-Length"] == "12")
        #expect(answer.text == "[\"/x\",\"a=b\"]")
    }

    @Test func `a body is read to its length and no further`() throws {
        let variables = ["REQUEST_METHOD=POST", "CONTENT_LENGTH=5"]
        let answer = try answer(variables, body: Array("hello and more".utf8)) { request in
            Response(status: 200, contentType: "text/plain", body: request.body)
        }
        #expect(answer.text == "hello")
    }

    @Test func `a body that is too short, too long or badly counted is refused`() throws {
        for (length, status) in [("6", 400), ("1001", 413), ("x", 400)] {
            let variables = ["REQUEST_METHOD=POST", "CONTENT_LENGTH=\(length)"]
            #expect(try answer(variables, body: Array("hello".utf8)) { _ in .json("{}") }.status == status)
        }
    }

    @Test func `a HEAD is answered with the length and without the body`() throws {
        let answer = try answer(["REQUEST_METHOD=HEAD"]) { _ in .json("{\"a\":1}") }
        #expect(answer.headers["Content-Length"] == "7")
        #expect(answer.body.isEmpty)
    }

    @Test func `a stream is written without a length`() throws {
        let answer = try answer(["REQUEST_METHOD=GET"]) { _ in
            .stream(contentType: "text/plain") { stream in
                _ = stream.write("one ")
                _ = stream.write([UInt8]("two".utf8))
                if stream.clientHasLeft || stream.serverIsStopping { _ = stream.write(" left") }
            }
        }
        #expect(answer.headers["Content-Length"] == nil)
        #expect(answer.text == "one two")
    }
}
