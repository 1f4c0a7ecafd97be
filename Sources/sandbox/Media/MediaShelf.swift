import Conversation
import FoundationEssentials
import Glibc

/// A file that a customer sent, or that was uploaded.
struct MediaFile: Codable, Sendable, Equatable {
    /// Digits, as Meta names files.
    let id: String
    let mimeType: String
    let fileName: String?
    let bytes: Int
    /// The SHA-256 of the content, in hexadecimal digits.
    let sha256: String

    /// The type without its parameters.
    var plainType: String { mimeType.prefix { $0 != ";" }.filter { $0 != " " } }

    /// The usual ending of a file of this type.
    var fileEnding: String {
        switch plainType {
        case "audio/ogg": "ogg"
        case "audio/mpeg": "mp3"
        case "image/jpeg": "jpeg"
        case "image/webp": "webp"
        case "video/mp4": "mp4"
        case "application/pdf": "pdf"
        default: plainType.split(separator: "/").last.map { $0.filter { $0.isLetter || $0.isNumber } } ?? "bin"
        }
    }
}

/// The files that were sent, kept in the sandbox's folder: of each its content, and what is known of it. Only the
/// newest are kept.
struct MediaShelf: Sendable {
    let folder: Folder

    /// No file is larger than this many bytes.
    static let largest = 16 << 20
    private static let mostFiles = 400

    /// The id of the file that came with a message.
    static func id(ofMessage messageID: String) -> String {
        // 15 hexadecimal digits fit into an Int.
        String(Int(sha256Hex(messageID).prefix(15), radix: 16) ?? 0)
    }

    /// Keeps a file under an id.
    func put(_ content: [UInt8], id: String, mimeType: String, fileName: String?) throws -> MediaFile {
        let file = MediaFile(
            id: id, mimeType: mimeType, fileName: fileName, bytes: content.count, sha256: sha256Hex(content))
        try folder.replace("media/\(id)", with: content)
        try folder.replace("media/\(id).json", with: Array(JSONEncoder().encode(file)))
        try removeOldest()
        return file
    }

    /// What is known of a file; nil where there is none of that id.
    func file(_ id: String) throws -> MediaFile? {
        guard (1...20).contains(id.utf8.count), id.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let text = try folder.text(of: "media/\(id).json")
        else { return nil }
        return try JSONDecoder().decode(MediaFile.self, from: Data(text.utf8))
    }

    /// A file's content.
    func content(_ file: MediaFile) throws -> [UInt8] {
        let open = try OpenFile(folder.path("media/\(file.id)"), O_RDONLY)
        return try open.read(at: 0, count: try open.size())
    }

    /// A file's content as WhatsApp's own servers hand it out.
    func encrypted(_ file: MediaFile) throws -> [UInt8] {
        let kind: WhatsAppCipher.Kind =
            switch file.plainType.prefix(while: { $0 != "/" }) {
            case "image": .image
            case "video": .video
            case "audio": .audio
            default: .document
            }
        let key = WhatsAppCipher.mediaKey(of: file)
        guard let encrypted = WhatsAppCipher.encrypt(try content(file), mediaKey: key, kind: kind) else {
            throw Refusal(500, "the file cannot be encrypted")
        }
        return encrypted
    }

    private func removeOldest() throws {
        let names = try folder.names(in: "media").filter { $0.hasSuffix(".json") }
        guard names.count > Self.mostFiles else { return }
        let byAge = names.map { ($0, FileVersion.modified(folder.path("media/\($0)"))) }.sorted { $0.1 < $1.1 }
        for (name, _) in byAge.prefix(names.count - Self.mostFiles) {
            try folder.remove("media/\(name)")
            try folder.remove("media/\(name.dropLast(".json".count))")
        }
    }
}
