/// What a provider reports of a message that we sent: how far it has come.
///
/// Encoded as JSON it is what the database's `accept_statuses` reads.
public struct StatusReport: Codable, Sendable, Equatable {
    /// How far a message has come. A status only moves forward: sent, delivered, read, played.
    public enum Status: String, Codable, Sendable {
        /// The provider has handed it on.
        case sent
        /// It is on the customer's device.
        case delivered
        /// The customer has seen it.
        case read
        /// The customer has listened to it; voice notes only.
        case played
        /// It will not arrive.
        case failed
    }

    /// Whose message it is. Parsers leave it 0: the webhook knows it by the channel.
    public var tenantID: Int64
    /// The provider's name, such as `cloud`.
    public var provider: String
    /// Which of the tenant's channels sent it.
    public var channelAddress: String
    /// The provider's id of the message; nil where it names the message by our own id alone.
    public var providerMessageID: String?
    /// Our own id of the message, where the provider gives back what we sent along (promise P5).
    public var messageID: Int64?
    /// How far it has come.
    public var status: Status
    /// When, in seconds since 1970.
    public var at: Int64?
    /// The provider's code of what went wrong, as text.
    public var errorCode: String?
    /// What went wrong, in the provider's words; at most 300 characters, never a customer's text.
    public var error: String?
    /// What the provider says that the message costs, as the JSON object that it sent; never interpreted.
    public var pricing: JSONText?

    /// A report of the given parts.
    public init(
        tenantID: Int64 = 0, provider: Provider, channelAddress: String, providerMessageID: String?,
        messageID: Int64? = nil, status: Status, at: Int64? = nil, errorCode: String? = nil, error: String? = nil,
        pricing: JSONText? = nil
    ) {
        self.tenantID = tenantID
        self.provider = provider.rawValue
        self.channelAddress = channelAddress
        self.providerMessageID = providerMessageID
        self.messageID = messageID
        self.status = status
        self.at = at
        self.errorCode = errorCode
        self.error = error
        self.pricing = pricing
    }

    /// The keys as the database reads them.
    enum CodingKeys: String, CodingKey {
        case tenantID = "tenant_id"
        case provider
        case channelAddress = "channel_address"
        case providerMessageID = "provider_message_id"
        case messageID = "message_id"
        case status
        case at
        case errorCode = "error_code"
        case error
        case pricing
    }
}

/// A JSON value that is passed on as text and never interpreted, such as a template's components. Written as a string.
public struct JSONText: Codable, Sendable, Equatable {
    /// The JSON.
    public var text: String

    /// Wraps JSON text, which the caller has checked.
    public init(_ text: String) { self.text = text }

    /// Reads the string that holds it.
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes it as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
