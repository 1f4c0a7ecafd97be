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
            (file.count - codeLength).isMultiple(of: blockLength)
        else { return nil }
        let keys = HKDF.bytes(of: key, information: information(kind), count: 112)
        let initialisationVector = Array(keys[..<16])
        let ciphertext = Array(file.dropLast(codeLength))
        // The code comes first: padding that nobody has vouched for tells its reader's errors to whoever sent it.
        let code = HMAC.code(of: initialisationVector + ciphertext, key: Array(keys[48..<80]), hash: .sha256)
        guard constantTimeEquals(Array(code.prefix(codeLength)), Array(file.suffix(codeLength))) else { return nil }
        return AES256CBC.decrypted(
            ciphertext, key: Array(keys[16..<48]), initialisationVector: initialisationVector)
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
}
