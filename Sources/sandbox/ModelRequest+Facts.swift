import Conversation

extension ModelRequest {
    /// The most tokens that the answer may have.
    var limit: Int { max(1, maxCompletionTokens ?? maxTokens ?? .max) }

    /// Whether the answer must be JSON.
    var wantsJSON: Bool { ["json_object", "json_schema"].contains(responseFormat?.type) }

    /// The names of the tools that are offered.
    var toolNames: [String] { (tools ?? []).compactMap(\.function?.name) }

    /// Whether the model may call tools.
    var offersTools: Bool { !toolNames.isEmpty && toolChoice?.string != "none" }

    /// Tokens of the prompt, estimated as a token for four bytes of its messages and tools.
    var promptTokens: Int {
        let texts = messages.map { message in
            message.calls.reduce(message.content?.text.utf8.count ?? 0) { sum, call in
                sum + call.name.utf8.count + call.arguments.utf8.count
            }
        }
        let functions = (tools ?? []).compactMap(\.function).map { function in
            (function.name?.utf8.count ?? 0) + (function.description?.utf8.count ?? 0)
                + (function.parameters?.size ?? 0)
        }
        return (texts + functions).reduce(0) { $0 + ($1 + 3) / 4 }
    }

    /// The texts of the user's messages that nobody has answered: those after the assistant's last words. That the
    /// assistant has called tools is no answer.
    var question: [String] {
        messages[open...].filter { $0.role == "user" }.compactMap { $0.content?.text }
    }

    /// How often the assistant has called tools since its last words.
    var round: Int { messages[open...].count { !$0.calls.isEmpty } }

    /// What the customer said since the assistant's last words, or last of all.
    var said: String {
        let texts = question
        return texts.isEmpty
            ? messages.last { $0.role == "user" }?.content?.text ?? "" : texts.joined(separator: "\n")
    }

    /// What tells one system prompt from another: the first digits of the digest of the first message, where it holds
    /// instructions.
    var systemDigest: String? {
        guard let first = messages.first, ["system", "developer"].contains(first.role) else { return nil }
        return String(sha256Hex(first.content?.text ?? "").prefix(16))
    }

    /// All messages as one text, for the log; no longer than `most` bytes.
    func prompt(atMost most: Int) -> String {
        let texts = messages.map { message in
            let calls = message.calls.map { "CALL \($0.name) \($0.arguments)" }
            return "\(message.role): "
                + ((message.content.map { [$0.text] } ?? []) + calls).joined(separator: "\n")
        }
        let whole = texts.joined(separator: "\n\n")
        return whole.utf8.count <= most ? whole : String(decoding: whole.utf8.prefix(most), as: UTF8.self)
    }

    /// Where what nobody has answered begins.
    private var open: Int {
        (messages.lastIndex { $0.role == "assistant" && $0.calls.isEmpty } ?? -1) + 1
    }
}

extension ModelRequest.Message {
    /// The calls that the message makes.
    var calls: [(name: String, arguments: String)] {
        (toolCalls ?? []).map { ($0.function?.name ?? "", $0.function?.arguments?.string ?? "") }
    }
}
