import Conversation
import Synchronization

/// The chats that the sandbox has seen, found by the hash under which a model request names its end user.
///
/// A chat is a file named by the SHA-256 of its address. This copy remembers which files it has written, only so that
/// it need not write them again.
final class ChatDirectory: Sendable {
    private let folder: Folder
    private let written = Mutex<Set<String>>([])

    private static let mostRemembered = 100_000

    init(_ folder: Folder) { self.folder = folder }

    /// Takes note of a chat's address (JID).
    func note(_ chat: String) throws(FileError) {
        let isNew = written.withLock { written in
            if written.count >= Self.mostRemembered { written.removeAll() }
            return !written.contains(chat)
        }
        guard isNew else { return }
        try folder.replace("chats/" + sha256Hex(chat), with: chat)
        written.withLock { _ = $0.insert(chat) }
    }

    /// The address whose SHA-256, in lower-case hexadecimal, is `hash`; nil where no such chat has been seen.
    func chat(hash: String?) throws(FileError) -> String? {
        guard let hash, hash.utf8.count == 64, hash.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
        return try folder.text(of: "chats/" + hash)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
