public import HTTPClient

/// Asks a model, streamed, within an absolute deadline. It never asks twice: what a second request is worth is
/// ``ModelPool``'s decision.
public struct ModelClient: Sendable {
    /// The model.
    public let endpoint: ModelEndpoint
    private let engine: HTTPEngine

    /// A client for one model.
    public init(endpoint: ModelEndpoint, engine: HTTPEngine) {
        self.endpoint = endpoint
        self.engine = engine
    }

    /// Asks the model and waits for the answer, or for what there is of it at the deadline. Cancelling the task ends the
    /// request.
    ///
    /// - Parameter customer: a hash that stands for the customer.
    public func answer(
        to messages: [PromptMessage], customer: String, by deadline: ContinuousClock.Instant
    ) async -> ModelResult {
        await answer(ModelAsk(messages: messages, customer: customer), by: deadline)
    }

    /// Asks the model and waits for the answer, or for what there is of it at the deadline. Cancelling the task ends the
    /// request.
    ///
    /// - Parameter onFirstWords: called once, when the first words or the first call of a tool come.
    public func answer(
        _ ask: ModelAsk, by deadline: ContinuousClock.Instant, onFirstWords: @Sendable () -> Void = {}
    ) async -> ModelResult {
        guard !Task.isCancelled else { return .cancelled }
        var result = ModelResult()
        let body: [UInt8]
        do {
            body = try ModelRequest(endpoint: endpoint, ask: ask).json()
        } catch {
            result.fault = .unsendable
            result.problem = "the prompt or a tool's parameters cannot be written as JSON"
            return result
        }
        result.requestedAt = .now
        var stream = ModelStream(
            engine.stream(request(body, by: deadline)), deadline: deadline,
            expectsUsage: endpoint.features.contains(.usage))
        let end = await stream.read(onFirstWords: onFirstWords)
        result.endedAt = .now
        result.firstWordsAt = stream.firstWordsAt
        result.requestID = stream.requestID
        ModelJudgement(endpoint: endpoint, ask: ask, end: end, events: stream.events).judge(&result)
        return result
    }

    private func request(_ body: [UInt8], by deadline: ContinuousClock.Instant) -> HTTPRequest {
        HTTPRequest(
            method: "POST", url: endpoint.completionsURL,
            headers: [
                endpoint.authorization, ("Content-Type", "application/json"), ("Accept", "text/event-stream"),
            ], body: body, deadline: deadline)
    }
}
