internal import Conversation

extension MessageContent {
    /// Reads the content member of the given name in a message object.
    typealias Reader = @Sendable (_ message: Fields, _ name: FieldName) -> Reading

    /// How each member of a message object is read. What is not listed is kind unsupported.
    static let readers: [String: Reader] = [
        "conversation": { message, name in
            guard let text = message.text(name) else { return .ignored("an empty text") }
            return .content(MessageContent(kind: .text, text: text))
        },
        "extendedTextMessage": object { fields in
            guard let text = fields.text("text") else { return .ignored("an empty text") }
            return .content(MessageContent(kind: .text, text: text))
        },
        "imageMessage": media(.image),
        "videoMessage": media(.video),
        "ptvMessage": media(.video),
        "documentMessage": media(.document),
        "stickerMessage": media(.sticker),
        "audioMessage": object { fields in
            // whatsmeow writes some members in capitals.
            let kind: MessageKind = (fields.flag("ptt") ?? fields.flag("PTT")) == true ? .voice : .audio
            return .content(media(kind, fields))
        },
        "buttonsResponseMessage": choice(.button, id: "selectedButtonId", titles: ["selectedDisplayText"]),
        "templateButtonReplyMessage": choice(.button, id: "selectedId", titles: ["selectedDisplayText"]),
        "listResponseMessage": object { fields in
            let id = fields.object("singleSelectReply")?.text("selectedRowId")
            return .content(choiceContent(.list, id: id, title: fields.text("title") ?? fields.text("description")))
        },
        "interactiveResponseMessage": object { fields in .content(interactiveResponse(fields)) },
        "reactionMessage": object { fields in
            var content = MessageContent(kind: .reaction, text: fields.text("text", limit: 64))
            content.details.targetID = fields.object("key")?.identifier("id")
            return .content(content)
        },
        "locationMessage": object { fields in .content(location(fields)) },
        "liveLocationMessage": object { fields in .content(location(fields)) },
        "contactMessage": object { fields in .content(contacts([fields], title: nil)) },
        "contactsArrayMessage": object { fields in
            .content(contacts(fields.objects("contacts", limit: 20), title: fields.text("displayName")))
        },
        "orderMessage": object { fields in
            .content(MessageContent(kind: .order, text: fields.text("message") ?? fields.text("orderTitle")))
        },
        "pollCreationMessage": poll,
        "pollCreationMessageV2": poll,
        "pollCreationMessageV3": poll,
        "pollCreationMessageV4": poll,
        "pollCreationMessageV5": poll,
        "pollUpdateMessage": poll,
        "eventMessage": object { fields in .content(MessageContent(kind: .event, text: fields.text("name"))) },
        // The provider's own spelling.
        "callLogMesssage": { _, _ in .content(MessageContent(kind: .call)) },
        "call": { _, _ in .content(MessageContent(kind: .call)) },
        "protocolMessage": object(protocolMessage),
        // The pictures of an album follow as messages of their own.
        "albumMessage": { _, _ in .ignored("the frame of an album") },
        "keepInChatMessage": control,
        "pinInChatMessage": control,
        "encReactionMessage": control,
    ]

    private static let poll = object { fields in .content(MessageContent(kind: .poll, text: fields.text("name"))) }

    private static let control: Reader = { _, _ in .ignored("a protocol message") }

    /// A reader of a content that is an object; a content that is none is unsupported. What it quotes, and whether it
    /// was forwarded, stands at the same place in each.
    private static func object(_ read: @escaping @Sendable (Fields) -> Reading) -> Reader {
        { message, name in
            guard let fields = message.object(name) else { return .content(unsupported(name)) }
            let reading = read(fields)
            guard case .content(var content) = reading else { return reading }
            if let context = fields.object("contextInfo") {
                content.details.quotedID = context.identifier("stanzaId") ?? context.identifier("stanzaID")
                if context.flag("isForwarded") == true { content.details.isForwarded = true }
            }
            return .content(content)
        }
    }

    private static func media(_ kind: MessageKind) -> Reader {
        object { fields in .content(media(kind, fields)) }
    }

    private static func choice(_ kind: MessageKind, id: FieldName, titles: [FieldName]) -> Reader {
        object { fields in
            .content(choiceContent(kind, id: fields.text(id), title: titles.lazy.compactMap(fields.text).first))
        }
    }
}
