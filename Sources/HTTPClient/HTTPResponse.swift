/// A whole response.
public struct HTTPResponse: Sendable {
    /// The status code. Any status is a response, not an error.
    public let status: Int
    /// The headers in the order of their arrival, names lower-cased.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of that name, in whatever case it is asked for.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }
}

/// A piece of a streamed response: first the head, once, then bytes as they arrive.
public enum HTTPEvent: Sendable {
    /// The status and the headers, names lower-cased.
    case head(status: Int, headers: [(name: String, value: String)])
    /// The next bytes of the body, in pieces of whatever size the network made of them.
    case bytes([UInt8])
}
