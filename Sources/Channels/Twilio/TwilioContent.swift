internal import Conversation

extension Twilio {
    /// The most files that one post can bring.
    private static let fileLimit = 10

    /// What a message says. An MMS may bring several files: the words go with the first.
    static func contents(_ form: Form, isWhatsApp: Bool) -> [MessageContent.Reading] {
        let type = form.text("MessageType", limit: 64)?.lowercased()
        let files = (form.value("NumMedia").flatMap(Int.init) ?? 0).clamped(to: 0...fileLimit)
        if files > 0 {
            return (0..<files).map { index in
                var content = file(index, form, type: type, isWhatsApp: isWhatsApp)
                if index == 0 { readContext(form, into: &content) } else { content.text = nil }
                return .content(content)
            }
        }
        guard var content = content(form, type: type) else {
            guard isWhatsApp, let type, type != "text" else { return [.ignored("an empty text")] }
            var content = MessageContent(kind: .unsupported)
            content.details.providerKind = type
            readContext(form, into: &content)
            return [.content(content)]
        }
        readContext(form, into: &content)
        return [.content(content)]
    }

    /// A message without a file; nil where it has no words either.
    private static func content(_ form: Form, type: String?) -> MessageContent? {
        let body = form.text("Body")
        if let latitude = form.text("Latitude").flatMap(Double.init),
            let longitude = form.text("Longitude").flatMap(Double.init),
            let place = MessageDetails.Location(latitude: latitude, longitude: longitude)
        {
            let (label, address) = (form.text("Label"), form.text("Address"))
            let words = [label, address == label ? nil : address].compactMap { $0 }.joined(separator: ", ")
            var content = MessageContent(kind: .location, text: words.isEmpty ? body : words)
            content.details.location = place
            return content
        }
        if let id = form.text("ListId") {
            return .choiceContent(.list, id: id, title: form.text("ListTitle") ?? body)
        }
        let payload = form.text("ButtonPayload")
        if payload != nil || form.text("ButtonText") != nil {
            return .choiceContent(.button, id: payload, title: form.text("ButtonText") ?? body)
        }
        switch type {
        case "reaction":
            var content = MessageContent(kind: .reaction, text: body?.prefix(utf16Units: 64))
            content.details.targetID = form.text("OriginalRepliedMessageSid").flatMap { $0.isIdentifier ? $0 : nil }
            return content
        case "order": return MessageContent(kind: .order, text: body)
        case "button", "interactive": return body.map { MessageContent(kind: .button, text: $0) }
        default: return body.map { MessageContent(kind: .text, text: $0) }
        }
    }

    private static func file(_ index: Int, _ form: Form, type: String?, isWhatsApp: Bool) -> MessageContent {
        // `audio/ogg; codecs=opus`
        let mimeType = form.text("MediaContentType\(index)", limit: 100)?
            .split(separator: ";").first.map { $0.lowercased() }
        var content = MessageContent(
            kind: kind(ofFile: mimeType ?? "", type: type, isWhatsApp: isWhatsApp), text: form.text("Body"))
        let address = form.text("MediaUrl\(index)").flatMap { WebAddress($0) == nil ? nil : $0 }
        content.details.media = MessageDetails.Media(mimeType: mimeType, reference: address)
        return content
    }

    /// The kind of a file by its type. Twilio does not tell voice notes from audio files; WhatsApp records them as Ogg,
    /// and telephones as AMR.
    private static func kind(ofFile mimeType: String, type: String?, isWhatsApp: Bool) -> MessageKind {
        if type == "sticker" { return .sticker }
        switch mimeType.prefix(while: { $0 != "/" }) {
        case "image": return isWhatsApp && mimeType == "image/webp" ? .sticker : .image
        case "video": return .video
        case "audio": return ["audio/ogg", "audio/amr", "audio/opus"].contains(mimeType) ? .voice : .audio
        default: return mimeType.hasSuffix("vcard") ? .contact : .document
        }
    }

    /// What is quoted, whether it was forwarded, and where the customer came from.
    private static func readContext(_ form: Form, into content: inout MessageContent) {
        if content.kind != .reaction {
            content.details.quotedID = form.text("OriginalRepliedMessageSid").flatMap { $0.isIdentifier ? $0 : nil }
        }
        if form.value("Forwarded") == "true" || form.value("FrequentlyForwarded") == "true" {
            content.details.isForwarded = true
        }
        let referral = MessageDetails.Referral(
            sourceURL: form.text("ReferralSourceUrl", limit: 500), sourceID: form.text("ReferralSourceId", limit: 500),
            headline: form.text("ReferralHeadline", limit: 500) ?? form.text("ReferralBody", limit: 500))
        content.details.referral = referral == MessageDetails.Referral() ? nil : referral
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
