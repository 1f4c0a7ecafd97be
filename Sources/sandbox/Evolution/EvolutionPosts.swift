import Conversation

extension Evolution {
    private static let instanceID = "6b0f7d1e-0000-4000-8000-000000000104"

    static func newID(for act: CustomerMessage) -> String { MessageID.random() }

    static func chatAddress(_ given: String) throws(Refusal) -> String { try Gateway.chatAddress(given) }

    func post(_ act: CustomerAct) throws -> Post {
        let file = try act.file.map {
            try BaileysMessage.File($0, url: "\(stage.origin)/sandbox/mmg/", shelf: stage.media)
        }
        guard let content = BaileysMessage.content(of: act, file: file, flattens: true) else {
            throw act.notOffered(by: .evolution)
        }
        // One object, not Baileys' array.
        let message = BaileysMessage.whole(act, content: content).fields ?? []
        let data: [(String, JSON)] =
            message.filter { $0.0 != "broadcast" } + [
                ("status", act.isFromOwner ? "SERVER_ACK" : "DELIVERY_ACK"),
                ("contextInfo", BaileysMessage.context(act) ?? .null),
                ("messageType", .string(content.fields?.first?.0 ?? "")), ("instanceId", .string(Self.instanceID)),
                ("source", act.isFromOwner ? "ios" : "android"),
            ]
        return event(
            "messages.upsert", .object(data), instance: act.channel ?? Demo.session, key: act.key,
            secret: act.secret ?? stage.secret, at: .now)
    }

    private func event(
        _ name: String, _ data: JSON, instance: String, key: String, secret: String, at time: UnixTime
    ) -> Post {
        let body: JSON = [
            "event": .string(name), "instance": .string(instance), "data": data,
            "destination": .string("\(stage.origin)/webhook/evolution/\(key)"),
            // Local time with a false Z.
            "date_time": .string(UnixTime(microseconds: time.microseconds + 7_200_000_000).rfc3339),
            "sender": .string(Demo.ownJID), "server_url": .string("\(stage.origin)/sandbox/evolution"), "apikey": nil,
        ]
        return Post(path: "/webhook/evolution/" + key, json: body.text) { _ in
            [("Authorization", "Bearer " + bearer(secret, at: time))]
        }
    }

    /// The secret itself, or a token that proves it (`jwt_key`): HS256 over what it says.
    private func bearer(_ secret: String, at time: UnixTime) -> String {
        guard (try? stage.behaviour.current().evolutionJWT) == true else { return secret }
        let head: JSON = ["alg": "HS256", "typ": "JWT"]
        let claims: JSON = [
            "iat": .integer(time.seconds), "exp": .integer(time.seconds + 600), "app": "evolution", "action": "webhook",
        ]
        let signed = [head, claims].map { Self.base64URL(Array($0.text.utf8)) }.joined(separator: ".")
        return signed + "." + Self.base64URL(HMAC.code(of: signed.utf8, key: secret, hash: .sha256))
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        String(
            Base64.encode(bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    /// A message that was sent, as the answer and the echo show it.
    static func message(of message: SentMessage, at time: UnixTime) -> JSON {
        [
            "key": ["remoteJid": .string(message.chat), "fromMe": true, "id": .string(message.id)],
            "pushName": "", "status": "PENDING", "message": ["conversation": .string(message.text)],
            "contextInfo": nil, "messageType": "conversation", "messageTimestamp": .integer(time.seconds),
            "instanceId": .string(instanceID), "source": "unknown",
        ]
    }

    func echo(of message: SentMessage) -> StatusPost? {
        StatusPost(name: "echo") { at in
            event(
                "send.message", Self.message(of: message, at: at), instance: message.channel, key: "demo",
                secret: stage.secret, at: at)
        }
    }

    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] {
        let names = fails == nil ? ["sent", "delivered", "read"] : ["failed"]
        return names.map { name in
            StatusPost(name: name) { at in
                let words = ["sent": "SERVER_ACK", "delivered": "DELIVERY_ACK", "read": "READ", "failed": "ERROR"]
                let update: JSON = [
                    "keyId": .string(message.id), "remoteJid": .string(message.chat), "fromMe": true,
                    "participant": nil, "status": .string(words[name] ?? ""), "instanceId": .string(Self.instanceID),
                    "messageId": .string("cm" + message.id.lowercased()),
                ]
                // An object, or an array of them: both are seen.
                return event(
                    "messages.update", name == "read" ? [update] : update, instance: message.channel, key: "demo",
                    secret: stage.secret, at: at)
            }
        }
    }
}
