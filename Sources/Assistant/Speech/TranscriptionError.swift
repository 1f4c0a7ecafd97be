internal import HTTPClient

/// Why a recording's words were not recognised.
public struct TranscriptionError: Error, Sendable, CustomStringConvertible {
    /// What was wrong, in the terms of a model.
    public let fault: ModelFault
    /// For the log: the fault, and what little there is to say; no key and nobody's words.
    public let description: String
    /// Whether the same request may well succeed if it is made again at once.
    public let isRetryable: Bool

    init(_ fault: ModelFault, _ words: String, isRetryable: Bool) {
        self.fault = fault
        self.isRetryable = isRetryable
        description = "\(fault.name): \(words)"
    }

    /// What a response says that is no transcript.
    init(_ response: HTTPResponse) {
        let refusal = ModelRefusal(status: response.status, headers: response.headers, body: response.body)
        self.init(refusal.fault, "the transcriber answered \(response.status)", isRetryable: refusal.isRetryable)
    }

    /// Why there is no response.
    init(_ error: HTTPError) {
        let fault: ModelFault =
            switch error.kind {
            case .invalidRequest: .unsendable
            case .resolve, .connect, .tls: .refused
            case .deadline: .timeoutBeforeFirstToken
            case .cancelled, .engineStopped: .cancelled
            case .disconnected: .cutStream
            case .responseTooLarge, .protocolError: .malformedChunk
            }
        self.init(fault, "\(error)", isRetryable: fault.isRetryable)
    }
}
