import Channels
import Conversation
import FastCGI
import HTTPClient
import Logging
import Postgres
import Settings
import Store

/// What the typing program reads from the environment, besides what every FastCGI program does.
struct TypingSettings: Sendable {
    static let table: [Setting] = [
        .required("SHI_INTERNAL_SECRET", "what callers show in X-Internal-Secret"),
        .number("SHI_DEFAULT_TENANT", default: 1, in: 1...Int.max, "the tenant of a request that names none"),
        .number("SHI_PROVIDER_LIMIT_MS", default: 5000, in: 100...15_000, "how long a call of the provider may take"),
        .number(
            "SHI_COUNTRY_CODE", default: 972, in: 1...9999, "the country of phone numbers that are given without one"),
    ]

    let secret: InternalSecret
    let defaultTenant: Int64
    let providerLimit: Duration
    let countryCode: String

    init(_ values: Values) {
        secret = InternalSecret(values.text("SHI_INTERNAL_SECRET"))
        defaultTenant = Int64(values.number("SHI_DEFAULT_TENANT"))
        providerLimit = .milliseconds(values.number("SHI_PROVIDER_LIMIT_MS"))
        countryCode = String(values.number("SHI_COUNTRY_CODE"))
    }
}

/// Hands typing indicators on to the provider.
struct Typing: Sendable {
    let settings: TypingSettings
    let engine: HTTPEngine
    let database: Database
    let logger: Logger

    var router: Router { Router([Route("POST", "/sendTyping", sendTyping)]) }

    @Sendable private func sendTyping(_ request: Request) -> Response {
        if let refusal = request.refusal(secret: settings.secret.matches) { return refusal }
        do {
            let order = try PresenceOrder(parsing: request.body, defaultTenant: settings.defaultTenant)
            switch try find(order) {
            case .found(let channel, let chatAddress): return try show(order, chatAddress, on: channel)
            case .noChat: return .problem(400, "jid is neither an address nor a phone number that can be written to")
            case .noChannel:
                return .problem(
                    404,
                    order.channel == nil
                        ? "unknown tenant: it has no gateway channel"
                        : "unknown channel: the tenant has none of this name")
            }
        } catch let error as EnvelopeError {
            return .problem(400, error.problem)
        } catch let error as HTTPError {
            logger.warning("typing failed", metadata: ["error": "\(error)"])
            return .problem(500, "typing_failed")
        } catch {
            logger.error("the channel could not be read", metadata: ["error": "\(error)"])
            return .problem(503, "the database does not answer", headers: [("Retry-After", "2")])
        }
    }

    private enum Find: Sendable {
        case found(ChannelDetails, chatAddress: String)
        case noChannel
        case noChat
    }

    /// The channel, and the chat as its provider names it: both calls on one connection, without a way back in between.
    private func find(_ order: PresenceOrder) throws(PostgresError) -> Find {
        let countryCode = settings.countryCode
        return try database.callBlocking { (connection) throws(PostgresError) in
            let named = try connection.outboundChannel(
                tenantID: order.tenantID, provider: order.channel?.provider, address: order.channel?.address)
            guard let named else { return .noChannel }
            let recipient = named.provider.channel.recipient(order.chat, countryCode: countryCode, named.address)
            guard let recipient else { return .noChat }
            let details = try connection.channelForTyping(
                tenantID: order.tenantID, provider: named.provider, address: named.address,
                chat: ChatIdentity(
                    chatAddress: recipient.chatAddress, phone: recipient.phone, lid: recipient.lid,
                    userID: recipient.userID))
            return details.map { .found($0, chatAddress: recipient.chatAddress) } ?? .noChannel
        }
    }

    private func show(
        _ order: PresenceOrder, _ chatAddress: String, on channel: ChannelDetails
    ) throws(HTTPError) -> Response {
        let call = channel.provider.channel.typing(
            TypingDisplay(chatAddress: chatAddress, messageID: channel.lastMessageID, isOn: order.isTyping),
            ChannelAccess(
                baseURL: channel.baseURL, secret: channel.secret, address: channel.address,
                honoursIdempotency: channel.honoursIdempotency, settings: channel.settings))
        // What the provider has no indicator for is as well as shown.
        guard let call else { return .json("{\"ok\":true}\n") }
        // Evolution answers only when the indicator lapses: by then it has long been shown.
        let answersLate = channel.provider == .evolution && order.isTyping
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try engine.responseBlocking(
                to: HTTPRequest(
                    method: call.method, url: call.url, headers: call.headers, body: call.body,
                    deadline: .now + (answersLate ? .seconds(1) : settings.providerLimit)))
        } catch {
            guard answersLate, error.kind == .deadline, error.begun else { throw error }
            return .json("{\"ok\":true}\n")
        }
        switch response.status {
        case 200..<300: return .json("{\"ok\":true}\n")
        case 503: return .problem(503, "WhatsApp not connected")
        default:
            logger.warning("typing was refused", metadata: ["status": "\(response.status)"])
            return .problem(500, "typing_failed")
        }
    }
}
