public import Conversation
internal import FoundationEssentials
internal import Postgres

/// What `begin_send` said.
public enum SendBeginning: Sendable {
    /// Send this message.
    case ok(OutboundMessage)
    /// Do not send this message: a call for it has begun whose outcome is unknown, for so many milliseconds by now. Look for
    /// it where the provider offers that, and call `finish_send` with sent, or with unknown.
    case settle(OutboundMessage, milliseconds: Int64)
    /// There is nothing to do now: the job waits, and is no longer this worker's.
    case wait
    /// Nothing is left to send; the job is gone.
    case none
    /// The lease is somebody else's.
    case lost
}

/// A message to send, and what is needed to call its provider.
public struct OutboundMessage: Sendable {
    /// The message. Its id is also its idempotency key.
    public let message: OutgoingMessage
    /// bot, operator, or system for a notice of consent.
    public let author: String
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
    /// When the first call of it began, in seconds since 1970, rounded down; by the database's clock.
    public let sentSince: Int64

    /// The message's id.
    public var messageID: Int64 { message.messageID }

    /// Describes a message to send.
    public init(
        message: OutgoingMessage, author: String, provider: Provider, baseURL: String, secret: String, address: String,
        honoursIdempotency: Bool, settings: [String: String], sentSince: Int64
    ) {
        self.message = message
        self.author = author
        self.provider = provider
        self.baseURL = baseURL
        self.secret = secret
        self.address = address
        self.honoursIdempotency = honoursIdempotency
        self.settings = settings
        self.sentSince = sentSince
    }

    /// Reads a row of `begin_send`; nil where it cannot be read.
    init?(_ row: borrowing Row) {
        guard let messageID = row.integer(1), let kind = row.text(3).flatMap(MessageKind.init(rawValue:)),
            let details = readDetails(row.bytes(5)), let provider = row.text(7).flatMap(Provider.init(rawValue:)),
            let settings = readSettings(row.bytes(12))
        else { return nil }
        self.init(
            message: OutgoingMessage(
                messageID: messageID, chatAddress: row.text(6) ?? "", kind: kind, text: row.text(4) ?? "",
                details: details),
            author: row.text(2) ?? "", provider: provider, baseURL: row.text(8) ?? "", secret: row.text(9) ?? "",
            address: row.text(10) ?? "", honoursIdempotency: row.boolean(11) == true, settings: settings,
            sentSince: row.integer(14) ?? 0)
    }
}

/// How a call of the provider ended, as `finish_send` records it.
public struct SendResult: Sendable {
    /// The kinds of ending.
    public enum Kind: String, Sendable {
        /// The provider took it.
        case sent
        /// The provider will never take it.
        case refused
        /// It was certainly not sent, and may be tried again.
        case notSent = "not_sent"
        /// It was certainly not sent: the provider takes no message of this channel for a while.
        case throttled
        /// It was certainly not sent: the channel cannot send until somebody mends it.
        case blocked
        /// It may have been sent.
        case unknown
    }

    /// Which.
    public let kind: Kind
    /// The provider's id of the message.
    public let providerMessageID: String?
    /// Why it was not sent; no customer's text, no secret.
    public let error: String?
    /// How long the call took, in milliseconds.
    public let milliseconds: Int64

    /// Describes an ending.
    public init(kind: Kind, providerMessageID: String?, error: String?, milliseconds: Int64) {
        self.kind = kind
        self.providerMessageID = providerMessageID
        self.error = error
        self.milliseconds = milliseconds
    }
}

/// What `finish_send` said.
public struct SendEnding: Sendable {
    /// What the worker does next.
    public enum Next: Sendable {
        /// Another message waits under the same lease.
        case next
        /// The job is gone, or waits.
        case done
        /// The lease is somebody else's.
        case lost
    }

    /// What the worker does next.
    public let next: Next
    /// Whether the message has its final state now.
    public let isSettled: Bool
}

/// The settings of a channel, as the database keeps them: an object of texts. Nil where they cannot be read.
func readSettings(_ json: [UInt8]?) -> [String: String]? {
    guard let json else { return [:] }
    return try? JSONDecoder().decode([String: String].self, from: Data(json))
}

/// What a message holds besides its text. Nil where it cannot be read.
private func readDetails(_ json: [UInt8]?) -> MessageDetails? {
    guard let json else { return MessageDetails() }
    return try? JSONDecoder().decode(MessageDetails.self, from: Data(json))
}
