/// A model behind an OpenAI-compatible chat completions API, and how it is asked.
public struct ModelEndpoint: Sendable {
    /// Which optional parameters a server understands.
    public enum Dialect: String, Sendable {
        /// OpenAI's own: `max_completion_tokens`, `stream_options`, `safety_identifier`.
        case openAI = "openai"
        /// The common part that Ollama, vLLM and llama.cpp take: `max_tokens` and nothing that they may reject.
        case compatible
    }

    /// The API's address up to and including `/v1`, without a slash at its end.
    public let baseURL: String
    /// Sent as a bearer token.
    public let key: String
    /// The model's name.
    public let model: String
    /// Which parameters the server takes.
    public let dialect: Dialect
    /// How much the answers vary, 0 to 2.
    public let temperature: Double
    /// The most tokens of an answer.
    public let mostTokens: Int

    /// Describes a model. Without a dialect it is told by the address: OpenAI's own host speaks `openAI`.
    public init(
        baseURL: String, key: String, model: String, dialect: Dialect? = nil, temperature: Double = 0.2,
        mostTokens: Int = 220
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.key = key
        self.model = model
        self.dialect = dialect ?? (baseURL.hasPrefix("https://api.openai.com/") ? .openAI : .compatible)
        self.temperature = temperature
        self.mostTokens = mostTokens
    }
}
