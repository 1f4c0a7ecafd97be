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
    ]

    let secret: InternalSecret
    let defaultTenant: Int64
    let providerLimit: Duration

    init(_ values: Values) {
        secret = InternalSecret(values.text("SHI_INTERNAL_SECRET"))
        defaultTenant = Int64(values.number("SHI_DEFAULT_TENANT"))
        providerLimit = .milliseconds(values.number("SHI_PROVIDER_LIMIT_MS"))
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
            let order = try Gateway.parseTyping(request.body, defaultTenant: settings.defaultTenant)
            let channel = try database.callBlocking { (connection) throws(PostgresError) in
                try connection.channelForTyping(
                    tenantID: order.tenantID, provider: Gateway.provider, address: String(order.tenantID))
            }
            guard let channel else { return .problem(404, "unknown tenant: it has no gateway channel") }
            return try show(order, on: channel)
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

    private func show(_ order: TypingOrder, on channel: ChannelDetails) throws(HTTPError) -> Response {
        let call = Gateway.typing(
            chatAddress: order.chatAddress, on: order.isTyping,
            channel: ChannelAccess(
                baseURL: channel.baseURL, secret: channel.secret, address: String(order.tenantID),
                honoursIdempotency: channel.honoursIdempotency))
        let response = try engine.responseBlocking(
            to: HTTPRequest(
                method: call.method, url: call.url, headers: call.headers, body: call.body,
                deadline: .now + settings.providerLimit))
        switch response.status {
        case 200..<300: return .json("{\"ok\":true}\n")
        case 503: return .problem(503, "WhatsApp not connected")
        default:
            logger.warning("typing was refused", metadata: ["status": "\(response.status)"])
            return .problem(500, "typing_failed")
        }
    }
}
