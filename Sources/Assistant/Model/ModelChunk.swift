internal import FoundationEssentials

/// One event of a streamed answer, as lenient as the servers differ: every part may be missing, and the last text may come
/// with the reason for its end.
struct ModelChunk: Decodable {
    struct Choice: Decodable {
        let delta: Delta?
        /// The whole answer, from a server that does not stream.
        let message: Delta?
        let finishReason: String?

        enum CodingKeys: String, CodingKey {
            case delta
            case message
            case finishReason = "finish_reason"
        }
    }

    struct Delta: Decodable {
        let content: Content?
        let refusal: String?
        let toolCalls: [Fragment]?

        enum CodingKeys: String, CodingKey {
            case content
            case refusal
            case toolCalls = "tool_calls"
        }
    }

    /// Words as a string, or as a list of parts, of which some servers' are thoughts.
    struct Content: Decodable {
        private struct Part: Decodable {
            let type: String?
            let text: String?
        }

        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
                return
            }
            text = try container.decode([Part].self).reduce(into: "") { text, part in
                guard ["text", "output_text"].contains(part.type ?? "text") else { return }
                text += part.text ?? ""
            }
        }
    }

    /// A piece of a tool call, or all of it.
    struct Fragment: Decodable {
        struct Function: Decodable {
            let name: String?
            /// A string in OpenAI's form; some servers write the arguments as the object that they are.
            let arguments: JSONValue?
        }

        let index: Int?
        let id: String?
        let function: Function?
    }

    struct Usage: Decodable {
        struct Details: Decodable {
            let cachedTokens: Int?

            enum CodingKeys: String, CodingKey { case cachedTokens = "cached_tokens" }
        }

        let promptTokens: Int?
        let completionTokens: Int?
        let details: Details?

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
            case details = "prompt_tokens_details"
        }
    }

    /// That an error came inside the stream; what it says is for the model's own log.
    struct Fault: Decodable {}

    let choices: [Choice]?
    let usage: Usage?
    let error: Fault?
    let object: String?

    /// Whether the event reports an error, in the usual way or in that of older vLLM servers, which wrap it in nothing.
    var isFault: Bool { error != nil || object == "error" }

    /// Whether the event gives the reason for the answer's end. Some servers give an empty reason with every chunk.
    var isEnd: Bool { choices?.first?.finishReason.map { !$0.isEmpty } ?? false }

    static func read(_ data: String) -> ModelChunk? {
        try? JSONDecoder().decode(ModelChunk.self, from: Data(data.utf8))
    }
}
