internal import Conversation
internal import FoundationEssentials

extension MessageContent {
    /// A file and its caption, as a Baileys message describes it.
    static func media(_ kind: MessageKind, _ fields: Fields) -> MessageContent {
        var content = MessageContent(kind: kind, text: fields.text("caption"))
        let key = fields.bytes("mediaKey", count: 32).map(Base64.encode)
        let media = MessageDetails.Media(
            // `audio/ogg; codecs=opus`
            mimeType: fields.mimeType("mimetype"),
            seconds: fields.integer("seconds"),
            fileName: fields.text("fileName", limit: 200),
            sizeBytes: fields.integer("fileLength"),
            // Without its key nothing can be made of the file.
            reference: key == nil ? nil : address(ofEncrypted: fields),
            key: key)
        content.details.media = media == MessageDetails.Media() ? nil : media
        return content
    }

    private static let store = "https://mmg.whatsapp.net"

    /// Where WhatsApp keeps the encrypted file. The sender's client wrote `url`; where that is not in WhatsApp's store (the web
    /// client writes something else), the path is what counts, as Baileys itself does it.
    private static func address(ofEncrypted fields: Fields) -> String? {
        let url = (fields.text("url") ?? fields.text("URL")).flatMap(WebAddress.init)?.text
        if let url, url.hasPrefix(store + "/") { return url }
        guard let path = fields.text("directPath"), path.hasPrefix("/"), let address = WebAddress(store + path),
            address.isSecure(within: whatsApp)
        else { return url }
        return address.text
    }

    /// WhatsApp's own domain.
    static let whatsApp = ["whatsapp.net"]
}

extension Fields {
    /// A type without its parameters: `audio/ogg` of `audio/ogg; codecs=opus`.
    func mimeType(_ name: FieldName) -> String? {
        text(name, limit: 100)?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
    }

    /// So many bytes, in any of the forms that gateways give to protobuf's bytes: base64, an array of numbers,
    /// `{"type":"Buffer","data":[…]}`, or `{"0":12,"1":34,…}`.
    func bytes(_ name: FieldName, count: Int) -> [UInt8]? {
        guard isPresent(name) else { return nil }
        let bytes: [UInt8]?
        if let text = try? decode(String.self, forKey: name) {
            bytes = text.utf8.count > 2 * count + 4 ? nil : Base64.decode(text)
        } else if let numbers = try? decode([UInt8].self, forKey: name) {
            bytes = numbers
        } else if let object = object(name) {
            bytes = object.isPresent("data") ? object.bytes("data", count: count) : object.numberedBytes(count: count)
        } else {
            bytes = nil
        }
        return bytes?.count == count ? bytes : nil
    }

    /// The bytes of an object whose members are called 0, 1, 2…; nil where one is missing.
    private func numberedBytes(count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        for index in 0..<count {
            guard let byte = try? decode(UInt8.self, forKey: FieldName(stringValue: String(index))) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

extension MediaFetch {
    /// How a file is fetched that WhatsApp keeps encrypted; nil without its key, or where the address is neither in
    /// WhatsApp's store nor at the gateway: a customer's client wrote it, and no customer may send us elsewhere.
    init?(encrypted media: MessageDetails.Media, _ channel: ChannelAccess) {
        guard let address = media.reference.flatMap(WebAddress.init),
            address.isSecure(within: MessageContent.whatsApp) || address.hasOrigin(of: channel),
            let key = media.key.flatMap(Base64.decode), key.count == 32
        else { return nil }
        self.init(call: .getting(address.text), form: .encrypted(key: key))
    }
}

extension WebAddress {
    /// Whether it is where the channel's provider is: only there goes the channel's secret.
    func hasOrigin(of channel: ChannelAccess) -> Bool {
        WebAddress(channel.baseURL).map(hasOrigin) ?? false
    }
}
