internal import Conversation

extension Evolution {
    /// What a post holds: `{event, instance, data}`, one event in each.
    ///
    /// Throws ``EnvelopeError``: no JSON object, no `instance`, or more than 10,000 elements in `data`.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        let pathEvent = post.subpath.split(separator: "/").last.map(String.init)
        return try JSONBody.read(post.body) { fields throws(EnvelopeError) in
            guard let instance = fields.identifier("instance") else {
                throw EnvelopeError(problem: "instance is missing or no usable name.")
            }
            let source = MessageSource(provider: provider, channelAddress: instance)
            return try content(event: eventName(fields.text("event") ?? pathEvent), fields, source)
        }
    }

    /// `messages.upsert`, also where it is written `MESSAGES_UPSERT`, or `messages-upsert` as the path has it.
    private static func eventName(_ name: String?) -> String {
        String((name ?? "").lowercased().map { $0 == "_" || $0 == "-" ? "." : $0 })
    }

    private static func content(
        event: String, _ fields: Fields, _ source: MessageSource
    ) throws(EnvelopeError) -> WebhookContent {
        switch event {
        case "messages.upsert": try messages(fields, source, isOwn: false)
        case "send.message": try messages(fields, source, isOwn: true)
        case "messages.update": try updates(fields, source)
        case "messages.edited": try changes(fields, source, as: .edit)
        case "messages.delete": try changes(fields, source, as: .deletion)
        case "connection.update": connection(fields, source)
        default: WebhookContent(items: [.ignored(reason: "an event that says nothing to us")])
        }
    }

    /// `data` is one message; where a server sends Baileys' own form, several.
    private static func elements(_ fields: Fields) throws(EnvelopeError) -> [Fields?] {
        if let data = fields.object("data"), data.isPresent("messages"), !data.isPresent("key") {
            return try data.elements("messages", limit: elementLimit)
        }
        return try fields.elements("data", limit: elementLimit)
    }

    private static func messages(
        _ fields: Fields, _ source: MessageSource, isOwn: Bool
    ) throws(EnvelopeError) -> WebhookContent {
        WebhookContent(
            items: try elements(fields).map { element in
                guard let element else { return .malformed(reason: "the message is no object") }
                return message(element, isOwn: isOwn).item(from: source)
            })
    }

    private static func message(_ fields: Fields, isOwn: Bool) -> BaileysMessage {
        var message = BaileysMessage(fields, isOwn: isOwn)
        guard case .read(let key, var content, let name, let sentAt) = message.reading else { return message }
        if content.kind.hasFile {
            // Evolution hands a file out, decrypted, by the id of its message.
            var media = content.details.media ?? MessageDetails.Media()
            media.reference = key.id
            media.key = nil
            content.details.media = media
        }
        // It rewrites a reply into a plain text, and what that quotes into the message's own context.
        if content.details.quotedID == nil {
            content.details.quotedID = fields.object("contextInfo")?.identifier("stanzaId")
        }
        message.reading = .read(key, content, name: name, sentAt: sentAt)
        return message
    }

    private static func updates(_ fields: Fields, _ source: MessageSource) throws(EnvelopeError) -> WebhookContent {
        WebhookContent(
            statuses: try elements(fields).compactMap { element in
                element.flatMap(BaileysUpdate.init)?.report(from: source)
            })
    }

    private static func connection(_ fields: Fields, _ source: MessageSource) -> WebhookContent {
        let data = fields.object("data")
        guard let state = data?.text("state", limit: 64) else {
            return WebhookContent(items: [.malformed(reason: "the connection's state is missing")])
        }
        return WebhookContent(connections: [
            ConnectionReport(
                provider: provider, channelAddress: source.channelAddress, connection: state,
                pushName: data?.displayName("profileName"))
        ])
    }
}

extension MessageKind {
    /// Whether a message of this kind is a file.
    var hasFile: Bool {
        switch self {
        case .image, .audio, .voice, .video, .document, .sticker: true
        default: false
        }
    }
}
