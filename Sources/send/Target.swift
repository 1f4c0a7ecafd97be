import Channels
import Conversation
import Postgres
import Store

/// Why an order cannot be carried out: the answer's status and its sentence.
struct OrderProblem: Error {
    let status: Int
    let problem: String
}

/// The channel that an order's address is read for, and the chat that it names there.
struct Target: Sendable {
    let provider: Provider
    let chat: ChatIdentity

    /// Finds the channel, and reads the address as its provider writes addresses.
    ///
    /// - Parameter countryCode: the country of a phone number that is given without one.
    /// - Throws: ``OrderProblem`` 404 where the tenant has no such channel, 400 where the address is none; what the database
    ///   threw.
    init(
        _ to: String, tenantID: Int64, channel: ChannelName?, countryCode: String, database: Database
    ) throws {
        let found = try database.callBlocking { (connection) throws(PostgresError) in
            try connection.outboundChannel(tenantID: tenantID, provider: channel?.provider, address: channel?.address)
        }
        guard let found else {
            throw OrderProblem(
                status: 404,
                problem: channel == nil ? Self.unknownTenant : "unknown channel: the tenant has none of this name")
        }
        guard let recipient = found.provider.channel.recipient(to, countryCode: countryCode, found.address) else {
            throw OrderProblem(
                status: 400, problem: "to is neither an address nor a phone number that can be written to")
        }
        provider = found.provider
        chat = ChatIdentity(
            chatAddress: recipient.chatAddress, phone: recipient.phone, lid: recipient.lid, userID: recipient.userID)
    }

    /// Whether the provider can take the message.
    ///
    /// - Throws: ``OrderProblem`` 400 with what is wrong with it.
    func check(_ order: MessageOrder) throws(OrderProblem) {
        let limit = provider.channel.textLimit
        guard (order.text ?? "").utf16.count <= limit else {
            throw OrderProblem(status: 400, problem: "text is longer than \(limit) characters")
        }
        // Without a channel's name it can yet become another channel's, and the worker finds out.
        guard let channel = order.channel, order.kind != .text else { return }
        let message = OutgoingMessage(
            messageID: 0, chatAddress: chat.chatAddress, kind: order.kind, text: order.text ?? "",
            details: order.details)
        // The call is not made: where to and with what secret does not matter. Twilio's needs its account in the address.
        let access = ChannelAccess(
            baseURL: "https://provider.invalid", secret: "", address: channel.address ?? "", honoursIdempotency: false,
            settings: ["account_sid": "AC"])
        if case .failure(let unsupported) = provider.channel.send(message, access) {
            throw OrderProblem(status: 400, problem: unsupported.reason)
        }
    }

    static let unknownTenant = "unknown tenant: it has no gateway channel"
}
