import Conversation

extension Gateway {
    static func newID(for act: CustomerMessage) -> String { MessageID.random() }

    /// The message as a Baileys gateway reports it, event `messages.upsert`, in this project's envelope.
    func post(_ act: CustomerAct) throws -> Post {
        let file = try act.file.map {
            try BaileysMessage.File($0, url: "\(stage.origin)/sandbox/mmg/", shelf: stage.media)
        }
        guard let content = BaileysMessage.content(of: act, file: file) else { throw act.notOffered(by: .gateway) }
        return envelope(
            [BaileysMessage.whole(act, content: content)], type: act.isOffline ? "append" : "notify",
            tenant: act.tenant,
            secret: act.secret ?? stage.secret)
    }

    private func envelope(_ messages: [JSON], type: String, tenant: String, secret: String) -> Post {
        let body: JSON = [
            "tenantId": .string(tenant), "payload": ["type": .string(type), "messages": .array(messages)],
        ]
        return Post(path: stage.gatewayPath, json: body.text) { _ in [("X-Internal-Secret", secret)] }
    }

    /// The original gateway reports no statuses.
    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] { [] }

    /// An own send comes back as a message of type `append`.
    func echo(of message: SentMessage) -> StatusPost? {
        StatusPost(name: "echo") { at in
            envelope(
                [
                    [
                        "key": ["remoteJid": .string(message.chat), "fromMe": true, "id": .string(message.id)],
                        "messageTimestamp": .integer(at.seconds), "broadcast": false,
                        "message": ["conversation": .string(message.text)],
                    ]
                ], type: "append", tenant: message.channel, secret: stage.secret)
        }
    }
}
