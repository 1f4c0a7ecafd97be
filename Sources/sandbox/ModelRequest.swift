import FoundationEssentials

/// What the model is asked: the fields of a chat completion that the sandbox looks at.
struct ModelRequest: Decodable, Sendable {
    struct Message: Decodable, Sendable {
        let role: String
        let content: Content?
        let toolCalls: [ToolCall]?
        /// Which call a `tool` message answers.
        let toolCallID: String?

        private enum CodingKeys: String, CodingKey {
            case role, content
            case toolCalls = "tool_calls"
            case toolCallID = "tool_call_id"
        }
    }

    /// A text, or parts of which some are text.
    struct Content: Decodable, Sendable {
        let text: String

        private struct Part: Decodable {
            let text: String?
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else {
                text = try container.decode([Part].self).compactMap(\.text).joined(separator: "\n")
            }
        }
    }

    /// A call that the assistant has made earlier.
    struct ToolCall: Decodable, Sendable {
        struct Function: Decodable, Sendable {
            let name: String?
            let arguments: JSON?
        }

        let id: String?
        let type: String?
        let function: Function?
    }

    /// A tool that the model may call.
    struct Tool: Decodable, Sendable {
        struct Function: Decodable, Sendable {
            let name: String?
            let description: String?
            let strict: Bool?
            let parameters: ToolSchema?
        }

        let type: String?
        let function: Function?
    }

    struct ResponseFormat: Decodable, Sendable {
        let type: String?
    }

    struct StreamOptions: Decodable, Sendable {
        let includeUsage: Bool?

        private enum CodingKeys: String, CodingKey {
            case includeUsage = "include_usage"
        }
    }

    let model: String?
    let messages: [Message]
    let tools: [Tool]?
    let toolChoice: JSON?
    let parallelToolCalls: Bool?
    let responseFormat: ResponseFormat?
    let stream: Bool?
    let streamOptions: StreamOptions?
    let maxTokens: Int?
    let maxCompletionTokens: Int?
    /// The hash of the end user: here, of the chat's address.
    let safetyIdentifier: String?

    private enum CodingKeys: String, CodingKey {
        case model, messages, tools, stream
        case toolChoice = "tool_choice"
        case parallelToolCalls = "parallel_tool_calls"
        case responseFormat = "response_format"
        case streamOptions = "stream_options"
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case safetyIdentifier = "safety_identifier"
    }
}
