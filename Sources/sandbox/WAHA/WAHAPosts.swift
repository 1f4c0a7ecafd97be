import Conversation

extension WAHA {
    private static let own = "97235550104@c.us"
    private static let ackNames = [-1: "ERROR", 0: "PENDING", 1: "SERVER", 2: "DEVICE", 3: "READ", 4: "PLAYED"]

    static func newID(for act: CustomerMessage) -> String { MessageID.random() }

    /// `false_972…@c.us_3EB0…`; one that is given whole stays.
    static func fullID(_ id: String, chat: String, fromMe: Bool) -> String {
        id.contains("_") ? id : "\(fromMe)_\(chat)_\(id)"
    }

    /// Whether an id is whole, and of a message in this chat.
    static func isFullID(_ id: String, in chat: String) -> Bool {
        ["true", "false"].contains {
            id.hasPrefix("\($0)_\(chat)_") && id.utf8.count > $0.utf8.count + chat.utf8.count + 2
        }
    }

    static func chatAddress(_ given: String) throws(Refusal) -> String {
        let jid = try Gateway.chatAddress(given)
        let ending = "@s.whatsapp.net"
        return jid.hasSuffix(ending) ? jid.dropLast(ending.count) + "@c.us" : jid
    }

    func post(_ act: CustomerAct) throws -> Post {
        // The owner's own messages come as `message.any` only.
        try post(act, event: act.isFromOwner ? "message.any" : "message")
    }

    /// The same message once more, as a session that subscribes to `message.any` too gets it.
    func anyPost(_ act: CustomerAct) throws -> Post { try post(act, event: "message.any") }

    private func post(_ act: CustomerAct, event name: String) throws -> Post {
        switch act.kind {
        case .reaction: return event("message.reaction", reaction(act), act)
        case .deletion:
            let revoked: JSON = [
                "before": nil,
                "after": ["id": .string(act.id), "body": "", "from": .string(act.chat), "fromMe": false],
                "revokedMessageId": .string(Self.shortID(act.targetID)),
            ]
            return event("message.revoked", revoked, act)
        case .edit:
            let edited = (try payload(act).fields ?? []) + [("editedMessageId", .string(Self.shortID(act.targetID)))]
            return event("message.edited", .object(edited), act)
        default: return event(name, try payload(act), act)
        }
    }

    /// The last part of an id.
    private static func shortID(_ id: String) -> String { id.split(separator: "_").last.map { String($0) } ?? id }

    private func reaction(_ act: CustomerAct) -> JSON {
        [
            "id": .string(act.id), "from": .string(act.chat), "fromMe": .bool(act.isFromOwner), "participant": nil,
            "to": .string(Self.own), "timestamp": .number("\(act.at.seconds).5"),
            "reaction": ["text": .string(act.text), "messageId": .string(act.targetID)],
        ]
    }

    /// A message; what only the engine knows is in `_data`, as Baileys has it.
    private func payload(_ act: CustomerAct) throws -> JSON {
        let file = try act.file.map {
            try BaileysMessage.File($0, url: "https://mmg.whatsapp.net/", shelf: stage.media)
        }
        guard let content = BaileysMessage.content(of: act, file: file) else { throw act.notOffered(by: .waha) }
        let (from, to) = act.isFromOwner ? (Self.own, act.chat) : (act.chat, Self.own)
        let place = act.details.location.map { place -> JSON in
            [
                "latitude": .number(String(place.latitude)), "longitude": .number(String(place.longitude)),
                "description": act.text.isEmpty ? nil : .string(act.text),
            ]
        }
        let quoted = act.details.quotedID.map { id -> JSON in ["id": .string(Self.shortID(id)), "body": "…"] }
        return .compact([
            ("id", .string(act.id)), ("timestamp", .integer(act.at.seconds)), ("from", .string(from)),
            ("fromMe", .bool(act.isFromOwner)), ("source", "app"), ("to", .string(to)), ("participant", .null),
            ("body", .string(act.text)), ("hasMedia", .bool(act.file != nil)), ("media", media(act)),
            ("ack", 1), ("ackName", "SERVER"), ("location", place),
            ("vCards", .array((act.details.contacts ?? []).map { .string($0.vCard) })), ("replyTo", quoted ?? .null),
            ("_data", data(act, content)),
        ])
    }

