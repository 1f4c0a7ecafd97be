public import Conversation

extension GOWA {
    /// `POST /send/message|image|video|audio|file`. There are no templates.
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        Result { () throws(Unsupported) in
            let (path, members) = try body(of: message)
            var body = members
            body["phone"] = .string(message.chatAddress)
            body["reply_message_id"] = message.details.quotedID.map(JSONValue.string)
            return call("/send/\(path)", body, channel)
        }
    }

    private static func body(of message: OutgoingMessage) throws(Unsupported) -> (String, [String: JSONValue]) {
        let (path, name): (String, String)
        switch message.kind {
        case .text: return ("message", ["message": .string(message.text)])
        case .image: (path, name) = ("image", "image_url")
        case .video: (path, name) = ("video", "video_url")
        case .audio, .voice: (path, name) = ("audio", "audio_url")
        case .document: (path, name) = ("file", "file_url")
        default: throw Unsupported("gowa cannot send a message of kind \(message.kind.rawValue)")
        }
        var body: [String: JSONValue] = [name: .string(try message.fileAddress())]
        body["caption"] = message.caption.map(JSONValue.string)
        // As a voice note, not as a file.
        if message.kind == .voice { body["ptt"] = true }
        return (path, body)
    }

    /// WhatsApp drops an indicator after 10 s at the earliest.
    public static let typingRenewalSeconds: Int? = 8

    /// `POST /send/chat-presence`.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        let action = order.isOn ? "start" : "stop"
        return call("/send/chat-presence", ["phone": .string(order.chatAddress), "action": .string(action)], channel)
    }

    /// `POST /message/ID/read`, which takes one message: the newest, given last.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        messageIDs.last.map { id in
            call("/message/\(id.percentEncodedSegment)/read", ["phone": .string(chatAddress)], channel)
        }
    }

    /// The file itself where the server has downloaded it, else `GET /message/ID/download`, which does and says where it is.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        guard let reference = media.reference else { return nil }
        if WebAddress(reference) == nil { return file(at: reference, channel) }
        let url = channel.url(
            "/message/\(messageID.percentEncodedSegment)/download?phone=\(chatAddress.percentEncodedSegment)")
        return MediaFetch(call: .getting(url, headers: headers(channel)), form: .link)
    }

    /// `{results: {file_path}}`: a path below the server.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? {
        guard answer.status == 200 else { return nil }
        let path = try? JSONBody.read(answer.body) { fields in fields.object("results")?.text("file_path") }
        return path.flatMap { $0 }.flatMap { file(at: $0, channel) }
    }

    /// A file below the server; nil where the path leads anywhere else.
    private static func file(at path: String, _ channel: ChannelAccess) -> MediaFetch? {
        let segments = path.split(separator: "/")
        guard segments.first == "statics", !segments.contains(".."), !path.contains("\\"), path.utf8.count <= 2048
        else {
            return nil
        }
        let url = channel.url("/" + segments.joined(separator: "/").percentEncodedPath)
        return MediaFetch(call: .getting(url, headers: headers(channel)), form: .bytes)
    }

    /// The server knows no id of ours: nothing could be looked for.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// The server knows no id of ours: nothing could be looked for.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? { nil }

    /// The chat of a person or group on WhatsApp.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        Recipient(whatsApp: address, countryCode: countryCode, server: "s.whatsapp.net")
    }

    private static func call(_ path: String, _ body: [String: JSONValue], _ channel: ChannelAccess) -> ChannelCall {
        .posting(JSONValue.object(body), to: channel.url(path), headers: headers(channel))
    }

    /// A device that was given no name is known to the server by its whole address.
    private static func headers(_ channel: ChannelAccess) -> [(name: String, value: String)] {
        let isNumber = PhoneNumber.isInternational(channel.address)
        let device = channel.settings["device_id"] ?? (isNumber ? "\(channel.address)@s.whatsapp.net" : channel.address)
        return [
            ("Authorization", "Basic " + Base64.encode(Array(channel.secret.utf8))),
            ("X-Device-Id", device),
        ]
    }
}
