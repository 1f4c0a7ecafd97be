import Glibc

/// Posts to the assistant's webhook by HTTP/1.1 over a plain socket, to this machine only.
struct WebhookClient: Sendable {
    /// The webhook's answer.
    struct Answer: Sendable {
        let status: Int
        /// The beginning of the body, at most what one read brings.
        let body: String
    }

    private let address: UInt32
    private let port: UInt16
    private let host: String
    /// The address without its path: `http://127.0.0.1:8080`.
    var origin: String { "http://" + host }
    /// The path of the address: where the gateway of the original system posts.
    let path: String
    private let limit: Duration

    /// Takes an address such as `http://127.0.0.1:8080/webhook/whatsapp/incoming`; nil where it is not of that form.
    init?(url: String, limit: Duration = .seconds(10)) {
        let scheme = "http://"
        guard url.hasPrefix(scheme), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0] == "127.0.0.1" || parts[0] == "localhost" else { return nil }
        guard let port = parts.count == 1 ? 80 : UInt16(parts[1]), port > 0 else { return nil }
        address = INADDR_LOOPBACK
        self.port = port
        host = String(authority)
        path = authority.endIndex == rest.endIndex ? "/" : String(rest[authority.endIndex...])
        self.limit = limit
    }

    /// Posts. Throws a text that says what failed where there is no answer within the limit.
    func send(_ post: Post) throws(WebhookError) -> Answer {
        let deadline = ContinuousClock.now + limit
        let connection = try Socket(address: address, port: port, deadline: deadline)
        let head =
            ["POST \(post.path) HTTP/1.1", "Host: \(host)", "Content-Type: \(post.contentType)"]
            + post.headers.map { "\($0.name): \($0.value)" }
            + ["Content-Length: \(post.body.count)", "Connection: close", "", ""]
        try connection.send(Array(head.joined(separator: "\r\n").utf8) + post.body)
        return try Self.parse(connection.receive(atMost: 65_536))
    }

    /// Reads the status line, and what has come of the body.
    static func parse(_ bytes: [UInt8]) throws(WebhookError) -> Answer {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.prefix { $0 != "\r\n" && $0 != "\n" }.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw WebhookError(description: "the webhook's answer is not HTTP")
        }
        // A line end is one Character here, so an empty line is two of them in a row.
        let end = zip(text.indices, text.indices.dropFirst()).first { text[$0] == "\r\n" && text[$1] == "\r\n" }
        return Answer(status: status, body: end.map { String(text[text.index(after: $0.1)...]) } ?? "")
    }
}

/// Why the webhook gave no answer.
struct WebhookError: Error, CustomStringConvertible {
    let description: String
}
