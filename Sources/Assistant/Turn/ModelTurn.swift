internal import Conversation
internal import Store

/// A model's reply to one turn, held to the facts: what does not hold is corrected once, or not said.
struct ModelTurn {
    private var rounds: ModelRounds
    private let context: TurnContext
    private let retrieval: Retrieval
    private let stable: StableFacts

    /// Why there is no whole answer of the model's.
    private(set) var problem: String?
    /// Whether it was the time that ran out, and not the model.
    private(set) var isOutOfTime = false

    init(rounds: ModelRounds, context: TurnContext, retrieval: Retrieval, stable: StableFacts) {
        self.rounds = rounds
        self.stable = stable
        self.context = context
        self.retrieval = retrieval
    }

    /// The tools, with what they have read and staged.
    var toolbox: Toolbox { rounds.toolbox }

    /// What the requests came to.
    var use: ModelUse { rounds.use }

    /// The model's answer; nil where there is none that may be sent.
    mutating func answer() async -> LadderAnswer? {
        // Read while the model thinks.
        async let reading = TurnFacts.base(stable.sheet(context), context: context, retrieval: retrieval)
        let ending = await rounds.run()
        let base = await reading
        let facts = facts(base)
        problem = rounds.problem
        switch ending {
        case .nothing: return nil
        case .partial(let text, let isOutOfTime):
            self.isOutOfTime = isOutOfTime
            // It may lack the very sentence that tells of a booking, or hold it without the end.
            guard toolbox.bookings.isEmpty, toolbox.cancelled.isEmpty, facts.violations(in: text).isEmpty else {
                return nil
            }
            return accepted(text, facts, rung: .partial)
        case .whole(let text):
            let violations = facts.violations(in: text)
            if violations.isEmpty { return accepted(text, facts, rung: use.isHedged ? .hedged : .model) }
            return await corrected(text, violations, base)
        }
    }

    /// The second try at a reply that does not hold.
    private mutating func corrected(
        _ text: String, _ violations: [FactViolation], _ base: FactSheet
    ) async -> LadderAnswer? {
        let kinds = Set(violations.map(\.kind.rawValue)).sorted().joined(separator: ", ")
        problem = "the model's reply held what no fact supports: \(kinds)"
        guard rounds.deadline - .now >= Ladder.leastTimeForCorrection else { return nil }
        rounds.correct(text, TurnFacts.correction(of: violations))
        // The correction is one request more; it may look up once what it lacks, if rounds are left.
        let ending = await rounds.run(rounds: max(1, ModelRounds.most - rounds.count))
        let facts = facts(base)
        guard case .whole(let again) = ending, facts.violations(in: again).isEmpty else { return nil }
        return accepted(again, facts, rung: .corrected)
    }

    private func facts(_ base: FactSheet) -> TurnFacts {
        TurnFacts(base: base, context: context, retrieval: retrieval, toolbox: rounds.toolbox)
    }

    private func accepted(_ text: String, _ facts: TurnFacts, rung: TurnReport.Rung) -> LadderAnswer {
        LadderAnswer(
            text: facts.tellingAll(text), rung: rung, problem: rung == .model || rung == .hedged ? nil : problem,
            model: use, tools: toolbox.called, listings: facts.listings(in: text),
            slots: toolbox.slots.map(\.description), writes: toolbox.writes + handOver(text))
    }

    /// A human is told whenever the customer has asked for one, has sent what only a human can look at, or is promised one,
    /// whether or not the model has thought of the tool.
    private func handOver(_ text: String) -> [StagedWrite] {
        let isStaged = toolbox.writes.contains { if case .handOver = $0 { true } else { false } }
        guard !isStaged, !context.isHandoverOpen else { return [] }
        if retrieval.texts.contains(where: HumanRequest.isAsked) {
            return [.handOver(reason: "the customer asks for a human")]
        }
        if let reason = retrieval.contents.reasonForAgent { return [.handOver(reason: reason)] }
        return AgentPromise.isMade(in: text)
            ? [.handOver(reason: "the assistant has promised that somebody gets back")] : []
    }
}
