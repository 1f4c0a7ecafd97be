extension ModelRequest {
    /// Every role is one that there is and says something, and the answers to an assistant's calls follow it, all of
    /// them, before anything else.
    func checkMessages() throws(InvalidRequest) {
        guard !messages.isEmpty else { throw InvalidRequest("[] is too short - 'messages'", param: "messages") }
        var calls = OpenCalls()
        for (index, message) in messages.enumerated() {
            let param = "messages.[\(index)]"
            if message.role == "tool" {
                try calls.answer(message, param)
            } else {
                try calls.requireNone(param)
                calls = OpenCalls(try Self.calls(of: message, param))
            }
            try Self.checkContent(message, param)
        }
        try calls.requireNone("messages")
    }

    private static func checkContent(_ message: Message, _ param: String) throws(InvalidRequest) {
        guard ["system", "developer", "user", "assistant", "tool"].contains(message.role) else {
            throw InvalidRequest(
                "Invalid value: '\(message.role)'. Supported values are: 'system', 'developer', 'user', 'assistant',"
                    + " 'tool'.",
                param: param + ".role", code: "invalid_value")
        }
        guard message.content != nil || message.role == "assistant" && message.toolCalls != nil else {
            throw InvalidRequest("Invalid value for 'content': expected a string, got null.", param: param + ".content")
        }
    }

    /// The ids of the calls that a message makes.
    private static func calls(of message: Message, _ param: String) throws(InvalidRequest) -> [String] {
        guard let calls = message.toolCalls else { return [] }
        guard message.role == "assistant" else {
            throw InvalidRequest("'tool_calls' is only for the assistant.", param: param + ".tool_calls")
        }
        guard !calls.isEmpty else { throw InvalidRequest("[] is too short", param: param + ".tool_calls") }
        var ids: [String] = []
        for (index, call) in calls.enumerated() {
            let param = "\(param).tool_calls[\(index)]"
            guard call.type == "function", call.function?.name?.isToolName == true else {
                throw InvalidRequest("The call must be a function with a name.", param: param)
            }
            guard call.function?.arguments?.string != nil else {
                throw InvalidRequest(
                    "Invalid type for 'arguments': expected a string.", param: param + ".function.arguments",
                    code: "invalid_type")
            }
            guard let id = call.id else {
                throw InvalidRequest(
                    "Missing required parameter: 'id'.", param: param, code: "missing_required_parameter")
            }
            ids.append(id)
        }
        return ids
    }
}

/// The calls of an assistant's message, and which of them have no answer yet.
private struct OpenCalls {
    private let ids: [String]
    private var unanswered: [String]

    init(_ ids: [String] = []) {
        self.ids = ids
        unanswered = ids
    }

    mutating func answer(_ message: ModelRequest.Message, _ param: String) throws(InvalidRequest) {
        guard !ids.isEmpty else {
            throw InvalidRequest(
                "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
                param: param + ".role")
        }
        guard let id = message.toolCallID, ids.contains(id) else {
            throw InvalidRequest(
                "'tool_call_id' is missing or not found in 'tool_calls' of the previous message.",
                param: param + ".tool_call_id")
        }
        unanswered.removeAll { $0 == id }
    }

    func requireNone(_ param: String) throws(InvalidRequest) {
        guard unanswered.isEmpty else {
            throw InvalidRequest(
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                    + " 'tool_call_id'. These had no response: \(unanswered.joined(separator: ", "))", param: param)
        }
    }
}
