internal import Conversation

/// What a message of the Cloud API says: its `type` names the member that holds it.
enum CloudContent {
    private typealias Reader = @Sendable (_ message: Fields) -> MessageContent?

    /// Reads a message, or the message inside an edit.
    ///
    /// - Parameter errorCode: the provider's code of what is wrong with it, for content that cannot be read.
    static func read(_ message: Fields, errorCode: String?) -> MessageContent.Reading {
        let type = message.text("type", limit: 64) ?? "unknown"
        guard var content = readers[type]?(message) else {
            return .content(unsupported(message, type: type, errorCode: errorCode))
        }
        if content.kind == .text, content.text == nil { return .ignored("an empty text") }
        readContext(message, into: &content)
        return .content(content)
    }

    /// How each type is read; nil where the member that should hold it does not.
    private static let readers: [String: Reader] = [
        "text": object("text") { MessageContent(kind: .text, text: $0.text("body")) },
        "image": media(.image, "image"),
        "video": media(.video, "video"),
        "document": media(.document, "document"),
        "sticker": media(.sticker, "sticker"),
        "audio": object("audio") { mediaContent($0.flag("voice") == true ? .voice : .audio, $0) },
        "location": object("location", location),
        "contacts": { $0.isPresent("contacts") ? contacts($0.objects("contacts", limit: 20)) : nil },
        "interactive": object("interactive", interactive),
        // A quick reply on a template.
        "button": object("button") { button in
            .choiceContent(.button, id: button.text("payload"), title: button.text("text"))
        },
        "reaction": object("reaction") { reaction in
            // Without an emoji it is taken back.
            var content = MessageContent(kind: .reaction, text: reaction.text("emoji", limit: 64))
            content.details.targetID = reaction.identifier("message_id")
            return content
        },
        "order": object("order", order),
        "system": { MessageContent(kind: .system, text: $0.object("system")?.text("body")) },
        "edit": object("edit") { edit in
            var content = MessageContent(kind: .edit, text: edit.object("message").flatMap(words))
            content.details.targetID = edit.identifier("original_message_id")
            return content
        },
        "revoke": object("revoke") { revoke in
            var content = MessageContent(kind: .deletion)
            content.details.targetID = revoke.identifier("original_message_id")
            return content
        },
    ]

    private static func object(
        _ name: FieldName, _ read: @escaping @Sendable (Fields) -> MessageContent?
    ) -> Reader {
        { message in message.object(name).flatMap(read) }
    }

    private static func media(_ kind: MessageKind, _ name: FieldName) -> Reader {
        object(name) { mediaContent(kind, $0) }
    }

    private static func words(of message: Fields) -> String? {
        guard case .content(let content) = read(message, errorCode: nil) else { return nil }
        return content.text
    }

    /// What cannot be read, or has no words of its own: `unsupported`, `unknown`, `request_welcome`, and whatever comes
    /// yet.
    private static func unsupported(_ message: Fields, type: String, errorCode: String?) -> MessageContent {
        var content = MessageContent(kind: .unsupported)
        content.details.providerKind = message.object("unsupported")?.text("type", limit: 64) ?? type
        content.details.errorCode = errorCode
        readContext(message, into: &content)
        return content
    }

    /// What is quoted, whether it was forwarded, and where the customer came from.
    private static func readContext(_ message: Fields, into content: inout MessageContent) {
        let context = message.object("context")
        content.details.quotedID = context?.identifier("id")
        if context?.flag("forwarded") == true || context?.flag("frequently_forwarded") == true {
            content.details.isForwarded = true
        }
        let source = message.object("referral")
        let referral = MessageDetails.Referral(
            sourceURL: source?.text("source_url", limit: 500), sourceID: source?.text("source_id", limit: 500),
            headline: source?.text("headline", limit: 500) ?? source?.text("body", limit: 500),
            productID: context?.object("referred_product")?.text("product_retailer_id", limit: 500))
        content.details.referral = referral == MessageDetails.Referral() ? nil : referral
    }
}

// MARK: - Files, places, people, orders

