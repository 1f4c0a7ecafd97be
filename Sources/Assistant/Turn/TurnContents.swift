internal import Conversation
internal import Store

/// What the messages of a turn hold: words that are answered like a text, and what came without any.
struct TurnContents: Sendable {
    /// The words, oldest first: texts, captions, titles of buttons and rows, what was heard in voice notes.
    let words: [String]
    /// The kinds of the messages, oldest first. What its words say all of is a text, however it came.
    let kinds: [MessageKind]
    /// The names and addresses of places that were shared.
    let places: [String]
    /// Whether something was said that could not be heard.
    let hasUnheard: Bool
    /// Whether there are stickers, and nothing else.
    let onlyStickers: Bool
    /// The last order.
    let order: MessageDetails.Order?
    /// The kinds of what an agent has to look at: files without words, contact cards, orders.
    let leftToAgents: [MessageKind]

    init(_ context: TurnContext) {
        let entries = context.unanswered
        words = entries.compactMap(\.words)
        kinds = entries.map { $0.words == nil || $0.isFile ? $0.messageKind : .text }
        places = entries.filter { $0.messageKind == .location }.compactMap(\.text)
        hasUnheard = entries.contains { [.voice, .audio].contains($0.messageKind) && $0.words == nil }
        onlyStickers = !entries.isEmpty && entries.allSatisfy { $0.messageKind == .sticker }
        order = entries.last { $0.messageKind == .order }.map {
            $0.details?.order ?? MessageDetails.Order(catalogID: nil, items: [])
        }
        leftToAgents = entries.filter(\.isLeftToAgents).map(\.messageKind)
    }

    /// Why an agent has to look at the turn, whatever is answered; nil where nothing of it needs that.
    var reasonForAgent: String? {
        order.map(Self.reason) ?? leftToAgents.last.map(Self.reason)
    }

    /// Why an agent has to look at an order.
    static func reason(_ order: MessageDetails.Order) -> String {
        "an order that an agent has to confirm, lines: \(order.items.count)"
    }

    /// Why an agent has to look at something of a kind.
    static func reason(_ kind: MessageKind) -> String {
        kind == .contact
            ? "a contact card that an agent has to take care of"
            : "a message without words that an agent has to look at: \(kind.rawValue)"
    }
}

extension TurnContext.Entry {
    /// What sort of thing it is; what a newer version has stored cannot be read here.
    var messageKind: MessageKind { MessageKind(rawValue: kind) ?? .unsupported }

    /// The words that are answered like a text, if there are any. The names on a contact card, a place's address and the note
    /// of an order say nothing by themselves, nor does a file's name, which some providers give as its caption.
    var words: String? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        switch messageKind {
        case .contact, .location, .order, .sticker: return nil
        case .document: return text == details?.media?.fileName || text.isFileName ? nil : text
        default: return text
        }
    }

    /// Whether it is a file that people look at.
    fileprivate var isFile: Bool { [.image, .video, .document].contains(messageKind) }

    fileprivate var isLeftToAgents: Bool {
        isFile && words == nil || messageKind == .contact || messageKind == .order
    }
}

extension String {
    /// Whether it is one word with the ending of a file's name: `lease.pdf`, `חוזה_2026.docx`.
    fileprivate var isFileName: Bool {
        guard !contains(where: \.isWhitespace), let dot = lastIndex(of: "."), dot > startIndex else { return false }
        let ending = self[index(after: dot)...]
        return (2...4).contains(ending.count) && ending.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && ending.contains { $0.isLetter }
    }
}
