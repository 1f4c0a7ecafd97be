import Conversation

/// Messages in the form of Baileys (WAMessage), which gateways on WhatsApp Web pass on.
enum BaileysMessage {
    /// A file as WhatsApp's own servers would hand it out: encrypted.
    struct File: Sendable {
        let file: MediaFile
        /// Where it is, less its id.
        let folder: String
        /// The digest of the encrypted file.
        let encryptedDigest: [UInt8]

        init(_ file: MediaFile, url folder: String, shelf: MediaShelf) throws {
            self.file = file
            self.folder = folder
            encryptedDigest = bytes(hexadecimal: sha256Hex(try shelf.encrypted(file))) ?? []
        }

        /// The fields that all kinds of file have. There is no `directPath`: it counts from WhatsApp's own host.
        ///
        /// Bytes are base64, and 64-bit numbers are texts (protobuf's JSON).
        fileprivate func fields(of act: CustomerAct) -> [(String, JSON?)] {
            let digest = bytes(hexadecimal: file.sha256) ?? []
            return [
                ("url", .string("\(folder)\(file.id).enc?ccb=11-4&_nc_sid=5e03e0&mms3=true")),
                ("mimetype", .string(file.mimeType)), ("fileSha256", .string(Base64.encode(digest))),
                ("fileEncSha256", .string(Base64.encode(encryptedDigest))),
                ("fileLength", .string(String(file.bytes))),
                ("mediaKey", .string(Base64.encode(WhatsAppCipher.mediaKey(of: file)))),
                ("mediaKeyTimestamp", .string(String(act.at.seconds))),
            ]
        }
    }

    /// The whole message.
    static func whole(_ act: CustomerAct, content: JSON) -> JSON {
        let isHidden = act.chat.hasSuffix("@lid")
        return .compact([
            (
                "key",
                .compact([
                    ("remoteJid", .string(act.chat)), ("remoteJidAlt", act.alt.map(JSON.string)),
                    ("fromMe", .bool(act.isFromOwner)), ("id", .string(act.id)), ("participant", ""),
                    ("addressingMode", isHidden ? "lid" : "pn"),
                ])
            ),
            ("messageTimestamp", .integer(act.at.seconds)),
            // The owner's own messages carry the owner's name.
            ("pushName", .string(act.isFromOwner ? "Shai Apartments" : act.name)), ("broadcast", false),
            ("message", content),
        ])
    }

    /// The content, its only field named after its kind; nil where WhatsApp Web has no such thing.
    ///
    /// - Parameter flattens: whether the gateway takes captions out of their wrapper and long texts out of theirs, as
    ///   Evolution does.
    static func content(of act: CustomerAct, file: File?, flattens: Bool = false) -> JSON? {
        switch act.kind {
        case .text: text(act, flattens: flattens)
        case .image, .video, .audio, .voice, .document, .sticker:
            file.map { media(act, $0, flattens: flattens) }
        case .location:
            act.details.location.map { place in
                wrap(
                    "locationMessage", act,
                    [
                        ("degreesLatitude", .number(String(place.latitude))),
                        ("degreesLongitude", .number(String(place.longitude))),
                        ("name", act.text.isEmpty ? nil : .string(act.text)),
                    ])
            }
        case .contact: contacts(act)
        case .button, .list, .poll, .event, .call, .order, .unsupported: interaction(act)
        case .reaction, .edit, .deletion: change(act)
        case .system, .template: nil
        }
    }

    private static func text(_ act: CustomerAct, flattens: Bool) -> JSON {
        if context(act) == nil { return ["conversation": .string(act.text)] }
        if flattens { return ["conversation": .string(act.text), "messageContextInfo": [:]] }
        return wrap("extendedTextMessage", act, [("text", .string(act.text))])
    }

    private static func media(_ act: CustomerAct, _ file: File, flattens: Bool) -> JSON {
        let caption: JSON? = act.text.isEmpty ? nil : .string(act.text)
        let seconds = act.details.media?.seconds.map { JSON.integer(Int($0)) } ?? 3
        let extra: (name: String, fields: [(String, JSON?)]) =
            switch act.kind {
            case .image: ("imageMessage", [("caption", caption), ("height", 1280), ("width", 960)])
            case .video: ("videoMessage", [("caption", caption), ("seconds", seconds)])
            case .voice: ("audioMessage", [("seconds", seconds), ("ptt", true)])
            case .audio: ("audioMessage", [("seconds", seconds), ("ptt", false)])
            case .sticker: ("stickerMessage", [("isAnimated", false)])
            default: ("documentMessage", [("caption", caption), ("fileName", .string(orNull: file.file.fileName))])
            }
        let message = wrap(extra.name, act, file.fields(of: act) + extra.fields)
        guard act.kind == .document, caption != nil, !flattens else { return message }
        return ["documentWithCaptionMessage": ["message": message]]
    }

