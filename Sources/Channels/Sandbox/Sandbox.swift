public import Conversation

/// Our own sandbox as a provider: the plainest there could be. It honours our ids, and answers questions about them.
///
/// It posts to `/webhook/sandbox/KEY`, and is called below the channel's base, both with the secret in `X-Internal-Secret`.
public enum Sandbox: ChannelProvider {
    /// How the database names it.
    public static let provider = Provider.sandbox

    /// It posts once.
    public static let repeatsPosts = false

    /// The longest text of one message, in UTF-16 units.
    public static let textLimit = InboundMessage.textLimit

    /// Whatever shows the channel's secret is the sandbox.
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        internalSecret(of: post, channel: channel)
    }
}

// MARK: - Calls

extension Sandbox {
    /// `POST /messages {channel, id, chat, kind, text, details}`: the same id is delivered once.
    public static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        let body = SendBody(
            channel: channel.address, id: String(message.messageID), chat: message.chatAddress, kind: message.kind,
            text: message.text, details: message.details.isEmpty ? nil : message.details)
        return .success(call("/messages", body, channel))
    }

    private struct SendBody: Encodable {
        let channel: String
        let id: String
        let chat: String
        let kind: MessageKind
        let text: String
        let details: MessageDetails?
    }

    /// `200 {id}`. Whatever else is not certain is tried again under the same id.
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let id = try? JSONBody.read(answer.body) { $0.identifier("id") }
        let reason = answer.reason("the sandbox")
        switch answer.status {
        case 200...299:
            guard let id = id.flatMap({ $0 }) else { return .unknown(reason: reason + " without naming the message") }
            return .sent(providerMessageID: id)
        case 401, 403, 404: return .blocked(reason: reason)
        case 429: return .throttled(reason: reason, retryAfter: answer.throttleTime(attempt: attempt))
        case 400, 405, 406, 410...418, 422, 431: return .refused(reason: reason)
        default: return .unknown(reason: reason)
        }
    }

    /// As WhatsApp itself it drops an indicator after 10 s.
    public static let typingRenewalSeconds: Int? = 8

    /// `POST /typing {channel, chat, on}`.
    public static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? {
        let body: JSONValue = [
            "channel": .string(channel.address), "chat": .string(order.chatAddress), "on": .bool(order.isOn),
        ]
        return call("/typing", body, channel)
    }

    /// `POST /read {channel, chat, ids}`.
    public static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? {
        guard !messageIDs.isEmpty else { return nil }
        let body: JSONValue = [
            "channel": .string(channel.address), "chat": .string(chatAddress),
            "ids": .array(messageIDs.map(JSONValue.string)),
        ]
        return call("/read", body, channel)
    }

    /// `GET /media/REFERENCE`.
    public static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        media.reference.map { reference in
            MediaFetch(
                call: .getting(channel.url("/media/\(reference.percentEncodedSegment)"), headers: secret(channel)),
                form: .bytes)
        }
    }

    /// There is no second step.
    public static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? { nil }

    /// `GET /messages/ID`.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        .getting(channel.url("/messages/\(message.messageID)"), headers: secret(channel))
    }

    /// `200 {id}`, or 404 where it has no such message.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? {
        switch answer.status {
        case 200: (try? JSONBody.read(answer.body) { $0.identifier("id") }).flatMap { $0 }.map { [$0] }
        case 404: []
        default: nil
        }
    }

    /// A phone number's digits, or any other name of a chat, which can show whose it is.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        if let digits = PhoneNumber.digits(address, countryCode: countryCode) {
            return Recipient(chatAddress: digits, phone: "+\(digits)")
        }
        guard address.isIdentifier else { return nil }
        switch ChatAddress(address) {
        case .phone(let phone): return Recipient(chatAddress: address, phone: phone)
        case .lid(let lid): return Recipient(chatAddress: address, lid: lid)
        case .other, nil: return Recipient(chatAddress: address)
        }
    }

    private static func call(_ path: String, _ body: some Encodable, _ channel: ChannelAccess) -> ChannelCall {
        .posting(body, to: channel.url(path), headers: secret(channel))
    }

    private static func secret(_ channel: ChannelAccess) -> [(name: String, value: String)] {
        [("X-Internal-Secret", channel.secret)]
    }
}
