internal import Conversation
internal import HTTPClient

/// Judges what a request came to: how much of an answer there is, why not more, and what it cost.
struct ModelJudgement {
    let endpoint: ModelEndpoint
    let ask: ModelAsk
    let end: ModelStream.End
    let events: [String]

    func judge(_ result: inout ModelResult) {
        let answer = ModelAnswer(events: events)
        blame(&result)
        judge(answer, &result)
        if let fault = result.fault, result.problem == nil { result.problem = Self.words(for: fault) }
        count(answer, &result)
    }

    /// What is wrong with the response, whatever it brought.
    private func blame(_ result: inout ModelResult) {
        switch end {
        case .ended: return
        case .cancelled: result.fault = .cancelled
        case .unreadable: result.fault = .malformedChunk
        case .refused(let status, let refusal):
            result.fault = refusal.fault
            result.isRetryable = refusal.isRetryable
            result.problem = "the model answered with status \(status)"
            return
        case .failed(let error):
            result.isOutOfTime = error.kind == .deadline
            result.fault = fault(of: error, hadWords: result.firstWordsAt != nil)
            result.problem = "\(error.kind): \(error.message)"
        }
        result.isRetryable = result.fault?.isRetryable ?? false
    }

    private func fault(of error: HTTPError, hadWords: Bool) -> ModelFault {
        switch error.kind {
        case .invalidRequest: .unsendable
        case .resolve, .connect, .tls, .engineStopped: .refused
        case .deadline: hadWords ? .timeoutInStream : .timeoutBeforeFirstToken
        case .cancelled: .cancelled
        case .disconnected: .cutStream
        case .responseTooLarge, .protocolError: .malformedChunk
        }
    }

    private func judge(_ answer: ModelAnswer, _ result: inout ModelResult) {
        let text = answer.text.trimmed()
        switch answer.ending {
        case .finished where !answer.toolCalls.isEmpty:
            accept(.tools, &result)
            result.toolCalls = answer.toolCalls
        case .finished where !text.isEmpty:
            accept(.whole(text), &result)
        case .finished:
            fail(answer.isRefusal ? .declined : .empty, &result)
        case .filtered:
            fail(.contentFiltered, &result)
        case .length, .failed, .cut, .malformed:
            // What came in the stream tells more than how its connection ended.
            if result.fault == nil || answer.ending != .cut { fail(Self.fault(of: answer.ending), &result) }
            // Half a JSON object is none, however its sentences end.
            let sentences = ask.wantsJSON ? "" : finishedSentences(of: text).trimmed()
            if !sentences.isEmpty { result.kind = .partial(sentences) }
        }
    }

    /// All of it was there, whatever came after it.
    private func accept(_ kind: ModelResult.Kind, _ result: inout ModelResult) {
        result.kind = kind
        result.fault = nil
        result.problem = nil
        result.isRetryable = false
        result.isOutOfTime = false
    }

    private func fail(_ fault: ModelFault, _ result: inout ModelResult) {
        result.fault = fault
        result.problem = nil
        result.isRetryable = fault.isRetryable
        result.isOutOfTime = false
    }

    private static func fault(of ending: ModelAnswer.Ending) -> ModelFault {
        switch ending {
        case .length: .truncated
        case .failed: .faultInStream
        case .malformed: .malformedChunk
        case .filtered: .contentFiltered
        case .cut, .finished: .cutStream
        }
    }

    private static func words(for fault: ModelFault) -> String {
        switch fault {
        case .cancelled: "the request was cancelled"
        case .cutStream: "the stream was cut off"
        case .malformedChunk: "the model's stream cannot be read"
        case .faultInStream: "the model reported an error in its stream"
        case .contentFiltered: "the provider's content filter stopped the answer"
        case .declined: "the model refused to answer"
        case .truncated: "the answer reached its limit"
        case .empty: "the model's answer is empty"
        default: "the model failed: \(fault.name)"
        }
    }

    /// The tokens and their price. What the server did not count is estimated, and so are the tokens of a request that was
    /// given up: the provider charges for what it has read and written.
    private func count(_ answer: ModelAnswer, _ result: inout ModelResult) {
        if let usage = answer.usage {
            result.usage = usage
        } else if wasRead {
            result.usage = ModelUsage(
                promptTokens: ask.estimatedPromptTokens, completionTokens: answer.estimatedTokens, isEstimated: true)
        }
        result.costMicrodollars = endpoint.price?.microdollars(for: result.usage) ?? 0
    }

    /// Whether a model may have read the prompt.
    private var wasRead: Bool {
        switch end {
        case .ended, .cancelled, .unreadable: true
        case .refused: false
        case .failed(let error): error.begun
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
