internal import Conversation

extension MessageContent {
    /// A protocol message: a message taken back, a message edited, or a matter between the clients alone.
    static func protocolMessage(_ fields: Fields) -> Reading {
        let target = fields.object("key")?.identifier("id")
        // A number, or a name where the gateway writes protobuf as JSON.
        switch fields.text("type") ?? fields.integer("type").map(String.init) {
        case "0", "REVOKE":
            var content = MessageContent(kind: .deletion)
            content.details.targetID = target
            return .content(content)
        case "14", "MESSAGE_EDIT":
            var content = MessageContent(kind: .edit, text: fields.object("editedMessage").flatMap(words))
            content.details.targetID = target
            return .content(content)
        default:
            return .ignored("a protocol message")
        }
    }

    private static func words(of message: Fields) -> String? {
        guard case .content(let content) = read(message) else { return nil }
        return content.text
    }
}
