public import Conversation

/// The WhatsApp gateway: a Node service around Baileys, one per deployment, which serves many tenants.
///
/// It posts messages and connection states to us, and takes sends and typing indicators from us. The secret that both
/// directions carry in `X-Internal-Secret` is the caller's to check and to give.
public enum Gateway: ChannelProvider {
    /// How the database names this kind of provider.
    public static let provider = Provider.gateway

    /// The most messages that one post may hold: more than the real ones that a body of 1 MB holds, since a gateway does not
    /// repeat a post that was refused.
    public static let messageLimit = 10_000
}

// MARK: - What the gateway posts

extension Gateway {
    /// What a post to `/webhook/whatsapp/incoming` holds, one item for each of its messages, in their order, and what it says
    /// of messages that we sent: in `payload.updates`, `[{key, update: {status}}]`, as Baileys' event `messages.update` has it.
    ///
    /// Bad messages are items of their own and cost no others. Throws ``EnvelopeError`` where the post as a whole is
    /// unusable: no JSON, nested deeper than 64 levels, no `payload.messages`, more than ``messageLimit`` messages, or
    /// a `tenantId` that names no tenant.
    ///
    /// - Parameters:
    ///   - body: the raw body, `{tenantId, payload: {type, messages: [WAMessage…]}}`.
    ///   - defaultTenant: the tenant where `tenantId` is missing or null.
    public static func parseContent(
        _ body: [UInt8], defaultTenant: Int64?
    ) throws(EnvelopeError) -> WebhookContent {
        let envelope = try JSONBody.decode(IncomingEnvelope.self, from: body)
        let tenantID = try tenant(envelope.tenantID, defaultTenant)
        let source = MessageSource(
            tenantID: tenantID, provider: provider, channelAddress: String(tenantID), isBackfill: envelope.isBackfill)
        return WebhookContent(
            items: envelope.messages.map { $0.item(from: source) },
            statuses: envelope.updates.map { $0.report(from: source) })
    }

    /// The tenant that a post is for.
    static func tenant(_ named: Int64?, _ defaultTenant: Int64?) throws(EnvelopeError) -> Int64 {
        guard let tenant = named ?? defaultTenant else { throw EnvelopeError(problem: "tenantId is missing.") }
        return tenant
    }

    /// What a post to `/webhook/whatsapp/status` says: `{tenantId, connection, pushName}`.
    ///
    /// Throws ``EnvelopeError`` where it is no JSON, names no tenant, or says nothing of the connection.
    public static func parseStatus(
        _ body: [UInt8], defaultTenant: Int64
    ) throws(EnvelopeError) -> ConnectionReport {
        let status = try JSONBody.decode(StatusEnvelope.self, from: body)
        let tenantID = status.tenantID ?? defaultTenant
        return ConnectionReport(
            tenantID: tenantID, channelAddress: String(tenantID), connection: status.connection,
            pushName: status.pushName)
    }
}
