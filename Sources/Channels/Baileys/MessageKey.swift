internal import Conversation

/// Which message of which chat, and whose.
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

    /// The members of a Baileys `key` that may hold the other address of the chat's person: Baileys 7 calls them `…Alt`,
    /// 6.7.18 and later `senderPn` and `senderLid`. In a chat of two the participant, if given at all, is the same person.
    static let otherAddresses: [FieldName] = [
        "remoteJidAlt", "senderPn", "senderLid", "participantAlt", "participantPn", "participantLid",
    ]

    /// Reads the `key` of a Baileys message.
    ///
    /// - Parameter isOwn: whether the message is known to be the business's own, whatever the key says.
    static func read(_ key: Fields, isOwn: Bool = false) -> Reading {
        // To guess here could answer our own words for ever.
        let fromMe = isOwn ? true : key.isPresent("fromMe") ? key.flag("fromMe") : false
        return read(
            chatAddress: key.identifier("remoteJid"), chatName: "remoteJid", id: key.identifier("id"), fromMe: fromMe,
            others: otherAddresses.lazy.compactMap(key.identifier))
    }

    /// Makes a key of its parts. Chats that are not answered are told apart first, however broken the rest is.
    ///
    /// - Parameters:
    ///   - chatName: what the provider calls the chat's address, for the reason.
    ///   - fromMe: nil where the provider says neither.
    ///   - others: further addresses of the chat's person.
    static func read(
        chatAddress: String?, chatName: StaticString, id: String?, fromMe: Bool?, others: some Sequence<String>
    ) -> Reading {
        guard let chatAddress else { return .malformed("\(chatName) is missing or no usable address") }
        guard let address = ChatAddress(chatAddress) else { return .malformed("\(chatName) is of an unknown kind") }
        if case .other(let other) = address { return .ignored(other.rawValue) }
        guard let id else { return .malformed("the message id is missing, empty, too long or holds a space") }
        guard let fromMe else { return .malformed("fromMe is neither true nor false") }
        let (phone, lid) = identities(of: address, others: others, fromMe: fromMe)
        return .usable(MessageKey(chatAddress: chatAddress, id: id, fromMe: fromMe, phone: phone, lid: lid))
    }

    /// The person's phone and LID.
    ///
    /// Of an own message only the chat's address is used: its sender is the business, and some gateways put the
    /// sender's other address into the same members. The business's number must never become the customer's.
    private static func identities(
        of address: ChatAddress, others: some Sequence<String>, fromMe: Bool
    ) -> (String?, String?) {
        var phone: String?
        var lid: String?
        switch address {
        case .phone(let number): phone = number
        case .lid(let digits): lid = digits
        case .other: break
        }
        guard !fromMe else { return (phone, lid) }
        for other in others where phone == nil || lid == nil {
            switch ChatAddress(other) {
            case .phone(let number): phone = phone ?? number
            case .lid(let digits): lid = lid ?? digits
            case .other, nil: break
            }
        }
        return (phone, lid)
    }
}
