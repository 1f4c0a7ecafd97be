public import Conversation

/// One kind of provider: what it posts, and what to call. Pure: no clock, no network.
///
/// Each has a file (or a folder) of its own. What a provider does not offer, its calls return nil for.
public protocol ChannelProvider: Sendable {
    /// How the database names it.
    static var provider: Provider { get }

    // What it posts

    /// Whether it posts again, by itself and for long enough, what was answered with 503. What others post while the database
    /// is away is kept in the spool.
    static var repeatsPosts: Bool { get }

    /// Whether a post comes from the provider, by one channel's secrets.
    static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity

    /// What a post holds, one item for each of its parts. Tenants are left 0; channels are told by their address.
    ///
    /// Bad parts are items of their own and cost no others. Throws ``EnvelopeError`` where nothing can be made of the whole.
    static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent

    // What to call

    /// The call that sends a message; a refusal where the provider has nothing for it.
    static func send(_ message: OutgoingMessage, _ channel: ChannelAccess) -> Result<ChannelCall, Unsupported>

    /// What became of a message, by the answer to its call.
    ///
    /// - Parameter attempt: how often it was tried before: waits grow with it.
    static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome

    /// The longest text of one message, in UTF-16 units.
    static var textLimit: Int { get }

    /// The call that shows the typing indicator, or ends it; nil where there is none for this.
    static func typing(_ order: TypingDisplay, _ channel: ChannelAccess) -> ChannelCall?

    /// After how many seconds a shown indicator is shown again; nil: never.
    static var typingRenewalSeconds: Int? { get }

    /// The call that marks a customer's messages as read; nil where showing the typing indicator does that, or nothing does.
    static func markRead(chatAddress: String, messageIDs: [String], _ channel: ChannelAccess) -> ChannelCall?

    /// How a file that came with a message is fetched; nil where it cannot be.
    static func media(
        _ media: MessageDetails.Media, kind: MessageKind, messageID: String, chatAddress: String,
        _ channel: ChannelAccess
    ) -> MediaFetch?

    /// The second step of a ``MediaFetch/Form/link``: where the file is; nil where the answer does not say, or names a host
    /// to which the channel's secret must not go.
    static func mediaLink(in answer: ChannelAnswer, _ channel: ChannelAccess) -> MediaFetch?

    /// The call that looks for a message of unknown outcome; nil where the provider offers none.
    ///
    /// - Parameter since: when the call that sent it began, in seconds since 1970.
    static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall?

    /// The provider's ids of messages that can be the one looked for, by the answer to ``lookUp(_:since:_:)``; nil where the
    /// answer says nothing.
    static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]?

    /// The parts of a phone number or address that a caller of ours gave, as this provider's chat; nil where it cannot be one.
    ///
    /// - Parameter countryCode: the country of a number that is given without one, such as `972`.
    static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient?
}

/// What was asked for cannot be sent through this provider.
public struct Unsupported: Error, Sendable, Equatable {
    /// One clear sentence.
    public let reason: String

    /// With the given sentence.
    public init(_ reason: String) { self.reason = reason }
}

/// One post to a webhook, before anything is believed of it.
public struct WebhookPost: Sendable {
    /// What followed `/webhook/PROVIDER/KEY` in the path, such as `/status`; empty for nothing.
    public var subpath: String
    /// The path and query exactly as they were requested: signatures are made over them.
    public var requestURI: String
    /// The query as it was sent, without the question mark.
    public var query: String
    /// The body, exactly as it came.
    public var body: [UInt8]
    /// The value of a header, by its name in any case.
    public var header: @Sendable (String) -> String?

    /// A post of the given parts.
    public init(
        subpath: String = "", requestURI: String, query: String = "", body: [UInt8],
        header: @escaping @Sendable (String) -> String?
    ) {
        self.subpath = subpath
        self.requestURI = requestURI
        self.query = query
        self.body = body
        self.header = header
    }
}

/// Whether a post proves to be the provider's.
public enum Authenticity: Sendable, Equatable {
    /// It does.
    case authentic
    /// It shows nothing that could prove it: 401.
    case missing
    /// What it shows is wrong: 403.
    case wrong
}

/// What a post holds.
public struct WebhookContent: Sendable, Equatable {
    /// Messages of customers and of the business itself.
    public var items: [ParsedItem]
    /// How far messages that we sent have come.
    public var statuses: [StatusReport]
    /// States of connections.
    public var connections: [ConnectionReport]

    /// The given parts.
    public init(items: [ParsedItem] = [], statuses: [StatusReport] = [], connections: [ConnectionReport] = []) {
        self.items = items
        self.statuses = statuses
        self.connections = connections
    }
}

/// The answer to a call.
public struct ChannelAnswer: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The headers, names lower-cased.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// An answer of the given parts.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of a lower-case name.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// To show or to end the typing indicator in a chat.
public struct TypingDisplay: Sendable, Equatable {
    /// The provider's address of the chat.
    public var chatAddress: String
    /// The provider's id of the customer's newest message, where one is known: some providers tie the indicator to it.
    public var messageID: String?
    /// Whether it is shown.
    public var isOn: Bool

    /// The given display.
    public init(chatAddress: String, messageID: String?, isOn: Bool) {
        self.chatAddress = chatAddress
        self.messageID = messageID
        self.isOn = isOn
    }
}

/// How a file is fetched.
public struct MediaFetch: Sendable {
    /// What the answer holds.
    public enum Form: Sendable, Equatable {
        /// The file.
        case bytes
        /// JSON that says where the file is: see ``ChannelProvider/mediaLink(in:_:)``.
        case link
        /// JSON with the file in base64 under `base64`, and its type under `mimetype`.
        case base64
        /// The file as WhatsApp encrypts it; with the key, 32 bytes.
        case encrypted(key: [UInt8])
    }

    /// The call.
    public var call: ChannelCall
    /// What its answer holds.
    public var form: Form
    /// Whether a redirect is followed, once, without any header of the call.
    public var followsRedirect: Bool

    /// The given fetch.
    public init(call: ChannelCall, form: Form, followsRedirect: Bool = false) {
        self.call = call
        self.form = form
        self.followsRedirect = followsRedirect
    }
}

/// A chat that can be written to, and whose it is.
public struct Recipient: Sendable, Equatable {
    /// The provider's address of the chat.
    public var chatAddress: String
    /// The phone number that it shows, E.164.
    public var phone: String?
    /// The digits of the LID that it shows.
    public var lid: String?
    /// The business-scoped user id that it is.
    public var userID: String?

    /// A chat of the given parts.
    public init(chatAddress: String, phone: String? = nil, lid: String? = nil, userID: String? = nil) {
        self.chatAddress = chatAddress
        self.phone = phone
        self.lid = lid
        self.userID = userID
    }
}

extension Provider {
    /// What this kind of provider posts, and what to call.
    public var channel: any ChannelProvider.Type {
        switch self {
        case .gateway: Gateway.self
        case .evolution: Evolution.self
        case .waha: WAHA.self
        case .gowa: GOWA.self
        case .cloud: CloudAPI.self
        case .twilio: Twilio.self
        case .sandbox: Sandbox.self
        }
    }
}
