internal import Conversation
internal import FoundationEssentials

/// One event of a streamed answer, as lenient as the servers differ: every part may be missing, and the last text may come
/// with the reason for its end.
struct ModelChunk: Decodable {
    struct Choice: Decodable {
        struct Delta: Decodable {
            let content: String?
        }

        let delta: Delta?
        let finishReason: String?

        enum CodingKeys: String, CodingKey {
            case delta
            case finishReason = "finish_reason"
        }
    }

    struct Usage: Decodable {
        let promptTokens: Int?
        let completionTokens: Int?

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
        }
    }

    /// That an error came inside the stream; what it says is for the model's own log.
    struct Fault: Decodable {}

    let choices: [Choice]?
    let usage: Usage?
    let error: Fault?
    let object: String?

    /// Whether the event reports an error, in the usual way or in that of older vLLM servers, which wrap it in nothing.
    var isFault: Bool { error != nil || object == "error" }

    static func read(_ data: String) -> ModelChunk? {
        try? JSONDecoder().decode(ModelChunk.self, from: Data(data.utf8))
    }

    /// Whether an event's data may hold words of the answer: its delta has a content that is not empty.
    ///
    /// It is a look at the bytes, since decoding each event as it comes costs more than all the rest of a stream. The answer
    /// itself is decoded, once, at the end.
    static func mayHoldWords(_ data: String) -> Bool {
        guard let key = data.utf8.firstRange(of: "\"content\":".utf8) else { return false }
        let value = data.utf8[key.upperBound...].drop { $0 == UInt8(ascii: " ") }
        return value.first == UInt8(ascii: "\"") && value.dropFirst().first != UInt8(ascii: "\"")
    }
}

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
        /// It broke off, or an event could not be read.
        case broken
        /// The server reported an error in its midst.
        case failed
    }

    var text = ""
    var ending = Ending.broken
    var promptTokens: Int?
    var completionTokens: Int?

    /// Puts the events' data together.
    ///
    /// A stream without `[DONE]` but with a reason for its end is whole; one with neither was cut. An event that cannot be
    /// read, or that reports an error, ends the answer there.
    init(events: [String]) {
        read(events)
        // PostgreSQL keeps no NUL, and what a model thinks is not for the customer.
        text = withoutThoughts(text).withoutNUL()
    }

    private mutating func read(_ events: [String]) {
        for event in events {
            if event == "[DONE]" {
                if ending == .broken { ending = .finished }
                return
            }
            guard let chunk = ModelChunk.read(event) else {
                ending = .broken
                return
            }
            guard !chunk.isFault else {
                ending = .failed
                return
            }
            for choice in (chunk.choices ?? []).prefix(1) {
                text += choice.delta?.content ?? ""
                switch choice.finishReason {
                // Some servers give an empty reason with every chunk.
                case nil, "": break
                case "length": ending = .length
                case "content_filter": ending = .filtered
                default: ending = .finished
                }
            }
            promptTokens = chunk.usage?.promptTokens ?? promptTokens
            completionTokens = chunk.usage?.completionTokens ?? completionTokens
        }
    }
}
