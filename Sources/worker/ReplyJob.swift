import Assistant
import Conversation
import Logging
import Postgres
import Store

/// Answers a conversation: one turn, begun again whenever a newer message comes, and ended by its deadline whatever happens.
struct ReplyJob {
    /// A reply whose send job this worker holds.
    struct CommittedReply {
        let message: OutboundMessage
        /// A moment before the commit.
        let committedAt: ContinuousClock.Instant
    }

    /// What becomes of the job after one try.
    enum Next {
        case again
        case over(CommittedReply?)
    }

    let worker: Worker
    let job: ClaimedJob
    let claimedAt = ContinuousClock.now

    init(worker: Worker, job: ClaimedJob) {
        self.worker = worker
        self.job = job
    }

    func run() async {
        var bill = ModelBill()
        let reply = await answer(&bill)
        worker.freePlace(.reply)
        if let reply {
            await SendJob(worker: worker, job: job).send(reply.message, committedAt: reply.committedAt)
        }
        await bill.settle(tenantID: job.tenantID, worker)
    }

    /// Answers the conversation, until a reply is committed or there is nothing more to do. Returns what is to be sent now.
    private func answer(_ bill: inout ModelBill) async -> CommittedReply? {
        var typing: TypingIndicator?
        var readMarks = ReadMarks(worker: worker)
        var hearing = Hearing(worker: worker, job: job)
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
            guard case .ok(var context) = beginning else { return nil }
            let readAt = ContinuousClock.now
            let indicator = typing ?? TypingIndicator(worker: worker, context: context)
            typing = indicator
            readMarks.mark(context)
            // Listening takes seconds: what has come meanwhile is answered, too.
            if await hearing.listens(to: context, readAt: readAt) { continue }
            hearing.fill(&context)
            if case .over(let reply) = await attempt(context, readAt: readAt, typing: indicator, &bill) { return reply }
        }
        return nil
    }

    /// Answers what is unanswered now, and commits the answer if it still fits.
    private func attempt(
        _ context: TurnContext, readAt: ContinuousClock.Instant, typing: TypingIndicator, _ bill: inout ModelBill
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
        bill.add(answer.model)
        if hasMoved, .now < cutOff { return .again }
        if Task.isCancelled { return .over(nil) }
        let clock = TurnClock(
            arrivedAt: readAt - .milliseconds(context.receivedAgoMilliseconds), claimedAt: claimedAt,
            typingAt: typing.startedAt)
        return await ReplyCommit(worker: worker, job: job, context: context, clock: clock, cutOff: cutOff)
            .commit(answer, &bill)
    }
}

/// The model's requests of a job that no turn has told of yet: those of tries that were overtaken. A turn that is committed
/// tells of them all; where none is, they are counted by themselves, so that a budget holds for whoever interrupts the model.
struct ModelBill {
    private var use: ModelUse?

    /// Adds what one try came to.
    mutating func add(_ use: ModelUse?) {
        if let use { self.use = use.adding(self.use) }
    }

    /// All that is to be told with a turn.
    var total: ModelUse? { use }

    /// A turn was committed with it.
    mutating func isTold() { use = nil }

    /// Counts what no turn has told of.
    func settle(tenantID: Int64, _ worker: Worker) async {
        guard let use, use.requests > 0 else { return }
        do throws(PostgresError) {
            try await worker.database.call(within: .seconds(1)) { (connection) throws(PostgresError) in
                try connection.addSpend(
                    tenantID: tenantID, requests: use.requests, promptTokens: use.usage.promptTokens,
                    completionTokens: use.usage.completionTokens, microdollars: use.costMicrodollars)
            }
        } catch {
            worker.logger.warning("a cost could not be counted", metadata: ["error": "\(error)"])
        }
    }
}
