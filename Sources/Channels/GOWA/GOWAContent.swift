internal import Conversation

/// What a message of go-whatsapp-web-multidevice says: each kind has a member of its own.
enum GOWAContent {
    static func read(_ payload: Fields) -> MessageContent.Reading {
        guard var content = content(payload) else { return .ignored("a message without content") }
        content.details.quotedID = payload.identifier("replied_to_id")
        if payload.flag("forwarded") == true { content.details.isForwarded = true }
        content.details.referral = referral(payload)
        return .content(content)
    }

    private static func content(_ payload: Fields) -> MessageContent? {
        for (name, kind) in files where payload.isPresent(name) { return file(kind, payload, name) }
        if let place = payload.object("location") ?? payload.object("live_location") { return .location(place) }
        if let card = payload.object("contact") { return .contacts([card], title: nil) }
        let cards = payload.objects("contacts_array", limit: 20)
        if !cards.isEmpty { return .contacts(cards, title: nil) }
        if let order = payload.object("order") {
            return MessageContent(kind: .order, text: order.text("message") ?? order.text("orderTitle"))
        }
        if let text = payload.text("body") { return MessageContent(kind: .text, text: text) }
        if let list = payload.object("list") { return MessageContent(kind: .list, text: list.text("title")) }
        // A kind that the server does not know has nothing but who, where and when.
        return payload.isPresent("id") ? MessageContent(kind: .unsupported) : nil
    }

    private static let files: [(FieldName, MessageKind)] = [
        ("image", .image), ("video", .video), ("video_note", .video), ("audio", .voice), ("document", .document),
        ("sticker", .sticker),
    ]

    /// A file is a path below the server (`statics/media/…`) where it downloads files by itself, also inside an object with a
    /// caption; else an object with WhatsApp's address, whose key the server keeps.
    private static func file(_ kind: MessageKind, _ payload: Fields, _ name: FieldName) -> MessageContent {
        let object = payload.object(name)
        let path = payload.text(name) ?? object?.text("path")
        let ending = path?.split(separator: ".").last?.lowercased()
        var media = MessageDetails.Media(
            mimeType: ending.flatMap { types[$0] }, fileName: object?.text("filename", limit: 200),
            reference: path ?? object?.text("url"))
        if media.reference.map({ $0.utf8.count > 2048 }) == true { media.reference = nil }
        // Voice notes are Ogg; of a file that is still at WhatsApp the kind is not told.
        let isRecording = kind == .voice && [nil, "ogg", "oga", "opus"].contains(ending)
        var content = MessageContent(kind: kind == .voice && !isRecording ? .audio : kind)
        content.text = payload.text("body") ?? object?.text("caption")
        content.details.media = media == MessageDetails.Media() ? nil : media
        return content
    }

    private static let types = [
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "mp4": "video/mp4",
        "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "aac": "audio/aac", "pdf": "application/pdf",
    ]

    private static func referral(_ payload: Fields) -> MessageDetails.Referral? {
        guard let fields = payload.object("referral") else { return nil }
        let referral = MessageDetails.Referral(
            sourceURL: fields.text("source_url", limit: 500), sourceID: fields.text("source_id", limit: 500),
            headline: fields.text("title", limit: 500) ?? fields.text("headline", limit: 500))
        return referral == MessageDetails.Referral() ? nil : referral
    }
}
