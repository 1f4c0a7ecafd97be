/// What tokens cost, in millionths of a dollar per million tokens: $0.15 a million is 150,000.
public struct ModelPrice: Sendable, Equatable {
    /// Of a token of the prompt.
    public let input: Int64
    /// Of a token of the prompt that the provider had in its cache.
    public let cachedInput: Int64
    /// Of a token of the answer.
    public let output: Int64

    /// A price; each part at most $1,000 a million tokens, and none below nothing.
    public init(input: Int64, cachedInput: Int64, output: Int64) {
        self.input = Self.bounded(input)
        self.cachedInput = Self.bounded(cachedInput)
        self.output = Self.bounded(output)
    }

    private static func bounded(_ price: Int64) -> Int64 { min(max(price, 0), 1_000_000_000) }

    /// OpenAI's list price of a model, where it is known here.
    ///
    /// Source: openai.com/api/pricing, gpt-4o-mini: $0.15 input, $0.075 cached input, $0.60 output per million.
    static func ofOpenAI(_ model: String) -> ModelPrice? {
        guard model == "gpt-4o-mini" || model.hasPrefix("gpt-4o-mini-20") else { return nil }
        return ModelPrice(input: 150_000, cachedInput: 75_000, output: 600_000)
    }

    /// What a request cost, in millionths of a dollar, rounded up.
    public func microdollars(for usage: ModelUsage) -> Int64 {
        let cached = min(usage.cachedTokens, usage.promptTokens)
        let total =
            Int64(usage.promptTokens - cached) * input + Int64(cached) * cachedInput
            + Int64(usage.completionTokens) * output
        return (total + 999_999) / 1_000_000
    }
}

/// Tokens of one request, or of several together.
public struct ModelUsage: Sendable, Equatable {
    /// More tokens than any request has; a server that counts more is not believed.
    static let most = 10_000_000

    /// Of the prompt, cached ones included.
    public private(set) var promptTokens = 0
    /// Of the answer, hidden reasoning included.
    public private(set) var completionTokens = 0
    /// Those of the prompt that the provider had in its cache.
    public private(set) var cachedTokens = 0
    /// Whether the server did not count all of them, so that they are estimated from the texts.
    public private(set) var isEstimated = false

    /// Counts of tokens; each is brought between 0 and ten million.
    public init(promptTokens: Int = 0, completionTokens: Int = 0, cachedTokens: Int = 0, isEstimated: Bool = false) {
        self.promptTokens = Self.bounded(promptTokens)
        self.completionTokens = Self.bounded(completionTokens)
        self.cachedTokens = Self.bounded(cachedTokens)
        self.isEstimated = isEstimated
    }

    /// The tokens of both.
    public static func + (one: ModelUsage, other: ModelUsage) -> ModelUsage {
        ModelUsage(
            promptTokens: one.promptTokens + other.promptTokens,
            completionTokens: one.completionTokens + other.completionTokens,
            cachedTokens: one.cachedTokens + other.cachedTokens, isEstimated: one.isEstimated || other.isEstimated)
    }

    private static func bounded(_ tokens: Int) -> Int { min(max(tokens, 0), most) }
}

/// About how many tokens a text has: four bytes of English a token, two letters of Hebrew or another script.
///
/// It is the measure of budgets and of requests whose server does not count, not a tokenizer.
public func estimatedTokens(_ text: String) -> Int {
    var (latin, others) = (0, 0)
    for byte in text.utf8 {
        if byte < 0x80 { latin += 1 } else if byte >= 0xc0 { others += 1 }
    }
    return (latin + 2 * others + 3) / 4
}
