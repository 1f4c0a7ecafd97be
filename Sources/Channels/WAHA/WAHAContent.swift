internal import Conversation

/// What a message of WAHA says: by its own members, and by the engine's `_data`, which knows the kind of what WAHA itself
/// only calls a file.
enum WAHAContent {
    static func read(_ payload: Fields) -> MessageContent.Reading {
        let reading = original(payload)
        guard case .content(var content) = reading else { return reading }
        if content.kind.hasFile {
            let media = file(payload, content.details.media)
            content.details.media = media == MessageDetails.Media() ? nil : media
        }
        if content.text == nil, hasWordsInBody(content.kind) {
            let body = payload.text("body")
            // A document without a caption shows its name instead.
            content.text = body == content.details.media?.fileName ? nil : body
        }
        if content.details.quotedID == nil {
            let quoted = payload.object("replyTo")?.wahaMessageID("id") ?? payload.wahaMessageID("replyTo")
            content.details.quotedID = quoted?.id
        }
        return .content(content)
    }

    private static func original(_ payload: Fields) -> MessageContent.Reading {
        let data = payload.object("_data")
        // NOWEB and GOWS hand on WhatsApp's own message.
        let known = (data?.object("message") ?? data?.object("Message")).map(MessageContent.read)
        if case .content(let content) = known, content.kind != .unsupported { return .content(content) }
        if let data, let type = data.text("type", limit: 64) {
            return WAHAWebType.read(type, payload, data)
        }
        if let location = payload.object("location") { return .content(.location(waha: location)) }
        let cards = payload.texts("vCards", limit: 20)
        if !cards.isEmpty { return .content(.contacts(vcards: cards)) }
        if payload.flag("hasMedia") == true || payload.isPresent("media") {
            return .content(MessageContent(kind: kind(ofFile: payload.object("media")?.mimeType("mimetype"))))
        }
        if payload.text("body") != nil { return .content(MessageContent(kind: .text)) }
        if case .ignored = known { return .ignored("a protocol message") }
        // The real one of a stub may come later under the same id, which must stay free.
        if data?.isPresent("messageStubType") == true { return .ignored("a stub without a message") }
        return known ?? .content(MessageContent(kind: .unsupported))
    }

    /// WhatsApp records voice notes as Ogg, and makes stickers of WebP and pictures of JPEG.
    private static func kind(ofFile type: String?) -> MessageKind {
        switch type {
        case "audio/ogg": .voice
        case "image/webp": .sticker
        case let type? where type.hasPrefix("image/"): .image
        case let type? where type.hasPrefix("video/"): .video
        case let type? where type.hasPrefix("audio/"): .audio
        default: .document
        }
    }

    /// The body of a place can be its picture, and that of a card the card.
    private static func hasWordsInBody(_ kind: MessageKind) -> Bool {
        switch kind {
        case .text, .image, .video, .document, .audio, .voice, .button, .list, .order, .poll, .event: true
        default: false
        }
    }

    /// What is known of the file: WAHA's address of it, if it has fetched it; else what WhatsApp's own message says.
    private static func file(_ payload: Fields, _ original: MessageDetails.Media?) -> MessageDetails.Media {
        var media = original ?? MessageDetails.Media()
        let told = payload.object("media")
        media.mimeType = told?.mimeType("mimetype") ?? media.mimeType
        media.fileName = media.fileName ?? told?.text("filename", limit: 200)
        if let address = (told?.text("url") ?? payload.text("mediaUrl")).flatMap(WebAddress.init) {
            media.reference = address.text
            media.key = nil
        }
        return media
    }
}

extension MessageContent {
    /// A place as WAHA tells it: `{latitude, longitude, name, address, description}`, numbers as texts with some engines.
    fileprivate static func location(waha fields: Fields) -> MessageContent {
        let words = [fields.text("name"), fields.text("address")].compactMap { $0 }.joined(separator: ", ")
        var content = MessageContent(kind: .location, text: words.isEmpty ? fields.text("description") : words)
        if let latitude = fields.number("latitude"), let longitude = fields.number("longitude") {
            content.details.location = MessageDetails.Location(latitude: latitude, longitude: longitude)
        }
        return content
    }
}

/// How the engine WEBJS names the kinds of messages.
private enum WAHAWebType {
    static func read(_ type: String, _ payload: Fields, _ data: Fields) -> MessageContent.Reading {
        if let kind = kinds[type] { return .content(MessageContent(kind: kind)) }
        switch type {
        case "chat":
            guard payload.text("body") != nil else { return .ignored("an empty text") }
            return .content(MessageContent(kind: .text))
        case "location": return .content(.location(waha: payload.object("location") ?? data))
        case "vcard", "multi_vcard": return .content(.contacts(vcards: payload.texts("vCards", limit: 20)))
        case "list_response":
            let id = data.object("listResponse")?.object("singleSelectReply")?.text("selectedRowId")
            return .content(.choiceContent(.list, id: id, title: payload.text("body")))
        case "buttons_response", "template_button_reply":
            let id = data.text("selectedButtonId") ?? data.text("selectedId")
            return .content(.choiceContent(.button, id: id, title: payload.text("body")))
        case _ where notices.contains(type): return .ignored("a notice of the engine")
        default: return .content(.unsupported(FieldName(stringValue: type)))
        }
    }

    private static let kinds: [String: MessageKind] = [
        "image": .image, "video": .video, "ptv": .video, "audio": .audio, "ptt": .voice, "document": .document,
        "sticker": .sticker, "order": .order, "poll_creation": .poll, "scheduled_event_creation": .event,
        "call_log": .call,
    ]

    /// A reaction and a message taken back come as events of their own; a text that could not be decrypted comes again.
    private static let notices: Set<String> = [
        "ciphertext", "revoked", "reaction", "album", "e2e_notification", "notification", "notification_template",
        "group_notification", "broadcast_notification", "gp2", "protocol", "debug", "pinned_message",
    ]
}
