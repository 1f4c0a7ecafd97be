/// Why a model gave no answer, or no whole one.
public enum ModelFault: Sendable, Equatable {
    /// The request cannot be written or sent: its address, key or content is wrong.
    case unsendable
    /// No connection: name, TCP or TLS.
    case refused
    /// 401: the key is wrong.
    case unauthorized
    /// 403: the key, the country or the content is not allowed.
    case forbidden
    /// 402, or 429 for want of money: no use in trying again.
    case quotaExhausted
    /// 429: too many requests or tokens; with the time after which to come back, if the server said.
    case rateLimited(retryAfter: Duration?)
    /// Another status below 500: the server does not take the request.
    case badRequest
    /// The prompt is longer than the model's context.
    case contextTooLong
    /// 404: no such address or model.
    case notFound
    /// 5xx, 408 or 409.
    case server(status: Int)
    /// 503 of a server that is still loading the model.
    case loading
    /// The deadline passed before the first words.
    case timeoutBeforeFirstToken
    /// The deadline passed in the midst of the answer.
    case timeoutInStream
    /// The response ended, or the connection was cut, before the answer's end.
    case cutStream
    /// Something came that is no event of such a stream, or no HTTP.
    case malformedChunk
    /// The server reported an error in its stream.
    case faultInStream
    /// The provider's content filter stopped the prompt or the answer.
    case contentFiltered
    /// The model refused to answer, in OpenAI's `refusal`.
    case declined
    /// The answer ended at its most tokens.
    case truncated
    /// The answer ended without a word.
    case empty
    /// The task was cancelled: nobody's fault.
    case cancelled
    /// The circuit breaker is open: the model was not asked.
    case circuitOpen

    /// Whether the same request may well be answered if it is made again at once.
    public var isRetryable: Bool {
        switch self {
        case .refused, .rateLimited, .server, .cutStream, .malformedChunk, .faultInStream, .empty: true
        case .unsendable, .unauthorized, .forbidden, .quotaExhausted, .badRequest, .contextTooLong, .notFound, .loading,
            .timeoutBeforeFirstToken, .timeoutInStream, .contentFiltered, .declined, .truncated, .cancelled,
            .circuitOpen:
            false
        }
    }

    /// Whether another endpoint may well answer what this one did not.
    public var isWorthAnotherEndpoint: Bool {
        switch self {
        case .unauthorized, .forbidden, .quotaExhausted, .notFound, .loading, .unsendable, .badRequest: true
        default: isRetryable
        }
    }

    /// Its name for logs and metrics, one word.
    public var name: String {
        switch self {
        case .unsendable: "unsendable"
        case .refused: "refused"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .quotaExhausted: "quota_exhausted"
        case .rateLimited: "rate_limited"
        case .badRequest: "bad_request"
        case .contextTooLong: "context_too_long"
        case .notFound: "not_found"
        case .server(let status): "server_\(status)"
        case .loading: "loading"
        case .timeoutBeforeFirstToken: "timeout_before_first_token"
        case .timeoutInStream: "timeout_in_stream"
        case .cutStream: "cut_stream"
        case .malformedChunk: "malformed_chunk"
        case .faultInStream: "fault_in_stream"
        case .contentFiltered: "content_filtered"
        case .declined: "declined"
        case .truncated: "truncated"
        case .empty: "empty"
        case .cancelled: "cancelled"
        case .circuitOpen: "circuit_open"
        }
    }
}
