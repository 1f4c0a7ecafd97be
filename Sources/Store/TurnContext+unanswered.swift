internal import Conversation

extension TurnContext {
    /// The messages that this turn answers, oldest first. One that was edited before it was answered has its new words in its
    /// old place, and the edit is no message of its own.
    public var unanswered: [Entry] {
        var entries: [Entry] = []
        for entry in messages where entry.unanswered {
            if entry.kind == MessageKind.edit.rawValue, let target = entry.details?.targetID,
                let index = entries.firstIndex(where: { $0.providerMessageID == target })
            {
                entries[index].text = entry.text
            } else {
                entries.append(entry)
            }
        }
        return entries
    }
}
