public import Conversation

extension Twilio {
    /// `POST /Accounts/{AC}/Messages.json`. Reports come to the channel's `status_callback` with our id of the message
    /// in the query, so that an unknown outcome can be settled (promise P5).
    ///
    /// Twilio knows no reply in context: what a message answers is not shown.
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        guard let account = account(channel) else {
            return .failure(Unsupported("The channel's setting account_sid is missing."))
        }
        guard message.text.utf16.count <= textLimit else {
            return .failure(Unsupported("The text is longer than \(textLimit) characters."))
        }
        return content(of: message).map { content in
            var fields = [Form.Field("To", message.chatAddress), Form.Field("From", channel.address)]
            if let service = channel.settings["messaging_service_sid"] {
                fields.append(Form.Field("MessagingServiceSid", service))
            }
            if let callback = channel.settings["status_callback"] {
                fields.append(Form.Field("StatusCallback", "\(callback)?message=\(message.messageID)"))
            }
            return call("POST", account + "/Messages.json", Form(fields + content), channel)
        }
    }

    private static func content(of message: OutgoingMessage) -> Result<[Form.Field], Unsupported> {
        switch message.kind {
        case .text:
            guard !message.text.isEmpty else { return .failure(Unsupported("The message has no text.")) }
            return .success([Form.Field("Body", message.text)])
        case .image, .audio, .voice, .video, .document:
            guard let address = message.details.media?.reference, WebAddress(address) != nil else {
                return .failure(Unsupported("The message names no web address of its file."))
            }
            let caption = message.text.isEmpty ? [] : [Form.Field("Body", message.text)]
            return .success(caption + [Form.Field("MediaUrl", address)])
        case .template:
            guard let template = message.details.template else {
                return .failure(Unsupported("A template needs a name, its ContentSid."))
            }
            var fields = [Form.Field("ContentSid", template.name)]
            if let variables = template.components {
                guard case .object? = JSONValue(parsing: variables.text) else {
                    return .failure(Unsupported("The template's components are no JSON object."))
                }
                fields.append(Form.Field("ContentVariables", variables.text))
            }
            return .success(fields)
        default: return .failure(Unsupported("A message of kind \(message.kind.rawValue) cannot be sent."))
        }
    }

    /// The path of the account; nil where the channel does not name it.
    static func account(_ channel: ChannelAccess) -> String? {
        guard let sid = channel.settings["account_sid"], !sid.isEmpty else { return nil }
        return channel.url("/2010-04-01/Accounts/\(sid.percentEncodedSegment)")
    }

    /// A call with the account's credentials.
    static func call(_ method: String, _ url: String, _ form: Form?, _ channel: ChannelAccess) -> ChannelCall {
        // An API key is given with its own name; the Auth Token goes with the account's.
        let account = channel.settings["account_sid"] ?? ""
        let credentials = channel.secret.contains(":") ? channel.secret : "\(account):\(channel.secret)"
        var headers = [(name: "Authorization", value: "Basic \(Base64.encode(Array(credentials.utf8)))")]
        if form != nil { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        return ChannelCall(method: method, url: url, headers: headers, body: Array((form?.encoded ?? "").utf8))
    }
}

// MARK: - Typing, reading, files

extension Twilio {
    /// Shows the indicator and marks the message as read, in one call; there is none that ends it.
    ///
    /// Nil for SMS, where no message is known to tie it to, and where `mark_read` is off: the indicator would mark it
    /// as read.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        guard order.isOn, order.chatAddress.hasPrefix(whatsAppPrefix), let messageID = order.messageID,
            channel.settings["mark_read"] != "off"
        else { return nil }
        var base = channel.settings["typing_url"] ?? defaultTypingURL
        if base.hasSuffix("/") { base.removeLast() }
        // A further file of a message has an id of ours, after whose dot Twilio knows nothing.
        let twilioID = String(messageID.prefix { $0 != "." })
        let form = Form([Form.Field("channel", "whatsapp"), Form.Field("messageId", twilioID)])
        return call("POST", base + "/v2/Indicators/Typing.json", form, channel)
    }

    /// Nil: showing the typing indicator does that.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// The file, at a host of Twilio's or of the channel's own base: nowhere else go the credentials. Twilio leads on
    /// to another host, which must not get them.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        guard let reference = media.reference, let address = WebAddress(reference) else { return nil }
        guard address.hasOrigin(of: channel) || address.isSecure(within: ["twilio.com"]) else { return nil }
        return MediaFetch(call: call("GET", reference, nil, channel), form: .bytes, followsRedirect: true)
    }

    /// Nil: a file is fetched in one step.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? { nil }
}
