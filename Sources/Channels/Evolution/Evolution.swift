public import Conversation

/// Evolution API, version 2: a server around Baileys, one instance for each number.
///
/// A channel's address is its instance; its secret is the instance's token or the global key, shown in `apikey`. What its webhook
/// shows is a header of our choosing, by the webhook's setting `headers`: see ``authenticity(of:channel:)``.
public enum Evolution: ChannelProvider {
    /// How the database names it.
    public static let provider = Provider.evolution

    /// It posts again, but ten times at most: after some twenty minutes what it posted would be lost.
    public static let repeatsPosts = false

    /// The longest text of one message, in UTF-16 units.
    public static let textLimit = InboundMessage.textLimit

    /// The most elements that one post may hold.
    static let elementLimit = 10_000

    /// Whether a post shows a secret of the channel: in `apikey`, or as `Authorization: Bearer`, plain or as a token that
    /// Evolution signs with it (its setting `headers: {"jwt_key": SECRET}`).
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        let key = post.header("apikey")
        let bearer = post.header("Authorization").flatMap(bearerToken)
        guard key != nil || bearer != nil else { return .missing }
        let isAuthentic = channel.secrets.contains { secret in
            let expected = InternalSecret(secret)
            return expected.matches(key) || expected.matches(bearer)
                || bearer.map { EvolutionToken.isValid($0, secret: secret) } ?? false
        }
        return isAuthentic ? .authentic : .wrong
    }

    private static func bearerToken(_ authorization: String) -> String? {
        let scheme = authorization.prefix(7)
        guard scheme.lowercased() == "bearer " else { return nil }
        return String(authorization.dropFirst(7))
    }
}
