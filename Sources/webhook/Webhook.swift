import Channels
import Conversation
import FastCGI
import Logging
import Spool
import Store

/// Takes what providers post: messages, reports of messages, and states of connections. Whatever got 200 is durable.
struct Webhook: Sendable {
    let settings: WebhookSettings
    let keeper: Keeper
    let directory: ChannelDirectory
    let counters: Counters
    let logger: Logger

    /// The providers whose posts go to `/webhook/PROVIDER/KEY`. The gateway's go to the addresses that the original had.
    static let keyedProviders = Provider.allCases.filter { $0 != .gateway }

    var router: Router {
        Router(
            [
                Route("POST", "/webhook/whatsapp/incoming", gateway(incoming)),
                Route("POST", "/api/whatsapp/webhook/incoming", gateway(incoming)),
                Route("POST", "/webhook/whatsapp/status", gateway(status)),
                Route("GET", below: "/webhook/cloud/", verify),
            ]
                + Self.keyedProviders.map { provider in
                    Route("POST", below: "/webhook/\(provider.rawValue)/") { post($0, from: provider) }
                })
    }

    /// The answer where nothing could be made durable.
    static let unavailable = Response.problem(503, "the database does not answer", headers: [("Retry-After", "2")])

    /// When the post's first byte arrived, in microseconds since 1970.
    static func arrival(of request: Request) -> Int64 {
        unixMicroseconds() - Int64((ContinuousClock.now - request.received) / .microseconds(1))
    }

    /// Counts a refusal and gives the answer for it.
    func refuse(_ provider: Provider, _ reason: String, with response: Response) -> Response {
        counters.increment("shi_webhook_refused_total", "provider=\"\(provider.rawValue)\",reason=\"\(reason)\"")
        return response
    }

    /// The messages among the parts of a post. The rest is counted and logged, without a word of what was written.
    func messages(in items: [ParsedItem], from provider: Provider) -> [InboundMessage] {
        items.compactMap { item in
            switch item {
            case .message(let message): return message
            case .ignored(let reason):
                logger.debug("ignored a message", metadata: ["reason": "\(reason)"])
            case .malformed(let reason):
                counters.increment("shi_webhook_malformed_total", "provider=\"\(provider.rawValue)\"")
                logger.warning("a malformed message", metadata: ["reason": "\(reason)"])
            }
            return nil
        }
    }
}
