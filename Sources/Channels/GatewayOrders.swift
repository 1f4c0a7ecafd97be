internal import Conversation

/// What `POST /sendTyping` asks for.
public struct TypingOrder: Sendable, Equatable {
    /// Whose channel.
    public let tenantID: Int64
    /// In which chat.
    public let chatAddress: String
    /// Whether the indicator is to be shown or ended.
    public let isTyping: Bool

    /// An order to show or end the indicator.
    public init(tenantID: Int64, chatAddress: String, isTyping: Bool) {
        self.tenantID = tenantID
        self.chatAddress = chatAddress
        self.isTyping = isTyping
    }
}

/// What `POST /send` asks for.
public struct SendOrder: Sendable, Equatable {
    /// Whose channel.
    public let tenantID: Int64
    /// To which chat: a provider address.
    public let chatAddress: String
    /// The phone number that the address shows, E.164.
    public let phone: String?
    /// The digits of the LID that the address shows.
    public let lid: String?
    /// The words.
    public let text: String
    /// Names the order: the same key is carried out once.
    public let idempotencyKey: String?
}

// The endpoints that take the same orders as the gateway's own, so that what called the gateway can call us.
extension Gateway {
    /// The longest text that one message takes, in UTF-16 units.
    public static let textLimit = InboundMessage.textLimit

    /// What a post to `/sendTyping` asks for: `{jid, typing=true, tenantId?}`.
    ///
    /// Throws ``EnvelopeError``: no JSON, `Missing jid`, or a `tenantId` that names no tenant.
    public static func parseTyping(_ body: [UInt8], defaultTenant: Int64) throws(EnvelopeError) -> TypingOrder {
        let typing = try JSONBody.decode(TypingBody.self, from: body)
        return TypingOrder(
            tenantID: typing.tenantID ?? defaultTenant, chatAddress: typing.jid, isTyping: typing.isTyping)
    }

    /// What a post to `/send` asks for: `{to, text, type?, idempotencyKey?, tenantId?}`.
    ///
    /// `to` is an address of the provider, or a phone number; one without a country code (`054-123-4567`) gets
    /// `countryCode`. Throws ``EnvelopeError``: no JSON, `Missing required fields: to, text`, an address that is none, a text
    /// over ``textLimit``, a type other than `text`, a key of over 200 characters.
    public static func parseSend(
        _ body: [UInt8], defaultTenant: Int64, countryCode: String
    ) throws(EnvelopeError) -> SendOrder {
        let send = try JSONBody.decode(SendBody.self, from: body)
        guard send.text.utf16.count <= textLimit else {
            throw EnvelopeError(problem: "text is longer than \(textLimit) characters")
        }
        let address = send.to.contains("@") ? send.to : try address(ofNumber: send.to, countryCode: countryCode)
        var (phone, lid): (String?, String?)
        switch ChatAddress(address) {
        case .phone(let number?): phone = number
        case .lid(let digits?): lid = digits
        case .other(.group): break
        default: throw EnvelopeError(problem: "to is no address that can be written to")
        }
        return SendOrder(
            tenantID: send.tenantID ?? defaultTenant, chatAddress: address, phone: phone, lid: lid, text: send.text,
            idempotencyKey: send.idempotencyKey)
    }

    private static func address(
        ofNumber number: String, countryCode: String
    ) throws(EnvelopeError) -> String {
        let separators: Set<Character> = ["+", "-", " ", "(", ")", "."]
        var digits = number.filter { !separators.contains($0) }
        if digits.hasPrefix("00") {
            // The international prefix in most countries.
            digits.removeFirst(2)
        } else if digits.hasPrefix("0") {
            digits = countryCode + digits.dropFirst()
        }
        guard (5...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw EnvelopeError(problem: "to is neither an address nor a phone number")
        }
        return "\(digits)@s.whatsapp.net"
    }
}

private struct TypingBody: Decodable {
    let tenantID: Int64?
    let jid: String
    let isTyping: Bool

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        guard let jid = fields.identifier("jid") else { throw EnvelopeError(problem: "Missing jid") }
        self.jid = jid
        tenantID = try fields.tenantID()
        isTyping = fields.flag("typing") ?? true
    }
}

private struct SendBody: Decodable {
    let tenantID: Int64?
    let to: String
    let text: String
    let idempotencyKey: String?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        guard let to = fields.text("to", limit: InboundMessage.identifierLimit), let text = fields.text("text") else {
            throw EnvelopeError(problem: "Missing required fields: to, text")
        }
        guard ["text", nil].contains(fields.text("type")) else {
            throw EnvelopeError(problem: "type must be text")
        }
        self.to = to
        self.text = text
        tenantID = try fields.tenantID()
        idempotencyKey = fields.text("idempotencyKey")
        guard (idempotencyKey ?? "").unicodeScalars.count <= 200 else {
            throw EnvelopeError(problem: "idempotencyKey is longer than 200 characters")
        }
    }
}
