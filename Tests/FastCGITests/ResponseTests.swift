import FoundationEssentials
import Testing

@testable import FastCGI

@Suite struct Responses {
    private func head(_ response: Response, length: Int? = 0) -> String {
        String(decoding: ResponseHead.bytes(for: response, contentLength: length), as: UTF8.self)
    }

    @Test func `the head is as CGI wants it`() {
        let response = Response(status: 404, contentType: "text/plain", body: [], headers: [("X-A", "b")])
        #expect(
            head(response, length: 7)
                == "Status: 404 Not Found\r\nContent-Type: text/plain\r\nX-A: b\r\nContent-Length: 7\r\n\r\n")
    }

    @Test func `a value cannot end its header`() {
        var response = Response(status: 200, contentType: "text/plain", body: [])
        response.headers = [
            (name: "Location", value: "/a\r\nSet-Cookie: stolen\r\n\r\n<html>\0\u{7F}"),
            (name: "X-Name", value: "שלום\tx"),
        ]
        #expect(
            head(response)
                == "Status: 200 OK\r\nLocation: /aSet-Cookie: stolen<html>\r\nX-Name: שלום\tx\r\nContent-Length: 0\r\n\r\n"
        )
    }

    @Test(arguments: ["", "X Y", "X\r\nY", "X:", "Ä", "Status", "status", "CONTENT-LENGTH"])
    func `a name that would break the head is left out`(name: String) {
        var response = Response(status: 200, contentType: "text/plain", body: [])
        response.headers = [(name: name, value: "value")]
        #expect(head(response) == "Status: 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    @Test(arguments: [204, 304]) func `a response without content has no length`(status: Int) {
        #expect(!head(Response(status: status, contentType: "text/plain", body: [])).contains("Content-Length"))
    }

    @Test(arguments: [-1, 0, 99, 100, 600, 1000]) func `a status that is none is sent as 500`(status: Int) {
        let response = Response(status: status, contentType: "text/plain", body: [])
        #expect(head(response).hasPrefix("Status: 500 Internal Server Error\r\n"))
    }

    @Test func `a problem is JSON whatever its text`() throws {
        let text = "\"quoted\" \\ \u{0}\u{1}\u{8}\u{B}\u{C}\n\r\t\u{1B}\u{1F}\u{7F} שלום 🏠 \u{2028} </script>"
        let response = Response.problem(503, text, headers: [("Retry-After", "5")])
        #expect(response.status == 503)
        #expect(response.headers.contains { $0.name == "Retry-After" && $0.value == "5" })
        guard case .bytes(let bytes) = response.body else {
            Issue.record("a problem has its whole body")
            return
        }
        let decoded = try JSONDecoder().decode([String: String].self, from: Data(bytes))
        #expect(decoded == ["error": text])
    }

    @Test func `every control character is escaped`() throws {
        for code in UInt8(0)...0x7F {
            let text = String(decoding: [UInt8(ascii: "a"), code, UInt8(ascii: "z")], as: UTF8.self)
            let quoted = JSONText.quoted(text)
            #expect(quoted.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
            #expect(try JSONDecoder().decode(String.self, from: Data(quoted.utf8)) == text)
        }
    }
}
