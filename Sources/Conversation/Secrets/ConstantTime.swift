internal import CLibCrypto

/// Whether two secrets are the same bytes, in a time that tells nothing about where they differ.
///
/// OpenSSL's `CRYPTO_memcmp` compares their SHA-256 digests, so that the length leaks nothing either. Two empty strings
/// are equal: a program must refuse an empty secret of its own when it starts.
public func constantTimeEquals(_ a: String, _ b: String) -> Bool {
    guard let first = sha256(a.utf8), let second = sha256(b.utf8) else { return false }
    return CRYPTO_memcmp(first, second, first.count) == 0
}

/// Whether two codes of known length are the same bytes, in a time that tells nothing about where they differ
/// (OpenSSL's `CRYPTO_memcmp`). Their lengths are no secret.
public func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
