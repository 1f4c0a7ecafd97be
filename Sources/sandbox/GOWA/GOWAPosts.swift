import Conversation

extension GOWA {
    static func newID(for act: CustomerMessage) -> String { MessageID.random() }

    static func chatAddress(_ given: String) throws(Refusal) -> String { try Gateway.chatAddress(given) }

    func post(_ act: CustomerAct) throws -> Post {
        let content = try Self.content(act)
        let isHidden = act.chat.hasSuffix("@lid")
        let payload = JSON.compact(
            [
                ("id", .string(act.id)), ("chat_id", .string(act.chat)),
                ("from", .string(act.isFromOwner ? Demo.ownJID : act.chat)),
                ("from_lid", isHidden ? .string(act.chat) : act.alt.map(JSON.string)),
                ("from_name", .string(act.isFromOwner ? "Shai Apartments" : act.name)),
                ("timestamp", .string(act.at.rfc3339)), ("is_from_me", .bool(act.isFromOwner)),
                ("replied_to_id", act.details.quotedID.map(JSON.string)),
                ("quoted_body", act.details.quotedID == nil ? nil : "…"),
                ("forwarded", act.details.isForwarded == true ? true : nil),
            ] + content.fields)
        return event(
            content.event, payload, device: act.channel ?? Demo.gowaDevice, key: act.key,
            secret: act.secret ?? stage.secret)
    }

    private static func content(_ act: CustomerAct) throws -> (event: String, fields: [(String, JSON?)]) {
        let words: JSON? = act.text.isEmpty ? nil : .string(act.text)
        switch act.kind {
        case .text: return ("message", [("body", words)])
        case .image, .video, .document, .sticker, .audio, .voice:
            guard let file = act.file else { throw act.notOffered(by: .gowa) }
            return ("message", [("body", words), (act.kind == .voice ? "audio" : act.kind.rawValue, media(act, file))])
        case .location:
            guard let place = act.details.location else { throw act.notOffered(by: .gowa) }
            let location = JSON.compact([
                ("degreesLatitude", .number(String(place.latitude))),
                ("degreesLongitude", .number(String(place.longitude))), ("name", words),
            ])
            return ("message", [("location", location)])
        case .contact:
            let cards = (act.details.contacts ?? []).map { card -> JSON in
                ["displayName": .string(card.name ?? ""), "vcard": .string(card.vCard)]
            }
            guard let first = cards.first else { throw act.notOffered(by: .gowa) }
            return ("message", [cards.count == 1 ? ("contact", first) : ("contacts_array", .array(cards))])
        case .reaction:
            return (
                "message.reaction",
                [("reaction", .string(act.text)), ("reacted_message_id", .string(act.targetID))]
            )
        case .edit:
            return ("message.edited", [("original_message_id", .string(act.targetID)), ("body", words)])
        case .deletion:
            return (
                "message.revoked",
                [
                    ("revoked_message_id", .string(act.targetID)), ("revoked_from_me", .bool(act.isFromOwner)),
                    ("revoked_chat", .string(act.chat)),
                ]
            )
        default: throw act.notOffered(by: .gowa)
        }
    }

    /// The path of the file that the gateway has fetched already, and the caption where there is one.
    private static func media(_ act: CustomerAct, _ file: MediaFile) -> JSON {
        let path = "statics/media/\(file.id).\(file.fileEnding)"
        guard !act.text.isEmpty else { return .string(path) }
        return ["path": .string(path), "caption": .string(act.text)]
    }

    /// Signed like Meta's posts.
    private func event(_ name: String, _ payload: JSON, device: String, key: String, secret: String) -> Post {
        let body: JSON = [
            "event": .string(name), "device_id": .string(device + "@s.whatsapp.net"),
            "timestamp": .string(UnixTime.now.rfc3339), "payload": payload,
        ]
        return Post(path: "/webhook/gowa/" + key, json: body.text) { bytes in
            [("X-Hub-Signature-256", "sha256=" + hexadecimal(HMAC.code(of: bytes, key: secret, hash: .sha256)))]
        }
    }

    /// whatsmeow tells a device nothing of what it sends itself.
    func echo(of message: SentMessage) -> StatusPost? { nil }

    /// It reports what a customer's phone acknowledges, and no failures.
    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] {
        guard fails == nil else { return [] }
        return ["delivered", "read"].map { name in
            StatusPost(name: name) { at in
                let payload: JSON = [
                    "ids": [.string(message.id)], "chat_id": .string(message.chat), "from": .string(message.chat),
                    "receipt_type": .string(name), "receipt_type_description": "…",
                    "timestamp": .string(at.rfc3339),
                ]
                return event("message.ack", payload, device: message.channel, key: "demo", secret: stage.secret)
            }
        }
    }
}
