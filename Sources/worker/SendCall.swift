import Channels
import Conversation
import HTTPClient
import Store

/// The one call that sends a message.
struct SendCall {
    /// How long one call of a provider may take.
    private static let limit = Duration.seconds(10)
    /// So long after its intent was committed a call may still begin. A worker without a heartbeat for longer than this is
    /// taken for dead, and its message is another's.
    private static let beginLimit = Duration.milliseconds(1500)
    /// A channel that somebody has to mend is tried again after this.
    private static let blockedWait = Duration.seconds(60)

    let worker: Worker
    let message: OutboundMessage

    /// Makes the call. Returns its outcome, and how long the provider wants to be left alone.
    ///
    /// - Parameter committedAt: a moment before the intent to make it was committed.
    func made(
        committedAt: ContinuousClock.Instant, attempt: Int
    ) async -> (SendResult, retryAfter: Duration?) {
        let started = ContinuousClock.now
        func result(_ kind: SendResult.Kind, id: String? = nil, error: String? = nil) -> SendResult {
            SendResult(
                kind: kind, providerMessageID: id, error: error,
                milliseconds: (ContinuousClock.now - started).milliseconds)
        }
        let channel = message.provider.channel
        let call: ChannelCall
        switch channel.send(message.message, ChannelAccess(message)) {
        case .success(let made): call = made
        case .failure(let unsupported): return (result(.refused, error: unsupported.reason), nil)
        }
        var request = HTTPRequest(call, by: started + Self.limit)
        request.beginBy = committedAt + Self.beginLimit
        request.repeatable = false
        request.freshConnection = !message.honoursIdempotency
        do throws(HTTPError) {
            let response = try await worker.engine.response(to: request)
            switch channel.outcome(of: ChannelAnswer(response), attempt: attempt) {
            case .sent(let id): return (result(.sent, id: id), nil)
            case .refused(let reason): return (result(.refused, error: reason), nil)
            case .notAccepted(let reason, let retryAfter): return (result(.notSent, error: reason), retryAfter)
            case .throttled(let reason, let retryAfter): return (result(.throttled, error: reason), retryAfter)
            case .blocked(let reason): return (result(.blocked, error: reason), Self.blockedWait)
            case .unknown(let reason): return (result(.unknown, error: reason), nil)
            }
        } catch {
            return (result(error.begun ? .unknown : .notSent, error: "\(error.kind): \(error.message)"), nil)
        }
    }
}
