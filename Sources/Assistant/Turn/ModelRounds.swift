/// The model at work on one reply: it is asked, its calls of tools are done, and it is asked again with what they gave.
struct ModelRounds {
    /// How often it is asked for one reply at most.
    static let most = 3
    /// So many calls of one round are done; every further one is answered with a refusal.
    static let mostCalls = 6
    /// With less time than this there is no use in another round.
    static let leastTime = Duration.milliseconds(250)

    /// What it came to.
    enum Ending {
        /// A whole answer.
        case whole(String)
        /// The sentences that were finished; whether it was the time that ran out, and not the model.
        case partial(String, isOutOfTime: Bool)
        /// Nothing that could be sent.
        case nothing
    }

    let pool: ModelPool
    let customer: String
    let cacheKey: String
    let deadline: ContinuousClock.Instant

    /// The tools, with what they have read and staged.
    private(set) var toolbox: Toolbox
    /// What the requests came to.
    private(set) var use: ModelUse
    /// Why there is no whole answer.
    private(set) var problem: String?
    /// How often it has been asked.
    private(set) var count = 0
    /// The prompt so far, with the calls of tools and their results.
    private(set) var messages: [PromptMessage]

    init(
        pool: ModelPool, messages: [PromptMessage], toolbox: Toolbox, customer: String, cacheKey: String,
        deadline: ContinuousClock.Instant
    ) {
        self.pool = pool
        self.messages = messages
        self.toolbox = toolbox
        self.customer = customer
        self.cacheKey = cacheKey
        self.deadline = deadline
        use = ModelUse(model: pool.modelName)
    }

    /// Asks until there are words, at most so many rounds.
    mutating func run(rounds: Int = most) async -> Ending {
        for round in 1...max(1, rounds) {
            guard deadline - .now >= Self.leastTime, !Task.isCancelled else {
                problem = problem ?? "no time was left for another round of tools"
                return .nothing
            }
            var ask = ModelAsk(messages: messages, tools: pool.takesTools ? Tools.all : [], customer: customer)
            ask.cacheKey = cacheKey
            ask.mayCallTools = round < rounds
            let pooled = await pool.answer(ask, by: deadline, allowsExtra: true)
            use.add(pooled)
            count += 1
            problem = pooled.result.problem
            switch pooled.result.kind {
            case .whole(let text): return .whole(text)
            case .partial(let text): return .partial(text, isOutOfTime: pooled.result.isOutOfTime)
            case .nothing: return .nothing
            case .tools:
                guard round < rounds else {
                    problem = "the model called tools in its last round"
                    return .nothing
                }
                await perform(pooled.result.toolCalls)
            }
        }
        return .nothing
    }

    /// Tells the model what is wrong with its reply, for another try.
    mutating func correct(_ reply: String, _ instruction: String) {
        messages.append(PromptMessage(role: .assistant, content: reply))
        messages.append(PromptMessage(role: .system, content: instruction))
    }

    private mutating func perform(_ calls: [ToolCall]) async {
        messages.append(PromptMessage(calling: calls))
        for (number, call) in calls.enumerated() {
            let result =
                number < Self.mostCalls
                ? await toolbox.run(call, by: deadline) : #"{"error":"too many calls at once"}"#
            messages.append(PromptMessage(resultOf: call, result))
        }
    }
}
