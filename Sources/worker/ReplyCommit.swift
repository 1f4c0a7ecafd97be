import Assistant
import Channels
import Conversation
import Glibc
import Logging
import Postgres
import Store

/// The moments of a turn that lie before its answer.
struct TurnClock {
    /// When the oldest message that the turn answers arrived; all times of a turn count from here.
    let arrivedAt: ContinuousClock.Instant
    /// When the worker had the job.
    let claimedAt: ContinuousClock.Instant
    /// When the typing indicator's request left.
    let typingAt: ContinuousClock.Instant?

    /// Milliseconds since the arrival.
    func since(_ moment: ContinuousClock.Instant?) -> Int64? { moment.map { ($0 - arrivedAt).milliseconds } }
}

/// Commits the answer of a turn, with what is to be written with it.
struct ReplyCommit {
    let worker: Worker
    let job: ClaimedJob
    let context: TurnContext
    let clock: TurnClock
    let cutOff: ContinuousClock.Instant

    /// Commits an answer. Where what was to be written with it has become impossible, another answer says so; where the
    /// database takes it under no circumstances, a bare text is sent: there is always an answer.
    func commit(_ first: LadderAnswer, _ bill: inout ModelBill) async -> ReplyJob.Next {
        var answer = first
        var isBare = false
        while true {
            let committedAt = ContinuousClock.now
            let outcome: ReplyOutcome
            do throws(PostgresError) {
                outcome = try await finish(answer, bill)
            } catch {
                worker.logger.error("a reply could not be committed", metadata: ["error": "\(error)"])
                if error.isDataError, !isBare {
                    isBare = true
                    answer = worker.ladder.bareAnswer(context, problem: "the reply could not be stored: \(error)")
                    continue
                }
                await worker.giveBack(job, .reply, waitMilliseconds: 200)
                return .over(nil)
            }
            switch outcome {
            case .committed(let messageID, let send):
                bill.isTold()
                remember(answer)
                guard send else { return .over(nil) }
                let message = message(words(answer), id: messageID)
                return .over(ReplyJob.CommittedReply(message: message, committedAt: committedAt))
            case .superseded:
                return .again
            case .early(let milliseconds):
                let end = min(ContinuousClock.now + .milliseconds(milliseconds), max(cutOff, .now + .milliseconds(5)))
                try? await Task.sleep(until: end, clock: .continuous)
                if Task.isCancelled { return .over(nil) }
            case .conflict where answer.changesViewings:
                answer = await worker.ladder.answerAfterConflict(
                    tenantID: job.tenantID, context: context, taken: answer.writes, by: cutOff)
            case .conflict:
                // Somebody else is changing the lead: that passes. The reply is not late for it.
                if ContinuousClock.now < cutOff {
                    try? await Task.sleep(for: .milliseconds(50))
                } else {
                    worker.logger.error(
                        "a reply goes out without its writes", metadata: ["count": "\(answer.writes.count)"])
                    answer.dropWrites()
                }
            case .human, .lost:
                return .over(nil)
            }
        }
    }

    private func finish(_ answer: LadderAnswer, _ bill: ModelBill) async throws(PostgresError) -> ReplyOutcome {
        let (report, words) = (report(answer, bill), words(answer))
        return try await worker.persist { (connection) throws(PostgresError) in
            try connection.finishReply(
                job, turnID: context.turnID, generation: context.generation,
                reserveMilliseconds: worker.settings.reserve.milliseconds, text: words, report: report,
                writes: answer.writes)
        }
    }

    private func report(_ answer: LadderAnswer, _ bill: ModelBill) -> TurnReport {
        if let problem = answer.problem {
            worker.logger.warning("a turn fell a rung", metadata: ["rung": "\(answer.rung)", "error": "\(problem)"])
        }
        var report = TurnReport()
        report.rung = answer.rung
        report.error = answer.problem
        report.claimedMilliseconds = clock.since(clock.claimedAt)
        report.typingMilliseconds = clock.since(clock.typingAt)
        report.promptVersion = context.promptVersion
        report.tools = answer.tools
        report.listings = answer.listings
        report.slots = answer.slots
        if let use = bill.total {
            report.model = use.model
            report.modelRequests = use.requests
            report.promptTokens = use.usage.promptTokens
            report.completionTokens = use.usage.completionTokens
            report.cachedTokens = use.usage.cachedTokens
            report.costMicrodollars = use.costMicrodollars
        }
        if let model = answer.model {
            report.modelRequestMilliseconds = clock.since(model.requestedAt)
            report.firstTokenMilliseconds = clock.since(model.firstWordsAt)
            report.modelDoneMilliseconds = clock.since(model.endedAt)
        }
        return report
    }

    /// Keeps an answer that may be given again, while the reply is being sent.
    private func remember(_ answer: LadderAnswer) {
        guard let reply = answer.remembered else { return }
        Task { [worker, tenantID = job.tenantID] in await reply.keep(tenantID: tenantID, in: worker.database) }
    }

    /// The words of an answer, as many as one message of the provider takes.
    private func words(_ answer: LadderAnswer) -> String {
        answer.text.fitting(utf16Units: context.provider.channel.textLimit)
    }

    private func message(_ text: String, id: Int64) -> OutboundMessage {
        OutboundMessage(
            message: OutgoingMessage(messageID: id, chatAddress: context.chatAddress, text: text), author: "bot",
            provider: context.provider, baseURL: context.baseURL, secret: context.secret, address: context.address,
            honoursIdempotency: context.honoursIdempotency, settings: context.settings, sentSince: Int64(time(nil)))
    }
}
