import Conversation

extension Twilio {
    static func newID(for act: CustomerMessage) -> String {
        let hasFile = act.kind?.sampleFile(words: nil) != nil
        return (hasFile ? "MM" : "SM") + hexadecimal(MessageID.randomBytes(16))
    }

    static func chatAddress(_ given: String) throws(Refusal) -> String {
        if TwilioOrder.isPhone(given) { return given }
        let digits = given.prefix { $0 != "@" }.filter { $0.isASCII && $0.isNumber }
        guard (7...15).contains(digits.count), !given.hasSuffix("@lid") else {
            throw Refusal(400, "chat must be whatsapp:+972… or +972…")
        }
        return "whatsapp:+" + digits
    }

    func post(_ act: CustomerAct) throws -> Post {
        guard !act.isFromOwner, let content = content(act) else { throw act.notOffered(by: .twilio) }
        let isWhatsApp = act.chat.hasPrefix("whatsapp:")
        var fields: [(name: String, value: String)] = [
            ("SmsMessageSid", act.id), ("SmsSid", act.id), ("MessageSid", act.id), ("AccountSid", Demo.twilioAccount),
            ("From", act.chat), ("To", act.channel ?? (isWhatsApp ? Demo.twilioWhatsApp : Demo.twilioSMS)),
            ("NumSegments", "1"), ("SmsStatus", "received"), ("ApiVersion", "2010-04-01"),
        ]
        if isWhatsApp {
            fields += [
                ("ProfileName", act.name), ("WaId", String(act.chat.dropFirst("whatsapp:+".count))),
                ("ChannelMetadata", channelMetadata(act)),
            ]
            if let quoted = act.details.quotedID {
                fields += [
                    ("OriginalRepliedMessageSid", quoted), ("OriginalRepliedMessageSender", Demo.twilioWhatsApp),
                ]
            }
            if act.details.isForwarded == true { fields.append(("Forwarded", "true")) }
            if let referral = act.details.referral {
                fields += [
                    ("ReferralSourceUrl", referral.sourceURL ?? ""), ("ReferralSourceId", referral.sourceID ?? ""),
                    ("ReferralSourceType", "ad"), ("ReferralHeadline", referral.headline ?? ""),
                ]
            }
        }
        return signed(Form(fields + content), path: "/webhook/twilio/" + act.key, secret: act.secret ?? stage.secret)
    }

    private func channelMetadata(_ act: CustomerAct) -> String {
        let context: JSON = [
            "ProfileName": .string(act.name), "WaId": .string(String(act.chat.dropFirst("whatsapp:+".count))),
        ]
        let metadata: JSON = ["type": "whatsapp", "data": ["context": context]]
        return metadata.text
    }

    /// What differs by kind; nil where Twilio has no such thing. SMS has texts and files only.
    private func content(_ act: CustomerAct) -> [(name: String, value: String)]? {
        let isWhatsApp = act.chat.hasPrefix("whatsapp:")
        let body = (name: "Body", value: act.text)
        switch act.kind {
        case .text: return [body, ("NumMedia", "0"), ("MessageType", "text")]
        case .image, .video, .document, .sticker, .audio, .voice: return media(act)
        case .location where isWhatsApp:
            guard let place = act.details.location else { return nil }
            return [
                ("Body", ""), ("NumMedia", "0"), ("MessageType", "location"), ("Latitude", String(place.latitude)),
                ("Longitude", String(place.longitude)), ("Label", act.text), ("Address", act.text),
            ]
        case .button where isWhatsApp:
            return [
                body, ("NumMedia", "0"), ("MessageType", "button"), ("ButtonText", act.text),
                ("ButtonPayload", act.details.choiceID ?? act.text),
            ]
        case .list where isWhatsApp:
            return [
                body, ("NumMedia", "0"), ("MessageType", "interactive"), ("ListTitle", act.text),
                ("ListId", act.details.choiceID ?? act.text),
            ]
        case .contact where isWhatsApp: return contact(act)
        case .unsupported where isWhatsApp:
            return [("Body", ""), ("NumMedia", "0"), ("MessageType", act.details.providerKind ?? "unsupported")]
        default: return nil
        }
    }

