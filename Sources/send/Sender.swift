import Channels
import Conversation
import FastCGI
import Logging
import Postgres
import Store

/// Takes orders to send a message: stores them first, lets a worker send them, and waits for the outcome.
struct Sender: Sendable {
    let settings: SendSettings
    let database: Database
    let settlements: Settlements
    let logger: Logger

    var router: Router {
        Router([
            Route("POST", "/send", checked(send)),
            Route(
                "POST", "/conversation/mode",
                checked(ModeSwitch(settings: settings, database: database).answer)),
        ])
    }

    /// A handler behind the check of the secret; what it throws becomes an answer.
    private func checked(
        _ handler: @escaping @Sendable (Request) throws -> Response
    ) -> @Sendable (Request) -> Response {
        { request in
            if let refusal = request.refusal(secret: settings.secret.matches) { return refusal }
            do {
                return try handler(request)
            } catch let error as EnvelopeError {
                return .problem(400, error.problem)
            } catch let error as OrderProblem {
                return .problem(error.status, error.problem)
            } catch {
                logger.error("an order could not be stored", metadata: ["error": "\(error)"])
                return .problem(503, "the database does not answer", headers: [("Retry-After", "2")])
            }
        }
    }

    @Sendable private func send(_ request: Request) throws -> Response {
        let order = try MessageOrder(parsing: request.body, defaultTenant: settings.defaultTenant)
        let key = try key(of: order, request)
        let target = try Target(
            order.to, tenantID: order.tenantID, channel: order.channel, countryCode: settings.countryCode,
            database: database)
        try target.check(order)
        switch try store(order, target, key: key) {
        case .stored(let messageID):
            announce()
            return outcome(of: messageID, tenantID: order.tenantID, request)
        case .repeated(let messageID):
            return outcome(of: messageID, tenantID: order.tenantID, request)
        case .conflict:
            throw OrderProblem(status: 409, problem: "the idempotencyKey was used for another message")
        case .unknownChannel:
            throw OrderProblem(status: 404, problem: Target.unknownTenant)
        case .windowClosed:
            throw OrderProblem(
                status: 422,
                problem:
                    "the provider's window is closed: the customer has not written for so long that only a template"
                    + " may be sent")
        }
    }

    /// The key under which an order is carried out once: the caller's, in the body or the header `Idempotency-Key`, or else
    /// the id that nginx gave the request and repeats when it retries the request with another copy of this program.
    private func key(of order: MessageOrder, _ request: Request) throws(EnvelopeError) -> String {
        if let key = order.idempotencyKey ?? request.header("Idempotency-Key") {
            guard (1...200).contains(key.unicodeScalars.count) else {
                throw EnvelopeError(problem: "the idempotency key must have 1 to 200 characters")
            }
            return key
        }
        // Without either, a key of our own, so that storing the order can be repeated when an answer of the database is lost.
        let id = request.parameter("REQUEST_ID").map { String($0.prefix(100)) }
        return "request \(id ?? "\(UInt64.random(in: 0...UInt64.max)) \(UInt64.random(in: 0...UInt64.max))")"
    }

    private func store(_ order: MessageOrder, _ target: Target, key: String) throws -> OutboundAcceptance {
        try database.callBlocking { (connection) throws(PostgresError) in
            try connection.acceptOutbound(
                tenantID: order.tenantID, provider: order.channel?.provider, address: order.channel?.address,
                to: target.chat, OutboundOrder(kind: order.kind, text: order.text, details: order.details), key: key,
                digest: Self.digest(order, target))
        }
    }

    /// Tells a repeated order from another one under the same key.
    private static func digest(_ order: MessageOrder, _ target: Target) -> String {
        let text = "\(target.chat.chatAddress)\n\(order.text ?? "")"
        // A plain text's digest is as it always was: the key may be older than this version.
        guard order.kind != .text || !order.details.isEmpty || order.channel != nil else { return sha256Hex(text) }
        let channel = order.channel.map { "\($0.provider.rawValue):\($0.address ?? "")" } ?? ""
        return sha256Hex("\(order.kind.rawValue)\n\(channel)\n\(order.details.json)\n\(text)")
    }

    private func announce() {
        do throws(PostgresError) {
            try database.callBlocking(within: .zero) { (connection) throws(PostgresError) in
                try connection.announceJobs(kind: "send")
            }
        } catch {
            logger.warning("workers were not woken; they poll", metadata: ["error": "\(error)"])
        }
    }

    private func outcome(of messageID: Int64, tenantID: Int64, _ request: Request) -> Response {
        let state: OutboundState? = settlements.wait(
            tenantID: tenantID, messageID: messageID, by: .now + .seconds(waitSeconds(request))
        ) {
            do throws(PostgresError) {
                let state = try database.callBlocking { (connection) throws(PostgresError) in
                    try connection.outboundState(tenantID: tenantID, messageID: messageID)
                }
                return state?.isSettled == true ? state : nil
            } catch {
                // It is stored, and will be sent: told 503, a caller would order it again.
                logger.warning("an order cannot be followed", metadata: ["error": "\(error)"])
                return nil
            }
        }
        guard let state else {
            return .json(
                "{\"ok\":true,\"id\":\"\(messageID)\",\"messageId\":\"\(messageID)\",\"status\":\"queued\"}\n",
                status: 202)
        }
        return answer(state, messageID: messageID)
    }

    private func answer(_ state: OutboundState, messageID: Int64) -> Response {
        let milliseconds = state.milliseconds ?? 0
        switch state.status {
        case "sent", "delivered", "read", "played":
            let answer = SendAnswer(
                ok: true, id: String(messageID), messageId: state.providerMessageID ?? String(messageID),
                status: "sent",
                durationMilliseconds: milliseconds)
            return .json(answer.json)
        default:
            let failure = SendFailure(
                error: "send_failed", message: state.error ?? state.status, id: String(messageID), status: state.status,
                durationMilliseconds: milliseconds)
            return .json(failure.json, status: 500)
        }
    }

    /// How long the caller wants to wait: `Prefer: wait=N` (RFC 7240), up to 30 s.
    private func waitSeconds(_ request: Request) -> Int {
        for preference in (request.header("Prefer") ?? "").split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let pair = preference.split(separator: "=", maxSplits: 1)
            let name = pair.first?.filter { $0 != " " }.lowercased()
            if name == "wait", pair.count == 2, let seconds = Int(pair[1].filter { $0 != " " && $0 != "\"" }) {
                return min(max(seconds, 0), 30)
            }
        }
        return settings.waitSeconds
    }
}