extension CloudContent {
    private static func mediaContent(_ kind: MessageKind, _ fields: Fields) -> MessageContent {
        var content = MessageContent(kind: kind, text: fields.text("caption"))
        let media = MessageDetails.Media(
            // `audio/ogg; codecs=opus`
            mimeType: fields.mimeType("mime_type"),
            fileName: fields.text("filename", limit: 200), sizeBytes: fields.integer("file_size"),
            reference: fields.identifier("id") ?? fields.integer("id").map(String.init))
        content.details.media = media == MessageDetails.Media() ? nil : media
        return content
    }

    private static func location(_ fields: Fields) -> MessageContent {
        let words = [fields.text("name"), fields.text("address")].compactMap { $0 }.joined(separator: ", ")
        var content = MessageContent(kind: .location, text: words.isEmpty ? nil : words)
        if let latitude = fields.number("latitude"), let longitude = fields.number("longitude") {
            content.details.location = MessageDetails.Location(latitude: latitude, longitude: longitude)
        }
        return content
    }

    private static func contacts(_ cards: [Fields]) -> MessageContent {
        let contacts = cards.map { card in
            let name = card.object("name")
            let phone = card.objects("phones", limit: 1).first
            let digits = phone?.identifier("wa_id") ?? phone?.integer("wa_id").map(String.init)
            return MessageDetails.ContactCard(
                name: name?.displayName("formatted_name") ?? name?.displayName("first_name")
                    ?? card.object("org")?.displayName("company"),
                phone: digits.flatMap { PhoneNumber.isInternational($0) ? "+\($0)" : nil }
                    ?? phone?.text("phone", limit: 40))
        }
        let names = contacts.compactMap(\.name).joined(separator: ", ")
        var content = MessageContent(kind: .contact, text: names.isEmpty ? nil : names)
        content.details.contacts = contacts.isEmpty ? nil : contacts
        return content
    }

    private static func order(_ fields: Fields) -> MessageContent {
        var content = MessageContent(kind: .order, text: fields.text("text"))
        let items = fields.objects("product_items", limit: 50).compactMap { item -> MessageDetails.Order.Item? in
            guard let product = item.text("product_retailer_id", limit: 200) else { return nil }
            return MessageDetails.Order.Item(
                productID: product, quantity: item.amount("quantity"), price: item.amount("item_price"),
                currency: item.text("currency", limit: 10))
        }
        content.details.order = MessageDetails.Order(catalogID: fields.text("catalog_id", limit: 200), items: items)
        return content
    }
}

// MARK: - Answers to what we offered

extension CloudContent {
    /// A choice among our buttons or rows, or a form of ours that was filled in.
    private static func interactive(_ fields: Fields) -> MessageContent? {
        if let reply = fields.object("button_reply") {
            return .choiceContent(.button, id: reply.text("id"), title: reply.text("title"))
        }
        if let reply = fields.object("list_reply") {
            return .choiceContent(.list, id: reply.text("id"), title: reply.text("title"))
        }
        return fields.object("nfm_reply").map(form)
    }

    /// The longest answers to a form that are read, in bytes.
    private static let formLimit = 65_536

    /// A form that was filled in: its words are the answers, its id is the token that we gave it.
    private static func form(_ reply: Fields) -> MessageContent {
        guard let json = reply.text("response_json"), json.utf8.count <= formLimit,
            case .object(var answers)? = JSONValue(parsing: json)
        else {
            return .choiceContent(.button, id: nil, title: reply.text("body") ?? reply.text("name"))
        }
        var token: String?
        if case .string(let text)? = answers.removeValue(forKey: "flow_token") { token = text }
        let lines = answers.sorted { $0.key < $1.key }.prefix(30).compactMap { name, answer in
            answer.words.map { "\(name): \($0)" }
        }
        let words = lines.joined(separator: "\n")
        return .choiceContent(
            .button, id: token, title: words.isEmpty ? reply.text("body") ?? reply.text("name") : words)
    }
}

extension Fields {
    /// How many there are, or what it costs; nil for what no order can hold.
    fileprivate func amount(_ name: FieldName) -> Double? {
        number(name).flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
    }
}

extension JSONValue {
    /// A value as a person reads it; nil for what has no words.
    fileprivate var words: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let flag): String(flag)
        case .array(let elements):
            elements.isEmpty ? nil : elements.prefix(30).compactMap(\.words).joined(separator: ", ")
        case .null, .object: nil
        }
    }
}
