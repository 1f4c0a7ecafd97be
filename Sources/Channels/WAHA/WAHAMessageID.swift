/// WAHA's id of a message, `false_972541234567@c.us_3EB0A1` or `true_…@g.us_3EB0A1_972…@c.us`, taken apart.
///
/// WhatsApp's own id, `3EB0A1`, is what is stored: it is the same whether WAHA names it in a message, in a status, or as
/// what is quoted, and whatever engine runs below.
struct WAHAMessageID {
    let fromMe: Bool?
    let chatAddress: String?
    let id: String

    /// Reads an id; one without its other parts is WhatsApp's own already.
    init?(_ text: String) {
        guard text.isIdentifier else { return nil }
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "true" || parts[0] == "false", parts[1].contains("@") else {
            self.init(fromMe: nil, chatAddress: nil, id: text)
            return
        }
        // In groups the author follows.
        let id = parts[2].prefix { $0 != "_" }
        guard !id.isEmpty else { return nil }
        self.init(fromMe: parts[0] == "true", chatAddress: String(parts[1]), id: String(id))
    }

    private init(fromMe: Bool?, chatAddress: String?, id: String) {
        self.fromMe = fromMe
        self.chatAddress = chatAddress
        self.id = id
    }

    /// The id as WAHA wants to see that of a customer's message.
    static func ofCustomer(_ id: String, in chatAddress: String) -> String {
        WAHAMessageID(id)?.chatAddress == nil ? "false_\(WAHA.chatID(chatAddress))_\(id)" : id
    }
}

extension Fields {
    /// The id under a name: WAHA's text; with some engines an object that holds it as `_serialized`, or a key.
    func wahaMessageID(_ name: FieldName) -> WAHAMessageID? {
        if let text = identifier(name) { return WAHAMessageID(text) }
        guard let object = object(name) else { return nil }
        return (object.identifier("_serialized") ?? object.identifier("id")).flatMap(WAHAMessageID.init)
    }
}
