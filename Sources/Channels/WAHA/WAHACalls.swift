public import Conversation

extension WAHA {
    /// `POST /api/sendText|sendImage|sendVideo|sendVoice|sendFile`. There are no templates.
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        Result { () throws(Unsupported) in
            let (path, members) = try body(of: message)
            var body = members
            body["chatId"] = .string(chatID(message.chatAddress))
            body["reply_to"] = message.details.quotedID.map { quoted in
                .string(WAHAMessageID.ofCustomer(quoted, in: message.chatAddress))
            }
            // Only texts are taken under an id of ours.
            if channel.honoursIdempotency, message.kind == .text { body["id"] = .string(sendID(of: message, channel)) }
            return call(path, body, channel)
        }
    }

    private static func body(of message: OutgoingMessage) throws(Unsupported) -> (String, [String: JSONValue]) {
        let path: String
        switch message.kind {
        case .text: return ("sendText", ["text": .string(message.text), "linkPreview": false])
        case .image: path = "sendImage"
        case .video: path = "sendVideo"
        case .voice: path = "sendVoice"
        case .audio, .document: path = "sendFile"
        default: throw Unsupported("WAHA cannot send a message of kind \(message.kind.rawValue)")
        }
        var file: [String: JSONValue] = ["url": .string(try message.fileAddress())]
        file["mimetype"] = message.details.media?.mimeType.map(JSONValue.string)
        file["filename"] = message.details.media?.fileName.map(JSONValue.string)
        var body: [String: JSONValue] = ["file": .object(file)]
        body["caption"] = message.caption.map(JSONValue.string)
        // What is no Opus already becomes it.
        if message.kind == .voice { body["convert"] = true }
        return (path, body)
    }

    /// The id under which a message is sent, of the form that WhatsApp's own clients give.
    ///
    /// It is the same for every try, and its words belong to it: where another database, begun anew, counts its messages
    /// from 1 again, they are not taken for the old ones.
    private static func sendID(of message: OutgoingMessage, _ channel: ChannelAccess) -> String {
        let name = [channel.address, message.chatAddress, String(message.messageID), message.text].joined(
            separator: "\n")
        return "3EB0" + sha256Hex(name).prefix(18).uppercased()
    }

    /// A chat's address as WAHA wants it in calls: people with a known number are `@c.us`.
    static func chatID(_ chatAddress: String) -> String {
        guard chatAddress.hasSuffix("@s.whatsapp.net"), case .phone(let phone?) = ChatAddress(chatAddress) else {
            return chatAddress
        }
        return "\(phone.dropFirst())@c.us"
    }

    /// WhatsApp drops an indicator after 10 s at the earliest.
    public static let typingRenewalSeconds: Int? = 8

    /// `POST /api/startTyping` and `/api/stopTyping`.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        call(order.isOn ? "startTyping" : "stopTyping", ["chatId": .string(chatID(order.chatAddress))], channel)
    }

    /// `POST /api/sendSeen`.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        guard !messageIDs.isEmpty else { return nil }
        let ids = messageIDs.map { JSONValue.string(WAHAMessageID.ofCustomer($0, in: chatAddress)) }
        return call("sendSeen", ["chatId": .string(chatID(chatAddress)), "messageIds": .array(ids)], channel)
    }

    /// WAHA's own address of the file, or the file as WhatsApp keeps it.
    ///
    /// The key is shown only to the channel's own origin: an address elsewhere (a store such as S3) carries its own right. A
    /// WAHA that was never told its public address names itself `localhost`: then the path is what counts.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        guard media.key == nil else { return MediaFetch(encrypted: media, channel) }
        guard let address = media.reference.flatMap(WebAddress.init) else { return nil }
        if address.hasOrigin(of: channel) {
            return MediaFetch(call: .getting(address.text, headers: key(channel)), form: .bytes)
        }
        guard address.isLoopback else { return MediaFetch(call: .getting(address.text), form: .bytes) }
        guard let path = address.text.dropFirst(8).firstIndex(of: "/").map({ String(address.text[$0...]) }),
            path.hasPrefix("/api/files/")
        else { return nil }
        return MediaFetch(call: .getting(channel.url(path), headers: key(channel)), form: .bytes)
    }

    /// There is no second step.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? { nil }

    /// A message of unknown outcome is sent again under its id, or settled by what WAHA posts.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// A message of unknown outcome is sent again under its id, or settled by what WAHA posts.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? { nil }

    /// The chat of a person or group on WhatsApp.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        Recipient(whatsApp: address, countryCode: countryCode, server: "c.us")
    }

    private static func key(_ channel: ChannelAccess) -> [(name: String, value: String)] {
        [("X-Api-Key", channel.secret)]
    }

    private static func call(_ path: String, _ body: [String: JSONValue], _ channel: ChannelAccess) -> ChannelCall {
        let body = body.merging(["session": .string(channel.address)]) { _, session in session }
        return .posting(JSONValue.object(body), to: channel.url("/api/\(path)"), headers: key(channel))
    }
}

extension WebAddress {
    /// Whether it is this machine, as seen by whoever wrote the address.
    var isLoopback: Bool { ["localhost", "127.0.0.1", "[::1]"].contains(host) }
}
