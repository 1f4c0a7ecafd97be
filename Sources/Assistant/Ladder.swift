internal import Conversation
public import Store

/// An answer, and how it came about.
public struct LadderAnswer: Sendable {
    /// The words to send.
    public let text: String
    /// The rung that answered.
    public let rung: TurnReport.Rung
    /// Why no higher rung did; no customer's text.
    public let problem: String?
    /// What asking the model came to, if it was asked.
    public let model: ModelResult?
}

/// The ladder: the model, then the tenant's knowledge, then a fallback text. It always has an answer, and it has it in time.
public struct Ladder: Sendable {
    /// With less time than this there is no use in asking a model.
    static let leastTimeForModel = Duration.milliseconds(250)
    /// After a worker died with this turn, the model is asked only with at least this time left.
    static let leastTimeAfterLoss = Duration.milliseconds(1500)
    /// The tenant's data is waited for so long at most: it is there in a few milliseconds, or something is wrong.
    static let mostTimeForLookUp = Duration.milliseconds(500)
    /// A turn that is late already still gets this long to look: better an answer than a bare fallback text.
    static let leastTimeForLookUp = Duration.milliseconds(50)

    private let model: ModelClient?
    private let database: Database

    /// A ladder; without a model it begins with the tenant's knowledge.
    public init(model: ModelClient?, database: Database) {
        self.model = model
        self.database = database
    }

    /// The model's name, if there is one.
    public var modelName: String? { model?.endpoint.model }

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
        await retrieval.lookUp(
            tenantID: tenantID, in: database,
            by: min(.now + Self.mostTimeForLookUp, max(deadline, .now + Self.leastTimeForLookUp)))
        let greeting = retrieval.language == .hebrew ? context.greetingHebrew : context.greetingEnglish
        let local = LocalAnswer(retrieval, greeting: greeting)

        let remaining = deadline - .now
        let least = lost > 0 ? Self.leastTimeAfterLoss : Self.leastTimeForModel
        guard let model else {
            return LadderAnswer(text: local.text, rung: local.rung, problem: retrieval.problem, model: nil)
        }
        guard remaining >= least else {
            return LadderAnswer(
                text: local.text, rung: local.rung, problem: "too little time for the model", model: nil)
        }
        let result = await model.answer(
            to: Prompt(context: context, retrieval: retrieval).messages, customer: customer, by: deadline)
        switch result.kind {
        case .whole(let text):
            return LadderAnswer(text: text, rung: .model, problem: nil, model: result)
        case .partial where !result.isOutOfTime && local.rung == .knowledge:
            // The first words of a broken answer are worth less than all that the tenant knows.
            return LadderAnswer(text: local.text, rung: local.rung, problem: result.problem, model: result)
        case .partial(let text):
            return LadderAnswer(text: text, rung: .partial, problem: result.problem, model: result)
        case .nothing:
            return LadderAnswer(text: local.text, rung: local.rung, problem: result.problem, model: result)
        }
    }
}
