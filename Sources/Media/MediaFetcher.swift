public import Channels
public import Conversation
public import HTTPClient

/// A file of a customer's message, and the channel through which it can be fetched.
public struct WantedFile: Sendable {
    /// The channel's kind of provider.
    public var channel: any ChannelProvider.Type
    /// How the channel is called.
    public var access: ChannelAccess
    /// What is known of the file.
    public var media: MessageDetails.Media
    /// With what sort of message it came.
    public var kind: MessageKind
    /// The provider's id of the message.
    public var messageID: String
    /// The provider's address of the chat.
    public var chatAddress: String

    /// A file of the given message.
    public init(
        channel: any ChannelProvider.Type, access: ChannelAccess, media: MessageDetails.Media, kind: MessageKind,
        messageID: String, chatAddress: String
    ) {
        self.channel = channel
        self.access = access
        self.media = media
        self.kind = kind
        self.messageID = messageID
        self.chatAddress = chatAddress
    }
}

/// Fetches customers' files from their providers: no larger than is allowed, of the types that are kept, and from nowhere but
/// the provider's own host, WhatsApp's store, or where the provider itself points to. The channel's secret goes to no host
/// but those that the provider's own rules name.
public struct MediaFetcher: Sendable {
    private let engine: HTTPEngine
    /// The largest file that is fetched, in bytes.
    public let maximumBytes: Int

    /// A fetcher of files of at most so many bytes.
    public init(engine: HTTPEngine, maximumBytes: Int) {
        self.engine = engine
        self.maximumBytes = maximumBytes
    }

    /// Fetches a file. Cancelling the task ends it.
    public func file(_ wanted: WantedFile, by deadline: ContinuousClock.Instant) async throws(MediaError) -> MediaFile {
        try checkBefore(wanted)
        let download = Download(engine: engine, wanted: wanted, maximumBytes: maximumBytes, deadline: deadline)
        let raw = try await download.raw()
        // Some tens of milliseconds of arithmetic for a large file.
        let (bytes, told) = try await blockingWork { () throws(MediaError) in try raw.contents(kind: wanted.kind) }
        guard !bytes.isEmpty else { throw .failed(reason: "the provider gave an empty file") }
        guard bytes.count <= maximumBytes else { throw .tooLarge(maximumBytes) }
        guard let type = MediaType.of(told: told, wanted.media, kind: wanted.kind), type.isKept else {
            throw .typeNotKept
        }
        return MediaFile(bytes: bytes, type: type)
    }

    /// What the message itself says of the file.
    private func checkBefore(_ wanted: WantedFile) throws(MediaError) {
        if let size = wanted.media.sizeBytes, size > maximumBytes { throw .tooLarge(maximumBytes) }
        if let type = MediaType(wanted.media.mimeType), !type.isGeneric, !type.isKept { throw .typeNotKept }
    }
}

extension MediaError {
    static let typeNotKept = MediaError.refused(reason: "files of this type are not kept")

    static func tooLarge(_ maximumBytes: Int) -> MediaError {
        .refused(reason: "the file is larger than \(maximumBytes) bytes")
    }
}
