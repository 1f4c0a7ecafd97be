import Channels
import Conversation
import HTTPClient
import Media

/// A provider that hands its files out in every way that there is: the file's reference says in which.
enum Gallery: ChannelProvider {
    static let provider = Provider.sandbox
    static let repeatsPosts = false
    static let textLimit = 4096
    static let typingRenewalSeconds: Int? = nil

    static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity { .missing }

    static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent { WebhookContent() }

    static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported> {
        .failure(Unsupported("This provider only shows."))
    }

    static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome { .refused(reason: "") }

    static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall? { nil }

    static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall? { nil }

    static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? { nil }

    static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? { nil }

    static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? { nil }

    static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch? {
        guard let reference = media.reference else { return nil }
        if let key = media.key.flatMap(Base64.decode) {
            return MediaFetch(call: call(reference, channel), form: .encrypted(key: key))
        }
        if reference.hasSuffix("/base64") { return MediaFetch(call: call(reference, channel), form: .base64) }
        if reference.hasSuffix("/link") { return MediaFetch(call: call(reference, channel), form: .link) }
        return MediaFetch(call: call(reference, channel), form: .bytes, followsRedirect: reference.hasSuffix("/moved"))
    }

    static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch? {
        let address = String(decoding: answer.body, as: UTF8.self)
        return address.isEmpty ? nil : MediaFetch(call: call(address, channel), form: .bytes)
    }

    private static func call(_ url: String, _ channel: ChannelAccess) -> ChannelCall {
        ChannelCall(method: "GET", url: url, headers: [("Authorization", "Bearer \(channel.secret)")], body: [])
    }
}

/// A file of the gallery, fetched with at most 1,000 bytes.
func fetch(
    _ reference: String?, from server: FileServer, type: String? = "image/png", key: [UInt8]? = nil,
    kind: MessageKind = .image, name: String? = nil, size: Int64? = nil, within limit: Duration = .seconds(20)
) async -> Result<MediaFile, MediaError> {
    let engine = HTTPEngine()
    let wanted = WantedFile(
        channel: Gallery.self,
        access: ChannelAccess(
            baseURL: server.baseURL, secret: "very-secret", address: "demo", honoursIdempotency: false),
        media: MessageDetails.Media(
            mimeType: type, fileName: name, sizeBytes: size, reference: reference, key: key.map(Base64.encode)),
        kind: kind, messageID: "m1", chatAddress: "chat")
    do throws(MediaError) {
        return .success(try await MediaFetcher(engine: engine, maximumBytes: 1000).file(wanted, by: .now + limit))
    } catch {
        return .failure(error)
    }
}

extension Result where Success == MediaFile, Failure == MediaError {
    var file: MediaFile? { try? get() }

    /// refused, failed, unavailable or cancelled; nil for a file.
    var problem: String? {
        switch self {
        case .success: nil
        case .failure(.refused): "refused"
        case .failure(.failed): "failed"
        case .failure(.unavailable): "unavailable"
        case .failure(.cancelled): "cancelled"
        }
    }
}
