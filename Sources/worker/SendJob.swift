import Channels
import Conversation
import HTTPClient
import Logging
import Postgres
import Store

/// Sends what a conversation has to send, in order, one message at a time.
struct SendJob {
    /// How long one call of a provider may take.
    private static let callLimit = Duration.seconds(10)
    /// So long after its intent was committed a call may still begin. A worker without a heartbeat for longer than this is
    /// taken for dead, and its message is another's.
    private static let beginLimit = Duration.milliseconds(1500)
    private static let backoff = Backoff(base: .milliseconds(200), maximum: .seconds(60))

    let worker: Worker
    let job: ClaimedJob

    /// Runs a claimed send job.
    func run() async {
        await send(attempt: job.attempt)
        worker.freePlace(.send)
    }

    /// Sends a message whose intent the caller has just committed, and then whatever else waits.
    ///
    /// - Parameter committedAt: a moment before the commit.
    func send(_ message: OutboundMessage, committedAt: ContinuousClock.Instant) async {
        if await deliver(message, committedAt: committedAt, attempt: 0) { await send(attempt: 0) }
    }

    private func send(attempt: Int) async {
        var attempt = attempt
        while true {
            let committedAt = ContinuousClock.now
            let beginning: SendBeginning
            do throws(PostgresError) {
                beginning = try await worker.database.call { (connection) throws(PostgresError) in
                    try connection.beginSend(job)
                }
            } catch {
                worker.logger.error("a send could not begin", metadata: ["error": "\(error)"])
                await worker.giveBack(job, .send, waitMilliseconds: 500)
                return
            }
            guard case .ok(let message) = beginning else { return }
            guard await deliver(message, committedAt: committedAt, attempt: attempt) else { return }
            attempt = 0
        }
    }

    /// Calls the provider and records the outcome. Returns whether another message waits.
    private func deliver(
        _ message: OutboundMessage, committedAt: ContinuousClock.Instant, attempt: Int
    ) async -> Bool {
        let (result, retryAfter) = await call(message, committedAt: committedAt)
        if let error = result.error {
            worker.logger.warning(
                "a send did not succeed",
                metadata: [
                    "message": "\(message.messageID)", "result": "\(result.kind)", "attempt": "\(attempt)",
                    "ms": "\(result.milliseconds)", "error": "\(error)",
                ])
        }
        let wait = max(Self.backoff.delay(attempt: attempt, random: .random(in: 0..<1)), retryAfter ?? .zero)
        do throws(PostgresError) {
            let ending = try await worker.persist { (connection) throws(PostgresError) in
                try connection.finishSend(
                    job, messageID: message.messageID, result: result, retryMilliseconds: wait.milliseconds,
                    mostAttempts: worker.settings.sendAttempts)
            }
            if ending.isSettled, message.author == "operator" { await announce(message) }
            return ending.next == .next
        } catch {
            worker.logger.error("a send's outcome could not be recorded", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func call(
        _ message: OutboundMessage, committedAt: ContinuousClock.Instant
    ) async -> (SendResult, retryAfter: Duration?) {
        let call = Gateway.sendText(
            to: message.chatAddress, text: message.text, idempotencyKey: String(message.messageID),
            channel: ChannelAccess(
                baseURL: message.baseURL, secret: message.secret, address: message.address,
                honoursIdempotency: message.honoursIdempotency))
        let started = ContinuousClock.now
        var request = HTTPRequest(call, by: started + Self.callLimit)
        request.beginBy = committedAt + Self.beginLimit
        request.repeatable = false
        request.freshConnection = !message.honoursIdempotency

        func result(_ kind: SendResult.Kind, id: String? = nil, error: String? = nil) -> SendResult {
            SendResult(
                kind: kind, providerMessageID: id, error: error,
                milliseconds: (ContinuousClock.now - started).milliseconds)
        }
        do {
            let response = try await worker.engine.response(to: request)
            switch Gateway.sendOutcome(status: response.status, body: response.body, headers: response.headers) {
            case .sent(let id): return (result(.sent, id: id), nil)
            case .refused(let reason): return (result(.refused, error: reason), nil)
            case .notAccepted(let reason, let retryAfter): return (result(.notSent, error: reason), retryAfter)
            case .unknown(let reason): return (result(.unknown, error: reason), nil)
            }
        } catch {
            return (result(error.begun ? .unknown : .notSent, error: "\(error.kind): \(error.message)"), nil)
        }
    }

    private func announce(_ message: OutboundMessage) async {
        do throws(PostgresError) {
            try await worker.database.call(within: .zero) { (connection) throws(PostgresError) in
                try connection.announceSettled(tenantID: job.tenantID, messageID: message.messageID)
            }
        } catch {
            worker.logger.warning("a waiting caller was not told; it polls", metadata: ["error": "\(error)"])
        }
    }
}

extension Duration {
    /// In whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
