/// The secret that internal callers show in `X-Internal-Secret`.
public struct InternalSecret: Sendable {
    private let secret: String

    /// A secret to compare with. An empty one matches nothing.
    public init(_ secret: String) { self.secret = secret }

    /// Whether what a caller showed is the secret, in a time that tells nothing about where it differs.
    public func matches(_ shown: String?) -> Bool {
        guard let shown, !secret.isEmpty else { return false }
        return constantTimeEquals(shown, secret)
    }
}
