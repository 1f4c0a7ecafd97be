internal import Conversation

extension Evolution {
    /// Messages that were edited or taken back: events of their own, which name the changed message by its key and have no
    /// id. Theirs is made of the message's, so that a repeated event is still the same.
    static func changes(
        _ fields: Fields, _ source: MessageSource, as kind: MessageKind
    ) throws(EnvelopeError) -> WebhookContent {
        let ourNumber = fields.identifier("sender").flatMap(ChatAddress.init)
        let elements = try fields.elements("data", limit: elementLimit)
        return WebhookContent(
            items: elements.map { element in
                guard let element else { return .malformed(reason: "the change is no object") }
                return change(element, source, as: kind, ourNumber: ourNumber)
            })
    }

    private static func change(
        _ fields: Fields, _ source: MessageSource, as kind: MessageKind, ourNumber: ChatAddress?
    ) -> ParsedItem {
        switch MessageKey.read(fields.object("key") ?? fields) {
        case .ignored(let reason): return .ignored(reason: reason)
        case .malformed(let reason): return .malformed(reason: reason)
        case .usable(let key):
            // The key is the one that the sender's own client wrote: its chat can be us.
            guard ChatAddress(key.chatAddress) != ourNumber else {
                return .ignored(reason: "a change that does not tell its chat")
            }
            var content = MessageContent(kind: kind)
            var id = "\(key.id)-deleted"
            if kind == .edit {
                if let edited = fields.object("editedMessage") ?? fields.object("message"),
                    case .content(let words) = MessageContent.read(edited)
                {
                    content.text = words.text
                }
                id = "\(key.id)-edited-\(fields.integer("timestampMs").map(String.init) ?? "0")"
            }
            content.details.targetID = key.id
            let changed = MessageKey(
                chatAddress: key.chatAddress, id: id, fromMe: key.fromMe, phone: key.phone, lid: key.lid)
            return source.item(changed, content, name: nil, sentAt: fields.timestamp("timestampMs"))
        }
    }
}
