internal import Conversation

/// One element of `payload.messages`: a Baileys `WAMessage`.
///
/// Decoding it never fails: what is wrong with it is its reading.
struct GatewayMessage: Decodable {
    private let reading: Reading

    private enum Reading {
        case read(MessageKey, MessageContent, name: String?, sentAt: Int64?)
        case ignored(String)
        case malformed(String)
    }

    init(from decoder: any Decoder) {
        reading = Self.read(decoder)
    }

    /// What the element is, for its tenant.
    func item(tenantID: Int64, isBackfill: Bool) -> ParsedItem {
        switch reading {
        case .ignored(let reason): return .ignored(reason: reason)
        case .malformed(let reason): return .malformed(reason: reason)
        case .read(let key, let content, let name, let sentAt):
            let message = InboundMessage(
                tenantID: tenantID,
                provider: Gateway.provider,
                channelAddress: String(tenantID),
                providerMessageID: key.id,
                chatAddress: key.chatAddress,
                fromMe: key.fromMe,
                phone: key.phone,
                lid: key.lid,
                name: name,
                kind: content.kind,
                text: content.text?.prefix(utf16Units: InboundMessage.textLimit),
                details: content.details.isEmpty ? nil : content.details,
                sentAt: sentAt,
                isBackfill: isBackfill,
                expectsAnswer: content.expectsAnswer && !key.fromMe)
            return .message(message)
        }
    }

    private static func read(_ decoder: any Decoder) -> Reading {
        guard let fields = try? decoder.container(keyedBy: FieldName.self) else {
            return .malformed("the message is no object")
        }
        guard let keyFields = fields.object("key") else { return .malformed("the message has no key") }
        let key: MessageKey
        switch MessageKey.read(keyFields) {
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
            // The name is the sender's: of an own message, the owner's.
            let name = key.fromMe ? nil : fields.displayName("pushName")
            return .read(key, content, name: name, sentAt: fields.timestamp("messageTimestamp"))
        }
    }
}

extension Fields {
    /// A person's name on one line, or nil where nothing of it can be seen.
    func displayName(_ name: FieldName) -> String? {
        guard let text = text(name) else { return nil }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : line.prefix(utf16Units: InboundMessage.nameLimit)
    }

    /// A moment in seconds since 1970. Some gateways count milliseconds; no second of this century is so large.
    func timestamp(_ name: FieldName) -> Int64? {
        guard let number = integer(name), number > 0 else { return nil }
        let firstMilliseconds: Int64 = 100_000_000_000
        if number < firstMilliseconds { return number }
        let seconds = number / 1000
        return seconds < firstMilliseconds ? seconds : nil
    }
}
