public import Postgres

/// What `begin_send` said.
public enum SendBeginning: Sendable {
    /// Send this message.
    case ok(OutboundMessage)
    /// Nothing is left to send; the job is gone.
    case none
    /// The lease is somebody else's.
    case lost
}

/// A message to send, and what is needed to call its provider.
public struct OutboundMessage: Sendable {
    /// Its id, which is also its idempotency key.
    public let messageID: Int64
    /// bot or operator.
    public let author: String
    /// Its words.
    public let text: String
    /// The provider's address of the chat.
    public let chatAddress: String
    /// The provider of the channel, such as `gateway`.
    public let provider: String
    /// Where the channel's provider is called.
    public let baseURL: String
    /// What the provider expects as proof of who calls.
    public let secret: String
    /// How the provider names the channel.
    public let address: String
    /// Whether the provider delivers once per idempotency key.
    public let honoursIdempotency: Bool

    /// Describes a message to send.
    public init(
        messageID: Int64, author: String, text: String, chatAddress: String, provider: String, baseURL: String,
        secret: String, address: String, honoursIdempotency: Bool
    ) {
        self.messageID = messageID
        self.author = author
        self.text = text
        self.chatAddress = chatAddress
        self.provider = provider
        self.baseURL = baseURL
        self.secret = secret
        self.address = address
        self.honoursIdempotency = honoursIdempotency
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
        /// The job is gone, or waits for its retry.
        case done
        /// The lease is somebody else's.
        case lost
    }

    /// What the worker does next.
    public let next: Next
    /// Whether the message has its final state now.
    public let isSettled: Bool
}

/// What `accept_outbound` said.
public enum OutboundAcceptance: Sendable, Equatable {
    /// It is stored and will be sent.
    case stored(messageID: Int64)
    /// The same key and message came before.
    case repeated(messageID: Int64)
    /// The same key came with another message.
    case conflict
    /// The tenant has no such channel.
    case unknownChannel
}

/// Where an outbound message stands.
public struct OutboundState: Sendable {
    /// queued, sending, sent, delivered, read, failed, indeterminate or cancelled.
    public let status: String
    /// The provider's id of the message.
    public let providerMessageID: String?
    /// Why it was not sent.
    public let error: String?
    /// How long the call of the provider took, in milliseconds.
    public let milliseconds: Int64?

    /// Whether this is final as far as the sender is concerned.
    public var isSettled: Bool { status != "queued" && status != "sending" }
}

/// What is needed to call a channel's provider.
public struct ChannelDetails: Sendable {
    /// Where the provider is called.
    public let baseURL: String
    /// What it expects as proof of who calls.
    public let secret: String
    /// Whether it delivers once per idempotency key.
    public let honoursIdempotency: Bool
}

extension Connection {
    private static let beginSend = Statement(function: "begin_send", parameters: 3)
    private static let finishSend = Statement(function: "finish_send", parameters: 10)
    private static let acceptOutbound = Statement(function: "accept_outbound", parameters: 9)
    private static let outboundState = Statement(function: "outbound_state", parameters: 2)
    private static let announceSettled = Statement(function: "announce_settled", parameters: 2)
    private static let channelForTyping = Statement(function: "channel_for_typing", parameters: 3)

    /// Calls `begin_send` for a claimed send job.
    public mutating func beginSend(_ job: ClaimedJob) throws(PostgresError) -> SendBeginning {
        let rows = try call(Self.beginSend, [String(job.tenantID), String(job.key), job.leaseToken])
        return rows.first { row in
            switch (row.text(0), row.integer(1)) {
            case ("ok", let messageID?):
                .ok(
                    OutboundMessage(
                        messageID: messageID, author: row.text(2) ?? "", text: row.text(3) ?? "",
                        chatAddress: row.text(4) ?? "", provider: row.text(5) ?? "", baseURL: row.text(6) ?? "",
                        secret: row.text(7) ?? "", address: row.text(8) ?? "",
                        honoursIdempotency: row.boolean(9) == true))
            case ("none", _): .none
            default: .lost
            }
        } ?? .lost
    }

    /// Calls `finish_send`.
    ///
    /// - Parameters:
    ///   - retry: when to try again, in milliseconds, where that is right.
    ///   - attempts: after how many attempts it is given up.
    public mutating func finishSend(
        _ job: ClaimedJob, messageID: Int64, result: SendResult, retryMilliseconds retry: Int64,
        mostAttempts attempts: Int
    ) throws(PostgresError) -> SendEnding {
        let rows = try call(
            Self.finishSend,
            [
                String(job.tenantID), String(job.key), job.leaseToken, String(messageID), result.kind.rawValue,
                result.providerMessageID, result.error, String(result.milliseconds), String(retry), String(attempts),
            ])
        return rows.first { row in
            let next: SendEnding.Next =
                switch row.text(0) {
                case "next": .next
                case "done": .done
                default: .lost
                }
            return SendEnding(next: next, isSettled: row.boolean(1) == true)
        } ?? SendEnding(next: .lost, isSettled: false)
    }

    /// Calls `announce_settled`.
    public mutating func announceSettled(tenantID: Int64, messageID: Int64) throws(PostgresError) {
        _ = try call(Self.announceSettled, [String(tenantID), String(messageID)])
    }

    /// Calls `accept_outbound`.
    ///
    /// - Parameters:
    ///   - to: the provider's address of the chat; `phone` and `lid`: the identity that it shows, if any.
    ///   - key: the idempotency key; `digest`: of the whole request.
    public mutating func acceptOutbound(
        tenantID: Int64, provider: String, address: String, to: String, phone: String?, lid: String?, text: String,
        key: String?, digest: String
    ) throws(PostgresError) -> OutboundAcceptance {
        let rows = try call(
            Self.acceptOutbound, [String(tenantID), provider, address, to, phone, lid, text, key, digest])
        let acceptance: OutboundAcceptance? = rows.first { row in
            switch (row.text(0), row.integer(1)) {
            case ("stored", let messageID?): .stored(messageID: messageID)
            case ("repeated", let messageID?): .repeated(messageID: messageID)
            case ("conflict", _): .conflict
            default: .unknownChannel
            }
        }
        return acceptance ?? .unknownChannel
    }

    /// Calls `outbound_state`. Returns nil where there is no such message.
    public mutating func outboundState(tenantID: Int64, messageID: Int64) throws(PostgresError) -> OutboundState? {
        try call(Self.outboundState, [String(tenantID), String(messageID)]).first { row in
            OutboundState(
                status: row.text(0) ?? "", providerMessageID: row.text(1), error: row.text(2),
                milliseconds: row.integer(3))
        }
    }

    /// Calls `channel_for_typing`. Returns nil where the tenant has no such channel.
    public mutating func channelForTyping(
        tenantID: Int64, provider: String, address: String
    ) throws(PostgresError) -> ChannelDetails? {
        try call(Self.channelForTyping, [String(tenantID), provider, address]).first { row in
            ChannelDetails(
                baseURL: row.text(0) ?? "", secret: row.text(1) ?? "", honoursIdempotency: row.boolean(2) == true)
        }
    }
}
