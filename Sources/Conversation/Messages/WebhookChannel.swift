/// One channel behind a webhook address: what proves that a post is the provider's, and whose messages it brings.
///
/// A webhook address is `/webhook/PROVIDER/KEY`; the channels of one Meta app, or of one Twilio account, share a key.
public struct WebhookChannel: Sendable, Equatable {
    /// Whose channel it is.
    public var tenantID: Int64
    /// How the provider names it: a phone_number_id, an instance, a session, a Twilio number.
    public var address: String
    /// The secrets of which any one proves a post; two while one is replaced by another. None: nothing is proved.
    public var secrets: [String]
    /// What Meta shows when it verifies the address.
    public var verifyToken: String?
    /// The address under which the provider knows us, such as `https://shi.example.co.il`: signatures that cover the address
    /// are made over it.
    public var publicURL: String?

    /// A channel of the given parts.
    public init(
        tenantID: Int64, address: String, secrets: [String], verifyToken: String? = nil, publicURL: String? = nil
    ) {
        self.tenantID = tenantID
        self.address = address
        self.secrets = secrets
        self.verifyToken = verifyToken
        self.publicURL = publicURL
    }
}
