public import Conversation

/// What one post of a provider held, as it is kept while the database is away: parsed, proved to be the provider's, and told
/// whose it is.
public struct SpooledPost: Codable, Sendable, Equatable {
    /// When the post's first byte arrived, in microseconds since 1970.
    public var receivedAt: Int64
    /// Its messages.
    public var messages: [InboundMessage]
    /// Its reports of messages that we sent.
    public var statuses: [StatusReport]
    /// Its reports of connections.
    public var connections: [ConnectionReport]

    /// A post of the given parts.
    public init(
        receivedAt: Int64, messages: [InboundMessage] = [], statuses: [StatusReport] = [],
        connections: [ConnectionReport] = []
    ) {
        self.receivedAt = receivedAt
        self.messages = messages
        self.statuses = statuses
        self.connections = connections
    }

    /// How many things it holds.
    public var count: Int { messages.count + statuses.count + connections.count }

    /// The keys as they stand in the file.
    enum CodingKeys: String, CodingKey {
        case receivedAt = "received_at"
        case messages
        case statuses
        case connections
    }
}
