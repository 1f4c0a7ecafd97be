public import Conversation

/// Meta's WhatsApp Cloud API.
///
/// A channel's address is its phone_number_id, its access secret the bearer token. A chat is the digits of a number, or
/// a business-scoped user id. Settings: `api_version` (default ``defaultVersion``), and `mark_read`, which `off` turns
/// off.
public enum CloudAPI: ChannelProvider {
    /// The version of the Graph API that is called where the channel sets none.
    public static let defaultVersion = "v23.0"
    /// The most messages and statuses that one post may hold: ten times what Meta sends at once.
    public static let itemLimit = 10_000

    /// `cloud`.
    public static var provider: Provider { .cloud }

    /// Meta posts again for up to seven days.
    public static var repeatsPosts: Bool { true }

    /// What one text message may hold, in UTF-16 units.
    public static var textLimit: Int { 4096 }

    /// The indicator goes after 25 s by itself.
    public static var typingRenewalSeconds: Int? { 20 }

    /// What a post holds, one item or report for each message and status of each change of each entry.
    ///
    /// Throws ``EnvelopeError`` where it is no JSON object, has no entries, or holds more than ``itemLimit`` of them.
    public static func parse(_ post: WebhookPost) throws(EnvelopeError) -> WebhookContent {
        try JSONBody.decode(CloudEnvelope.self, from: post.body).content
    }

    /// A number, or a business-scoped user id.
    public static func recipient(_ address: String, countryCode: String, _ channelAddress: String) -> Recipient? {
        if isUserID(address) { return Recipient(chatAddress: address, userID: address) }
        if case .phone(let phone?) = ChatAddress(address) {
            // What called a gateway may call us with a gateway's address.
            return Recipient(chatAddress: String(phone.dropFirst()), phone: phone)
        }
        return PhoneNumber.digits(address, countryCode: countryCode).map {
            Recipient(chatAddress: $0, phone: "+\($0)")
        }
    }

    /// Whether a text has the form of a business-scoped user id: two letters, a dot, and letters, digits and dots.
    static func isUserID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (4...200).contains(bytes.count), bytes[2] == UInt8(ascii: "."), bytes[..<2].allSatisfy(isLetter) else {
            return false
        }
        return bytes[3...].allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
