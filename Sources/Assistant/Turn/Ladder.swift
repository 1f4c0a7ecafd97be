internal import Conversation
public import Store

/// An answer, and how it came about.
public struct LadderAnswer: Sendable {
    /// The words to send.
    public internal(set) var text: String
    /// The rung that answered.
    public internal(set) var rung: TurnReport.Rung
    /// Why no higher rung did; no customer's text.
    public internal(set) var problem: String?
    /// What asking the model came to, if it was asked.
    public internal(set) var model: ModelUse?
    /// The tools that the model called, in order.
    public internal(set) var tools: [String] = []
    /// The listings that the answer speaks of, in its order.
    public internal(set) var listings: [Int64] = []
    /// The viewing times that it offers.
    public internal(set) var slots: [String] = []
    /// What is to be written with it.
    public internal(set) var writes: [StagedWrite] = []
    /// What may be answered again to the same words.
    public internal(set) var remembered: RememberedReply?

    /// Whether a viewing is booked or given up with it.
    public var changesViewings: Bool {
        writes.contains { write in
            switch write {
            case .bookViewing, .cancelViewing: true
            case .recordLead, .handOver: false
            }
        }
    }

    /// Leaves the writes out: when they cannot be made in time, the words go out alone.
    public mutating func dropWrites() { writes = [] }
}

/// The ladder: an earlier answer to words that need no context; the model, hedged, with tools, held to the facts; the tenant's
/// knowledge and listings; a fallback text. It always has an answer, and it has it in time. While the business is closed, what
/// it says then is all of the answer.
public struct Ladder: Sendable {
    /// With less time than this there is no use in asking a model.
    static let leastTimeForModel = Duration.milliseconds(250)
    /// After a worker died with this turn, the model is asked only with at least this time left.
    static let leastTimeAfterLoss = Duration.milliseconds(1500)
    /// A reply that does not hold is worth a second try only with at least this time left.
    static let leastTimeForCorrection = Duration.milliseconds(700)
    /// The tenant's data is waited for so long at most: it is there in a few milliseconds, or something is wrong.
    static let mostTimeForLookUp = Duration.milliseconds(500)
    /// A turn that is late already still gets this long to look: better an answer than a bare fallback text.
    static let leastTimeForLookUp = Duration.milliseconds(50)

    private let pool: ModelPool?
    private let database: Database
    private let stableFacts = StableFacts()

    /// A ladder; without models it begins with the tenant's knowledge.
    public init(pool: ModelPool?, database: Database) {
        self.pool = pool
        self.database = database
    }

    /// Answers a turn. Cancelling the task ends the model's request; the answer is then of no use.
    ///
    /// - Parameters:
    ///   - customer: a hash that stands for the customer.
    ///   - deadline: when the answer must be there.
    ///   - lost: how many workers died with this turn.
    public func answer(
        tenantID: Int64, context: TurnContext, customer: String, by deadline: ContinuousClock.Instant, lost: Int
    ) async -> LadderAnswer {
        var retrieval = Retrieval(context: context)
        if let notice = notice(context, retrieval.language) { return notice }
        let words = pool == nil ? nil : ContextFreeWords(context, language: retrieval.language)
        if let reply = await words?.reply(tenantID: tenantID, in: database, by: deadline) {
            return LadderAnswer(text: reply, rung: .cached)
        }
        let lookUpEnd = lookUpEnd(deadline)
        let language = retrieval.language
        async let stable =
            pool == nil
            ? nil
            : PreparedPrompt.prepare(
                tenantID: tenantID, context: context, language: language, in: database, by: lookUpEnd)
        await retrieval.lookUp(tenantID: tenantID, in: database, by: lookUpEnd)

        let obstacle = obstacle(context, deadline: deadline, lost: lost)
        guard let pool, let stable = await stable, obstacle == nil else {
            return local(retrieval, context: context, problem: obstacle ?? retrieval.problem)
        }
        var turn = ModelTurn(
            rounds: ModelRounds(
                pool: pool,
                messages: Prompt(
                    stable: stable.content, context: context, retrieval: retrieval, isAnonymous: words != nil
                ).messages,
                toolbox: Toolbox(tenantID: tenantID, context: context, language: language, database: database),
                customer: customer, cacheKey: "tenant-\(tenantID)", deadline: deadline),
            context: context, retrieval: retrieval, stable: stableFacts)
        var answer = await turn.answer() ?? fallen(turn, retrieval, context)
        // The first words of a broken answer are worth less than all that the tenant knows.
        if answer.rung == .partial, !turn.isOutOfTime {
            let local = fallen(turn, retrieval, context)
            if local.rung == .knowledge { answer = local }
        }
        answer.remembered = remembered(answer, words: words, context: context)
        return marked(answer, language)
    }

