import Channels
import Conversation
import FastCGI
import Spool
import Store

// The addresses that the original system had for its gateway, which names the tenant in each post.
extension Webhook {
    /// A handler behind the checks that all posts of the gateway pass: the secret, and a body of JSON.
    func gateway(
        _ handler: @escaping @Sendable (Request) throws(EnvelopeError) -> Response
    ) -> @Sendable (Request) -> Response {
        { request in
            if let refusal = request.refusal(secret: settings.secret.matches) {
                return refuse(.gateway, refusal.status == 401 ? "wrong" : "content_type", with: refusal)
            }
            do throws(EnvelopeError) {
                return try handler(request)
            } catch {
                return refuse(.gateway, "malformed", with: .problem(400, error.problem))
            }
        }
    }

    @Sendable func incoming(_ request: Request) throws(EnvelopeError) -> Response {
        let content = try Gateway.parseContent(request.body, defaultTenant: settings.defaultTenant)
        let post = SpooledPost(
            receivedAt: Self.arrival(of: request), messages: messages(in: content.items, from: .gateway),
            statuses: content.statuses)
        return answer(keep(post), messages: post.messages.count)
    }

    @Sendable func status(_ request: Request) throws(EnvelopeError) -> Response {
        let report = try Gateway.parseStatus(request.body, defaultTenant: settings.defaultTenant)
        switch keep(SpooledPost(receivedAt: Self.arrival(of: request), connections: [report])) {
        case .committed(let outcomes) where outcomes.contains(.unknownChannel): return Self.unknownTenant
        case .committed, .spooled: return .json("{\"ok\":true}\n")
        case .unavailable: return Self.unavailable
        }
    }

    private func keep(_ post: SpooledPost) -> Keeper.Outcome { keeper.keep(post, repeats: Gateway.repeatsPosts) }

    private static let unknownTenant = Response.problem(404, "unknown tenant: it has no gateway channel")

    /// What the outcomes of a post's messages add up to.
    ///
    /// One message that the database will never take costs no other, and is not asked for again.
    private func answer(_ outcome: Keeper.Outcome, messages: Int) -> Response {
        switch outcome {
        case .committed(let outcomes):
            if outcomes.contains(.unknownChannel) { return Self.unknownTenant }
            return processed(outcomes.count { [.stored, .echo, .duplicate].contains($0) })
        case .spooled: return processed(messages)
        case .unavailable: return Self.unavailable
        }
    }

    private func processed(_ count: Int) -> Response { .json("{\"ok\":true,\"processed\":\(count)}\n") }
}
