/// A model behind an OpenAI-compatible chat completions API, and how it is asked.
///
/// A server of one's own is best started with its model loaded and told to keep it: Ollama with `OLLAMA_KEEP_ALIVE=-1` and a
/// first `ollama run MODEL ""`. Otherwise it loads the model with the first request, which no turn waits for, and unloads it
/// after five quiet minutes; ``ModelPool`` then has it loaded in the background, and turns are answered without it.
public struct ModelEndpoint: Sendable {
    /// Which optional parameters a server understands.
    public enum Dialect: String, Sendable {
        /// OpenAI's own: `max_completion_tokens`, `stream_options`, `safety_identifier`.
        case openAI = "openai"
        /// The common part that Ollama, vLLM and llama.cpp take: `max_tokens` and nothing that they may reject.
        case compatible

        /// The dialect that an address tells: OpenAI's own host speaks `openAI`.
        public init(address: String) {
            self = address.hasPrefix("https://api.openai.com/") ? .openAI : .compatible
        }

        /// What servers of this dialect take.
        public var features: Features { self == .openAI ? .openAI : .tools }
    }

    /// The API's address up to and including `/v1`, without a slash at its end. It may end with a query, as Azure's does.
    public let baseURL: String
    /// Sent as a bearer token; to Azure OpenAI in its own header.
    public let key: String
    /// The model's name.
    public let model: String
    /// Which parameters the server takes.
    public let dialect: Dialect
    /// What the server takes beyond the common part.
    public let features: Features
    /// How much the answers vary, 0 to 2; nil leaves it to the server, since reasoning models refuse to be told.
    public let temperature: Double?
    /// The most tokens of an answer, where a request does not say.
    public let mostTokens: Int
    /// What tokens cost; nil where that is not known.
    public let price: ModelPrice?

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - dialect: told by the address where it is not given: OpenAI's own host speaks `openAI`.
    ///   - features: those of the dialect where they are not given.
    ///   - price: OpenAI's where it is not given, and the address and the model are OpenAI's.
    public init(
        baseURL: String, key: String, model: String, dialect: Dialect? = nil, features: Features? = nil,
        temperature: Double? = 0.2, mostTokens: Int = 220, price: ModelPrice? = nil
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.key = key
        self.model = model
        let told = Dialect(address: baseURL)
        self.dialect = dialect ?? told
        self.features = features ?? self.dialect.features
        self.temperature = temperature
        self.mostTokens = mostTokens
        self.price = price ?? (told == .openAI ? ModelPrice.ofOpenAI(model) : nil)
    }

    /// Whether a system message may follow other messages.
    public var takesLateSystem: Bool { features.contains(.lateSystem) }

    /// The address of chat completions.
    var completionsURL: String { address(of: "/chat/completions") }

    /// The address of one of the API's functions.
    func address(of path: String) -> String {
        guard let query = baseURL.firstIndex(of: "?") else { return baseURL + path }
        return baseURL[..<query] + path + baseURL[query...]
    }

    /// The header that carries the key.
    var authorization: (name: String, value: String) {
        let host = baseURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return host.hasSuffix(".openai.azure.com") ? ("api-key", key) : ("Authorization", "Bearer \(key)")
    }
}

extension ModelEndpoint {
    /// What a server takes beyond what all do. Servers reject with 400 or 422 what they do not know.
    public struct Features: OptionSet, Sendable {
        /// The set as bits.
        public let rawValue: Int

        /// A set of bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `stream_options` with `include_usage`: the server counts the tokens of a stream when it is asked to.
        public static let usage = Features(rawValue: 1 << 0)
        /// `include_obfuscation`, to have no padding in the stream.
        public static let obfuscation = Features(rawValue: 1 << 1)
        /// `max_completion_tokens` in the place of `max_tokens`.
        public static let completionTokens = Features(rawValue: 1 << 2)
        /// `safety_identifier`: a hash that stands for the customer.
        public static let safetyIdentifier = Features(rawValue: 1 << 3)
        /// `prompt_cache_key`.
        public static let cacheKey = Features(rawValue: 1 << 4)
        /// `strict` in a tool's function, and `parallel_tool_calls`.
        public static let strictTools = Features(rawValue: 1 << 5)
        /// `response_format` of the type `json_object`.
        public static let jsonFormat = Features(rawValue: 1 << 6)
        /// A system message may follow other messages. Where it may not, what such messages say is added to the first.
        public static let lateSystem = Features(rawValue: 1 << 7)
        /// Instructions have the role `developer`, not `system`: OpenAI's newer reasoning models.
        public static let developerRole = Features(rawValue: 1 << 8)
        /// `tools`. Some servers take them only when started so, some models not at all.
        public static let tools = Features(rawValue: 1 << 9)

        /// What OpenAI takes for a model such as gpt-4o-mini.
        public static let openAI: Features = [
            .usage, .obfuscation, .completionTokens, .safetyIdentifier, .cacheKey, .tools, .strictTools, .jsonFormat,
            .lateSystem,
        ]
    }
}
