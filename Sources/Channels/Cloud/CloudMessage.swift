internal import Conversation

/// One element of `messages`, or of `message_echoes`: what the owner wrote in the WhatsApp Business app.
enum CloudMessage {
    /// What the element is.
    ///
    /// - Parameter isEcho: whether the business sent it, by its own app.
    static func item(_ fields: Fields?, isEcho: Bool, in context: CloudContext) -> ParsedItem {
        guard let fields else { return .malformed(reason: "the message is no object") }
        guard !fields.isPresent("group_id") else { return .ignored(reason: "a group") }
        guard let channelAddress = context.channelAddress else {
            return .malformed(reason: "the change names no phone_number_id")
        }
        guard let id = fields.identifier("id") else {
            return .malformed(reason: "the message id is missing, empty, too long or holds a space")
        }
        let reading = CloudContent.read(fields, errorCode: fields.firstErrorCode ?? context.errorCode)
        guard case .content(var content) = reading else {
            if case .ignored(let reason) = reading { return .ignored(reason: reason) }
            return .malformed(reason: "the message's content cannot be read")
        }
        var person = CloudPerson(fields, number: isEcho ? "to" : "from", userID: isEcho ? "to_user_id" : "from_user_id")
        if content.kind == .system {
            readChange(of: &person, fields, &content)
        } else {
            person = context.completed(person)
        }
        guard let chatAddress = person.chatAddress else {
            return .malformed(reason: "the message names nobody, neither by a number nor by a user id")
        }
        return .message(
            InboundMessage(
                tenantID: 0, provider: CloudAPI.provider.rawValue, channelAddress: channelAddress,
                providerMessageID: id, chatAddress: chatAddress, fromMe: isEcho, phone: person.phone,
                userID: person.userID, username: person.username, name: person.name, kind: content.kind,
                text: content.text?.prefix(utf16Units: InboundMessage.textLimit),
                details: content.details.isEmpty ? nil : content.details, sentAt: fields.timestamp("timestamp"),
                expectsAnswer: content.expectsAnswer && !isEcho))
    }

    /// A notice that a person has a new number or user id: the person is told by the old ones, and the new ones are
    /// details.
    ///
    /// `from` is the old number and `system.wa_id` the new one; a new number comes with a new user id, and
    /// `previous_user_id` is the old one (Meta, system messages webhook, August 2026; older posts have no ids).
    private static func readChange(of person: inout CloudPerson, _ fields: Fields, _ content: inout MessageContent) {
        guard let system = fields.object("system"), system.text("type") != "customer_identity_changed" else { return }
        let new = CloudPerson(system, number: system.isPresent("wa_id") ? "wa_id" : "new_wa_id", userID: "user_id")
        let previous = system.userID("previous_user_id")
        // `from_user_id` is the new one or the old one, as the version of the post will have it.
        let newID = new.userID ?? (previous == nil ? nil : person.userID)
        let oldID = previous ?? (person.userID == newID ? nil : person.userID)
        guard person.digits != nil || oldID != nil else { return }
        person.userID = oldID
        if new.digits != person.digits { content.details.newPhone = new.phone }
        if newID != oldID { content.details.newUserID = newID }
    }
}
