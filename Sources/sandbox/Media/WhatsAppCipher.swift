import CLibCrypto
import Conversation

/// How WhatsApp encrypts the files that its clients exchange: AES-256-CBC, then ten bytes of an HMAC-SHA256 over the
/// initial vector and the ciphertext. Both keys come from the message's 32-byte media key by HKDF-SHA256 (RFC 5869), with
/// an info that names the kind of file.
enum WhatsAppCipher {
    /// What names the kind of file in the derivation of its keys.
    enum Kind: String, Sendable {
        case image = "WhatsApp Image Keys"
        case video = "WhatsApp Video Keys"
        case audio = "WhatsApp Audio Keys"
        case document = "WhatsApp Document Keys"
    }

    /// The media key of a file: always the same one of the same file, so that it need not be kept.
    static func mediaKey(of file: MediaFile) -> [UInt8] { bytes(hexadecimal: sha256Hex("key of \(file.id)")) ?? [] }

    /// The file as WhatsApp's servers hand it out; nil where OpenSSL refuses.
    static func encrypt(_ content: [UInt8], mediaKey: [UInt8], kind: Kind) -> [UInt8]? {
        let keys = expand(mediaKey, info: Array(kind.rawValue.utf8), count: 112)
        let (vector, key, macKey) = (Array(keys[..<16]), Array(keys[16..<48]), Array(keys[48..<80]))
        guard let ciphertext = aes(content, key: key, vector: vector) else { return nil }
        return ciphertext + hmac(vector + ciphertext, key: macKey).prefix(10)
    }

    private static func aes(_ content: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        var encrypted = [UInt8](repeating: 0, count: content.count + 16)
        var (length, rest) = (Int32(0), Int32(0))
        guard EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), nil, key, vector) == 1,
            EVP_EncryptUpdate(context, &encrypted, &length, content, Int32(content.count)) == 1
        else { return nil }
        let done = encrypted.withUnsafeMutableBufferPointer { buffer in
            EVP_EncryptFinal_ex(context, buffer.baseAddress?.advanced(by: Int(length)), &rest)
        }
        return done == 1 ? Array(encrypted.prefix(Int(length + rest))) : nil
    }

    /// HKDF with an empty salt.
    private static func expand(_ key: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
        let pseudorandom = hmac(key, key: [UInt8](repeating: 0, count: 32))
        var (output, block): ([UInt8], [UInt8]) = ([], [])
        var number: UInt8 = 1
        while output.count < count {
            block = hmac(block + info + [number], key: pseudorandom)
            output += block
            number += 1
        }
        return Array(output.prefix(count))
    }

    private static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = CLibCrypto.HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
        precondition(done != nil && length == 32, "OpenSSL does not compute an HMAC")
        return code
    }
}
