/// One request, whole: its body has been read, exactly `CONTENT_LENGTH` bytes of it.
///
/// It is a value of its own that outlives the connection; nothing in it points into libfcgi's memory.
public struct Request: Sendable {
    /// The method, such as `GET`.
    public let method: String
    /// The path of the request's URI, before any `?`, as it was sent: not percent-decoded.
    public let path: String
    /// The query of the request's URI as it was sent, empty where there is none.
    public let query: String
    /// The body.
    public let body: [UInt8]
    /// When the first byte of the request reached nginx: now, less what the variable `REQUEST_TIME_SPENT` says (nginx's
    /// `$request_time`, seconds with milliseconds). Without that variable, when it reached this program.
    public let received: ContinuousClock.Instant

    private let parameters: Parameters

    /// Composes a request from its variables. Where the server gives no `REQUEST_URI`, which RFC 3875 does not know, the
    /// path is made of `SCRIPT_NAME` and `PATH_INFO`.
    init(parameters: Parameters, method: String, body: [UInt8], arrived: ContinuousClock.Instant) {
        let target = parameters["REQUEST_URI"]
        let parts = target?.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        self.parameters = parameters
        self.method = method
        self.body = body
        path =
            parts.first.map(String.init)
            ?? (parameters["SCRIPT_NAME"] ?? "") + (parameters["PATH_INFO"] ?? "")
        query = parameters["QUERY_STRING"] ?? (parts.count > 1 ? String(parts[1]) : "")
        received = arrived - Self.timeSpent(parameters["REQUEST_TIME_SPENT"] ?? "")
    }

    /// The value of an HTTP header, whose name may be written in any case; nil where the request has no such header.
    public func header(_ name: String) -> String? {
        parameters.header(name)
    }

    /// The value of a CGI variable such as `REMOTE_ADDR`, by its exact name; nil where the request has no such variable.
    public func parameter(_ name: String) -> String? {
        parameters[name]
    }

    /// The decoded value of the first query item of that name; nil where there is none, empty for an item without `=`.
    public func queryValue(_ name: String) -> String? {
        for item in query.utf8.split(separator: UInt8(ascii: "&")) {
            let pair = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = pair.first, Self.decode(key) == name else { continue }
            return pair.count > 1 ? Self.decode(pair[1]) : ""
        }
        return nil
    }

    /// Decodes `+` and `%XX` (application/x-www-form-urlencoded); a `%` that two hexadecimal digits do not follow stays.
    static func decode(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            if byte == UInt8(ascii: "%"), let high = digit(text, at: index), let low = digit(text, at: index, plus: 1) {
                bytes.append(high << 4 | low)
                index = text.index(index, offsetBy: 2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ text: Substring.UTF8View, at start: Substring.Index, plus offset: Int = 0) -> UInt8? {
        guard let index = text.index(start, offsetBy: offset, limitedBy: text.endIndex), index < text.endIndex else {
            return nil
        }
        return Character(Unicode.Scalar(text[index])).hexDigitValue.map(UInt8.init)
    }

    /// The duration that seconds such as `0.013` say; zero for anything else, and for more than a day.
    static func timeSpent(_ text: String) -> Duration {
        guard text.utf8.count < 20, let first = text.utf8.first,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            let seconds = Double(text), seconds <= 86_400
        else { return .zero }
        return .milliseconds(Int((seconds * 1000).rounded()))
    }
}
