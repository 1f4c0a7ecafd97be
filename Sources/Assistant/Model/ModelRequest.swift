internal import FoundationEssentials

/// The body of a chat completions request. Its keys are sorted, so that equal prompts are equal bytes and the provider's
/// prefix cache can hit.
struct ModelRequest: Encodable {
    /// A tool's parameters are no JSON object.
    struct UnusableTool: Error {
        let name: String
    }

    struct StreamOptions: Encodable {
        let includeUsage = true
        let includeObfuscation: Bool?

        enum CodingKeys: String, CodingKey {
            case includeUsage = "include_usage"
            case includeObfuscation = "include_obfuscation"
        }
    }

    struct ResponseFormat: Encodable {
        let type = "json_object"
    }

    let model: String
    let stream = true
    let messages: [ModelRequestMessage]
    let temperature: Double?
    let maxTokens: Int?
    let maxCompletionTokens: Int?
    let streamOptions: StreamOptions?
    /// A hash that stands for the customer, never the number itself.
    let safetyIdentifier: String?
    let promptCacheKey: String?
    let responseFormat: ResponseFormat?
    /// The tools as JSON. It is made once for each tool and not with each request: that is most of the work.
    let tools: [String]
    let toolChoice: String?
    let parallelToolCalls: Bool?

    enum CodingKeys: String, CodingKey {
        case model
        case stream
        case messages
        case temperature
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case streamOptions = "stream_options"
        case safetyIdentifier = "safety_identifier"
        case promptCacheKey = "prompt_cache_key"
        case responseFormat = "response_format"
        case toolChoice = "tool_choice"
        case parallelToolCalls = "parallel_tool_calls"
    }

    /// The request that asks this of that endpoint, with no parameter that the endpoint does not take.
    init(endpoint: ModelEndpoint, ask: ModelAsk) throws(UnusableTool) {
        let takes = endpoint.features
        model = endpoint.model
        messages = ModelRequestMessage.all(of: ask.messages, for: endpoint)
        temperature = endpoint.temperature
        let mostTokens = ask.maxTokens ?? endpoint.mostTokens
        maxTokens = takes.contains(.completionTokens) ? nil : mostTokens
        maxCompletionTokens = takes.contains(.completionTokens) ? mostTokens : nil
        streamOptions =
            takes.contains(.usage)
            ? StreamOptions(includeObfuscation: takes.contains(.obfuscation) ? false : nil) : nil
        safetyIdentifier = takes.contains(.safetyIdentifier) ? ask.customer : nil
        promptCacheKey = takes.contains(.cacheKey) ? ask.cacheKey : nil
        responseFormat = ask.wantsJSON && takes.contains(.jsonFormat) ? ResponseFormat() : nil
        guard !ask.tools.isEmpty, takes.contains(.tools) else {
            (tools, toolChoice, parallelToolCalls) = ([], nil, nil)
            return
        }
        let takesStrict = takes.contains(.strictTools)
        tools = try ask.tools.map { tool throws(UnusableTool) in
            guard let json = tool.json else { throw UnusableTool(name: tool.name) }
            return takesStrict ? json.strict : json.plain
        }
        toolChoice = ask.mayCallTools ? "auto" : "none"
        parallelToolCalls = takesStrict ? false : nil
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = [UInt8](try encoder.encode(self))
        guard !tools.isEmpty else { return body }
        // The last of all keys in their order.
        return body.dropLast() + Array(",\"tools\":[\(tools.joined(separator: ","))]}".utf8)
    }
}