    private static func contacts(_ act: CustomerAct) -> JSON? {
        let cards = (act.details.contacts ?? []).map { card -> JSON in
            ["displayName": .string(card.name ?? ""), "vcard": .string(card.vCard)]
        }
        guard let first = cards.first else { return nil }
        if cards.count == 1 { return wrap("contactMessage", act, first.fields.map { $0.map { ($0.0, $0.1) } } ?? []) }
        return wrap(
            "contactsArrayMessage", act,
            [("displayName", .string("\(cards.count) contacts")), ("contacts", .array(cards))])
    }
}

extension BaileysMessage {
    private static func interaction(_ act: CustomerAct) -> JSON {
        let text = JSON.string(act.text)
        let choice = JSON.string(act.details.choiceID ?? "choice_1")
        return switch act.kind {
        case .button:
            wrap(
                "buttonsResponseMessage", act,
                [("selectedButtonId", choice), ("selectedDisplayText", text), ("type", 1)])
        case .list:
            wrap(
                "listResponseMessage", act,
                [("title", text), ("listType", 1), ("singleSelectReply", ["selectedRowId": choice])])
        case .poll:
            wrap(
                "pollCreationMessageV3", act,
                [
                    ("name", text), ("options", [["optionName": "A"], ["optionName": "B"]]),
                    ("selectableOptionsCount", 1),
                ])
        case .event: wrap("eventMessage", act, [("name", text), ("startTime", .string(String(act.at.seconds)))])
        case .call: wrap("callLogMesssage", act, [("isVideo", false), ("callOutcome", "MISSED")])
        case .order:
            wrap(
                "orderMessage", act,
                [
                    ("orderId", "4470001"), ("itemCount", .integer(act.details.order?.items.count ?? 1)),
                    ("status", "INQUIRY"), ("surface", "CATALOG"), ("message", text), ("token", "dG9rZW4="),
                ])
        default:
            wrap(act.details.providerKind ?? "newsletterAdminInviteMessage", act, [("caption", text)])
        }
    }

    private static func change(_ act: CustomerAct) -> JSON {
        func key(fromMe: Bool) -> JSON {
            ["remoteJid": .string(act.chat), "fromMe": .bool(fromMe), "id": .string(act.targetID)]
        }
        return switch act.kind {
        case .reaction:
            [
                "reactionMessage": [
                    "key": key(fromMe: !act.isFromOwner), "text": .string(act.text),
                    "senderTimestampMs": .string(String(act.at.microseconds / 1000)),
                ]
            ]
        case .edit:
            [
                "protocolMessage": [
                    "key": key(fromMe: act.isFromOwner), "type": "MESSAGE_EDIT",
                    "editedMessage": ["conversation": .string(act.text)],
                    "timestampMs": .string(String(act.at.microseconds / 1000)),
                ]
            ]
        default: ["protocolMessage": ["key": key(fromMe: act.isFromOwner), "type": 0]]
        }
    }

    /// A content under its name, with what it quotes.
    private static func wrap(_ name: String, _ act: CustomerAct, _ fields: [(String, JSON?)]) -> JSON {
        .object([(name, .compact(fields + [("contextInfo", context(act))]))])
    }

    /// What a message quotes, and whether it was forwarded; nil where there is nothing to say.
    static func context(_ act: CustomerAct) -> JSON? {
        let isForwarded = act.details.isForwarded == true
        guard act.details.quotedID != nil || isForwarded else { return nil }
        return .compact([
            ("stanzaId", act.details.quotedID.map(JSON.string)),
            ("participant", act.details.quotedID == nil ? nil : .string(Demo.ownJID)),
            ("quotedMessage", act.details.quotedID == nil ? nil : ["conversation": "…"]),
            ("isForwarded", isForwarded ? true : nil), ("forwardingScore", isForwarded ? 1 : nil),
        ])
    }
}

extension MessageDetails.ContactCard {
    /// The card as phones write it (vCard 3.0).
    var vCard: String {
        let digits = (phone ?? "").filter { $0.isNumber }
        return [
            "BEGIN:VCARD", "VERSION:3.0", "N:;\(name ?? "");;;", "FN:\(name ?? "")",
            "item1.TEL;waid=\(digits):\(phone ?? "")", "item1.X-ABLabel:Mobile", "END:VCARD",
        ].joined(separator: "\n")
    }
}