    private func media(_ act: CustomerAct) -> [(name: String, value: String)]? {
        guard let file = act.file else { return nil }
        let isVoice = act.kind == .voice || act.kind == .audio
        return [
            ("Body", act.text), ("NumMedia", "1"), ("MessageType", isVoice ? "audio" : act.kind.rawValue),
            ("MediaUrl0", address(file, of: act)),
            // Twilio tells no codec.
            ("MediaContentType0", file.plainType),
        ]
    }

    /// A card comes as a file.
    private func contact(_ act: CustomerAct) -> [(name: String, value: String)]? {
        guard let card = act.details.contacts?.first,
            let file = try? stage.media.put(
                Array(card.vCard.utf8), id: MediaShelf.id(ofMessage: act.id), mimeType: "text/vcard", fileName: nil)
        else { return nil }
        return [
            ("Body", card.name ?? ""), ("NumMedia", "1"), ("MessageType", "contacts"),
            ("MediaUrl0", address(file, of: act)), ("MediaContentType0", "text/vcard"),
        ]
    }

    private func address(_ file: MediaFile, of act: CustomerAct) -> String {
        let digits = String(Int(file.id) ?? 0, radix: 16)
        let sid = "ME" + String(repeating: "0", count: 32 - digits.count) + digits
        return
            "\(stage.origin)/sandbox/twilio/2010-04-01/Accounts/\(Demo.twilioAccount)/Messages/\(act.id)/Media/\(sid)"
    }

    /// Signed over the public address and the decoded fields, sorted by name.
    private func signed(_ form: Form, path: String, secret: String) -> Post {
        var message = stage.origin + path
        for name in Set(form.fields.map(\.name)).sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        ) {
            for value in Set(form.fields.filter { $0.name == name }.map(\.value)).sorted() { message += name + value }
        }
        let signature = Base64.encode(HMAC.code(of: message.utf8, key: secret, hash: .sha1))
        return Post(
            path: path, form: form,
            headers: [
                ("X-Twilio-Signature", signature), ("I-Twilio-Idempotency-Token", MessageID.random()),
                ("User-Agent", "TwilioProxy/1.1"),
            ])
    }

    func echo(of message: SentMessage) -> StatusPost? { nil }

    /// Posted to where the call asked for them, as long as that is on this site; SMS knows no `read`.
    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] {
        guard let callback = message.callback, callback.hasPrefix(stage.origin + "/") else { return [] }
        let isWhatsApp = message.chat.hasPrefix("whatsapp:")
        let path = String(callback.dropFirst(stage.origin.count))
        let names =
            switch fails {
            case nil: isWhatsApp ? ["sent", "delivered", "read"] : ["sent", "delivered"]
            default: ["sent", "failed"]
            }
        return names.map { name in
            StatusPost(name: name) { _ in
                let status = name == "failed" ? "undelivered" : name
                var fields: [(name: String, value: String)] = [
                    ("SmsSid", message.id), ("SmsStatus", status), ("MessageSid", message.id),
                    ("MessageStatus", status), ("To", message.chat), ("From", message.channel),
                    ("AccountSid", Demo.twilioAccount), ("ApiVersion", "2010-04-01"),
                ]
                if isWhatsApp { fields += [("ChannelPrefix", "whatsapp"), ("ChannelToAddress", message.chat)] }
                if name == "delivered" || name == "read" { fields.append(("EventType", name.uppercased())) }
                if name == "failed" { fields.append(("ErrorCode", fails == .windowClosed ? "63016" : "63024")) }
                return signed(Form(fields), path: path, secret: stage.secret)
            }
        }
    }
}
