import Conversation

/// A message that a provider delivers.
struct Delivery: Sendable {
    let id: String
    let chat: String
    let text: String
    let tenant: String
    /// The idempotency key, where there is one and the provider honours it.
    let key: String?
    /// The idempotency key as it was given, honoured or not.
    let givenKey: String?
    let receivedAt: UnixTime
    /// What else the log tells of it.
    var facts: [(String, JSON)] = []
    /// Within what a key stands for one message: the gateway's tenant, or a channel of a provider.
    var scope: String

    /// A delivery of the given parts through the gateway.
    init(
        id: String, chat: String, text: String, tenant: String, key: String?, givenKey: String?, receivedAt: UnixTime
    ) {
        self.id = id
        self.chat = chat
        self.text = text
        self.tenant = tenant
        self.key = key
        self.givenKey = givenKey
        self.receivedAt = receivedAt
        scope = tenant
    }

    /// The delivery of a message that a provider was called to send.
    init(_ send: Send, honoursKey: Bool, fault: SendFault?, receivedAt: UnixTime) {
        self.init(
            id: send.id, chat: send.chat, text: send.text, tenant: send.tenant, key: honoursKey ? send.key : nil,
            givenKey: send.key, receivedAt: receivedAt)
        if send.provider != .gateway { scope = send.provider.rawValue + "/" + send.channel }
        facts = [
            ("provider", .string(send.provider.rawValue)), ("type", .string(send.type)),
            ("message_id", .string(orNull: send.messageID)), ("quoted", .string(orNull: send.quoted)),
            ("fault", .string(orNull: fault?.rawValue)), ("call", send.call.bounded),
        ]
    }

    /// The line of the log that tells of it.
    func event(duplicate: Bool) -> LogEvent {
        LogEvent(
            .message, chat: chat, text: text,
            [("id", .string(id))] + keyFields + [("duplicate", .bool(duplicate)), ("received_at", receivedAt.json)]
                + facts)
    }

    /// What the line of the first delivery of this key holds, and no other line.
    var mark: String {
        JSON.object(keyFields + [("duplicate", false)]).text.dropFirst().dropLast().description
    }

    private var keyFields: [(String, JSON)] { [("key", .string(orNull: givenKey)), ("tenant", .string(tenant))] }
}
