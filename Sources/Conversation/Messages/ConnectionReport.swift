/// What a provider last said about a channel's connection.
public struct ConnectionReport: Codable, Sendable, Equatable {
    /// The kind of provider.
    public var provider: Provider
    /// Whose channel it is. Parsers of providers whose posts name no tenant leave it 0.
    public var tenantID: Int64
    /// Which of the tenant's channels; for a gateway the tenant's number as text.
    public var channelAddress: String
    /// The provider's own word for the state, such as `open`, `connecting` or `close`; at most 64 characters.
    public var connection: String
    /// The name under which the channel is logged in.
    public var pushName: String?

    /// A report of the given parts.
    public init(
        provider: Provider = .gateway, tenantID: Int64 = 0, channelAddress: String, connection: String,
        pushName: String?
    ) {
        self.provider = provider
        self.tenantID = tenantID
        self.channelAddress = channelAddress
        self.connection = connection
        self.pushName = pushName
    }
}
