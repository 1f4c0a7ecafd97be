internal import FoundationEssentials

/// One message of a prompt.
public struct PromptMessage: Encodable, Sendable, Equatable {
    /// Whose words they are, in the API's terms.
    public enum Role: String, Encodable, Sendable {
        /// Instructions and facts.
        case system
        /// The customer.
        case user
        /// The business: the assistant, or a human in its place.
        case assistant
    }

    /// Whose words they are.
    public let role: Role
    /// The words.
    public var content: String

    /// A message of a prompt.
    public init(role: Role, content: String) {
        self.role = role
        self.content = content
    }
}

/// The body of a chat completions request. Its keys are sorted, so that equal prompts are equal bytes and the provider's
/// prefix cache can hit.
struct ModelRequest: Encodable {
    struct StreamOptions: Encodable {
        let includeUsage = true

        enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
    }

    let model: String
    let stream = true
    let messages: [PromptMessage]
    let temperature: Double
    let maxTokens: Int?
    let maxCompletionTokens: Int?
    let streamOptions: StreamOptions?
    /// A hash that stands for the customer, never the number itself.
    let safetyIdentifier: String?

    enum CodingKeys: String, CodingKey {
        case model
        case stream
        case messages
        case temperature
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case streamOptions = "stream_options"
        case safetyIdentifier = "safety_identifier"
    }

    init(endpoint: ModelEndpoint, messages: [PromptMessage], customer: String) {
        let speaksOpenAI = endpoint.dialect == .openAI
        self.model = endpoint.model
        self.messages = messages
        self.temperature = endpoint.temperature
        self.maxTokens = speaksOpenAI ? nil : endpoint.mostTokens
        self.maxCompletionTokens = speaksOpenAI ? endpoint.mostTokens : nil
        self.streamOptions = speaksOpenAI ? StreamOptions() : nil
        self.safetyIdentifier = speaksOpenAI ? customer : nil
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self))
    }
}
