public import Conversation
internal import FoundationEssentials
public import Postgres

/// What `begin_media` said.
public enum MediaBeginning: Sendable {
    /// Fetch this file.
    case ok(WantedMedia)
    /// There is nothing to fetch any more; the job is gone.
    case done
    /// The lease is somebody else's.
    case lost
}

/// A customer's file that is to be fetched, with what is needed to call its provider.
public struct WantedMedia: Decodable, Sendable {
    /// What sort of message it came with.
    public let kind: MessageKind
    /// What is known of the file.
    public let media: MessageDetails.Media
    /// The provider's id of the message.
    public let providerMessageID: String
    /// The provider's address of the chat.
    public let chatAddress: String
    /// The provider of the channel.
    public let provider: Provider
    /// Where the channel's provider is called.
    public let baseURL: String
    /// What the provider expects as proof of who calls.
    public let secret: String
    /// How the provider names the channel.
    public let address: String
    /// Whether the provider delivers once per idempotency key.
    public let honoursIdempotency: Bool
    /// What else is set for the channel, by name.
    public let settings: [String: String]

    enum CodingKeys: String, CodingKey {
        case kind, media, provider, secret, address, settings
        case providerMessageID = "provider_message_id"
        case chatAddress = "chat_address"
        case baseURL = "base_url"
        case honoursIdempotency = "honours_idempotency"
    }
}

/// What became of a customer's file.
public enum MediaResult: Sendable, Equatable {
    /// It lies in the store. `location` is where; `sizeBytes` and `sha256` (hexadecimal) are of the file as it lies there.
    case stored(location: String, mimeType: String?, sizeBytes: Int64, sha256: String)
    /// It is not kept: too large, or of a type that is not.
    case refused(reason: String)
    /// The provider does not give it, and will not.
    case failed(reason: String)
}

/// A customer's file in the store for media.
public struct StoredMedia: Sendable, Equatable {
    /// Whose customer sent it.
    public let tenantID: Int64
    /// With which message.
    public let messageID: Int64
    /// Where it lies in the store.
    public let location: String
    /// Its type, without parameters; nil where nobody said.
    public let mimeType: String?
}

extension Connection {
    private static let beginMedia = Statement(function: "begin_media", parameters: 3)
    private static let finishMedia = Statement(function: "finish_media", parameters: 9)
    private static let mediaOf = Statement(function: "media_of", parameters: 2)
    private static let storeTranscript = Statement(function: "store_transcript", parameters: 3)
    private static let expiredMedia = Statement(function: "expired_media", parameters: 1)
    private static let forgetMedia = Statement(function: "forget_media", parameters: 2)

    /// Calls `begin_media` for a claimed media job, whose key is the message's id.
    public mutating func beginMedia(_ job: ClaimedJob) throws(PostgresError) -> MediaBeginning {
        let rows = try call(Self.beginMedia, [String(job.tenantID), String(job.key), job.leaseToken])
        let answer = rows.first { ($0.text(0), $0.bytes(1)) }
        switch answer?.0 {
        case "ok":
            guard let media = answer?.1.flatMap({ try? JSONDecoder().decode(WantedMedia.self, from: Data($0)) }) else {
                throw PostgresError(sqlState: nil, message: "begin_media gave a file that cannot be read")
            }
            return .ok(media)
        case "done": return .done
        default: return .lost
        }
    }

    /// Calls `finish_media`: records what became of a message's file, and ends its job.
    ///
    /// - Parameter leaseToken: the media job's; nil from a turn that fetched the file for itself.
    /// - Returns: false where nothing was recorded: the lease is somebody else's, or the file is stored already. Then what
    ///   was fetched is not referred to, unless it lies where the stored one lies.
    public mutating func finishMedia(
        tenantID: Int64, messageID: Int64, leaseToken: String?, _ result: MediaResult
    ) throws(PostgresError) -> Bool {
        var values: [String?]
        switch result {
        case .stored(let location, let mimeType, let sizeBytes, let sha256):
            values = ["stored", location, mimeType, String(sizeBytes), sha256, nil]
        case .refused(let reason): values = ["refused", nil, nil, nil, nil, reason]
        case .failed(let reason): values = ["failed", nil, nil, nil, nil, reason]
        }
        return try call(Self.finishMedia, [String(tenantID), String(messageID), leaseToken] + values)
            .first { $0.boolean(0) } == true
    }

    /// Calls `media_of`: a message's file, where it lies in the store.
    public mutating func media(tenantID: Int64, messageID: Int64) throws(PostgresError) -> StoredMedia? {
        let rows = try call(Self.mediaOf, [String(tenantID), String(messageID)])
        let file = rows.first { ($0.text(0), $0.text(1), $0.text(2)) }
        guard let file, file.0 == "stored", let location = file.1 else { return nil }
        return StoredMedia(tenantID: tenantID, messageID: messageID, location: location, mimeType: file.2)
    }

    /// Calls `store_transcript`: the words that were recognised in a voice note become its text, once.
    ///
    /// - Returns: the text that the message has now; nil where there is no such message without words of its own.
    public mutating func storeTranscript(
        tenantID: Int64, messageID: Int64, _ words: String
    ) throws(PostgresError) -> String? {
        let rows = try call(Self.storeTranscript, [String(tenantID), String(messageID), words])
        return rows.first { $0.text(0) } ?? nil
    }

    /// Calls `expired_media`: files that have been kept for as long as their tenants want, the oldest first.
    public mutating func expiredMedia(limit: Int) throws(PostgresError) -> [StoredMedia] {
        try call(Self.expiredMedia, [String(limit)]).map { row in
            StoredMedia(
                tenantID: row.integer(0) ?? 0, messageID: row.integer(1) ?? 0, location: row.text(2) ?? "",
                mimeType: nil)
        }
    }

    /// Calls `forget_media`: the file of a message is deleted. Returns false where it was not stored.
    public mutating func forgetMedia(tenantID: Int64, messageID: Int64) throws(PostgresError) -> Bool {
        try call(Self.forgetMedia, [String(tenantID), String(messageID)]).first { $0.boolean(0) } == true
    }
}
