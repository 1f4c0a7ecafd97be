/// The JSON of a chat completion, whole or in chunks, as OpenAI's API gives it.
struct ModelAnswer: Sendable {
    let id: String
    let model: String
    let created: Int
    let promptTokens: Int
    /// Whether the answer may tell of usage at all.
    let givesUsage: Bool
    /// Whether a stream was asked to tell of it.
    let includesUsage: Bool
    /// How each event of a stream begins, up to its choices.
    private let chunkStart: String

    init(id: String, model: String, created: Int, promptTokens: Int, givesUsage: Bool, includesUsage: Bool) {
        self.id = id
        self.model = model
        self.created = created
        self.promptTokens = promptTokens
        self.givesUsage = givesUsage
        self.includesUsage = givesUsage && includesUsage
        chunkStart = "data: " + JSON.object(Self.head("chat.completion.chunk", id, created, model)).text.dropLast()
    }

    /// The first event: the role, no text yet.
    func role(of reply: ModelReply) -> String {
        let content: JSON = reply.text == nil ? nil : ""
        return event([choice(delta: ["role": "assistant", "content": content, "refusal": nil])])
    }

    /// An event with a piece of the answer.
    func event(_ piece: ModelReply.Piece) -> String {
        switch piece {
        case .text(let text): event([choice(delta: ["content": .string(text)])])
        case .call(let index, let id, let name):
            call([
                "index": .integer(index), "id": .string(id), "type": "function",
                "function": ["name": .string(name), "arguments": ""],
            ])
        case .arguments(let index, let fragment):
            call(["index": .integer(index), "function": ["arguments": .string(fragment)]])
        }
    }

    /// An event that breaks off in mid-JSON.
    func broken(_ piece: ModelReply.Piece) -> String {
        let whole = event(piece)
        return whole.prefix(whole.count / 2) + "\n\n"
    }

    /// The last events: why it ended, the usage where it was asked for, and the end of the stream.
    func ending(_ finishReason: String, tokens: Int) -> String {
        var events = event([choice(delta: [:], finishReason: .string(finishReason))])
        if includesUsage { events += event([], usage: usage(tokens)) }
        return events + "data: [DONE]\n\n"
    }

    /// The answer in one JSON document.
    func whole(_ reply: ModelReply) -> String {
        var message: [(String, JSON)] = [
            ("role", "assistant"), ("content", .string(orNull: reply.text)), ("refusal", nil), ("annotations", []),
        ]
        if !reply.calls.isEmpty { message.append(("tool_calls", .array(reply.calls.map(Self.whole)))) }
        let choice: JSON = [
            "index": 0, "logprobs": nil, "finish_reason": .string(reply.finishReason), "message": .object(message),
        ]
        var fields = Self.head("chat.completion", id, created, model) + [("choices", [choice])]
        if givesUsage { fields.append(("usage", usage(reply.pieces.count))) }
        return JSON.object(fields).text
    }

    /// The body of an error.
    static func error(_ message: String, type: String, param: String? = nil, code: String? = nil) -> JSON {
        [
            "error": [
                "message": .string(message), "type": .string(type), "param": .string(orNull: param),
                "code": .string(orNull: code),
            ]
        ]
    }

    private static func head(_ object: String, _ id: String, _ created: Int, _ model: String) -> [(String, JSON)] {
        [("id", .string(id)), ("object", .string(object)), ("created", .integer(created)), ("model", .string(model))]
    }

    private static func whole(_ call: ModelReply.Call) -> JSON {
        [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ]
    }

    private func choice(delta: JSON, finishReason: JSON = nil) -> JSON {
        ["index": 0, "delta": delta, "logprobs": nil, "finish_reason": finishReason]
    }

    private func call(_ call: JSON) -> String { event([choice(delta: ["tool_calls": [call]])]) }

    private func event(_ choices: [JSON], usage: JSON = nil) -> String {
        let end = includesUsage ? ",\"usage\":" + usage.text : ""
        return chunkStart + ",\"choices\":" + JSON.array(choices).text + end + "}\n\n"
    }

    private func usage(_ tokens: Int) -> JSON {
        [
            "prompt_tokens": .integer(promptTokens), "completion_tokens": .integer(tokens),
            "total_tokens": .integer(promptTokens + tokens), "prompt_tokens_details": ["cached_tokens": 0],
        ]
    }
}
