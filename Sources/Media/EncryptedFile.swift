internal import CLibCrypto
internal import Conversation

/// A file as WhatsApp keeps it: encrypted under a key that only the message holds.
///
/// The 32 bytes of the message's `mediaKey` are expanded by HKDF (RFC 5869, SHA-256, no salt) with a text that names the
/// sort of file, to 112 bytes: 16 of initialisation vector, 32 of cipher key, 32 of MAC key, the rest unused. The file is
/// the ciphertext by AES-256-CBC with PKCS#7 padding, and after it the first 10 bytes of HMAC-SHA256 over initialisation
/// vector and ciphertext (WhatsApp's security whitepaper, "Transmitting Media and Other Attachments").
enum EncryptedFile {
    /// What encryption adds to a file at most: a block of padding, and the code.
    static let mostAddedBytes = 16 + codeLength

    private static let keyLength = 32
    private static let blockLength = 16
    private static let codeLength = 10

    /// The file; nil where its code is not that of these bytes under this key, or the key is none.
    static func decrypted(_ file: [UInt8], key: [UInt8], kind: MessageKind) -> [UInt8]? {
        guard key.count == keyLength, file.count >= blockLength + codeLength,
            (file.count - codeLength).isMultiple(of: blockLength),
            let keys = expanded(key, information: information(kind))
        else { return nil }
        let initialisationVector = Array(keys[..<16])
        let ciphertext = Array(file.dropLast(codeLength))
        // The code comes first: padding that nobody has vouched for tells its reader's errors to whoever sent it.
        guard let code = code(of: initialisationVector + ciphertext, key: Array(keys[48..<80])),
            constantTimeEquals(Array(code.prefix(codeLength)), Array(file.suffix(codeLength)))
        else { return nil }
        return plaintext(ciphertext, key: Array(keys[16..<48]), initialisationVector: initialisationVector)
    }

    /// What names the sort of file. Stickers are encrypted as images, voice notes as audio.
    private static func information(_ kind: MessageKind) -> String {
        switch kind {
        case .image, .sticker: "WhatsApp Image Keys"
        case .audio, .voice: "WhatsApp Audio Keys"
        case .video: "WhatsApp Video Keys"
        default: "WhatsApp Document Keys"
        }
    }

    /// 128 bytes made of a key, of which the first 112 count.
    private static func expanded(_ key: [UInt8], information: String) -> [UInt8]? {
        guard let extracted = code(of: key, key: [UInt8](repeating: 0, count: 32)) else { return nil }
        var bytes: [UInt8] = []
        var block: [UInt8] = []
        for number in UInt8(1)...4 {
            guard let next = code(of: block + Array(information.utf8) + [number], key: extracted) else { return nil }
            block = next
            bytes += next
        }
        return bytes
    }

    /// HMAC-SHA256 by OpenSSL's `HMAC`, with a key of bytes.
    private static func code(of message: [UInt8], key: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = CLibCrypto.HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
        return done != nil && length == 32 ? code : nil
    }

    /// AES-256-CBC by OpenSSL's `EVP_Decrypt` functions, which check and take off the padding.
    private static func plaintext(_ ciphertext: [UInt8], key: [UInt8], initialisationVector: [UInt8]) -> [UInt8]? {
        guard ciphertext.count < Int(Int32.max) - blockLength, let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        guard EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), nil, key, initialisationVector) == 1 else { return nil }
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: ciphertext.count + blockLength) { buffer, count in
            var (first, last) = (Int32(0), Int32(0))
            guard let start = buffer.baseAddress,
                EVP_DecryptUpdate(context, start, &first, ciphertext, Int32(ciphertext.count)) == 1,
                EVP_DecryptFinal_ex(context, start + Int(first), &last) == 1
            else { return }
            isWhole = true
            count = Int(first) + Int(last)
        }
        return isWhole ? bytes : nil
    }
}
