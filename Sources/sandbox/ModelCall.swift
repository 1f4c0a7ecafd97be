/// One request to the model: what was asked, how it will be answered and when, and what became of it.
struct ModelCall: Sendable {
    let request: ModelRequest
    let answer: ModelAnswer
    let reply: ModelReply
    let fault: ModelFault?
    /// When the first byte of the request arrived; the model's own times count from here.
    let received: ContinuousClock.Instant
    private let plan: ModelPlan
    private let requestAt: UnixTime
    private let tokensPerSecond: Double
    private let logsPrompt: Bool

    /// How a call ended.
    enum Outcome: String, Sendable {
        case completed, clientLeft = "client_left", fault
    }

    init(_ request: ModelRequest, _ plan: ModelPlan, received: ContinuousClock.Instant, behaviour: Behaviour) {
        self.request = request
        self.plan = plan
        self.received = received
        fault = plan.fault
        requestAt = UnixTime(received)
        tokensPerSecond = behaviour.tokensPerSecond
        logsPrompt = behaviour.logPrompts
        answer = ModelAnswer(
            id: "chatcmpl-" + MessageID.random().lowercased(), model: request.model ?? "sandbox",
            created: requestAt.seconds, promptTokens: request.promptTokens, givesUsage: !behaviour.noUsage,
            includesUsage: request.streamOptions?.includeUsage ?? false)
        let calls = plan.calls.map { call in
            ModelReply.Call(
                id: "call_" + MessageID.random().lowercased(), name: call.name, arguments: call.arguments)
        }
        reply = ModelReply(
            plan.text, calls: calls, tokens: fault == .empty ? 1 : Int(behaviour.tokens), limit: request.limit)
    }

    /// How a call that was written to its end has ended: as it should, or as its fault is.
    var outcome: Outcome { fault == nil || fault == .slow ? .completed : .fault }

    /// When the token of this index is due, on the monotonic clock.
    func due(_ token: Int) -> ContinuousClock.Instant {
        received + plan.timeToFirstToken + .seconds(Double(token) / tokensPerSecond)
    }

    /// The line of the log that tells of the request.
    func requestEvent(chat: String?) -> LogEvent {
        let prompt: [(String, JSON)] =
            logsPrompt ? [("prompt", .string(request.prompt(atMost: Self.longestPrompt)))] : []
        return LogEvent(.model, chat: chat, text: said, [("phase", "request")] + facts + prompt)
    }

    /// The line of the log that tells of the end.
    func endEvent(chat: String?, status: Int, outcome: Outcome, firstTokenAt: UnixTime?) -> LogEvent {
        let calls = plan.calls.map { call -> JSON in
            ["name": .string(call.name), "arguments": .string(call.arguments)]
        }
        let end: [(String, JSON)] = [
            ("status", .integer(status)), ("outcome", .string(outcome.rawValue)), ("tool_calls", .array(calls)),
            ("first_token_at", firstTokenAt?.json ?? .null), ("ended_at", UnixTime.now.json),
        ]
        return LogEvent(.model, chat: chat, text: said, [("phase", "end")] + facts + end)
    }

    private static let longestPrompt = 200_000

    private var said: String { String(request.said.prefix(2000)) }

    private var facts: [(String, JSON)] {
        [
            ("call", .string(answer.id)), ("fault", .string(orNull: fault?.rawValue)),
            ("messages", .integer(request.messages.count)), ("prompt_tokens", .integer(answer.promptTokens)),
            ("tools", .array(request.toolNames.map(JSON.string))), ("json", .bool(request.wantsJSON)),
            ("round", .integer(request.round)), ("system", .string(orNull: request.systemDigest)),
            ("rule", plan.rule.map(JSON.integer) ?? .null), ("request_at", requestAt.json),
        ]
    }
}
