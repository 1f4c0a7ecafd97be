import Conversation

extension Stage {
    /// Logs that the typing indicator is to be shown or hidden.
    func logTyping(
        _ call: Call, _ provider: Provider, channel: String, chat: String?, isOn: Bool, messageID: String? = nil
    ) throws {
        if let chat { try chats.note(chat) }
        try log.append(
            LogEvent(
                .typing, chat: chat, text: nil,
                [
                    ("typing", .bool(isOn)), ("tenant", .string(channel)), ("received_at", call.receivedAt.json),
                    ("provider", .string(provider.rawValue)), ("message_id", .string(orNull: messageID)),
                ]))
    }

    /// Logs that messages are to be marked as read.
    func logRead(_ call: Call, _ provider: Provider, channel: String, chat: String?, ids: [String]) throws {
        try log.append(
            LogEvent(
                .read, chat: chat, text: nil,
                [
                    ("provider", .string(provider.rawValue)), ("tenant", .string(channel)),
                    ("ids", JSON.array(ids.prefix(100).map(JSON.string)).bounded),
                    ("received_at", call.receivedAt.json),
                ]))
    }
}
