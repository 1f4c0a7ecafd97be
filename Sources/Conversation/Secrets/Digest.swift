internal import CLibCrypto

/// The SHA-256 digest of bytes, by OpenSSL's `EVP_Digest`; nil where OpenSSL refuses to compute it.
func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
    let bytes = Array(bytes)
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let done = EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
    return done == 1 && length == 32 ? digest : nil
}

/// The SHA-256 digest of a text's UTF-8 bytes in lower-case hexadecimal digits: a name for it that does not tell it.
///
/// Ends the process where OpenSSL refuses to compute it: then nothing here could be told from anything else.
///
/// - Returns: 64 digits.
public func sha256Hex(_ text: String) -> String { sha256Hex(text.utf8) }

/// The SHA-256 digest of bytes in lower-case hexadecimal digits, 64 of them. Ends the process like ``sha256Hex(_:)``.
public func sha256Hex(_ bytes: some Sequence<UInt8>) -> String {
    guard let digest = sha256(bytes) else { preconditionFailure("OpenSSL does not compute SHA-256") }
    return hexadecimal(digest)
}
