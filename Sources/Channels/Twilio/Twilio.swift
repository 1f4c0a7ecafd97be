public import Conversation

/// Twilio: WhatsApp and SMS.
///
/// A channel's address is a number of Twilio's, `whatsapp:+972…` or `+972…`, and so is a chat's. Its access secret is
/// the Auth Token, or `KEYSID:SECRET`. Settings: `account_sid`; `status_callback`, the address to which Twilio reports
/// how far a message has come; `messaging_service_sid`; `typing_url` (default ``defaultTypingURL``); `mark_read`, which
/// `off` turns off. Signatures are made over ``Conversation/WebhookChannel/publicURL``.
public enum Twilio: ChannelProvider {
    /// Where the typing indicator is shown, unless the channel says otherwise.
    public static let defaultTypingURL = "https://messaging.twilio.com"

    /// `twilio`.
    public static var provider: Provider { .twilio }

    /// A message that was not taken is posted once more at most, and to another address.
    public static var repeatsPosts: Bool { false }

    /// What one message may hold, in UTF-16 units.
    public static var textLimit: Int { 1600 }

    /// The indicator goes after 25 s by itself.
    public static var typingRenewalSeconds: Int? { 20 }

    /// A form: a message that came in, or a report of one that we sent.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        guard isForm(post) else { throw EnvelopeError(problem: "The body is no form.") }
        let form = try Form(decoding: post.body)
        if post.subpath == "/status" || form.value("MessageStatus") != nil { return report(form, query: post.query) }
        return WebhookContent(items: items(form))
    }

    /// Whether the body is a form, as Twilio sends unless it says otherwise.
    static func isForm(_ post: WebhookPost) -> Bool {
        guard let type = post.header("Content-Type")?.lowercased() else { return true }
        return type.isEmpty || type.hasPrefix("application/x-www-form-urlencoded")
    }

    /// A number, written as the channel writes its own.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        let isWhatsApp = channelAddress.hasPrefix(whatsAppPrefix)
        var number = address
        if number.hasPrefix(whatsAppPrefix) {
            guard isWhatsApp else { return nil }
            number.removeFirst(whatsAppPrefix.count)
        } else if case .phone(let phone?) = ChatAddress(number) {
            // What called a gateway may call us with a gateway's address.
            number = phone
        }
        if isWhatsApp, CloudAPI.isUserID(number) {
            return Recipient(chatAddress: whatsAppPrefix + number, userID: number)
        }
        return PhoneNumber.digits(number, countryCode: countryCode).map {
            Recipient(chatAddress: (isWhatsApp ? whatsAppPrefix : "") + "+\($0)", phone: "+\($0)")
        }
    }

    /// What an address of WhatsApp begins with; one of SMS is a bare number.
    static let whatsAppPrefix = "whatsapp:"
}
