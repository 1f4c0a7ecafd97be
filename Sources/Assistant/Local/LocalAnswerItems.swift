internal import Conversation
internal import Store

// What came besides words: files, contact cards, orders, places, recordings, stickers.
extension LocalComposer {
    /// Answers a turn without words, where more is to be said than the fallback text for its kind. False for all others.
    mutating func answerItems() -> Bool {
        guard retrieval.contents.words.isEmpty || dialogue.onlyGreets else { return false }
        if let order = retrieval.contents.order {
            passOn(order)
        } else if !retrieval.contents.words.isEmpty {
            return false
        } else if retrieval.contents.onlyStickers, !dialogue.lastReply.isEmpty {
            parts.append(words.stillHere)
        } else if retrieval.kinds.last == .location, dialogue.wishes.facts.deal != nil {
            parts.append(words.whichArea)
        } else {
            return false
        }
        return true
    }

    /// After an answer to words, says what becomes of what came beside them.
    mutating func passOnItems() {
        guard !dialogue.texts.isEmpty else { return }
        let isAsked = writes.contains { if case .handOver = $0 { true } else { false } }
        if let order = retrieval.contents.order {
            if !parts.contains(words.order(order)) { passOn(order) }
        } else if let kind = retrieval.contents.leftToAgents.last, !isAsked, !parts.contains(sentence(for: kind)) {
            handOver(TurnContents.reason(kind), words.passedOn(kind))
        }
        if retrieval.contents.hasUnheard, !parts.contains(sentence(for: .voice)) { parts.append(words.cannotListen) }
    }

    private mutating func passOn(_ order: MessageDetails.Order) {
        handOver(TurnContents.reason(order), words.order(order))
    }

    /// What the fallback says to something of this kind without words.
    func sentence(for kind: MessageKind) -> String {
        Fallback.reply(to: [], kinds: [kind], language: retrieval.language, greeting: nil)
    }
}
