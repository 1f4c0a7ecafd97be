import Conversation

/// Customers' messages as Meta posts them.
enum CloudMessage {
    /// Who writes. A user name hides the phone number: then there is no `wa_id`.
    static func contact(_ act: CustomerAct) -> JSON {
        .compact([
            (
                "profile",
                .compact([("name", .string(act.name)), ("username", act.username.map(JSON.string))])
            ),
            ("wa_id", phone(act).map(JSON.string)), ("user_id", userID(act).map(JSON.string)),
        ])
    }

    /// The message; nil where Meta has no such kind.
    static func message(_ act: CustomerAct) -> JSON? {
        guard let (type, content) = content(act) else { return nil }
        return .compact(
            [
                ("from", phone(act).map(JSON.string)), ("from_user_id", userID(act).map(JSON.string)),
                ("id", .string(act.id)), ("timestamp", .string(String(act.at.seconds))), ("type", .string(type)),
            ] + content + [("context", context(act)), ("referral", referral(act))])
    }

    private static func phone(_ act: CustomerAct) -> String? { act.chat.contains(".") ? nil : act.chat }

    private static func userID(_ act: CustomerAct) -> String? { act.chat.contains(".") ? act.chat : act.userID }

    private static func content(_ act: CustomerAct) -> (String, [(String, JSON?)])? {
        switch act.kind {
        case .text: ("text", [("text", ["body": .string(act.text)])])
        case .image, .video, .document, .sticker, .audio, .voice: media(act)
        case .location: location(act)
        case .contact: ("contacts", [("contacts", contacts(act))])
        case .button, .list: choice(act)
        case .reaction:
            (
                "reaction",
                [
                    (
                        "reaction",
                        .compact([
                            ("message_id", .string(act.targetID)),
                            ("emoji", act.text.isEmpty ? nil : .string(act.text)),
                        ])
                    )
                ]
            )
        case .edit:
            (
                "edit",
                [
                    (
                        "edit",
                        [
                            "original_message_id": .string(act.targetID),
                            "message": ["type": "text", "text": ["body": .string(act.text)]],
                        ]
                    )
                ]
            )
        case .deletion: ("revoke", [("revoke", ["original_message_id": .string(act.targetID)])])
        case .order: ("order", [("order", order(act))])
        case .system: ("system", [("system", system(act))])
        case .unsupported, .poll, .event: unsupported(act)
        case .call, .template: nil
        }
    }

    private static func media(_ act: CustomerAct) -> (String, [(String, JSON?)])? {
        guard let file = act.file else { return nil }
        let type = act.kind == .voice ? "audio" : act.kind.rawValue
        let caption: JSON? = act.text.isEmpty ? nil : .string(act.text)
        let media = JSON.compact([
            ("id", .string(file.id)), ("mime_type", .string(file.mimeType)),
            ("sha256", .string(Base64.encode(bytes(hexadecimal: file.sha256) ?? []))),
            ("caption", ["image", "video", "document"].contains(type) ? caption : nil),
            ("filename", type == "document" ? .string(file.fileName ?? "file." + file.fileEnding) : nil),
            ("voice", type == "audio" ? .bool(act.kind == .voice) : nil),
            ("animated", type == "sticker" ? false : nil),
        ])
        return (type, [(type, media)])
    }

    private static func location(_ act: CustomerAct) -> (String, [(String, JSON?)])? {
        act.details.location.map { place in
            let fields: [(String, JSON?)] = [
                ("latitude", .number(String(place.latitude))), ("longitude", .number(String(place.longitude))),
                ("name", act.text.isEmpty ? nil : .string(act.text)),
            ]
            return ("location", [("location", .compact(fields))])
        }
    }

    private static func contacts(_ act: CustomerAct) -> JSON {
        .array(
            (act.details.contacts ?? []).map { card in
                let digits = (card.phone ?? "").filter(\.isNumber)
                return [
                    "name": ["formatted_name": .string(card.name ?? ""), "first_name": .string(card.name ?? "")],
                    "phones": [["phone": .string(card.phone ?? ""), "wa_id": .string(digits), "type": "CELL"]],
                ]
            })
    }

    /// A button or a row of ours; without an id of ours, the quick reply of a template.
    private static func choice(_ act: CustomerAct) -> (String, [(String, JSON?)]) {
        guard let id = act.details.choiceID else {
            return ("button", [("button", ["payload": .string(act.text), "text": .string(act.text)])])
        }
        let name = act.kind == .button ? "button_reply" : "list_reply"
        let reply: JSON = ["id": .string(id), "title": .string(act.text)]
        return ("interactive", [("interactive", .object([("type", .string(name)), (name, reply)]))])
    }

    private static func order(_ act: CustomerAct) -> JSON {
        let items = (act.details.order?.items ?? []).map { item in
            JSON.compact([
                ("product_retailer_id", .string(item.productID)),
                ("quantity", item.quantity.map { .number($0.plainText) }),
                ("item_price", item.price.map { .number($0.plainText) }), ("currency", item.currency.map(JSON.string)),
            ])
        }
        return [
            "catalog_id": .string(act.details.order?.catalogID ?? "77001"), "text": .string(act.text),
            "product_items": .array(items),
        ]
    }

    private static func system(_ act: CustomerAct) -> JSON {
        let number = act.details.newPhone.map { $0.filter(\.isNumber) }
        return .compact([
            ("type", act.details.newPhone == nil ? "user_changed_user_id" : "user_changed_number"),
            ("body", .string(act.text.isEmpty ? "\(act.name) changed from \(act.chat)" : act.text)),
            ("wa_id", number.map(JSON.string)), ("user_id", act.details.newUserID.map(JSON.string)),
        ])
    }

    private static func unsupported(_ act: CustomerAct) -> (String, [(String, JSON?)]) {
        let kind = act.details.providerKind ?? (act.kind == .unsupported ? "view_once" : act.kind.rawValue)
        let error: JSON = [
            "code": .integer(act.details.errorCode.flatMap { Int($0) } ?? 131051), "title": "Message type unknown",
            "message": "Message type unknown",
            "error_data": ["details": "Message type is currently not supported."],
        ]
        return ("unsupported", [("unsupported", ["type": .string(kind)]), ("errors", [error])])
    }

    private static func context(_ act: CustomerAct) -> JSON? {
        let product = act.details.referral?.productID
        guard act.details.quotedID != nil || act.details.isForwarded == true || product != nil else { return nil }
        let referred: JSON? = product.map { ["catalog_id": "77001", "product_retailer_id": .string($0)] }
        return .compact([
            ("from", act.details.quotedID == nil ? nil : .string(Demo.cloudNumber)),
            ("id", act.details.quotedID.map(JSON.string)),
            ("forwarded", act.details.isForwarded == true ? true : nil), ("referred_product", referred),
        ])
    }

    private static func referral(_ act: CustomerAct) -> JSON? {
        guard let referral = act.details.referral, referral.sourceURL ?? referral.sourceID != nil else { return nil }
        return .compact([
            ("source_url", referral.sourceURL.map(JSON.string)), ("source_id", referral.sourceID.map(JSON.string)),
            ("source_type", "ad"), ("headline", referral.headline.map(JSON.string)), ("body", "…"),
            ("media_type", "image"), ("ctwa_clid", "Aff-demo"),
        ])
    }
}
