/// A message of a prompt as a server takes it.
struct ModelRequestMessage: Encodable {
    struct Call: Encodable {
        struct Function: Encodable {
            let name: String
            let arguments: String
        }

        let id: String
        let type = "function"
        let function: Function
    }

    let role: String
    let content: String
    let toolCalls: [Call]
    let toolCallID: String?
    /// Whether content that is empty beside calls is written as null, as OpenAI does. Templates of other servers stumble
    /// over null, or show the model the word None.
    let takesNull: Bool

    enum CodingKeys: String, CodingKey {
        case role
        case content
        case toolCalls = "tool_calls"
        case toolCallID = "tool_call_id"
    }

    /// The messages of a prompt for that endpoint.
    static func all(of messages: [PromptMessage], for endpoint: ModelEndpoint) -> [ModelRequestMessage] {
        let messages = endpoint.takesLateSystem ? messages : withoutLateSystem(messages)
        return messages.map { ModelRequestMessage($0, for: endpoint) }
    }

    /// The messages with what later system messages say added to the first. One behind all other words becomes the user's:
    /// a prompt that ends with the assistant's words would be taken for an answer to be continued.
    private static func withoutLateSystem(_ messages: [PromptMessage]) -> [PromptMessage] {
        var (instructions, others) = ([String](), [PromptMessage]())
        for (index, message) in messages.enumerated() {
            if message.role != .system {
                others.append(message)
            } else if others.last?.role == .assistant, messages[index...].allSatisfy({ $0.role == .system }) {
                others.append(PromptMessage(role: .user, content: message.content))
            } else {
                instructions.append(message.content)
            }
        }
        guard !instructions.isEmpty else { return others }
        return [PromptMessage(role: .system, content: instructions.joined(separator: "\n\n"))] + others
    }

    private init(_ message: PromptMessage, for endpoint: ModelEndpoint) {
        let isDeveloper = message.role == .system && endpoint.features.contains(.developerRole)
        role = isDeveloper ? "developer" : message.role.rawValue
        content = message.content
        toolCalls = message.toolCalls.map { call in
            // Servers that read the arguments answer 400 to what is no JSON, although a model wrote it.
            let isJSON = JSONValue.object(in: call.arguments) != nil
            return Call(id: call.id, function: .init(name: call.name, arguments: isJSON ? call.arguments : "{}"))
        }
        toolCallID = message.toolCallID
        takesNull = endpoint.dialect == .openAI
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        if content.isEmpty, !toolCalls.isEmpty, takesNull {
            try container.encodeNil(forKey: .content)
        } else {
            try container.encode(content, forKey: .content)
        }
        if !toolCalls.isEmpty { try container.encode(toolCalls, forKey: .toolCalls) }
        try container.encodeIfPresent(toolCallID, forKey: .toolCallID)
    }
}
