public import Conversation

extension CloudAPI {
    /// The longest caption of a file, in UTF-16 units.
    private static let captionLimit = 1024

    /// `POST /{phone_number_id}/messages`. Our id of the message goes along as `biz_opaque_callback_data`, and comes
    /// back with every status: so an unknown outcome can be settled (promise P5).
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        content(of: message).map { type, content in
            var body: [String: JSONValue] = [
                "messaging_product": "whatsapp", "recipient_type": "individual", "type": .string(type), type: content,
                "biz_opaque_callback_data": .string(callbackData(messageID: message.messageID)),
            ]
            // A business-scoped user id has a member of its own; where both are given the number wins.
            body[isUserID(message.chatAddress) ? "recipient" : "to"] = .string(message.chatAddress)
            if let quoted = message.details.quotedID { body["context"] = ["message_id": .string(quoted)] }
            return call(body: .object(body), channel)
        }
    }

    /// The type of a message, and the object of that name.
    private static func content(of message: OutgoingMessage) -> Result<(String, JSONValue), Unsupported> {
        guard PhoneNumber.isInternational(message.chatAddress) || isUserID(message.chatAddress) else {
            return .failure(Unsupported("The chat's address is neither a number nor a user id."))
        }
        switch message.kind {
        case .text:
            guard !message.text.isEmpty else { return .failure(Unsupported("The message has no text.")) }
            guard message.text.utf16.count <= textLimit else {
                return .failure(Unsupported("The text is longer than \(textLimit) characters."))
            }
            return .success(("text", ["body": .string(message.text), "preview_url": false]))
        case .image: return file(message, type: "image", takesCaption: true)
        case .video: return file(message, type: "video", takesCaption: true)
        case .document: return file(message, type: "document", takesCaption: true)
        case .audio, .voice: return file(message, type: "audio", takesCaption: false)
        case .template: return template(message.details.template)
        default: return .failure(Unsupported("A message of kind \(message.kind.rawValue) cannot be sent."))
        }
    }

    private static func file(
        _ message: OutgoingMessage, type: String, takesCaption: Bool
    ) -> Result<(String, JSONValue), Unsupported> {
        guard let media = message.details.media, let reference = media.reference, !reference.isEmpty else {
            return .failure(Unsupported("The message names no file."))
        }
        var object: [String: JSONValue] = [:]
        if reference.contains("://") {
            guard WebAddress(reference) != nil else {
                return .failure(Unsupported("The file's address is no web address."))
            }
            object["link"] = .string(reference)
        } else {
            object["id"] = .string(reference)
        }
        if !message.text.isEmpty {
            guard takesCaption, message.text.utf16.count <= captionLimit else {
                return .failure(
                    Unsupported(
                        takesCaption
                            ? "The caption is longer than \(captionLimit) characters."
                            : "An audio file takes no caption."))
            }
            object["caption"] = .string(message.text)
        }
        if type == "document", let name = media.fileName { object["filename"] = .string(name) }
        return .success((type, .object(object)))
    }

    private static func template(_ template: MessageDetails.Template?) -> Result<(String, JSONValue), Unsupported> {
        guard let template, let language = template.language else {
            return .failure(Unsupported("A template needs a name and a language."))
        }
        var object: [String: JSONValue] = ["name": .string(template.name), "language": ["code": .string(language)]]
        if let components = template.components {
            guard let value = JSONValue(parsing: components.text), case .array = value else {
                return .failure(Unsupported("The template's components are no JSON array."))
            }
            object["components"] = value
        }
        return .success(("template", .object(object)))
    }
}

// MARK: - Typing, reading, files

extension CloudAPI {
    /// Shows the indicator and marks the message as read, in one call; there is none that ends it.
    ///
    /// Nil where no message is known to tie it to, and where `mark_read` is off: the indicator would mark it as read.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        guard order.isOn, let messageID = order.messageID, channel.settings["mark_read"] != "off" else { return nil }
        return call(
            body: [
                "messaging_product": "whatsapp", "status": "read", "message_id": .string(messageID),
                "typing_indicator": ["type": "text"],
            ], channel)
    }

    /// Nil: showing the typing indicator does that.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// `GET /{media_id}` tells the file's address, which lives for some minutes.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        guard let id = media.reference, id.isIdentifier else { return nil }
        return MediaFetch(call: .getting(address(of: id, channel), headers: bearer(channel)), form: .link)
    }

    /// The file, at a host of Meta's or of the channel's own base: nowhere else goes the token.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? {
        guard answer.status == 200,
            let link = try? JSONBody.read(answer.body, { fields in fields.text("url") }),
            let address = WebAddress(link)
        else { return nil }
        guard address.hasOrigin(of: channel) || address.isSecure(within: mediaHosts) else { return nil }
        return MediaFetch(call: .getting(link, headers: bearer(channel)), form: .bytes)
    }

    private static let mediaHosts = ["lookaside.fbsbx.com", "facebook.com", "fbcdn.net"]

    /// Nil: there is nothing to look up. A status with our id is what settles an unknown outcome.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// Nil, as there is no look-up.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? { nil }

    private static func call(body: JSONValue, _ channel: ChannelAccess) -> ChannelCall {
        .posting(body, to: address(of: channel.address, channel) + "/messages", headers: bearer(channel))
    }

    private static func bearer(_ channel: ChannelAccess) -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(channel.secret)")]
    }

    private static func address(of object: String, _ channel: ChannelAccess) -> String {
        let version = channel.settings["api_version"] ?? defaultVersion
        return channel.url("/\(version.percentEncodedSegment)/\(object.percentEncodedSegment)")
    }
}
