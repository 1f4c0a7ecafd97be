/// What the model answers, and how it comes in tokens.
struct ModelReply: Sendable {
    /// A tool that the model calls.
    struct Call: Sendable, Equatable {
        let id: String
        let name: String
        var arguments: String
    }

    /// What comes with one token.
    enum Piece: Sendable, Equatable {
        case text(String)
        /// A call begins: its place among the calls, its id and the tool's name.
        case call(Int, id: String, name: String)
        /// A fragment of a call's arguments.
        case arguments(Int, String)
    }

    /// The pieces in which it comes; some are empty where the text is short.
    let pieces: [Piece]
    /// Why it ends: `stop`, `tool_calls`, or `length` where the request allowed fewer tokens.
    let finishReason: String

    /// The whole text; nil where the answer has none because it calls tools.
    let text: String?
    /// The calls, the last of them broken off where the request allowed fewer tokens.
    let calls: [Call]

    /// Divides a text evenly into `tokens` pieces, and the calls' arguments into fragments; no more than `limit` pieces
    /// are given.
    init(_ text: String, calls: [Call] = [], tokens: Int, limit: Int) {
        var all: [Piece] = []
        if calls.isEmpty || !text.isEmpty { all += Self.pieces(of: text, tokens: min(tokens, limit), of: tokens) }
        for (index, call) in calls.enumerated() {
            all.append(.call(index, id: call.id, name: call.name))
            all += Self.fragments(of: call.arguments).map { .arguments(index, $0) }
        }
        let textLength = calls.isEmpty ? tokens : all.count
        pieces = Array(all.prefix(limit))
        finishReason = limit < textLength ? "length" : calls.isEmpty ? "stop" : "tool_calls"
        self.text = calls.isEmpty || !text.isEmpty ? Self.text(in: pieces) : nil
        self.calls = Self.calls(in: pieces)
    }

    private static func pieces(of text: String, tokens: Int, of all: Int) -> [Piece] {
        let characters = Array(text)
        return (0..<tokens).map { index in
            .text(String(characters[index * characters.count / all..<(index + 1) * characters.count / all]))
        }
    }

    private static func fragments(of arguments: String) -> [String] {
        let characters = Array(arguments)
        return stride(from: 0, to: characters.count, by: 4).map { start in
            String(characters[start..<min(start + 4, characters.count)])
        }
    }

    private static func text(in pieces: [Piece]) -> String {
        pieces.map { if case .text(let piece) = $0 { piece } else { "" } }.joined()
    }

    private static func calls(in pieces: [Piece]) -> [Call] {
        var calls: [Call] = []
        for piece in pieces {
            switch piece {
            case .text: continue
            case .call(_, let id, let name): calls.append(Call(id: id, name: name, arguments: ""))
            case .arguments(let index, let fragment): calls[index].arguments += fragment
            }
        }
        return calls
    }
}
