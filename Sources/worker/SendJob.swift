import Conversation
import Logging
import Postgres
import Store

/// Sends what a conversation has to send, in order, one message at a time.
struct SendJob {
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
            let isMore: Bool
            switch beginning {
            case .ok(let message): isMore = await deliver(message, committedAt: committedAt, attempt: attempt)
            case .settle(let message, _): isMore = await settle(message)
            case .wait, .none, .lost: return
            }
            guard isMore else { return }
            attempt = 0
        }
    }

    /// Calls the provider and records the outcome. Returns whether another message waits.
    private func deliver(
        _ message: OutboundMessage, committedAt: ContinuousClock.Instant, attempt: Int
    ) async -> Bool {
        let call = SendCall(worker: worker, message: message)
        let (result, retryAfter) = await call.made(committedAt: committedAt, attempt: attempt)
        if let error = result.error {
            worker.logger.warning(
                "a send did not succeed",
                metadata: [
                    "message": "\(message.messageID)", "provider": "\(message.provider)", "result": "\(result.kind)",
                    "attempt": "\(attempt)", "ms": "\(result.milliseconds)", "error": "\(error)",
                ])
        }
        worker.counters.increment(
            "shi_sends_total", "provider=\"\(message.provider.rawValue)\",result=\"\(result.kind.rawValue)\"")
        let wait = max(Self.backoff.delay(attempt: attempt, random: .random(in: 0..<1)), retryAfter ?? .zero)
        return await record(result, of: message, wait: wait)
    }

    /// Finds out what has become of a message whose call had no certain outcome, where the provider can be asked, and records
    /// it. Returns whether another message waits.
    private func settle(_ message: OutboundMessage) async -> Bool {
        let started = ContinuousClock.now
        let id = await LookUp(worker: worker, job: job, message: message).providerMessageID()
        let result = SendResult(
            kind: id == nil ? .unknown : .sent, providerMessageID: id,
            error: id == nil ? "its outcome is unknown, and it has not been found at the provider" : nil,
            milliseconds: (ContinuousClock.now - started).milliseconds)
        return await record(result, of: message, wait: .zero)
    }

    /// Records an outcome. Returns whether another message waits.
    private func record(_ result: SendResult, of message: OutboundMessage, wait: Duration) async -> Bool {
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
