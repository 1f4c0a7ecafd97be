/// One message as a provider reported it, in the one shape that all providers are mapped to.
///
/// Encoded as JSON it is what the database's `accept_messages` reads.
public struct InboundMessage: Codable, Sendable, Equatable {
    /// The longest text that is kept, in UTF-16 units: what WhatsApp allows in one message.
    public static let textLimit = 4096
    /// The longest name that is kept, in UTF-16 units.
    public static let nameLimit = 200
    /// The longest id and address that are accepted, in bytes.
    public static let identifierLimit = 256

    /// Whose customer wrote it. Parsers of providers whose posts name no tenant leave it 0: the webhook knows it by the channel.
    public var tenantID: Int64
    /// The kind of provider, such as `gateway`: a ``Provider``'s raw value.
    public var provider: String
    /// Which of the tenant's channels it came through; for a gateway the tenant's number as text, `1`.
    public var channelAddress: String
    /// The provider's id of the message; with the chat's address it tells the message from every other of its channel.
    public var providerMessageID: String
    /// Where an answer goes, exactly as the provider named the chat.
    public var chatAddress: String
    /// Whether the business itself sent it, through us or by hand.
    public var fromMe: Bool
    /// The customer's number, E.164 with plus; nil when only a LID is known, whose digits are no phone number.
    public var phone: String?
    /// The digits of the customer's LID.
    public var lid: String?
    /// The customer's business-scoped user id (Cloud API, `IL.9001…`), which may come without any phone number.
    public var userID: String?
    /// The customer's user name at the provider.
    public var username: String?
    /// How the customer calls himself or herself; nil for own messages, whose sender's name is the owner's.
    public var name: String?
    /// What sort of thing it is.
    public var kind: MessageKind
    /// Its words: text, caption, chosen title, emoji of a reaction, name of a place. No NUL, at most ``textLimit``.
    public var text: String?
    /// What it holds besides words; nil when that is nothing.
    public var details: MessageDetails?
    /// When the provider says that it was sent, in seconds since 1970.
    public var sentAt: Int64?
    /// Whether it was waiting while the gateway was offline; old ones are stored and not answered.
    public var isBackfill: Bool
    /// Whether somebody waits for an answer to it. Never true for own messages.
    public var expectsAnswer: Bool
    /// How long it had waited when it was handed to the database, in milliseconds. Parsers leave it 0.
    public var waitedMilliseconds: Int

    /// A message of the given parts.
    public init(
        tenantID: Int64, provider: String, channelAddress: String, providerMessageID: String, chatAddress: String,
        fromMe: Bool, phone: String? = nil, lid: String? = nil, userID: String? = nil, username: String? = nil,
        name: String? = nil, kind: MessageKind,
        text: String? = nil, details: MessageDetails? = nil, sentAt: Int64? = nil, isBackfill: Bool = false,
        expectsAnswer: Bool, waitedMilliseconds: Int = 0
    ) {
        self.tenantID = tenantID
        self.provider = provider
        self.channelAddress = channelAddress
        self.providerMessageID = providerMessageID
        self.chatAddress = chatAddress
        self.fromMe = fromMe
        self.phone = phone
        self.lid = lid
        self.userID = userID
        self.username = username
        self.name = name
        self.kind = kind
        self.text = text
        self.details = details
        self.sentAt = sentAt
        self.isBackfill = isBackfill
        self.expectsAnswer = expectsAnswer
        self.waitedMilliseconds = waitedMilliseconds
    }

    /// The keys as the database reads them.
    enum CodingKeys: String, CodingKey {
        case tenantID = "tenant_id"
        case provider
        case channelAddress = "channel_address"
        case providerMessageID = "provider_message_id"
        case chatAddress = "chat_address"
        case fromMe = "from_me"
        case phone
        case lid
        case userID = "user_id"
        case username
        case name
        case kind
        case text
        case details
        case sentAt = "sent_at"
        case isBackfill = "is_backfill"
        case expectsAnswer = "expects_answer"
        case waitedMilliseconds = "waited_ms"
    }
}
