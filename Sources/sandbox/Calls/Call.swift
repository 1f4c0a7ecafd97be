import Conversation
import FastCGI

/// One call of a provider's API: a request whose path has been taken apart.
struct Call: Sendable {
    let request: Request
    /// The path below the provider's own, in parts, percent-decoded: `["v23.0", "555000111222333", "messages"]`.
    let parts: [String]

    /// The method; HEAD is answered like GET.
    var method: String { request.method == "HEAD" ? "GET" : request.method }

    /// When the first byte of it arrived.
    var receivedAt: UnixTime { UnixTime(request.received) }

    /// A call below `prefix`; nil where the request's path is elsewhere.
    init?(_ request: Request, below prefix: String) {
        guard request.path.hasPrefix(prefix) else { return nil }
        self.request = request
        parts = request.path.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false).map {
            Form.decode(String($0), plusIsSpace: false)
        }
    }

    /// User and password of HTTP Basic authentication; nil where there are none.
    var basicCredentials: (user: String, password: String)? {
        guard let value = request.header("Authorization"), value.lowercased().hasPrefix("basic "),
            let bytes = Base64.decode(value.dropFirst("basic ".count).filter { $0 != " " })
        else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    /// The token of `Authorization: Bearer TOKEN`; nil where there is none.
    var bearerToken: String? {
        guard let value = request.header("Authorization"), value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst("bearer ".count))
    }
}

/// Why a call is refused, in the form in which the provider that is played would say so.
protocol CallError: Error, Sendable {
    /// The HTTP status.
    var status: Int { get }
    /// What is wrong, for the log.
    var reason: String { get }
    /// The answer.
    var response: Response { get }
}

extension Refusal: CallError {
    var reason: String { error }
}

/// Why a send is refused although nothing is wrong with it.
enum SendFailure: Sendable {
    /// The provider is away for a moment (503).
    case unavailable
    /// The provider has met an error of its own (500).
    case broken
    /// The channel has sent too much.
    case throttled
    /// This contact has been sent too much.
    case pairLimit
    /// The channel cannot send until somebody mends it.
    case blocked
    /// The customer has not written for a day.
    case windowClosed
}