    /// Answers after the writes of an answer have become impossible: the viewing time was taken meanwhile.
    public func answerAfterConflict(
        tenantID: Int64, context: TurnContext, taken: [StagedWrite], by deadline: ContinuousClock.Instant
    ) async -> LadderAnswer {
        var retrieval = Retrieval(context: context)
        if var notice = notice(context, retrieval.language) {
            notice.dropWrites()
            return notice
        }
        let viewing = taken.lazy.compactMap { write -> Int64? in
            if case .bookViewing(let listingID, _) = write { listingID } else { nil }
        }.first
        await retrieval.lookUp(tenantID: tenantID, in: database, by: lookUpEnd(deadline), viewing: viewing)
        let local = LocalAnswer.slotTaken(retrieval, context: context, taken: taken)
        return marked(
            LadderAnswer(local, problem: "the viewing time was taken meanwhile"), retrieval.language)
    }

    /// The last answer of all, made of nothing that was looked up or said: for when another cannot be stored.
    public func bareAnswer(_ context: TurnContext, problem: String) -> LadderAnswer {
        let retrieval = Retrieval(context: context)
        let text = Fallback.agentWillReply(in: retrieval.language)
        return LadderAnswer(text: text, rung: .fallback, problem: problem)
    }

    /// What the business says while it is closed, in the customer's language or else the other; nil while it is open. Somebody
    /// is to read what was written when it opens.
    private func notice(_ context: TurnContext, _ language: Language) -> LadderAnswer? {
        guard let notice = context.notice else { return nil }
        let texts = [notice.hebrew, notice.english]
        guard
            let text = (language == .hebrew ? texts : texts.reversed()).lazy.compactMap({ $0 })
                .first(where: { text in text.contains { !$0.isWhitespace } })
        else { return nil }
        var answer = LadderAnswer(text: text, rung: .notice)
        if !context.isHandoverOpen { answer.writes = [.handOver(reason: "a message while the business was closed")] }
        return marked(answer, language)
    }

    /// Why the model is not to be asked in this turn, if so.
    private func obstacle(_ context: TurnContext, deadline: ContinuousClock.Instant, lost: Int) -> String? {
        guard pool != nil else { return nil }
        if context.isOverBudget { return "the tenant's budget for the day is spent" }
        let least = lost > 0 ? Self.leastTimeAfterLoss : Self.leastTimeForModel
        return deadline - .now < least ? "too little time for the model" : nil
    }

    private func lookUpEnd(_ deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        min(.now + Self.mostTimeForLookUp, max(deadline, .now + Self.leastTimeForLookUp))
    }

    private func local(_ retrieval: Retrieval, context: TurnContext, problem: String?) -> LadderAnswer {
        marked(LadderAnswer(LocalAnswer(retrieval, context: context), problem: problem), retrieval.language)
    }

    /// The rung below the model. What the model staged is not done, since nobody is told of it; but what it has recorded of the
    /// customer, and that it asked for a human, stays.
    private func fallen(_ turn: ModelTurn, _ retrieval: Retrieval, _ context: TurnContext) -> LadderAnswer {
        var answer = LadderAnswer(LocalAnswer(retrieval, context: context), problem: turn.problem)
        answer.model = turn.use
        answer.tools = turn.toolbox.called
        for write in turn.toolbox.writes {
            switch write {
            case .recordLead, .handOver: if !answer.writes.contains(write) { answer.writes.append(write) }
            case .bookViewing, .cancelViewing: break
            }
        }
        return answer
    }

    private func remembered(
        _ answer: LadderAnswer, words: ContextFreeWords?, context: TurnContext
    ) -> RememberedReply? {
        guard let words, let use = answer.model, answer.rung == .model || answer.rung == .hedged, answer.tools.isEmpty,
            answer.slots.isEmpty, ResponseKey.isCacheable(reply: answer.text, contactName: context.contactName)
        else { return nil }
        return RememberedReply(
            language: words.language, words: words.words, factsVersion: context.factsVersion,
            reply: DirectionMarks.applied(to: answer.text, language: words.language), model: use.model)
    }

    private func marked(_ answer: LadderAnswer, _ language: Language) -> LadderAnswer {
        var answer = answer
        answer.text = DirectionMarks.applied(to: answer.text, language: language)
        return answer
    }
}

extension LadderAnswer {
    fileprivate init(_ local: LocalAnswer, problem: String?) {
        self.init(
            text: local.text, rung: local.rung, problem: problem, listings: local.listings, slots: local.slots,
            writes: local.writes)
    }
}
