public import Conversation

extension CloudAPI {
    /// By `X-Hub-Signature-256: sha256=…`, the HMAC-SHA256 of the raw body under the app's secret (Meta, "Validating
    /// payloads"). The older header with SHA-1 proves nothing.
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        hubSignature(of: post, secrets: channel.secrets)
    }

    /// What Meta is to be answered when it verifies the webhook's address (GET), as the whole body; nil: 403.
    ///
    /// - Parameter query: as it was sent: `hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`.
    public static func challenge(query: String, channel: WebhookChannel) -> String? {
        guard let form = try? Form(decoding: query.utf8), form.value("hub.mode") == "subscribe",
            let token = channel.verifyToken, !token.isEmpty, let shown = form.value("hub.verify_token"),
            constantTimeEquals(shown, token), let challenge = form.value("hub.challenge"),
            (1...1024).contains(challenge.utf8.count)
        else { return nil }
        return challenge
    }
}

/// Whether `X-Hub-Signature-256` is `sha256=` and the HMAC-SHA256 of the raw body under one of the secrets, in hexadecimal
/// digits: Meta's way, which others have taken over.
func hubSignature(of post: WebhookPost, secrets: [String]) -> Authenticity {
    guard let header = post.header("X-Hub-Signature-256") else { return .missing }
    let prefix = "sha256="
    guard header.hasPrefix(prefix) else { return .wrong }
    let shown = header.dropFirst(prefix.count)
    // Every secret is tried, so that the time does not tell which one it was.
    let proofs = secrets.map { HMAC.matches(hexadecimal: shown, message: post.body, key: $0, hash: .sha256) }
    return proofs.contains(true) ? .authentic : .wrong
}
