public import Conversation

/// The channel that a caller of ours names: `cloud:555000111222333`, or just `cloud` for any of that provider's.
public struct ChannelName: Sendable, Equatable {
    /// The kind of provider.
    public var provider: Provider
    /// How the provider names the channel; nil for any.
    public var address: String?

    /// Reads a name; nil where it names no provider.
    public init?(_ text: String) {
        // An address may hold colons itself: twilio:whatsapp:+97235550105.
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let provider = parts.first.map(String.init).flatMap(Provider.init(rawValue:)) else { return nil }
        self.provider = provider
        address = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
    }
}

/// What `POST /send` asks for, before it is known which provider takes it.
public struct MessageOrder: Sendable, Equatable {
    /// The longest caption of a file, in UTF-16 units (WhatsApp).
    public static let captionLimit = 1024

    /// Whose channel.
    public let tenantID: Int64
    /// Which channel; nil: the one through which the contact wrote last.
    public let channel: ChannelName?
    /// To whom: an address of the provider, or a phone number.
    public let to: String
    /// text, image, audio, voice, video, document or template.
    public let kind: MessageKind
    /// The words, or the caption of a file.
    public let text: String?
    /// The message that it answers, the file, the template.
    public let details: MessageDetails
    /// Names the order: the same key is carried out once.
    public let idempotencyKey: String?

    /// Reads `{to, text, type?, media?, template?, replyTo?, channel?, idempotencyKey?, tenantId?}`, in which `media` is
    /// `{url, mimeType?, fileName?, caption?}`, with `id` instead of `url` for an upload to Cloud API, and `template` is
    /// `{name, language?, components?}`.
    ///
    /// Throws ``EnvelopeError``: no JSON, `Missing required fields: …`, or which of them is wrong and how.
    public init(parsing body: [UInt8], defaultTenant: Int64) throws(EnvelopeError) {
        let body = try JSONBody.decode(MessageOrderBody.self, from: body)
        tenantID = body.tenantID ?? defaultTenant
        channel = body.channel
        to = body.to
        kind = body.kind
        text = body.text
        details = body.details
        idempotencyKey = body.idempotencyKey
    }
}

/// What `POST /sendTyping` asks for.
public struct PresenceOrder: Sendable, Equatable {
    /// Whose channel.
    public let tenantID: Int64
    /// Which channel; nil: the tenant's gateway, or else its first.
    public let channel: ChannelName?
    /// In which chat: an address of the provider, or a phone number.
    public let chat: String
    /// Whether the indicator is to be shown or ended.
    public let isTyping: Bool

    /// Reads `{jid, typing=true, channel?, tenantId?}`. Throws ``EnvelopeError``: no JSON, `Missing jid`, or what is wrong.
    public init(parsing body: [UInt8], defaultTenant: Int64) throws(EnvelopeError) {
        let body = try JSONBody.decode(PresenceOrderBody.self, from: body)
        tenantID = body.tenantID ?? defaultTenant
        channel = body.channel
        chat = body.jid
        isTyping = body.isTyping
    }
}

/// What `POST /conversation/mode` asks for.
public struct ModeOrder: Sendable, Equatable {
    /// Who answers a conversation.
    public enum Mode: String, Sendable {
        /// The assistant.
        case bot
        /// People.
        case human
        /// Nobody.
        case muted
    }

    /// Whose channel.
    public let tenantID: Int64
    /// Which channel; nil: the one through which the contact wrote last.
    public let channel: ChannelName?
    /// Whose conversation: an address of the provider, or a phone number.
    public let to: String
    /// Who is to answer it.
    public let mode: Mode

    /// Reads `{to, mode, channel?, tenantId?}`. Throws ``EnvelopeError``: no JSON, or what is missing or wrong.
    public init(parsing body: [UInt8], defaultTenant: Int64) throws(EnvelopeError) {
        let body = try JSONBody.decode(ModeOrderBody.self, from: body)
        tenantID = body.tenantID ?? defaultTenant
        channel = body.channel
        to = body.to
        mode = body.mode
    }
}
