internal import Conversation
internal import FoundationEssentials

extension Sandbox {
    /// The most messages, and the most statuses, that one post may hold.
    private static let elementLimit = 10_000

    /// What a post holds: `{channel, messages: [{id, chat, from_me, name, phone, kind, text, details, sent_at}],
    /// statuses: [{id, message_id, status, at, error}]}`.
    ///
    /// Throws ``EnvelopeError``: no JSON object, no `channel`, or too many elements.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        try JSONBody.read(post.body) { fields throws(EnvelopeError) in
            guard let channel = fields.identifier("channel") else {
                throw EnvelopeError(problem: "channel is missing or no usable name.")
            }
            let source = MessageSource(provider: provider, channelAddress: channel)
            let messages = try fields.elements("messages", limit: elementLimit)
            let statuses = try fields.elements("statuses", limit: elementLimit)
            return WebhookContent(
                items: messages.map { $0.map { item($0, source) } ?? .malformed(reason: "the message is no object") },
                statuses: statuses.compactMap { $0.flatMap { status($0, source) } })
        }
    }

    private static func item(_ fields: Fields, _ source: MessageSource) -> ParsedItem {
        guard let chat = fields.identifier("chat") else {
            return .malformed(reason: "chat is missing or no usable name")
        }
        guard let id = fields.identifier("id") else { return .malformed(reason: "id is missing or no usable name") }
        guard let fromMe = fields.isPresent("from_me") ? fields.flag("from_me") : false else {
            return .malformed(reason: "from_me is neither true nor false")
        }
        let digits = fields.text("phone").map { $0.hasPrefix("+") ? $0.dropFirst() : $0[...] }
        let phone = digits.flatMap { PhoneNumber.isInternational($0) ? "+\($0)" : nil }
        let lid: String? = if case .lid(let digits) = ChatAddress(chat) { digits } else { nil }
        let key = MessageKey(chatAddress: chat, id: id, fromMe: fromMe, phone: phone, lid: lid)
        return source.item(
            key, content(fields), name: fields.displayName("name"), sentAt: fields.timestamp("sent_at"))
    }

    private static func content(_ fields: Fields) -> MessageContent {
        let kind = fields.text("kind") ?? MessageKind.text.rawValue
        var content = MessageContent(kind: MessageKind(rawValue: kind) ?? .unsupported, text: fields.text("text"))
        content.details = details(fields) ?? MessageDetails()
        if MessageKind(rawValue: kind) == nil { content.details.providerKind = kind.prefix(utf16Units: 64) }
        return content
    }

    /// The details as we encode them ourselves; nil where they are none, or hold what cannot be stored.
    private static func details(_ fields: Fields) -> MessageDetails? {
        guard let details = try? fields.decodeIfPresent(MessageDetails.self, forKey: "details"),
            let encoded = try? JSONEncoder().encode(details),
            // PostgreSQL stores no NUL.
            !String(decoding: encoded, as: UTF8.self).contains("\\u0000"),
            details.location.map({ MessageDetails.Location(latitude: $0.latitude, longitude: $0.longitude) == $0 })
                != false
        else { return nil }
        return details
    }

    private static func status(_ fields: Fields, _ source: MessageSource) -> StatusReport? {
        let (id, messageID) = (fields.identifier("id"), fields.integer("message_id"))
        guard id != nil || messageID != nil, let word = fields.text("status"),
            let status = StatusReport.Status(rawValue: word)
        else { return nil }
        return source.report(
            id: id, messageID: messageID, status, at: fields.timestamp("at"),
            error: fields.text("error", limit: 300))
    }
}
