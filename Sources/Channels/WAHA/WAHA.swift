public import Conversation

/// WAHA: a server around several engines of WhatsApp Web, one session for each number.
///
/// A channel's address is its session; its secret is shown in `X-Api-Key`; its webhook's secret is the key of the session's
/// setting `hmac`. Where the channel honours idempotency, a text is sent under an id that is made of ours.
public enum WAHA: ChannelProvider {
    /// How the database names it.
    public static let provider = Provider.waha

    /// How often and for how long it posts again is a setting there, half a minute as it comes.
    public static let repeatsPosts = false

    /// The longest text of one message, in UTF-16 units.
    public static let textLimit = InboundMessage.textLimit

    /// Whether `X-Webhook-Hmac` is the HMAC-SHA512 of the raw body, in hexadecimal digits.
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        guard let shown = post.header("X-Webhook-Hmac") else { return .missing }
        let algorithm = post.header("X-Webhook-Hmac-Algorithm")?.lowercased() ?? "sha512"
        let isAuthentic = channel.secrets.contains { secret in
            HMAC.matches(hexadecimal: shown, message: post.body, key: secret, hash: .sha512)
        }
        return algorithm == "sha512" && isAuthentic ? .authentic : .wrong
    }
}
