internal import Conversation

extension GOWA {
    /// The most messages that one status names.
    private static let idLimit = 1000

    /// What a post holds: `{event, device_id, payload}`, one event in each.
    ///
    /// Throws ``EnvelopeError``: no JSON object, no `device_id` or `session_id`, or no `payload`.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        try JSONBody.read(post.body) { fields throws(EnvelopeError) in
            guard let device = fields.identifier("device_id") ?? fields.identifier("session_id") else {
                throw EnvelopeError(problem: "device_id is missing or no usable name.")
            }
            guard let event = fields.text("event"), let payload = fields.object("payload") else {
                throw EnvelopeError(problem: "event or payload is missing.")
            }
            let source = MessageSource(provider: provider, channelAddress: address(ofDevice: device))
            return content(event: event, payload, fields, source)
        }
    }

    /// A device's number without plus; another name as it is.
    private static func address(ofDevice device: String) -> String {
        guard case .phone(let phone?) = ChatAddress(device) else { return device }
        return String(phone.dropFirst())
    }

    private static func content(
        event: String, _ payload: Fields, _ fields: Fields, _ source: MessageSource
    ) -> WebhookContent {
        switch event {
        case "message": return WebhookContent(items: [item(payload, GOWAContent.read(payload), source)])
        case "message.reaction":
            var content = MessageContent(kind: .reaction, text: payload.text("reaction", limit: 64))
            content.details.targetID = payload.identifier("reacted_message_id")
            return WebhookContent(items: [item(payload, .content(content), source)])
        case "message.edited":
            var content = MessageContent(kind: .edit, text: payload.text("body"))
            content.details.targetID = payload.identifier("original_message_id")
            return WebhookContent(items: [item(payload, .content(content), source)])
        case "message.revoked":
            var content = MessageContent(kind: .deletion)
            content.details.targetID = payload.identifier("revoked_message_id")
            return WebhookContent(items: [item(payload, .content(content), source)])
        case "message.ack": return WebhookContent(statuses: acknowledgements(payload, fields, source))
        default: return WebhookContent(items: [.ignored(reason: "an event that says nothing to us")])
        }
    }

    /// Receipts of the customer's devices. Those of our own (`sender`, `read-self`…) and failed decryptions tell nothing of a
    /// message's way.
    private static func acknowledgements(_ payload: Fields, _ fields: Fields, _ source: MessageSource) -> [StatusReport]
    {
        let status: StatusReport.Status
        switch payload.text("receipt_type") {
        case "delivered": status = .delivered
        case "read": status = .read
        case "played": status = .played
        default: return []
        }
        let at = fields.timestamp("timestamp") ?? payload.timestamp("timestamp")
        return payload.texts("ids", limit: idLimit).filter(\.isIdentifier).map { id in
            source.report(id: id, status, at: at)
        }
    }

    private static func item(_ payload: Fields, _ reading: MessageContent.Reading, _ source: MessageSource)
        -> ParsedItem
    {
        switch key(payload, source) {
        case .ignored(let reason): return .ignored(reason: reason)
        case .malformed(let reason): return .malformed(reason: reason)
        case .usable(let key):
            switch reading {
            case .ignored(let reason): return .ignored(reason: reason)
            case .content(let content):
                return source.item(
                    key, content, name: payload.displayName("from_name"), sentAt: payload.timestamp("timestamp"))
            }
        }
    }

    private static func key(_ payload: Fields, _ source: MessageSource) -> MessageKey.Reading {
        // Older versions do not say whose a message is. What the device itself wrote must never be answered.
        let isOwn = payload.identifier("from").map { address(ofDevice: $0) == source.channelAddress } ?? false
        let fromMe = payload.isPresent("is_from_me") ? payload.flag("is_from_me") : isOwn
        let names: [FieldName] = ["chat_lid", "from", "from_lid"]
        return MessageKey.read(
            chatAddress: payload.identifier("chat_id"), chatName: "chat_id", id: payload.identifier("id"),
            fromMe: fromMe,
            others: names.compactMap(payload.identifier))
    }
}
