public import Conversation

// The gateway behind the interface of all providers. Its posts come to the original system's addresses and name their tenant.
extension Gateway {
    /// The longest text that one message takes, in UTF-16 units.
    public static let textLimit = InboundMessage.textLimit

    /// A gateway posts once.
    public static let repeatsPosts = false

    /// Whatever shows the internal secret is the gateway.
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        internalSecret(of: post, channel: channel)
    }

    /// A state of the connection where the path ends in `/status`, else messages. Throws ``EnvelopeError`` where `tenantId` is
    /// missing, or as ``parseContent(_:defaultTenant:)`` does.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        let path = post.requestURI.prefix { $0 != "?" }
        guard post.subpath.hasSuffix("/status") || path.hasSuffix("/status") else {
            return try parseContent(post.body, defaultTenant: nil)
        }
        let status = try JSONBody.decode(StatusEnvelope.self, from: post.body)
        let tenantID = try tenant(status.tenantID, nil)
        return WebhookContent(connections: [
            ConnectionReport(
                provider: provider, tenantID: tenantID, channelAddress: String(tenantID), connection: status.connection,
                pushName: status.pushName)
        ])
    }

    /// `POST /send`, which takes texts only. What it answers is not shown: the gateway knows no quotes.
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        guard message.kind == .text else {
            return .failure(Unsupported("the gateway sends texts only, no message of kind \(message.kind.rawValue)"))
        }
        return .success(
            sendText(
                to: message.chatAddress, text: message.text, idempotencyKey: String(message.messageID), channel: channel
            ))
    }

    /// See ``sendOutcome(status:body:headers:)``.
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        sendOutcome(status: answer.status, body: answer.body, headers: answer.headers)
    }

    /// `POST /sendTyping`.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        typing(chatAddress: order.chatAddress, on: order.isOn, channel: channel)
    }

    /// WhatsApp drops an indicator after 10 s at the earliest.
    public static let typingRenewalSeconds: Int? = 8

    /// The gateway marks nothing as read.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// The file as WhatsApp keeps it: the gateway leaves the decryption to us.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        MediaFetch(encrypted: media, channel)
    }

    /// There is no second step.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? { nil }

    /// The gateway answers no questions about what it sent.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        nil
    }

    /// The gateway answers no questions about what it sent.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? { nil }

    /// The chat of a person or group on WhatsApp.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        Recipient(whatsApp: address, countryCode: countryCode, server: "s.whatsapp.net")
    }
}

/// Whether a post shows the channel's secret in `X-Internal-Secret`.
func internalSecret(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
    guard let shown = post.header("X-Internal-Secret") else { return .missing }
    return channel.secrets.contains { InternalSecret($0).matches(shown) } ? .authentic : .wrong
}
