import HTTPClient
import Testing

/// A request that has ample time.
func request(
    _ url: String, method: String = "GET", headers: [(name: String, value: String)] = [], body: String = "",
    within limit: Duration = .seconds(20)
) -> HTTPRequest {
    HTTPRequest(method: method, url: url, headers: headers, body: Array(body.utf8), deadline: .now + limit)
}

/// The error with which a request ends; fails the test when it does not end with one.
func failure(of request: HTTPRequest, on engine: HTTPEngine) async throws -> HTTPError {
    do throws(HTTPError) {
        let response = try await engine.response(to: request)
        Issue.record("an answer came, with status \(response.status)")
        return HTTPError(kind: .protocolError, message: "no error", begun: false)
    } catch { return error }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What came out of a stream, and how it ended.
struct Collected: Sendable {
    var status: Int?
    var pieces: [String] = []
    var error: HTTPError?

    var text: String { pieces.joined() }
}

/// Reads a stream to its end.
func collect(
    _ stream: AsyncThrowingStream<HTTPEvent, any Error>, each: (Collected) -> Void = { _ in }
) async -> Collected {
    var collected = Collected()
    do {
        for try await event in stream {
            switch event {
            case .head(let status, _): collected.status = status
            case .bytes(let bytes): collected.pieces.append(String(decoding: bytes, as: UTF8.self))
            }
            each(collected)
        }
    } catch { collected.error = error as? HTTPError }
    return collected
}
