import Channels
import Conversation
import FoundationEssentials

/// What a provider handed out for a file, as it came.
struct RawFile: Sendable {
    let bytes: [UInt8]
    let form: MediaFetch.Form
    let contentType: String?

    /// The file in it, and what its type is said to be.
    func contents(kind: MessageKind) throws(MediaError) -> ([UInt8], told: String?) {
        switch form {
        case .bytes: return (bytes, contentType)
        case .link: throw .failed(reason: "the provider only says where the file is")
        case .base64: return try unwrapped()
        case .encrypted(let key):
            guard let file = EncryptedFile.decrypted(bytes, key: key, kind: kind) else {
                throw .failed(reason: "the file was not encrypted under the message's key, or was changed")
            }
            // What WhatsApp's store calls it is the type of the encrypted bytes.
            return (file, nil)
        }
    }

    private func unwrapped() throws(MediaError) -> ([UInt8], told: String?) {
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(bytes)) else {
            throw .failed(reason: "the provider's answer holds no file")
        }
        // Some put the type in front, as in an address of the scheme `data`.
        var text = envelope.base64[...]
        if text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") { text = text[text.index(after: comma)...] }
        guard let file = Base64.decode(text) else {
            throw .failed(reason: "the provider's answer holds a file that is no base64")
        }
        return (file, envelope.mimetype)
    }

    private struct Envelope: Decodable {
        let base64: String
        let mimetype: String?
    }
}
