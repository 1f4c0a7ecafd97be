public import Conversation

extension Evolution {
    /// `POST /message/sendText|sendMedia|sendWhatsAppAudio/INSTANCE`. There are no templates.
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        Result { () throws(Unsupported) in
            let (path, members) = try body(of: message)
            var body = members
            body["number"] = .string(message.chatAddress)
            if let quoted = message.details.quotedID {
                // Evolution looks the quoted message up by its id.
                body["quoted"] = ["key": ["id": .string(quoted)]]
            }
            return call("/message/\(path)", body, channel)
        }
    }

    private static func body(of message: OutgoingMessage) throws(Unsupported) -> (String, [String: JSONValue]) {
        switch message.kind {
        case .text: return ("sendText", ["text": .string(message.text), "linkPreview": false])
        case .voice: return ("sendWhatsAppAudio", ["audio": .string(try message.fileAddress())])
        case .image, .video, .audio, .document:
            var body: [String: JSONValue] = [
                "mediatype": .string(message.kind.rawValue), "media": .string(try message.fileAddress()),
            ]
            body["caption"] = message.caption.map(JSONValue.string)
            body["fileName"] = message.details.media?.fileName.map(JSONValue.string)
            body["mimetype"] = message.details.media?.mimeType.map(JSONValue.string)
            return ("sendMedia", body)
        default: throw Unsupported("Evolution cannot send a message of kind \(message.kind.rawValue)")
        }
    }

    /// How long an indicator is asked for, in seconds: the call is answered when that time is over.
    private static let typingSeconds = 5

    /// It ends after the time that it was asked for.
    public static let typingRenewalSeconds: Int? = typingSeconds

    /// `POST /chat/sendPresence/INSTANCE`.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        let body: [String: JSONValue] = [
            "number": .string(order.chatAddress),
            "presence": .string(order.isOn ? "composing" : "paused"),
            "delay": .integer(order.isOn ? Int64(typingSeconds) * 1000 : 0),
        ]
        return call("/chat/sendPresence", body, channel)
    }

    /// `POST /chat/markMessageAsRead/INSTANCE`.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        guard !messageIDs.isEmpty else { return nil }
        let messages = messageIDs.map { id in
            ["remoteJid": .string(chatAddress), "fromMe": false, "id": .string(id)] as JSONValue
        }
        return call("/chat/markMessageAsRead", ["readMessages": .array(messages)], channel)
    }

    /// `POST /chat/getBase64FromMediaMessage/INSTANCE`: Evolution decrypts the file.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        let id = media.reference ?? messageID
        let body: [String: JSONValue] = ["message": ["key": ["id": .string(id)]], "convertToMp4": false]
        return MediaFetch(call: call("/chat/getBase64FromMediaMessage", body, channel), form: .base64)
    }

    /// There is no second step.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? { nil }

    /// Evolution knows no id of ours: nothing could be looked for.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// Evolution knows no id of ours: nothing could be looked for.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? { nil }

    /// The chat of a person or group on WhatsApp.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        Recipient(whatsApp: address, countryCode: countryCode, server: "s.whatsapp.net")
    }

    private static func call(_ path: String, _ body: [String: JSONValue], _ channel: ChannelAccess) -> ChannelCall {
        .posting(
            JSONValue.object(body), to: channel.url("\(path)/\(channel.address.percentEncodedSegment)"),
            headers: [("apikey", channel.secret)])
    }
}
