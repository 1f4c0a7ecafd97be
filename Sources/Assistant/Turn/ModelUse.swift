/// What the model's requests of one turn came to, all rounds together.
public struct ModelUse: Sendable {
    /// The model that answered last.
    public internal(set) var model: String
    /// How many requests left, extra ones included.
    public internal(set) var requests = 0
    /// The tokens of all of them.
    public internal(set) var usage = ModelUsage()
    /// What they cost, in millionths of a dollar.
    public internal(set) var costMicrodollars: Int64 = 0
    /// When the first request was handed to the HTTP engine.
    public internal(set) var requestedAt: ContinuousClock.Instant?
    /// When the first words of the answer came; calls of tools are no words.
    public internal(set) var firstWordsAt: ContinuousClock.Instant?
    /// When the last stream ended.
    public internal(set) var endedAt: ContinuousClock.Instant?
    /// Whether an extra request gave an answer.
    public internal(set) var isHedged = false

    /// Adds a request's result.
    mutating func add(_ pooled: PooledResult) {
        model = pooled.model
        requests += pooled.requests
        usage = usage + pooled.usage
        costMicrodollars += pooled.costMicrodollars
        requestedAt = requestedAt ?? pooled.requestedAt
        if pooled.result.kind != .tools { firstWordsAt = firstWordsAt ?? pooled.result.firstWordsAt }
        endedAt = pooled.result.endedAt ?? endedAt
        isHedged = isHedged || pooled.isHedged
    }

    /// This use with the requests, tokens and cost of an earlier one, whose answer was not sent.
    public func adding(_ earlier: ModelUse?) -> ModelUse {
        guard let earlier else { return self }
        var sum = self
        sum.requests += earlier.requests
        sum.usage = sum.usage + earlier.usage
        sum.costMicrodollars += earlier.costMicrodollars
        return sum
    }
}
