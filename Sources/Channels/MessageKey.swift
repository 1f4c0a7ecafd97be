/// Which message of which chat, and whose: the `key` of a Baileys message.
struct MessageKey {
    /// The chat, exactly as received: where an answer goes.
    let chatAddress: String
    let id: String
    let fromMe: Bool
    let phone: String?
    let lid: String?
}

extension MessageKey {
    /// What a key turned out to be.
    enum Reading {
        case usable(MessageKey)
        case ignored(String)
        case malformed(String)
    }

    /// Reads a key. Chats that are not answered are told apart first, however broken the rest is.
    static func read(_ key: Fields) -> Reading {
        guard let chatAddress = key.identifier("remoteJid") else {
            return .malformed("remoteJid is missing or no usable address")
        }
        guard let address = ChatAddress(chatAddress) else { return .malformed("remoteJid is of an unknown kind") }
        if case .other(let other) = address { return .ignored(other.rawValue) }
        guard let id = key.identifier("id") else {
            return .malformed("the message id is missing, empty, too long or holds a space")
        }
        // To guess here could answer our own words for ever.
        guard let fromMe = key.isPresent("fromMe") ? key.flag("fromMe") : false else {
            return .malformed("fromMe is neither true nor false")
        }
        let (phone, lid) = identities(of: address, key: key, fromMe: fromMe)
        return .usable(MessageKey(chatAddress: chatAddress, id: id, fromMe: fromMe, phone: phone, lid: lid))
    }

    /// The members that may hold the other address of the chat's person: Baileys 7 calls them `…Alt`, 6.7.18 and later
    /// `senderPn` and `senderLid`. In a chat of two the participant, if given at all, is the same person.
    private static let otherAddresses: [FieldName] = [
        "remoteJidAlt", "senderPn", "senderLid", "participantAlt", "participantPn", "participantLid",
    ]

    /// The person's phone and LID.
    ///
    /// Of an own message only the chat's address is used: its sender is the business, and some gateways put the
    /// sender's other address into the same members. The business's number must never become the customer's.
    private static func identities(of address: ChatAddress, key: Fields, fromMe: Bool) -> (String?, String?) {
        var phone: String?
        var lid: String?
        switch address {
        case .phone(let number): phone = number
        case .lid(let digits): lid = digits
        case .other: break
        }
        guard !fromMe else { return (phone, lid) }
        for name in otherAddresses where phone == nil || lid == nil {
            switch key.identifier(name).flatMap(ChatAddress.init) {
            case .phone(let number): phone = phone ?? number
            case .lid(let digits): lid = lid ?? digits
            case .other, nil: break
            }
        }
        return (phone, lid)
    }
}
