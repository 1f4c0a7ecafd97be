import Glibc
import Testing

@testable import FastCGI

/// Copies variables as they come from libfcgi: an array of `NAME=value` that ends with a null.
func parameters(_ lines: [String]) -> Parameters {
    var pointers = lines.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        Parameters(copying: UnsafePointer(buffer.baseAddress))
    }
}

@Suite struct Requests {
    private func request(_ lines: String..., body: [UInt8] = [], arrived: ContinuousClock.Instant = .now) -> Request {
        Request(parameters: parameters(lines), method: "GET", body: body, arrived: arrived)
    }

    @Test func `path and query are told apart and stay as they were sent`() {
        let both = request("REQUEST_URI=/a%2Fb/?x=%20?&y", "QUERY_STRING=x=%20?&y")
        #expect(both.path == "/a%2Fb/")
        #expect(both.query == "x=%20?&y")
        #expect(request("REQUEST_URI=/a?").query == "")
        #expect(request("REQUEST_URI=/a?b=c").query == "b=c")
        #expect(request("SCRIPT_NAME=/cgi", "PATH_INFO=/more").path == "/cgi/more")
    }

    @Test func `headers are found in any case, and by their whole name`() {
        let request = request(
            "HTTP_X_INTERNAL_SECRET=a=b", "HTTP_X=short", "CONTENT_TYPE=text/plain", "CONTENT_LENGTH=5", "HTTP_EMPTY=",
            "HTTP_X_INTERNAL=other")
        #expect(request.header("X-Internal-Secret") == "a=b")
        #expect(request.header("x-internal-secret") == "a=b")
        #expect(request.header("X") == "short")
        #expect(request.header("X-Internal") == "other")
        #expect(request.header("X-Inter") == nil)
        #expect(request.header("Content-Type") == "text/plain")
        #expect(request.header("content-length") == "5")
        #expect(request.header("Empty") == "")
        #expect(request.header("") == nil)
    }

    @Test func `a header cannot be mistaken for a variable`() {
        let request = request("HTTP_REMOTE_ADDR=6.6.6.6", "REMOTE_ADDR=127.0.0.1")
        #expect(request.header("Remote-Addr") == "6.6.6.6")
        #expect(request.parameter("REMOTE_ADDR") == "127.0.0.1")
        #expect(request.parameter("remote_addr") == nil)
        #expect(request.parameter("REMOTE") == nil)
        #expect(request.parameter("") == nil)
    }

    @Test func `query values are decoded, the first of a name`() {
        let request = request(
            "QUERY_STRING=hub.mode=subscribe&hub.challenge=1%2b2+3&empty=&flag&name=%D7%A9%D7%9C%D7%95%D7%9D&a=1&a=2&b=x=y"
        )
        #expect(request.queryValue("hub.mode") == "subscribe")
        #expect(request.queryValue("hub.challenge") == "1+2 3")
        #expect(request.queryValue("empty") == "")
        #expect(request.queryValue("flag") == "")
        #expect(request.queryValue("name") == "שלום")
        #expect(request.queryValue("a") == "1")
        #expect(request.queryValue("b") == "x=y")
        #expect(request.queryValue("missing") == nil)
    }

    @Test(arguments: [
        ("%", "%"), ("%4", "%4"), ("%4g", "%4g"), ("%%41", "%A"), ("a%41", "aA"), ("%2541", "%41"), ("%ff", "\u{FFFD}"),
        ("", ""), ("%0a", "\n"),
    ])
    func `broken escapes stay as they are`(text: String, decoded: String) {
        #expect(Request.decode(text[...].utf8) == decoded)
    }

    @Test func `the time that nginx has spent counts`() {
        let now = ContinuousClock.now
        #expect(request("REQUEST_TIME_SPENT=0.013", arrived: now).received == now - .milliseconds(13))
        #expect(request("REQUEST_TIME_SPENT=2.500", arrived: now).received == now - .milliseconds(2500))
        for wrong in ["", "-1", "abc", "nan", "inf", "1e9", "99999999"] {
            #expect(request("REQUEST_TIME_SPENT=\(wrong)", arrived: now).received == now)
        }
    }

    @Test func `a request without any variable is empty`() {
        let request = request()
        #expect(request.path == "")
        #expect(request.query == "")
        #expect(request.header("Host") == nil)
        #expect(Parameters(copying: nil)["PATH"] == nil)
    }
}
