internal import Conversation

/// The body of `POST /send`.
struct MessageOrderBody: Decodable {
    let tenantID: Int64?
    let channel: ChannelName?
    let to: String
    let kind: MessageKind
    let text: String?
    let details: MessageDetails
    let idempotencyKey: String?

    private static let kinds: [MessageKind] = [.text, .image, .audio, .voice, .video, .document, .template]

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        kind = try Self.kind(fields)
        var details = MessageDetails()
        let media = fields.object("media")
        let to = fields.text("to", limit: InboundMessage.identifierLimit)
        let text = fields.text("text") ?? media?.text("caption")
        switch kind {
        case .text where to == nil || text == nil: throw EnvelopeError(problem: "Missing required fields: to, text")
        case .text: break
        case .template: details.template = try fields.object("template")?.template()
        default: details.media = try media?.orderedMedia()
        }
        let missing = kind == .template ? "template.name" : "media.url"
        guard let to, kind == .text || details.template != nil || details.media != nil else {
            throw EnvelopeError(problem: "Missing required fields: to, \(missing)")
        }
        guard kind == .text || (text ?? "").utf16.count <= MessageOrder.captionLimit else {
            throw EnvelopeError(problem: "the caption is longer than \(MessageOrder.captionLimit) characters")
        }
        if fields.isPresent("replyTo") {
            details.quotedID = fields.identifier("replyTo")
            guard details.quotedID != nil else { throw EnvelopeError(problem: "replyTo is no id of a message") }
        }
        self.to = to
        self.text = text
        self.details = details
        tenantID = try fields.tenantID()
        channel = try fields.channelName()
        idempotencyKey = fields.text("idempotencyKey")
        // A number as a key must not be taken for none: the caller relies on it.
        if fields.isPresent("idempotencyKey"), (try? fields.decode(String.self, forKey: "idempotencyKey")) == nil {
            throw EnvelopeError(problem: "idempotencyKey must be a text")
        }
        guard (idempotencyKey ?? "").unicodeScalars.count <= 200 else {
            throw EnvelopeError(problem: "idempotencyKey is longer than 200 characters")
        }
    }

    private static func kind(_ fields: Fields) throws(EnvelopeError) -> MessageKind {
        guard fields.isPresent("type") else { return .text }
        guard let kind = fields.text("type").flatMap(MessageKind.init(rawValue:)), kinds.contains(kind) else {
            throw EnvelopeError(problem: "type must be one of: \(kinds.map(\.rawValue).joined(separator: ", "))")
        }
        return kind
    }
}

/// The body of `POST /sendTyping`.
struct PresenceOrderBody: Decodable {
    let tenantID: Int64?
    let channel: ChannelName?
    let jid: String
    let isTyping: Bool

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        guard let jid = fields.text("jid", limit: InboundMessage.identifierLimit) else {
            throw EnvelopeError(problem: "Missing jid")
        }
        self.jid = jid
        tenantID = try fields.tenantID()
        channel = try fields.channelName()
        isTyping = fields.flag("typing") ?? true
    }
}

/// The body of `POST /conversation/mode`.
struct ModeOrderBody: Decodable {
    let tenantID: Int64?
    let channel: ChannelName?
    let to: String
    let mode: ModeOrder.Mode

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        guard let to = fields.text("to", limit: InboundMessage.identifierLimit), let mode = fields.text("mode") else {
            throw EnvelopeError(problem: "Missing required fields: to, mode")
        }
        guard let mode = ModeOrder.Mode(rawValue: mode) else {
            throw EnvelopeError(problem: "mode must be one of: human, bot, muted")
        }
        self.to = to
        self.mode = mode
        tenantID = try fields.tenantID()
        channel = try fields.channelName()
    }
}

extension Fields {
    /// The channel that a caller names; nil where it names none.
    fileprivate func channelName() throws(EnvelopeError) -> ChannelName? {
        guard isPresent("channel") else { return nil }
        guard let name = text("channel", limit: 300).flatMap(ChannelName.init) else {
            throw EnvelopeError(
                problem: "channel must be PROVIDER:ADDRESS, in which PROVIDER is one of: "
                    + Provider.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return name
    }

    /// This object as a file to send; nil where it names none.
    fileprivate func orderedMedia() throws(EnvelopeError) -> MessageDetails.Media? {
        let reference: String
        if let url = text("url") {
            guard url.hasPrefix("https://") || url.hasPrefix("http://"), url.utf8.count <= 2048,
                url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                throw EnvelopeError(problem: "media.url must be an http or https address of at most 2048 characters")
            }
            reference = url
        } else if let id = identifier("id") {
            reference = id
        } else {
            return nil
        }
        return MessageDetails.Media(
            mimeType: text("mimeType", limit: 100), fileName: text("fileName", limit: 200), reference: reference)
    }

    /// This object as a template to send; nil where it has no name.
    fileprivate func template() throws(EnvelopeError) -> MessageDetails.Template? {
        guard let name = identifier("name") else { return nil }
        var components: JSONText?
        if isPresent("components") {
            switch try? decode(JSONValue.self, forKey: "components") {
            case .array(let elements):
                components = JSONText(String(decoding: JSONValue.array(elements).bytes, as: UTF8.self))
            case .object(let members):
                components = JSONText(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
            default: throw EnvelopeError(problem: "template.components must be an array or an object")
            }
        }
        return MessageDetails.Template(name: name, language: text("language", limit: 20), components: components)
    }
}
