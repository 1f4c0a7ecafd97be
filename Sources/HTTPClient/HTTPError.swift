/// Why there is no response, or no whole one.
public struct HTTPError: Error, Sendable {
    /// What went wrong, in the terms that decide what to do next.
    public enum Kind: Sendable {
        /// The request itself cannot be sent: its address, method or headers.
        case invalidRequest
        /// The host's name was not found.
        case resolve
        /// No TCP connection, or none within the request's connect timeout.
        case connect
        /// No TLS session, or not with the right peer.
        case tls
        /// The deadline passed, or the time by which to begin.
        case deadline
        /// The caller cancelled.
        case cancelled
        /// The connection was cut before the response was complete.
        case disconnected
        /// The response has more bytes than the request allows.
        case responseTooLarge
        /// The peer, or this library, did not keep to HTTP.
        case protocolError
        /// The engine was shut down.
        case engineStopped
    }

    /// What went wrong.
    public let kind: Kind
    /// libcurl's words and the peer's `host:port`; never a path, query, header or body, hence never a secret.
    public let message: String
    /// Whether the first byte of the request may have left. `false`: certainly nothing was sent, repeating is safe.
    public let begun: Bool
    /// The status, if the head of a response had arrived.
    public let status: Int?

    /// Makes an error.
    public init(kind: Kind, message: String, begun: Bool, status: Int? = nil) {
        self.kind = kind
        self.message = message
        self.begun = begun
        self.status = status
    }
}

extension HTTPError: CustomStringConvertible {
    /// The kind, the words, and whether anything may have been sent, for a log.
    public var description: String {
        let head = status.map { ", status \($0)" } ?? ""
        return "\(kind): \(message) (\(begun ? "begun" : "not begun")\(head))"
    }
}
