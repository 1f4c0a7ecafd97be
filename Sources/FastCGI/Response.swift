/// What a handler answers.
public struct Response: Sendable {
    /// The HTTP status, 200 to 599; anything else is sent as 500.
    public var status: Int
    /// The headers, in the order in which they are sent. The server itself writes `Status` and `Content-Length`, and leaves
    /// out names that are no HTTP tokens; line breaks and other control characters are taken out of the values.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: Body

    /// The body of a response: either known as a whole, or written piece by piece while the client reads.
    public enum Body: Sendable {
        /// The whole body, sent with its length.
        case bytes([UInt8])
        /// A body that the closure writes. It runs on the request's thread, after the head has been sent, and the
        /// response ends when it returns.
        case stream(@Sendable (ResponseStream) -> Void)
    }

    /// A response with the whole of its body.
    public init(status: Int, contentType: String, body: [UInt8], headers: [(String, String)] = []) {
        self.status = status
        self.headers = [(name: "Content-Type", value: contentType)] + headers.map { (name: $0.0, value: $0.1) }
        self.body = .bytes(body)
    }

    /// A response whose body is JSON, given as text.
    public static func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Response {
        Response(status: status, contentType: "application/json", body: Array(text.utf8), headers: headers)
    }

    /// A response that says in one sentence what went wrong: `{"error":"…"}`.
    public static func problem(_ status: Int, _ error: String, headers: [(String, String)] = []) -> Response {
        json("{\"error\":\(JSONText.quoted(error))}\n", status: status, headers: headers)
    }

    /// A response whose body `write` writes piece by piece. nginx is told to pass each piece on at once
    /// (`X-Accel-Buffering: no`).
    public static func stream(
        status: Int = 200, contentType: String, headers: [(String, String)] = [],
        _ write: @escaping @Sendable (ResponseStream) -> Void
    ) -> Response {
        var response = Response(status: status, contentType: contentType, body: [], headers: headers)
        response.body = .stream(write)
        return response
    }
}

/// Text as JSON writes it.
enum JSONText {
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// The text as a JSON string with its quotation marks (RFC 8259, 7).
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        bytes.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: #"\r"#.utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: #"\t"#.utf8)
            case 0x00..<0x20, 0x7F:
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 0x0F)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
