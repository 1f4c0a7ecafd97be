/// One message of a prompt.
public struct PromptMessage: Sendable, Equatable {
    /// Whose words they are, in the API's terms.
    public enum Role: String, Sendable {
        /// Instructions and facts.
        case system
        /// The customer.
        case user
        /// The business: the assistant, or a human in its place.
        case assistant
        /// A tool's result.
        case tool
    }

    /// Whose words they are.
    public let role: Role
    /// The words.
    public var content: String
    /// The calls of tools that the assistant asked for with this message. One message of the role `tool` must follow for
    /// each of them, before any other role (OpenAI answers 400 otherwise).
    public let toolCalls: [ToolCall]
    /// Which call the result is of, in a message of the role `tool`.
    public let toolCallID: String?

    /// A message of a prompt.
    public init(role: Role, content: String) {
        self.init(role: role, content: content, toolCalls: [], toolCallID: nil)
    }

    /// The assistant's message that asked for calls of tools.
    public init(calling toolCalls: [ToolCall]) {
        self.init(role: .assistant, content: "", toolCalls: toolCalls, toolCallID: nil)
    }

    /// The result of a call, as text; JSON as text too.
    public init(resultOf call: ToolCall, _ content: String) {
        self.init(role: .tool, content: content, toolCalls: [], toolCallID: call.id)
    }

    private init(role: Role, content: String, toolCalls: [ToolCall], toolCallID: String?) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }
}

/// What a model is asked.
public struct ModelAsk: Sendable {
    /// The prompt.
    public var messages: [PromptMessage]
    /// The functions that it may call, in the same order each time, since they are the beginning of the prompt.
    public var tools: [ModelTool]
    /// Whether it may call them now. `false` keeps them in the prompt, for the provider's cache, and asks for words.
    public var mayCallTools = true
    /// Whether the answer shall be a JSON object. The word JSON must stand in the prompt (OpenAI).
    public var wantsJSON: Bool
    /// A hash that stands for the customer, at most 64 characters, never the number itself.
    public var customer: String
    /// The most tokens of the answer; the endpoint's where it is nil.
    public var maxTokens: Int?
    /// Joins requests with the same beginning, so that the provider's cache can hit: one per tenant. Not a secret.
    public var cacheKey: String?

    /// What a model is asked.
    public init(
        messages: [PromptMessage], tools: [ModelTool] = [], wantsJSON: Bool = false, customer: String,
        maxTokens: Int? = nil, cacheKey: String? = nil
    ) {
        self.messages = messages
        self.tools = tools
        self.wantsJSON = wantsJSON
        self.customer = customer
        self.maxTokens = maxTokens
        self.cacheKey = cacheKey
    }

    /// About how many tokens the prompt has.
    public var estimatedPromptTokens: Int {
        let messages = messages.reduce(0) { sum, message in
            // Each message has its role and its ends.
            message.toolCalls.reduce(sum + 4 + estimatedTokens(message.content)) { sum, call in
                sum + estimatedTokens(call.name) + estimatedTokens(call.arguments)
            }
        }
        return tools.reduce(messages) { sum, tool in
            sum + estimatedTokens(tool.name) + estimatedTokens(tool.description) + estimatedTokens(tool.parameters)
        }
    }
}
