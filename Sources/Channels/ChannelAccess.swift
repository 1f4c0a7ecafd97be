/// What is needed to call one channel.
public struct ChannelAccess: Sendable, Equatable {
    /// Where the provider is, such as `http://127.0.0.1:3000`, without a path of its own.
    public var baseURL: String
    /// The secret that the provider wants to see.
    public var secret: String
    /// How the provider names the channel; for a gateway the tenant's number as text.
    public var address: String
    /// Whether the provider sends one message only, however often it gets the same idempotency key.
    public var honoursIdempotency: Bool
    /// What else is set for the channel, by name. Which names there are says each provider.
    public var settings: [String: String]

    /// Access by the given means.
    public init(
        baseURL: String, secret: String, address: String, honoursIdempotency: Bool, settings: [String: String] = [:]
    ) {
        self.baseURL = baseURL
        self.secret = secret
        self.address = address
        self.honoursIdempotency = honoursIdempotency
        self.settings = settings
    }
}

/// One HTTP request to a provider, ready to be made.
public struct ChannelCall: Sendable {
    /// The HTTP method.
    public var method: String
    /// The absolute URL.
    public var url: String
    /// The header fields, the secret among them: never log them.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// A request of the given parts.
    public init(method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What became of a message that was sent. Only certain knowledge counts as not sent (promise P5).
///
/// Reasons are for the log and the operator; they hold no secret and no words of a customer.
public enum SendOutcome: Sendable, Equatable {
    /// The provider has taken it, under this id if it told one.
    case sent(providerMessageID: String?)
    /// Certainly not sent, and the same request would be refused again.
    case refused(reason: String)
    /// Certainly not sent, and worth another try, after the given time if the provider asked for one.
    case notAccepted(reason: String, retryAfter: Duration?)
    /// Certainly not sent: the provider takes no message of this channel for the given time.
    case throttled(reason: String, retryAfter: Duration)
    /// Certainly not sent: the channel cannot send until somebody mends it, such as an expired token or an unpaid bill.
    case blocked(reason: String)
    /// It may have been sent or not; it must not be repeated blindly.
    case unknown(reason: String)
}
