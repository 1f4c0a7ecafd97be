internal import CLibCrypto

/// AES with a key of 32 bytes, in blocks of 16 that are chained (NIST SP 800-38A, CBC), with the padding of PKCS#7, by
/// OpenSSL's `EVP` functions. It keeps bytes secret and does not vouch for them: a code is checked first.
public enum AES256CBC {
    private static let keyLength = 32
    private static let blockLength = 16

    /// The ciphertext; nil where the key has not 32 bytes or the initialisation vector not 16, and where OpenSSL refuses.
    public static func encrypted(_ text: [UInt8], key: [UInt8], initialisationVector: [UInt8]) -> [UInt8]? {
        result(of: text, encrypting: true, key, initialisationVector)
    }

    /// What was encrypted; nil also where the ciphertext is none, or its padding is not as it was made.
    public static func decrypted(_ ciphertext: [UInt8], key: [UInt8], initialisationVector: [UInt8]) -> [UInt8]? {
        result(of: ciphertext, encrypting: false, key, initialisationVector)
    }

    private static func result(
        of bytes: [UInt8], encrypting: Bool, _ key: [UInt8], _ initialisationVector: [UInt8]
    ) -> [UInt8]? {
        guard key.count == keyLength, initialisationVector.count == blockLength,
            bytes.count < Int(Int32.max) - blockLength, let context = EVP_CIPHER_CTX_new()
        else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        guard EVP_CipherInit_ex(context, EVP_aes_256_cbc(), nil, key, initialisationVector, encrypting ? 1 : 0) == 1
        else { return nil }
        var isWhole = false
        let result = [UInt8](unsafeUninitializedCapacity: bytes.count + blockLength) { buffer, count in
            var (first, last) = (Int32(0), Int32(0))
            guard let start = buffer.baseAddress,
                EVP_CipherUpdate(context, start, &first, bytes, Int32(bytes.count)) == 1,
                EVP_CipherFinal_ex(context, start + Int(first), &last) == 1
            else { return }
            isWhole = true
            count = Int(first) + Int(last)
        }
        return isWhole ? result : nil
    }
}
