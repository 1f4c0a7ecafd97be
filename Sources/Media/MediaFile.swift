internal import Conversation

/// A file that was fetched.
public struct MediaFile: Sendable, Equatable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// Its type.
    public let type: MediaType

    /// A file.
    public init(bytes: [UInt8], type: MediaType) {
        self.bytes = bytes
        self.type = type
    }
}

/// Why a file was not fetched. Reasons are for the log and the operator; they hold no address, secret or customer's word.
public enum MediaError: Error, Sendable, Equatable {
    /// It is not to be kept: too large, of a type that is not kept, or at an address that is not the provider's.
    case refused(reason: String)
    /// The provider does not have it, or what it gave is not the file: another try gives nothing better.
    case failed(reason: String)
    /// It may be there later, after the given time if the provider asked for one.
    case unavailable(reason: String, retryAfter: Duration? = nil)
    /// The task was cancelled.
    case cancelled
}

extension MediaType {
    /// The type of a file, by what is said about it, the surest first.
    ///
    /// - Parameters:
    ///   - told: by whoever handed the file out.
    ///   - media: what the message said.
    static func of(told: String?, _ media: MessageDetails.Media, kind: MessageKind) -> MediaType? {
        let said = [MediaType(told), MediaType(media.mimeType)].compactMap { $0 }
        if let type = said.first(where: { !$0.isGeneric }) { return type }
        if let type = MediaType(fileName: media.fileName) { return type }
        return switch kind {
        case .image: .jpeg
        case .sticker: .webp
        case .voice: .ogg
        case .audio: .mp3
        case .video: .mp4
        default: nil
        }
    }
}
