import Assistant
import Conversation
import Logging
import Postgres
import Store

/// Answers a conversation: one turn, begun again whenever a newer message comes, and ended by its deadline whatever happens.
struct ReplyJob {
    /// A reply whose send job this worker holds.
    private struct CommittedReply {
        let message: OutboundMessage
        /// A moment before the commit.
        let committedAt: ContinuousClock.Instant
    }

    private enum Next {
        case again
        case over(CommittedReply?)
    }

    let worker: Worker
    let job: ClaimedJob
    private let claimedAt = ContinuousClock.now

    init(worker: Worker, job: ClaimedJob) {
        self.worker = worker
        self.job = job
    }

    func run() async {
        let reply = await answer()
        worker.freePlace(.reply)
        if let reply {
            await SendJob(worker: worker, job: job).send(reply.message, committedAt: reply.committedAt)
        }
    }

    /// Answers the conversation, until a reply is committed or there is nothing more to do. Returns what is to be sent now.
    private func answer() async -> CommittedReply? {
        var typing: TypingIndicator?
        defer { typing?.end() }
        while !Task.isCancelled {
            let beginning: TurnBeginning
            do throws(PostgresError) {
                beginning = try await worker.database.call { (connection) throws(PostgresError) in
                    try connection.beginTurn(job, context: worker.settings.contextMessages)
                }
            } catch {
                worker.logger.error("a turn could not begin", metadata: ["error": "\(error)"])
                await worker.giveBack(job, .reply, waitMilliseconds: 200)
                return nil
            }
            guard case .ok(let context) = beginning else { return nil }
            let indicator = typing ?? TypingIndicator(engine: worker.engine, context: context, logger: worker.logger)
            typing = indicator
            if case .over(let reply) = await attempt(context, readAt: .now, typing: indicator) { return reply }
        }
        return nil
    }

    /// Answers what is unanswered now, and commits the answer if it still fits.
    private func attempt(
        _ context: TurnContext, readAt: ContinuousClock.Instant, typing: TypingIndicator
    ) async -> Next {
        let cutOff = readAt + .milliseconds(context.remainingMilliseconds) - worker.settings.reserve
        let quietEnd = min(readAt + .milliseconds(context.quietMilliseconds), cutOff)
        let customer = sha256Hex(context.chatAddress)
        let answering = Task {
            let answer = await worker.ladder.answer(
                tenantID: job.tenantID, context: context, customer: customer, by: cutOff, lost: job.lost)
            try? await Task.sleep(until: quietEnd, clock: .continuous)
            return answer
        }
        let turn = RunningTurn(
            tenantID: job.tenantID, conversationID: job.key, generation: context.generation)
        worker.running.watch(turn) { answering.cancel() }
        let answer = await withTaskCancellationHandler {
            await answering.value
        } onCancel: {
            answering.cancel()
        }
        let hasMoved = worker.running.unwatch(turn)
        if hasMoved, .now < cutOff { return .again }
        if Task.isCancelled { return .over(nil) }
        let arrivedAt = readAt - .milliseconds(context.receivedAgoMilliseconds)
        return await commit(answer, context: context, cutOff: cutOff) { answer in
            report(answer, context: context, typing: typing, arrivedAt: arrivedAt)
        }
    }

    private func report(
        _ answer: LadderAnswer, context: TurnContext, typing: TypingIndicator, arrivedAt: ContinuousClock.Instant
    ) -> TurnReport {
        func since(_ moment: ContinuousClock.Instant?) -> Int64? { moment.map { ($0 - arrivedAt).milliseconds } }
        var report = TurnReport()
        report.rung = answer.rung
        if let problem = answer.problem {
            worker.logger.warning("a turn fell a rung", metadata: ["rung": "\(answer.rung)", "error": "\(problem)"])
        }
        report.error = answer.problem
        report.claimedMilliseconds = since(claimedAt)
        report.typingMilliseconds = since(typing.startedAt)
        report.promptVersion = context.promptVersion
        report.tools = answer.tools
        report.listings = answer.listings
        report.slots = answer.slots
        if let model = answer.model {
            report.model = model.model
            report.modelRequests = model.requests
            report.promptTokens = model.usage.promptTokens
            report.completionTokens = model.usage.completionTokens
            report.cachedTokens = model.usage.cachedTokens
            report.costMicrodollars = model.costMicrodollars
            report.modelRequestMilliseconds = since(model.requestedAt)
            report.firstTokenMilliseconds = since(model.firstWordsAt)
            report.modelDoneMilliseconds = since(model.endedAt)
        }
        return report
    }

    /// Commits the reply. Where what was to be written with it has become impossible, another reply says so.
    private func commit(
        _ first: LadderAnswer, context: TurnContext, cutOff: ContinuousClock.Instant,
        report: (LadderAnswer) -> TurnReport
    ) async -> Next {
        var answer = first
        while true {
            let committedAt = ContinuousClock.now
            let outcome: ReplyOutcome
            do throws(PostgresError) {
                outcome = try await worker.persist {
                    [answer, report = report(answer)] (connection) throws(PostgresError) in
                    try connection.finishReply(
                        job, turnID: context.turnID, generation: context.generation,
                        reserveMilliseconds: worker.settings.reserve.milliseconds, text: answer.text, report: report,
                        writes: answer.writes)
                }
            } catch {
                worker.logger.error("a reply could not be committed", metadata: ["error": "\(error)"])
                await worker.giveBack(job, .reply, waitMilliseconds: 200)
                return .over(nil)
            }
            switch outcome {
            case .committed(let messageID, let send):
                if let reply = answer.remembered {
                    Task { [worker, tenantID = job.tenantID] in
                        await reply.keep(tenantID: tenantID, in: worker.database)
                    }
                }
                guard send else { return .over(nil) }
                let message = message(answer.text, id: messageID, context: context)
                return .over(CommittedReply(message: message, committedAt: committedAt))
            case .superseded:
                return .again
            case .early(let milliseconds):
                let end = min(ContinuousClock.now + .milliseconds(milliseconds), max(cutOff, .now + .milliseconds(5)))
                try? await Task.sleep(until: end, clock: .continuous)
                if Task.isCancelled { return .over(nil) }
            case .conflict:
                // An answer to a conflict writes nothing that could conflict again.
                answer = await worker.ladder.answerAfterConflict(
                    tenantID: job.tenantID, context: context, taken: answer.writes, by: cutOff)
            case .human, .lost:
                return .over(nil)
            }
        }
    }

    private func message(_ text: String, id: Int64, context: TurnContext) -> OutboundMessage {
        OutboundMessage(
            messageID: id, author: "bot", text: text, chatAddress: context.chatAddress, provider: context.provider,
            baseURL: context.baseURL, secret: context.secret, address: context.address,
            honoursIdempotency: context.honoursIdempotency)
    }
}
