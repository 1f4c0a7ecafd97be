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
        let keys = HKDF.bytes(of: mediaKey, information: kind.rawValue, count: 112)
        let (vector, key, macKey) = (Array(keys[..<16]), Array(keys[16..<48]), Array(keys[48..<80]))
        guard let ciphertext = AES256CBC.encrypted(content, key: key, initialisationVector: vector) else { return nil }
        return ciphertext + HMAC.code(of: vector + ciphertext, key: macKey, hash: .sha256).prefix(10)
    }
}
