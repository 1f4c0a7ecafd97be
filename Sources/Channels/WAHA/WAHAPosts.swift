internal import Conversation

extension WAHA {
    /// What a post holds: `{event, session, payload}`, one event in each.
    ///
    /// Throws ``EnvelopeError``: no JSON object, no `session`, or no `payload` of an event that has one.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        try JSONBody.read(post.body) { fields throws(EnvelopeError) in
            guard let session = fields.identifier("session") else {
                throw EnvelopeError(problem: "session is missing or no usable name.")
            }
            guard let event = fields.text("event"), let payload = fields.object("payload") else {
                throw EnvelopeError(problem: "event or payload is missing.")
            }
            let source = MessageSource(provider: provider, channelAddress: session)
            return content(event: event, payload, fields, source)
        }
    }

    private static func content(
        event: String, _ payload: Fields, _ fields: Fields, _ source: MessageSource
    ) -> WebhookContent {
        switch event {
        // An incoming message comes as both where a session wants both: it is stored once.
        case "message", "message.any": return WebhookContent(items: [message(payload, source)])
        case "message.reaction": return WebhookContent(items: [reaction(payload, source)])
        case "message.edited": return WebhookContent(items: [edit(payload, source)])
        case "message.revoked": return WebhookContent(items: [deletion(payload, source)])
        case "message.ack":
            return WebhookContent(statuses: [acknowledgement(payload, fields, source)].compactMap { $0 })
        case "session.status":
            guard let state = payload.text("status", limit: 64) else {
                return WebhookContent(items: [.malformed(reason: "the session's status is missing")])
            }
            return WebhookContent(connections: [
                ConnectionReport(
                    provider: provider, channelAddress: source.channelAddress, connection: state,
                    pushName: fields.object("me")?.displayName("pushName"))
            ])
        default: return WebhookContent(items: [.ignored(reason: "an event that says nothing to us")])
        }
    }

    /// -1 error, 0 pending, 1 server, 2 device, 3 read, 4 played: one less than WhatsApp's own numbers.
    private static func acknowledgement(_ payload: Fields, _ fields: Fields, _ source: MessageSource) -> StatusReport? {
        guard let id = payload.wahaMessageID("id"), (id.fromMe ?? payload.flag("fromMe")) != false else { return nil }
        let status: StatusReport.Status? =
            switch payload.integer("ack") {
            case -1: .failed
            case 1: .sent
            case 2: .delivered
            case 3: .read
            case 4: .played
            default: nil
            }
        guard let status else { return nil }
        let hasFailed = status == .failed
        return source.report(
            id: id.id, status, at: fields.timestamp("timestamp"), errorCode: hasFailed ? "ERROR" : nil,
            error: hasFailed ? "WhatsApp did not take the message" : nil)
    }
}

// MARK: - Messages

extension WAHA {
    private static func message(_ payload: Fields, _ source: MessageSource) -> ParsedItem {
        switch key(payload) {
        case .ignored(let reason): return .ignored(reason: reason)
        case .malformed(let reason): return .malformed(reason: reason)
        case .usable(let key):
            switch WAHAContent.read(payload) {
            case .ignored(let reason): return .ignored(reason: reason)
            case .content(let content): return item(key, content, payload, source)
            }
        }
    }

    private static func reaction(_ payload: Fields, _ source: MessageSource) -> ParsedItem {
        var content = MessageContent(kind: .reaction, text: payload.object("reaction")?.text("text", limit: 64))
        content.details.targetID = payload.object("reaction")?.wahaMessageID("messageId")?.id
        return change(payload, content, source)
    }

    private static func edit(_ payload: Fields, _ source: MessageSource) -> ParsedItem {
        var content = MessageContent(kind: .edit, text: payload.text("body"))
        content.details.targetID = payload.wahaMessageID("editedMessageId")?.id
        return change(payload, content, source)
    }

    /// `after` is the notice that a message is gone, `before` the message where the engine still knew it.
    private static func deletion(_ payload: Fields, _ source: MessageSource) -> ParsedItem {
        var content = MessageContent(kind: .deletion)
        let notice = payload.object("after") ?? payload.object("before") ?? payload
        content.details.targetID =
            (payload.wahaMessageID("revokedMessageId") ?? payload.object("before")?.wahaMessageID("id")
            ?? notice.wahaMessageID("id"))?.id
        return change(notice, content, source)
    }

    private static func change(_ payload: Fields, _ content: MessageContent, _ source: MessageSource) -> ParsedItem {
        switch key(payload) {
        case .ignored(let reason): return .ignored(reason: reason)
        case .malformed(let reason): return .malformed(reason: reason)
        case .usable(let key):
            // Some engines give the event the changed message's own id, which is taken.
            guard key.id == content.details.targetID else { return item(key, content, payload, source) }
            let distinct = MessageKey(
                chatAddress: key.chatAddress, id: "\(key.id)-\(content.kind.rawValue)", fromMe: key.fromMe,
                phone: key.phone, lid: key.lid)
            return item(distinct, content, payload, source)
        }
    }

    private static func item(
        _ key: MessageKey, _ content: MessageContent, _ payload: Fields, _ source: MessageSource
    ) -> ParsedItem {
        source.item(
            key, content, name: payload.object("_data").flatMap(senderName), sentAt: payload.timestamp("timestamp"))
    }

    /// The customer's own name, where the engine below tells it: NOWEB, WEBJS, GOWS.
    private static func senderName(_ data: Fields) -> String? {
        data.displayName("pushName") ?? data.displayName("notifyName")
            ?? data.object("Info")?.displayName("PushName")
    }

    private static func key(_ payload: Fields) -> MessageKey.Reading {
        let id = payload.wahaMessageID("id")
        // Where the two differ, it is ours: to answer our own words would go on for ever.
        let told = payload.isPresent("fromMe") ? payload.flag("fromMe") : id?.fromMe ?? false
        let fromMe = id?.fromMe == true ? true : told
        // What quotes or marks the message later must name the chat as its id does.
        let chatAddress = id?.chatAddress ?? payload.identifier(fromMe == true ? "to" : "from")
        let data = payload.object("_data")
        var others = MessageKey.otherAddresses.compactMap { name in data?.object("key")?.identifier(name) }
        // GOWS, an engine on whatsmeow, names the other address so.
        others += ["SenderAlt", "Sender"].compactMap { name in data?.object("Info")?.identifier(name) }
        others += [payload.identifier("from")].compactMap { $0 }
        return MessageKey.read(chatAddress: chatAddress, chatName: "from", id: id?.id, fromMe: fromMe, others: others)
    }
}
