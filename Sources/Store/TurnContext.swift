internal import FoundationEssentials

/// All that a turn needs to know, as `begin_turn` read it in one snapshot.
public struct TurnContext: Decodable, Sendable {
    /// The id of the turn; finishing it twice with the same id is finishing it once.
    public let turnID: Int64
    /// What the reply will answer.
    public let generation: Int32
    /// Milliseconds until the deadline of the oldest unanswered message; negative when it has passed.
    public let remainingMilliseconds: Int64
    /// Milliseconds that a reply must still wait for the quiet interval; 0 or less: no longer.
    public let quietMilliseconds: Int64
    /// How long ago the oldest unanswered message arrived, in milliseconds.
    public let receivedAgoMilliseconds: Int64
    /// How long it took until that message was stored, in milliseconds.
    public let storedMilliseconds: Int64
    /// Where the reply goes: the provider's address of the chat.
    public let chatAddress: String
    /// The provider of the channel, such as `gateway`.
    public let provider: String
    /// Where the channel's provider is called.
    public let baseURL: String
    /// What the provider expects as proof of who calls.
    public let secret: String
    /// How the provider names the channel.
    public let address: String
    /// Whether the provider delivers once per idempotency key.
    public let honoursIdempotency: Bool
    /// What the customer calls himself or herself.
    public let contactName: String?
    /// The tenant's own language, `he` or `en`.
    public let tenantLanguage: String
    /// The tenant's greeting in Hebrew.
    public let greetingHebrew: String?
    /// The tenant's greeting in English.
    public let greetingEnglish: String?
    /// What the model is told about the business.
    public let prompt: String?
    /// The prompt's version.
    public let promptVersion: Int?
    /// The conversation's last messages, oldest first.
    public let messages: [Entry]

    /// One message of the conversation.
    public struct Entry: Decodable, Sendable {
        /// Who wrote it: customer, bot, operator or owner.
        public let author: String
        /// What sort of thing it is, such as `text` or `voice`.
        public let kind: String
        /// Its words.
        public let text: String?
        /// Whether this turn answers it.
        public let unanswered: Bool
    }

    enum CodingKeys: String, CodingKey {
        case turnID = "turn_id"
        case generation
        case remainingMilliseconds = "remaining_ms"
        case quietMilliseconds = "quiet_ms"
        case receivedAgoMilliseconds = "received_ago_ms"
        case storedMilliseconds = "stored_ms"
        case chatAddress = "chat_address"
        case provider
        case baseURL = "base_url"
        case secret
        case address
        case honoursIdempotency = "honours_idempotency"
        case contactName = "contact_name"
        case tenantLanguage = "tenant_language"
        case greetingHebrew = "greeting_he"
        case greetingEnglish = "greeting_en"
        case prompt
        case promptVersion = "prompt_version"
        case messages
    }

    /// Reads what `begin_turn` wrote.
    static func read(_ json: [UInt8]) -> TurnContext? {
        json.withUnsafeBytes { bytes in try? JSONDecoder().decode(TurnContext.self, from: Data(bytes)) }
    }
}

/// What a turn knows about itself when its reply is committed; times in milliseconds since the oldest message's arrival.
public struct TurnReport: Encodable, Sendable {
    /// The rung of the ladder that answered.
    public enum Rung: String, Encodable, Sendable {
        /// The model.
        case model
        /// The finished sentences of a model that ran out of time.
        case partial
        /// The tenant's knowledge and listings.
        case knowledge
        /// The fallback texts.
        case fallback
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
        case error
        case claimedMilliseconds = "claimed_ms"
        case typingMilliseconds = "typing_ms"
        case modelRequestMilliseconds = "model_request_ms"
        case firstTokenMilliseconds = "first_token_ms"
        case modelDoneMilliseconds = "model_done_ms"
    }
}
