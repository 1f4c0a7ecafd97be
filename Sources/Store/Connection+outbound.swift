public import Conversation
internal import FoundationEssentials
public import Postgres

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
    /// The customer has not written for so long that the provider takes only templates. Nothing is stored, and the key is
    /// free.
    case windowClosed
}

/// Where an outbound message stands.
public struct OutboundState: Sendable {
    /// queued, sending, sent, delivered, read, played, failed, indeterminate or cancelled.
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

/// A chat that is written to, and whose it is, as the provider's kind of channel reads an address.
public struct ChatIdentity: Sendable, Equatable {
    /// The provider's address of the chat.
    public var chatAddress: String
    /// The phone number that it shows, E.164.
    public var phone: String?
    /// The digits of the LID that it shows.
    public var lid: String?
    /// The business-scoped user id that it is.
    public var userID: String?

    /// A chat of the given parts.
    public init(chatAddress: String, phone: String? = nil, lid: String? = nil, userID: String? = nil) {
        self.chatAddress = chatAddress
        self.phone = phone
        self.lid = lid
        self.userID = userID
    }

    /// As the SQL functions take it.
    fileprivate var parameters: [String?] { [chatAddress, phone, lid, userID] }
}

/// A message that POST /send asks for.
public struct OutboundOrder: Sendable {
    /// What sort of message: text, image, audio, voice, video, document or template.
    public var kind: MessageKind
    /// Its words, or the caption of a file.
    public var text: String?
    /// The message that it answers, the file, the template.
    public var details: MessageDetails

    /// A message of the given parts.
    public init(kind: MessageKind = .text, text: String?, details: MessageDetails = MessageDetails()) {
        self.kind = kind
        self.text = text
        self.details = details
    }
}

/// What is needed to call a channel's provider.
public struct ChannelDetails: Sendable {
    /// The kind of provider.
    public let provider: Provider
    /// How the provider names the channel.
    public let address: String
    /// Where the provider is called.
    public let baseURL: String
    /// What it expects as proof of who calls.
    public let secret: String
    /// Whether it delivers once per idempotency key.
    public let honoursIdempotency: Bool
    /// What else is set for the channel, by name.
    public let settings: [String: String]
    /// The provider's id of the chat's newest message from the customer, where there is one.
    public let lastMessageID: String?
}

/// What `set_chat_mode` said.
public enum ChatModeOutcome: Sendable, Equatable {
    /// The conversation has the mode now; it had it already unless `isChanged`. The bot's messages whose call may have begun
    /// before are told.
    case set(isChanged: Bool, begun: [Int64])
    /// There is no such conversation.
    case unknownConversation
}

extension Connection {
    private static let outboundChannel = Statement(function: "outbound_channel", parameters: 3)
    private static let acceptOutbound = Statement(function: "accept_outbound", parameters: 12)
    private static let outboundState = Statement(function: "outbound_state", parameters: 2)
    private static let channelForTyping = Statement(function: "channel_for_typing", parameters: 7)
    private static let setChatMode = Statement(function: "set_chat_mode", parameters: 8)

    /// Calls `outbound_channel`: which kind of provider an address is to be read for, and how that names the channel. Nil
    /// where the tenant has no such channel.
    ///
    /// - Parameters:
    ///   - provider: the kind of provider that the caller named; nil for any.
    ///   - address: the channel that the caller named; nil for any.
    public mutating func outboundChannel(
        tenantID: Int64, provider: Provider?, address: String?
    ) throws(PostgresError) -> (provider: Provider, address: String)? {
        try call(Self.outboundChannel, [String(tenantID), provider?.rawValue, address]).first { row in
            row.text(0).flatMap(Provider.init(rawValue:)).map { (provider: $0, address: row.text(1) ?? "") }
        } ?? nil
    }

    /// Calls `accept_outbound`.
    ///
    /// - Parameters:
    ///   - provider: the kind of provider that the caller named; nil: the channel through which the contact wrote last, or else
    ///     the one that ``outboundChannel(tenantID:provider:address:)`` gives.
    ///   - address: the channel that the caller named; nil for any of the provider's.
    ///   - to: the chat, as an address for what ``outboundChannel(tenantID:provider:address:)`` gave.
    ///   - key: the idempotency key; `digest`: of the whole request.
    public mutating func acceptOutbound(
        tenantID: Int64, provider: Provider?, address: String?, to: ChatIdentity, _ order: OutboundOrder, key: String?,
        digest: String
    ) throws(PostgresError) -> OutboundAcceptance {
        let details: String?
        do {
            details =
                order.details.isEmpty
                ? nil : String(decoding: try JSONEncoder().encode(order.details), as: UTF8.self)
        } catch {
            throw PostgresError(sqlState: nil, message: "a message's details cannot be written as JSON")
        }
        let rows = try call(
            Self.acceptOutbound,
            [String(tenantID), provider?.rawValue, address] + to.parameters
                + [order.kind.rawValue, order.text, details, key, digest])
        let acceptance: OutboundAcceptance? = rows.first { row in
            switch (row.text(0), row.integer(1)) {
            case ("stored", let messageID?): .stored(messageID: messageID)
            case ("repeated", let messageID?): .repeated(messageID: messageID)
            case ("conflict", _): .conflict
            case ("window_closed", _): .windowClosed
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
    ///
    /// - Parameters:
    ///   - provider: the kind of provider that the caller named; nil for any. `address`: the channel; nil for any.
    ///   - chat: where the indicator is to be shown.
    public mutating func channelForTyping(
        tenantID: Int64, provider: Provider?, address: String?, chat: ChatIdentity
    ) throws(PostgresError) -> ChannelDetails? {
        try call(Self.channelForTyping, [String(tenantID), provider?.rawValue, address] + chat.parameters).first {
            row in
            guard let provider = row.text(0).flatMap(Provider.init(rawValue:)),
                let settings = readSettings(row.bytes(5))
            else { return nil }
            return ChannelDetails(
                provider: provider, address: row.text(1) ?? "", baseURL: row.text(2) ?? "", secret: row.text(3) ?? "",
                honoursIdempotency: row.boolean(4) == true, settings: settings, lastMessageID: row.text(6))
        } ?? nil
    }

    /// Calls `set_chat_mode`: takes a conversation over, silences it, or gives it back to the bot.
    ///
    /// - Parameters:
    ///   - provider: the kind of provider that the caller named; nil: the channel through which the contact wrote last.
    ///   - address: the channel that the caller named; nil for any.
    ///   - mode: bot, human or muted.
    public mutating func setChatMode(
        tenantID: Int64, provider: Provider?, address: String?, chat: ChatIdentity, mode: String
    ) throws(PostgresError) -> ChatModeOutcome {
        let rows = try call(
            Self.setChatMode, [String(tenantID), provider?.rawValue, address] + chat.parameters + [mode]
        ).map { (outcome: $0.text(0), messageID: $0.integer(1)) }
        switch rows.first?.outcome {
        case "changed", "unchanged":
            return .set(isChanged: rows[0].outcome == "changed", begun: rows.compactMap(\.messageID))
        default: return .unknownConversation
        }
    }
}
