internal import Conversation

/// The token with which Evolution signs a post: a JSON Web Token (RFC 7519) of kind HS256 with the claims `app`, `action`, `iat`
/// and `exp`.
enum EvolutionToken {
    /// How long a token may hold, in seconds: Evolution gives them 600, and takes the two times one after the other.
    private static let longestValidity: Int64 = 660

    /// Whether a token is signed with the secret, for a webhook, and for no longer than Evolution does it.
    ///
    /// Whether it has run out is not asked: nothing here has a clock, and a post is stored once however often it comes.
    static func isValid(_ token: String, secret: String) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard !secret.isEmpty, parts.count == 3, let header = claims(parts[0]), header.algorithm == "HS256",
            let signature = Base64.decode(parts[2])
        else { return false }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard constantTimeEquals(signature, HMAC.code(of: signed, key: secret, hash: .sha256)),
            let claims = claims(parts[1]), claims.app == "evolution", claims.action == "webhook",
            let issuedAt = claims.issuedAt, let expiresAt = claims.expiresAt, issuedAt > 0
        else { return false }
        let (validity, overflow) = expiresAt.subtractingReportingOverflow(issuedAt)
        return !overflow && (1...longestValidity).contains(validity)
    }

    private struct Claims {
        let algorithm: String?
        let app: String?
        let action: String?
        let issuedAt: Int64?
        let expiresAt: Int64?
    }

    private static func claims(_ part: Substring) -> Claims? {
        guard let json = Base64.decode(part) else { return nil }
        return try? JSONBody.read(json) { fields in
            Claims(
                algorithm: fields.text("alg"), app: fields.text("app"), action: fields.text("action"),
                issuedAt: fields.integer("iat"), expiresAt: fields.integer("exp"))
        }
    }
}
