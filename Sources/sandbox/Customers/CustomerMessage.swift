import Conversation
import FoundationEssentials

/// What the page, or a test, asks to be posted: something that a customer does, or the owner on his own phone.
struct CustomerMessage: Decodable, Sendable {
    /// Through which provider; the gateway where none is named.
    let provider: Provider?
    /// The chat's address, as the provider names it.
    let chat: String
    /// The name that WhatsApp shows for them.
    let name: String
    let kind: MessageKind?
    /// The words, the caption, or the sign of a reaction.
    let text: String?
    /// The message's id, given where a message is posted again; else the sandbox makes one.
    let id: String?
    let details: MessageDetails?
    let media: GivenFile?
    /// Whether the owner wrote it on his own phone.
    let fromMe: Bool?
    let userID: String?
    let username: String?
    /// The other form of the chat's address.
    let alt: String?
    /// Seconds since 1970.
    let sentAt: Int?
    /// Whether it arrived while the gateway was offline.
    let offline: Bool?
    /// The address of the business's channel.
    let channel: String?
    /// The key in the webhook's address.
    let key: String?
    /// What the post is signed with.
    let secret: String?
    let tenantId: TenantID?
    /// False: nothing is posted; the answer shows what would be.
    let post: Bool?

    /// A file, as it is given here.
    struct GivenFile: Decodable, Sendable {
        let words: String?
        let bytesBase64: String?
        let mimeType: String?
        let fileName: String?

        enum CodingKeys: String, CodingKey {
            case words
            case bytesBase64 = "bytes_base64"
            case mimeType = "mime_type"
            case fileName = "file_name"
        }
    }

    enum CodingKeys: String, CodingKey {
        case provider, chat, name, kind, text, id, details, media, username, alt, offline, channel, key, secret,
            tenantId
        case post
        case fromMe = "from_me"
        case userID = "user_id"
        case sentAt = "sent_at"
    }
}

/// What is posted, checked and complete.
struct CustomerAct: Sendable {
    let id: String
    let chat: String
    let name: String
    let kind: MessageKind
    let text: String
    let details: MessageDetails
    let file: MediaFile?
    let isFromOwner: Bool
    let userID: String?
    let username: String?
    let alt: String?
    let at: UnixTime
    let isOffline: Bool
    let channel: String?
    let key: String
    let secret: String?
    let tenant: String

    /// That a provider posts nothing of the kind.
    func notOffered(by provider: Provider) -> Refusal {
        let what = isFromOwner ? "of kind \(kind.rawValue) from the owner" : "of kind \(kind.rawValue)"
        return Refusal(400, "\(provider.rawValue) posts nothing \(what)")
    }

    /// The message that it reacts to, edits or takes back; made up where none is named.
    var targetID: String { details.targetID ?? MessageID.make(from: id) }
}

extension MessageKind {
    /// Whether a customer can write words with it.
    var hasWords: Bool {
        switch self {
        case .audio, .voice, .sticker, .deletion, .unsupported, .call: false
        default: true
        }
    }

    /// The type and the content of a file of this kind where none was given; nil for kinds that have no file.
    func sampleFile(words: String?) -> (mimeType: String, content: [UInt8])? {
        let words = Array((words ?? "").utf8)
        return switch self {
        // What the sandbox's own transcription hears in it.
        case .voice, .audio: ("audio/ogg; codecs=opus", Array("OggS".utf8) + words)
        case .image: ("image/jpeg", [0xff, 0xd8, 0xff, 0xe0] + words)
        case .sticker: ("image/webp", Array("RIFF\0\0\0\0WEBP".utf8) + words)
        case .video: ("video/mp4", Array("\0\0\0\u{18}ftypmp42".utf8) + words)
        case .document: ("application/pdf", Array("%PDF-1.4\n".utf8) + words)
        default: nil
        }
    }
}
