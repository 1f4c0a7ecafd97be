internal import CLibCrypto

/// Keyed digests (RFC 2104), by OpenSSL: what providers sign their posts with.
public enum HMAC {
    /// The digest under it.
    public enum Hash: Sendable, CaseIterable {
        /// 20 bytes: Twilio's signatures.
        case sha1
        /// 32 bytes: Meta's signatures, and tokens of kind HS256.
        case sha256
        /// 64 bytes: WAHA's signatures.
        case sha512

        /// How many bytes a code has.
        public var byteCount: Int {
            switch self {
            case .sha1: 20
            case .sha256: 32
            case .sha512: 64
            }
        }
    }

    /// The code of a message under a key.
    ///
    /// Anybody can make codes under an empty key: callers refuse an empty secret before they come here. Ends the
    /// process where OpenSSL refuses to compute it: then nothing could be told from anything else.
    ///
    /// - Parameter key: the secret; its UTF-8 bytes are the key.
    /// - Returns: as many bytes as the hash has.
    public static func code(of message: some Sequence<UInt8>, key: String, hash: Hash) -> [UInt8] {
        code(of: message, key: Array(key.utf8), hash: hash)
    }

    /// The code of a message under a key of bytes. Ends the process like ``code(of:key:hash:)-(_,String,_)``.
    ///
    /// - Returns: as many bytes as the hash has.
    public static func code(of message: some Sequence<UInt8>, key: [UInt8], hash: Hash) -> [UInt8] {
        let message = Array(message)
        let algorithm =
            switch hash {
            case .sha1: EVP_sha1()
            case .sha256: EVP_sha256()
            case .sha512: EVP_sha512()
            }
        var code = [UInt8](repeating: 0, count: hash.byteCount)
        var length: UInt32 = 0
        // OpenSSL's `HMAC`, which stands here under the name of this type.
        let done = CLibCrypto.HMAC(algorithm, key, Int32(key.count), message, message.count, &code, &length)
        precondition(done != nil && Int(length) == code.count, "OpenSSL does not compute an HMAC")
        return code
    }

    /// Whether a code that was shown in hexadecimal digits is that of the message, in a time that tells nothing about
    /// where they differ. Digits may be of either case; an empty secret proves nothing.
    public static func matches(
        hexadecimal shown: some StringProtocol, message: some Sequence<UInt8>, key: String, hash: Hash
    ) -> Bool {
        guard !key.isEmpty, shown.utf8.count == 2 * hash.byteCount, let shown = bytes(hexadecimal: shown) else {
            return false
        }
        return constantTimeEquals(shown, code(of: message, key: key, hash: hash))
    }
}
