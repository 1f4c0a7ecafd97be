/// What a turn knows about itself when its reply is committed; times in milliseconds since the oldest message's arrival.
public struct TurnReport: Encodable, Sendable {
    /// The rung of the ladder that answered.
    public enum Rung: String, Encodable, Sendable {
        /// The model.
        case model
        /// A second request that overtook the first, or took its place.
        case hedged
        /// The model, corrected after its first answer held something that is not so.
        case corrected
        /// The finished sentences of a model that ran out of time.
        case partial
        /// An earlier answer to the same words.
        case cached
        /// The tenant's knowledge and listings.
        case knowledge
        /// The fallback texts.
        case fallback
        /// The text of the tenant's that says that the business is closed.
        case notice
    }

    /// The rung of the ladder that answered.
    public var rung = Rung.fallback
    /// The model that was asked, if any.
    public var model: String?
    /// The version of the prompt that it was given.
    public var promptVersion: Int?
    /// Tokens of the prompt, as the model counted them.
    public var promptTokens: Int?
    /// Tokens of the answer, as the model counted them.
    public var completionTokens: Int?
    /// Of the prompt's tokens, those that the provider had in its own cache.
    public var cachedTokens: Int?
    /// What the requests cost, in millionths of a dollar.
    public var costMicrodollars: Int64?
    /// How many requests the model was sent.
    public var modelRequests: Int?
    /// The tools that the model called, in order.
    public var tools: [String] = []
    /// The listings that the reply offers, in its order.
    public var listings: [Int64] = []
    /// The viewing times that the reply offers, on the tenant's wall clock, as `2026-11-26T10:00`.
    public var slots: [String] = []
    /// Why a higher rung did not answer; no customer's text.
    public var error: String?
    /// When the worker had the job.
    public var claimedMilliseconds: Int64?
    /// When the typing indicator's request left.
    public var typingMilliseconds: Int64?
    /// When the model's request left.
    public var modelRequestMilliseconds: Int64?
    /// When the model's first words came.
    public var firstTokenMilliseconds: Int64?
    /// When the model had finished.
    public var modelDoneMilliseconds: Int64?

    /// A report with nothing in it yet.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case rung
        case model
        case promptVersion = "prompt_version"
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
        case cachedTokens = "cached_tokens"
        case costMicrodollars = "cost_microdollars"
        case modelRequests = "model_requests"
        case tools
        case listings
        case slots
        case error
        case claimedMilliseconds = "claimed_ms"
        case typingMilliseconds = "typing_ms"
        case modelRequestMilliseconds = "model_request_ms"
        case firstTokenMilliseconds = "first_token_ms"
        case modelDoneMilliseconds = "model_done_ms"
    }
}
