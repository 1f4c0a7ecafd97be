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
public func sha256Hex(_ text: String) -> String {
    guard let digest = sha256(text.utf8) else { preconditionFailure("OpenSSL does not compute SHA-256") }
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
