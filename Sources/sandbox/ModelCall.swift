/// One request to the model: what was asked, how it will be answered and when, and what became of it.
struct ModelCall: Sendable {
    let request: ModelRequest
    let answer: ModelAnswer
    let reply: ModelReply
    let fault: ModelFault?
    /// When the first byte of the request arrived; the model's own times count from here.
    let received: ContinuousClock.Instant
    private let requestAt: UnixTime
    private let timeToFirstToken: Duration
    private let tokensPerSecond: Double

    /// How a call ended.
    enum Outcome: String, Sendable {
        case completed, clientLeft = "client_left", fault
    }

    init(_ request: ModelRequest, received: ContinuousClock.Instant, behaviour: Behaviour) {
        self.request = request
        self.received = received
        requestAt = UnixTime(received)
        fault = behaviour.modelFault(.random(in: 0..<1))
        timeToFirstToken = .milliseconds(behaviour.timeToFirstToken)
        tokensPerSecond = behaviour.tokensPerSecond
        answer = ModelAnswer(
            id: "chatcmpl-" + MessageID.random().lowercased(), model: request.model ?? "sandbox",
            created: requestAt.seconds, promptTokens: request.promptTokens,
            includesUsage: request.streamOptions?.includeUsage ?? false)
        let text = fault == .empty ? "" : behaviour.text ?? ModelReply.echo(request.question)
        reply = ModelReply(text, tokens: fault == .empty ? 1 : Int(behaviour.tokens), limit: request.limit)
    }

    /// When the token of this index is due, on the monotonic clock.
    func due(_ token: Int) -> ContinuousClock.Instant {
        received + timeToFirstToken + .seconds(Double(token) / tokensPerSecond)
    }

    /// The line of the log that tells of the request.
    func requestEvent(chat: String?) -> LogEvent {
        LogEvent(.model, chat: chat, text: question, [("phase", "request")] + facts)
    }

    /// The line of the log that tells of the end.
    func endEvent(chat: String?, status: Int, outcome: Outcome, firstTokenAt: UnixTime?) -> LogEvent {
        let end: [(String, JSON)] = [
            ("status", .integer(status)), ("outcome", .string(outcome.rawValue)),
            ("first_token_at", firstTokenAt?.json ?? .null), ("ended_at", UnixTime.now.json),
        ]
        return LogEvent(.model, chat: chat, text: question, [("phase", "end")] + facts + end)
    }

    private var question: String { String(request.question.joined(separator: "\n").prefix(2000)) }

    private var facts: [(String, JSON)] {
        [
            ("call", .string(answer.id)), ("fault", .string(orNull: fault?.rawValue)),
            ("messages", .integer(request.messages.count)), ("prompt_tokens", .integer(request.promptTokens)),
            ("request_at", requestAt.json),
        ]
    }
}