    private func media(_ act: CustomerAct) -> JSON {
        guard let file = act.file else { return .null }
        let url = "\(stage.origin)/sandbox/waha/api/files/\(act.channel ?? Demo.session)/\(file.id).\(file.fileEnding)"
        return [
            "url": .string(url), "mimetype": .string(file.mimeType), "filename": .string(orNull: file.fileName),
            "error": nil,
        ]
    }

    private func data(_ act: CustomerAct, _ content: JSON) -> JSON {
        let whole = BaileysMessage.whole(act, content: content)
        let key: [(String, JSON)] = (whole["key"]?.fields ?? []).map { name, value in
            switch name {
            case "remoteJid" where act.chat.hasSuffix("@c.us"): (name, .string(act.chat.dropLast(4) + "s.whatsapp.net"))
            case "id": (name, .string(Self.shortID(act.id)))
            default: (name, value)
            }
        }
        return .object((whole.fields ?? []).map { $0.0 == "key" ? ("key", .object(key)) : $0 })
    }

    private func event(_ name: String, _ payload: JSON, _ act: CustomerAct) -> Post {
        event(
            name, payload, session: act.channel ?? Demo.session, key: act.key, secret: act.secret ?? stage.secret,
            at: .now)
    }

    /// Signed over the very bytes with HMAC-SHA512.
    private func event(
        _ name: String, _ payload: JSON, session: String, key: String, secret: String, at time: UnixTime
    ) -> Post {
        let milliseconds = time.microseconds / 1000
        let id = "evt_" + MessageID.random().lowercased()
        let body: JSON = [
            "id": .string(id), "timestamp": .integer(milliseconds), "event": .string(name),
            "session": .string(session), "metadata": [:], "me": ["id": .string(Self.own), "pushName": "Shai"],
            "payload": payload, "engine": "NOWEB",
            "environment": ["version": "2026.7.1", "engine": "NOWEB", "tier": "CORE"],
        ]
        return Post(path: "/webhook/waha/" + key, json: body.text) { bytes in
            [
                ("X-Webhook-Request-Id", id), ("X-Webhook-Timestamp", String(milliseconds)),
                ("X-Webhook-Hmac", hexadecimal(HMAC.code(of: bytes, key: secret, hash: .sha512))),
                ("X-Webhook-Hmac-Algorithm", "sha512"),
            ]
        }
    }

    /// A message that was sent through the API, as the answer and the echo show it.
    static func payload(of message: SentMessage, at time: UnixTime, ack: Int) -> JSON {
        [
            "id": .string(message.id), "timestamp": .integer(time.seconds), "from": .string(own), "fromMe": true,
            "source": "api", "to": .string(message.chat), "participant": nil, "body": .string(message.text),
            "hasMedia": .bool(message.type != "text"), "media": nil, "ack": .integer(ack),
            "ackName": .string(ackNames[ack] ?? ""), "replyTo": nil, "vCards": [],
        ]
    }

    func echo(of message: SentMessage) -> StatusPost? {
        StatusPost(name: "echo") { at in
            event(
                "message.any", Self.payload(of: message, at: at, ack: 0), session: message.channel, key: "demo",
                secret: stage.secret, at: at)
        }
    }

    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] {
        let acks = fails == nil ? [("sent", 1), ("delivered", 2), ("read", 3)] : [("failed", -1)]
        return acks.map { name, ack in
            StatusPost(name: name) { at in
                let payload: JSON = [
                    "id": .string(message.id), "from": .string(message.chat), "to": .string(Self.own),
                    "participant": nil, "fromMe": true, "ack": .integer(ack),
                    "ackName": .string(Self.ackNames[ack] ?? ""),
                ]
                return event(
                    "message.ack", payload, session: message.channel, key: "demo", secret: stage.secret, at: at)
            }
        }
    }
}
