import FoundationEssentials

/// What the model is asked: the fields of a chat completion that the sandbox looks at.
struct ModelRequest: Decodable, Sendable {
    struct Message: Decodable, Sendable {
        let role: String
        let content: Content?
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

    struct StreamOptions: Decodable, Sendable {
        let includeUsage: Bool?

        private enum CodingKeys: String, CodingKey {
            case includeUsage = "include_usage"
        }
    }

    let model: String?
    let messages: [Message]
    let stream: Bool?
    let streamOptions: StreamOptions?
    let maxTokens: Int?
    let maxCompletionTokens: Int?
    /// The hash of the end user: here, of the chat's address.
    let safetyIdentifier: String?

    private enum CodingKeys: String, CodingKey {
        case model, messages, stream
        case streamOptions = "stream_options"
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case safetyIdentifier = "safety_identifier"
    }

    /// The most tokens that the answer may have.
    var limit: Int { max(1, maxCompletionTokens ?? maxTokens ?? .max) }

    /// Tokens of the prompt, estimated as a token for four bytes.
    var promptTokens: Int { messages.reduce(0) { $0 + (($1.content?.text.utf8.count ?? 0) + 3) / 4 } }

    /// The texts of the user's messages that nobody has answered: those after the assistant's last one.
    var question: [String] {
        let open = messages.suffix(while: { $0.role != "assistant" })
        return open.filter { $0.role == "user" }.compactMap { $0.content?.text }
    }
}

extension Array {
    /// The longest end of the array all of whose elements satisfy the condition.
    fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
        self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
