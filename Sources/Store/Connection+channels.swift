public import Conversation
internal import FoundationEssentials
public import Postgres

extension Connection {
    private static let webhookChannels = Statement(function: "webhook_channels", parameters: 2)

    /// Calls `webhook_channels`: the channels behind the webhook address `/webhook/PROVIDER/KEY`. None: the address is unknown.
    public mutating func webhookChannels(provider: Provider, key: String) throws(PostgresError) -> [WebhookChannel] {
        try call(Self.webhookChannels, [provider.rawValue, key]).map { row in
            WebhookChannel(
                tenantID: row.integer(0) ?? 0, address: row.text(2) ?? "", secrets: Self.texts(row.bytes(3)),
                verifyToken: row.text(4), publicURL: row.text(5))
        }
    }

    /// The texts of a JSON array. What cannot be read proves nothing: it holds no secret.
    private static func texts(_ json: [UInt8]?) -> [String] {
        json.flatMap { try? JSONDecoder().decode([String].self, from: Data($0)) } ?? []
    }
}
