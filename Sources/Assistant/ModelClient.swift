internal import Conversation
public import HTTPClient

/// What asking the model came to.
public struct ModelResult: Sendable {
    /// How much of an answer there is.
    public enum Kind: Sendable {
        /// A whole answer.
        case whole(String)
        /// The sentences that were finished when the time, or the model, ran out.
        case partial(String)
        /// Nothing that could be sent.
        case nothing
    }

    /// How much of an answer there is.
    public var kind: Kind
    /// Why it is not whole; no customer's text, no secret.
    public var problem: String?
    /// Whether the time ran out, and not the model.
    public var isOutOfTime = false
    /// When the request was handed to the HTTP engine.
    public var requestedAt: ContinuousClock.Instant?
    /// When the first words came.
    public var firstWordsAt: ContinuousClock.Instant?
    /// When the stream ended.
    public var endedAt: ContinuousClock.Instant?
    /// Tokens of the prompt, as the model counted them.
    public var promptTokens: Int?
    /// Tokens of the answer, as the model counted them.
    public var completionTokens: Int?
}

/// Asks a model, streamed, within an absolute deadline. It never asks twice: what a second request is worth is the
/// ladder's decision.
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
        var result = ModelResult(kind: .nothing)
        guard let body = try? ModelRequest(endpoint: endpoint, messages: messages, customer: customer).json() else {
            result.problem = "the prompt cannot be written as JSON"
            return result
        }
        let request = HTTPRequest(
            method: "POST", url: endpoint.baseURL + "/chat/completions",
            headers: [
                ("Authorization", "Bearer \(endpoint.key)"), ("Content-Type", "application/json"),
                ("Accept", "text/event-stream"),
            ], body: body, deadline: deadline)
        result.requestedAt = .now

        var events: [String] = []
        var decoder = ServerSentEvents()
        do {
            var status = 0
            for try await event in engine.stream(request) {
                switch event {
                case .head(let code, _): status = code
                case .bytes(let bytes) where status == 200:
                    let fresh = try decoder.feed(bytes)
                    if result.firstWordsAt == nil, fresh.contains(where: ModelChunk.mayHoldWords) {
                        result.firstWordsAt = .now
                    }
                    events += fresh
                case .bytes: break
                }
            }
            if let last = try decoder.finish() { events.append(last) }
            // A stream ends without an error when the task that reads it is cancelled.
            if Task.isCancelled {
                result.problem = "the request was cancelled"
            } else if status != 200 {
                result.problem = "the model answered with status \(status)"
            }
        } catch let error as HTTPError {
            result.isOutOfTime = error.kind == .deadline
            result.problem = "\(error.kind): \(error.message)"
        } catch {
            result.problem = "the model's stream cannot be read"
        }
        result.endedAt = .now
        judge(ModelAnswer(events: events), into: &result)
        return result
    }

    private func judge(_ answer: ModelAnswer, into result: inout ModelResult) {
        result.promptTokens = answer.promptTokens
        result.completionTokens = answer.completionTokens
        let text = answer.text.trimmed()
        switch answer.ending {
        case .finished where !text.isEmpty:
            result.kind = .whole(text)
            // All of it was there, whatever came after it.
            result.problem = nil
        case .finished:
            result.problem = "the model's answer is empty"
        case .filtered:
            result.problem = "the provider's content filter stopped the answer"
        case .length, .failed, .broken:
            result.problem = result.problem ?? Self.problem(of: answer.ending)
            let sentences = finishedSentences(of: text).trimmed()
            if !sentences.isEmpty { result.kind = .partial(sentences) }
        }
    }

    private static func problem(of ending: ModelAnswer.Ending) -> String {
        switch ending {
        case .length: "the answer reached its limit"
        case .failed: "the model reported an error in its stream"
        case .broken, .filtered, .finished: "the stream was cut off"
        }
    }
}

extension String {
    /// Without white space at its ends.
    func trimmed() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
