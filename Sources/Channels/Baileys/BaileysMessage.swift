internal import Conversation

/// A Baileys `WAMessage`, as the gateway, Evolution and WAHA hand it on.
///
/// Reading it never fails: what is wrong with it is its reading.
struct BaileysMessage: Decodable {
    /// What a message turned out to be.
    enum Reading {
        case read(MessageKey, MessageContent, name: String?, sentAt: Int64?)
        case ignored(String)
        case malformed(String)
    }

    var reading: Reading

    init(from decoder: any Decoder) {
        guard let fields = try? decoder.container(keyedBy: FieldName.self) else {
            reading = .malformed("the message is no object")
            return
        }
        reading = Self.read(fields, isOwn: false)
    }

    /// Reads the members of a message.
    ///
    /// - Parameter isOwn: whether it is known to be the business's own, whatever its key says.
    init(_ fields: Fields, isOwn: Bool = false) {
        reading = Self.read(fields, isOwn: isOwn)
    }

    /// What the element is, among those of its post.
    func item(from source: MessageSource) -> ParsedItem {
        switch reading {
        case .ignored(let reason): .ignored(reason: reason)
        case .malformed(let reason): .malformed(reason: reason)
        case .read(let key, let content, let name, let sentAt):
            source.item(key, content, name: name, sentAt: sentAt)
        }
    }

    private static func read(_ fields: Fields, isOwn: Bool) -> Reading {
        guard let keyFields = fields.object("key") else { return .malformed("the message has no key") }
        let key: MessageKey
        switch MessageKey.read(keyFields, isOwn: isOwn) {
        case .ignored(let reason): return .ignored(reason)
        case .malformed(let reason): return .malformed(reason)
        case .usable(let usable): key = usable
        }
        guard fields.isPresent("message") else {
            // Baileys could not decrypt it (yet). The real one may come later under the same id, which must stay free.
            return .ignored("a stub without a message")
        }
        guard let message = fields.object("message") else { return .malformed("the message's content is no object") }
        switch MessageContent.read(message) {
        case .ignored(let reason): return .ignored(reason)
        case .content(let content):
            return .read(
                key, content, name: fields.displayName("pushName"), sentAt: fields.timestamp("messageTimestamp"))
        }
    }
}
