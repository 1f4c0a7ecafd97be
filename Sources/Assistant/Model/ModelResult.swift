/// What asking the model came to.
public struct ModelResult: Sendable {
    /// How much of an answer there is.
    public enum Kind: Sendable, Equatable {
        /// A whole answer.
        case whole(String)
        /// The sentences that were finished when the time, or the model, ran out.
        case partial(String)
        /// Calls of tools: ``ModelResult/toolCalls``.
        case tools
        /// Nothing that could be sent.
        case nothing
    }

    /// How much of an answer there is.
    public var kind = Kind.nothing
    /// The calls that the model asks for; only whole ones, never any of an answer that was cut.
    public var toolCalls: [ToolCall] = []
    /// Why it is not whole.
    public var fault: ModelFault?
    /// The same in words; no customer's text, no secret.
    public var problem: String?
    /// Whether the same request may well be answered if it is made again at once.
    public var isRetryable = false
    /// Whether the time ran out, and not the model.
    public var isOutOfTime = false
    /// When the request was handed to the HTTP engine.
    public var requestedAt: ContinuousClock.Instant?
    /// When the first words, or the first call of a tool, came.
    public var firstWordsAt: ContinuousClock.Instant?
    /// When the answer ended.
    public var endedAt: ContinuousClock.Instant?
    /// The tokens, as the server counted them or estimated.
    public var usage = ModelUsage()
    /// What they cost, in millionths of a dollar; 0 where the endpoint has no price.
    public var costMicrodollars: Int64 = 0
    /// The provider's name for the request, from `x-request-id`, for its support.
    public var requestID: String?

    /// Tokens of the prompt; nil where nothing was asked.
    public var promptTokens: Int? { usage.promptTokens > 0 ? usage.promptTokens : nil }
    /// Tokens of the answer; nil where there are none.
    public var completionTokens: Int? { usage.completionTokens > 0 ? usage.completionTokens : nil }

    /// Whether it can be used as it is: a whole answer, or calls of tools.
    public var isGood: Bool {
        switch kind {
        case .whole, .tools: true
        case .partial, .nothing: false
        }
    }

    /// A request that was given up before it was made.
    static var cancelled: ModelResult {
        var result = ModelResult()
        result.fault = .cancelled
        result.problem = "the request was cancelled"
        return result
    }
}
