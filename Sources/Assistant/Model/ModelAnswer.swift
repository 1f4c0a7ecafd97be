internal import Conversation

/// What a model has said, put together from the events of its stream.
struct ModelAnswer {
    /// How the stream ended.
    enum Ending: Equatable {
        /// The model finished.
        case finished
        /// The most tokens were reached: the last sentence may be half.
        case length
        /// The provider's filter stopped it.
        case filtered
        /// It broke off.
        case cut
        /// An event could not be read.
        case malformed
        /// The server reported an error in its midst, or a reason for its end that is none of the above.
        case failed
    }

    private(set) var text = ""
    private(set) var ending = Ending.cut
    /// Whole calls of tools; none of an answer that did not finish.
    private(set) var toolCalls: [ToolCall] = []
    /// Whether the model refused, in words of its own that are none of the answer's.
    private(set) var isRefusal = false
    /// The tokens, if the server counted them.
    private(set) var usage: ModelUsage?
    /// About how many tokens came, thoughts included.
    private(set) var estimatedTokens = 0

    /// Puts the events' data together.
    ///
    /// A stream without `[DONE]` but with a reason for its end is whole; one with neither was cut. An event that cannot be
    /// read, or that reports an error, ends the answer there.
    init(events: [String]) {
        var calls = ModelToolCalls()
        read(events, &calls)
        estimatedTokens = Assistant.estimatedTokens(text) + calls.estimatedTokens
        // PostgreSQL keeps no NUL, and what a model thinks is not for the customer.
        text = withoutThoughts(text).withoutNUL()
        guard ending == .finished else { return }
        guard let whole = calls.whole() else {
            ending = .malformed
            return
        }
        toolCalls = whole
    }

    private mutating func read(_ events: [String], _ calls: inout ModelToolCalls) {
        for event in events {
            if event == "[DONE]" {
                if ending == .cut { ending = .finished }
                return
            }
            if let words = ModelChunk.plainWords(event) {
                text += words
                continue
            }
            guard let chunk = ModelChunk.read(event) else {
                // All of the answer was there, whatever came after it.
                if ending == .cut { ending = .malformed }
                return
            }
            guard !chunk.isFault else {
                if ending == .cut { ending = .failed }
                return
            }
            if let choice = chunk.choices?.first { read(choice, &calls) }
            if let usage = chunk.usage { read(usage) }
        }
    }

    private mutating func read(_ choice: ModelChunk.Choice, _ calls: inout ModelToolCalls) {
        // In a stream, some servers say all of it once more at its end.
        let delta = choice.delta ?? (text.isEmpty && calls.isEmpty ? choice.message : nil)
        text += delta?.content?.text ?? ""
        isRefusal = isRefusal || delta?.refusal?.isEmpty == false
        calls.add(delta?.toolCalls ?? [])
        guard ending != .failed, let ending = Self.ending(for: choice.finishReason) else { return }
        self.ending = ending
    }

    /// What the reason for an answer's end says of it; nil where it is none. Only those count as a good end that are known
    /// to be one: servers also have "error" and "abort".
    private static func ending(for reason: String?) -> Ending? {
        switch reason {
        // Some servers give an empty reason with every chunk.
        case nil, "": nil
        // The reason is not to be relied on for calls of tools: some servers say "stop" with them.
        case "stop", "eos", "eos_token", "stop_sequence", "end_turn", "tool_calls", "function_call": .finished
        case "length", "model_length", "max_tokens": .length
        case "content_filter": .filtered
        default: .failed
        }
    }

    private mutating func read(_ usage: ModelChunk.Usage) {
        guard let promptTokens = usage.promptTokens, let completionTokens = usage.completionTokens else { return }
        self.usage = ModelUsage(
            promptTokens: promptTokens, completionTokens: completionTokens,
            cachedTokens: usage.details?.cachedTokens ?? 0)
    }
}
