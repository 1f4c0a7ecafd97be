import Channels
import Conversation
import FastCGI
import Logging
import Postgres
import Store

/// Takes what the gateway posts: messages, and the state of its connection. Whatever got 200 is committed.
struct Webhook: Sendable {
    let settings: WebhookSettings
    let intake: MessageIntake
    let database: Database
    let logger: Logger

    var router: Router {
        Router([
            Route("POST", "/webhook/whatsapp/incoming", checked(incoming)),
            Route("POST", "/api/whatsapp/webhook/incoming", checked(incoming)),
            Route("POST", "/webhook/whatsapp/status", checked(status)),
        ])
    }

    /// A handler behind the checks that all posts pass: the secret, and a body of JSON.
    private func checked(
        _ handler: @escaping @Sendable (Request) throws(EnvelopeError) -> Response
    ) -> @Sendable (Request) -> Response {
        { request in
            if let refusal = request.refusal(secret: settings.secret.matches) { return refusal }
            do throws(EnvelopeError) {
                return try handler(request)
            } catch {
                return .problem(400, error.problem)
            }
        }
    }

    private func incoming(_ request: Request) throws(EnvelopeError) -> Response {
        let items = try Gateway.parseIncoming(request.body, defaultTenant: settings.defaultTenant)
        let waited = (ContinuousClock.now - request.received).components
        let waitedMilliseconds = Int(waited.seconds * 1000 + waited.attoseconds / 1_000_000_000_000_000)
        var messages: [InboundMessage] = []
        for item in items {
            switch item {
            case .message(var message):
                message.waitedMilliseconds = waitedMilliseconds
                messages.append(message)
            case .ignored(let reason):
                logger.debug("ignored a message", metadata: ["reason": "\(reason)"])
            case .malformed(let reason):
                logger.warning("a malformed message", metadata: ["reason": "\(reason)"])
            }
        }
        do {
            return answer(try intake.accept(messages, by: .now + settings.storeLimit))
        } catch {
            logger.error("messages cannot be written as JSON", metadata: ["error": "\(error)"])
            return .problem(500, "the messages could not be handed to the database")
        }
    }

    /// What the outcomes of a post's messages add up to.
    ///
    /// One message that the database will never take costs no other, and is not asked for again. Where any could not be
    /// stored for now, the whole post is: what was stored is then recognised as a duplicate.
    private func answer(_ outcomes: [AcceptOutcome]) -> Response {
        if outcomes.contains(.unavailable) {
            return .problem(503, "the database does not answer", headers: [("Retry-After", "2")])
        }
        if outcomes.contains(.unknownChannel) { return .problem(404, "unknown tenant: it has no gateway channel") }
        let processed = outcomes.count { [.stored, .echo, .duplicate].contains($0) }
        return .json("{\"ok\":true,\"processed\":\(processed)}\n")
    }

    private func status(_ request: Request) throws(EnvelopeError) -> Response {
        let report = try Gateway.parseStatus(request.body, defaultTenant: settings.defaultTenant)
        do throws(PostgresError) {
            let isKnown = try database.callBlocking(within: .seconds(2)) { (connection) throws(PostgresError) in
                try connection.recordConnection(
                    tenantID: report.tenantID, provider: Gateway.provider, address: report.channelAddress,
                    state: report.connection, name: report.pushName)
            }
            return isKnown ? .json("{\"ok\":true}\n") : .problem(404, "unknown tenant: it has no gateway channel")
        } catch {
            logger.error("a connection report could not be stored", metadata: ["error": "\(error)"])
            return .problem(503, "the database does not answer", headers: [("Retry-After", "2")])
        }
    }
}
