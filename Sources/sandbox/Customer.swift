import FastCGI
import FoundationEssentials

/// What the page asks to be posted: a customer's message.
struct CustomerMessage: Decodable, Sendable {
    /// The customer's address (JID).
    let chat: String
    /// The name that WhatsApp shows for them.
    let name: String
    let text: String
    /// The message's id, given where a message is posted again; else the sandbox makes one.
    let id: String?
    let tenantId: TenantID?
}

/// `POST /sandbox/chat`: plays a customer, by posting to the webhook what a gateway would post.
struct Customer: Sendable {
    let webhook: WebhookClient
    let log: EventLog
    let chats: ChatDirectory

    /// Posts the message and logs how the webhook took it. Answers `{id, acknowledged_ms, status, error}`, where status
    /// is null if the webhook did not answer.
    func post(_ request: Request) throws -> Response {
        let message = try request.json(CustomerMessage.self)
        let id = message.id ?? MessageID.random()
        try check(message, id: id)
        let tenant = try tenantName(message.tenantId)
        try chats.note(message.chat)

        let postedAt = UnixTime.now
        let body = Self.webhookBody(message, id: id, tenant: tenant, at: postedAt)
        let result = Result { () throws(WebhookError) in try webhook.post(body.text) }
        let acknowledgedAt = UnixTime.now
        let (status, error) = Self.outcome(result)
        try log.append(
            LogEvent(
                .inbound, chat: message.chat, text: message.text, at: acknowledgedAt,
                [
                    ("id", .string(id)), ("posted_at", postedAt.json), ("acknowledged_at", acknowledgedAt.json),
                    ("status", status), ("error", error),
                ]))
        let milliseconds = (acknowledgedAt.microseconds - postedAt.microseconds) / 1000
        return .json([
            "id": .string(id), "acknowledged_ms": .integer(milliseconds), "status": status, "error": error,
        ])
    }

    private func check(_ message: CustomerMessage, id: String) throws(Refusal) {
        guard message.chat.contains("@") else {
            throw Refusal(400, "chat must be an address such as 9725…@s.whatsapp.net")
        }
        guard !message.text.isEmpty else { throw Refusal(400, "text must not be empty") }
        try require(message.chat, "chat", atMost: 256)
        try require(message.name, "name", atMost: 256)
        try require(message.text, "text", atMost: 65_536)
        try require(id, "id", atMost: 128)
    }

    private static func outcome(_ result: Result<WebhookClient.Answer, WebhookError>) -> (status: JSON, error: JSON) {
        switch result {
        case .success(let answer) where answer.status == 200: (.integer(200), nil)
        case .success(let answer): (.integer(answer.status), .string(String(answer.body.prefix(500))))
        case .failure(let error): (nil, .string(error.description))
        }
    }

    /// The message as a Baileys gateway reports it, event `messages.upsert`, in this project's envelope.
    static func webhookBody(_ message: CustomerMessage, id: String, tenant: String, at time: UnixTime) -> JSON {
        let isHidden = message.chat.hasSuffix("@lid")
        return [
            "tenantId": .string(tenant),
            "payload": [
                "type": "notify",
                "messages": [
                    [
                        "key": [
                            "remoteJid": .string(message.chat), "fromMe": false, "id": .string(id), "participant": "",
                            "addressingMode": isHidden ? "lid" : "pn",
                        ],
                        "messageTimestamp": .integer(time.seconds),
                        "pushName": .string(message.name),
                        "broadcast": false,
                        "message": ["conversation": .string(message.text)],
                    ]
                ],
            ],
        ]
    }
}
