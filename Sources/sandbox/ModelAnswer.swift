/// The JSON of a chat completion, whole or in chunks, as OpenAI's API gives it.
struct ModelAnswer: Sendable {
    let id: String
    let model: String
    let created: Int
    let promptTokens: Int
    let includesUsage: Bool
    /// How each event of a stream begins, up to its choices.
    private let chunkStart: String

    init(id: String, model: String, created: Int, promptTokens: Int, includesUsage: Bool) {
        self.id = id
        self.model = model
        self.created = created
        self.promptTokens = promptTokens
        self.includesUsage = includesUsage
        chunkStart = "data: " + JSON.object(Self.head("chat.completion.chunk", id, created, model)).text.dropLast()
    }

    /// The first event: the role, no text yet.
    var role: String { event([choice(delta: ["role": "assistant", "content": "", "refusal": nil])]) }

    /// An event with a piece of the text.
    func content(_ piece: String) -> String { event([choice(delta: ["content": .string(piece)])]) }

    /// An event that breaks off in mid-JSON.
    func broken(_ piece: String) -> String {
        let whole = content(piece)
        return whole.prefix(whole.count / 2) + "\n\n"
    }

    /// The last events: why it ended, the usage where it was asked for, and the end of the stream.
    func ending(_ finishReason: String, tokens: Int) -> String {
        var events = event([choice(delta: [:], finishReason: .string(finishReason))])
        if includesUsage { events += event([], usage: usage(tokens)) }
        return events + "data: [DONE]\n\n"
    }

    /// The answer in one JSON document.
    func whole(_ text: String, _ finishReason: String, tokens: Int) -> String {
        let message: JSON = ["role": "assistant", "content": .string(text), "refusal": nil, "annotations": []]
        let choice: JSON = [
            "index": 0, "logprobs": nil, "finish_reason": .string(finishReason), "message": message,
        ]
        return JSON.object(
            Self.head("chat.completion", id, created, model) + [("choices", [choice]), ("usage", usage(tokens))]
        ).text
    }

    /// The body of an error.
    static func error(_ message: String, type: String, code: String? = nil) -> JSON {
        [
            "error": [
                "message": .string(message), "type": .string(type), "param": nil, "code": .string(orNull: code),
            ]
        ]
    }

    private static func head(_ object: String, _ id: String, _ created: Int, _ model: String) -> [(String, JSON)] {
        [("id", .string(id)), ("object", .string(object)), ("created", .integer(created)), ("model", .string(model))]
    }

    private func choice(delta: JSON, finishReason: JSON = nil) -> JSON {
        ["index": 0, "delta": delta, "logprobs": nil, "finish_reason": finishReason]
    }

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
