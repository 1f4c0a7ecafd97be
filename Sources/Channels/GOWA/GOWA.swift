public import Conversation

/// go-whatsapp-web-multidevice: a server on whatsmeow, one device for each number.
///
/// A channel's address is the device's number, digits only, as its posts name it (or another name that it posts as `device_id`);
/// its secret is `NAME:PASSWORD` for basic authentication. Setting `device_id`: what the server wants to see in `X-Device-Id`,
/// where the device was given a name of its own.
public enum GOWA: ChannelProvider {
    /// How the database names it.
    public static let provider = Provider.gowa

    /// It tries a few times within seconds.
    public static let repeatsPosts = false

    /// The longest text of one message, in UTF-16 units.
    public static let textLimit = InboundMessage.textLimit

    /// Whether `X-Hub-Signature-256` is `sha256=` and the HMAC-SHA256 of the raw body, in hexadecimal digits. The secret that
    /// the server comes with, the word `secret`, proves nothing: everybody knows it.
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        hubSignature(of: post, secrets: channel.secrets.filter { $0 != "secret" })
    }
}
