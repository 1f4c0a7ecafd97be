import Conversation
import FoundationEssentials
import Glibc
import Spool
import Synchronization
import Testing

/// A folder of its own for one test, removed with this value.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/shi-spool-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Opens a spool in it, as each copy of a program does.
    func spool(
        maximumBytes: Int = 64 << 20, maximumFiles: Int = 20_000, attemptInterval: Duration = .zero
    ) throws -> Spool {
        try Spool(
            folder: path + "/spool", maximumBytes: maximumBytes, maximumFiles: maximumFiles,
            attemptInterval: attemptInterval)
    }

    /// The names of the files in one of the spool's folders.
    func files(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/spool/\(folder)")) ?? []).sorted()
    }

    /// Puts a file into one of the spool's folders.
    func put(_ name: String, in folder: String, _ content: String) throws {
        let path = "\(path)/spool/\(folder)/\(name)"
        try content.write(toFile: path, atomically: false, encoding: .utf8)
    }
}

/// A post of one message, which arrived at the given time.
func post(_ text: String, at microseconds: Int64) -> SpooledPost {
    SpooledPost(
        receivedAt: microseconds,
        messages: [
            InboundMessage(
                tenantID: 1, provider: "sandbox", channelAddress: "demo", providerMessageID: "id \(text)",
                chatAddress: "chat", fromMe: false, kind: .text, text: text, expectsAnswer: true)
        ])
}

extension SpooledPost {
    /// The words of its first message.
    var text: String { messages.first?.text ?? "" }
}

/// What a database of the tests has been given.
final class Received: Sendable {
    private let posts = Mutex<[String]>([])

    func add(_ posts: [SpooledPost]) { self.posts.withLock { $0 += posts.map(\.text) } }

    var texts: [String] { posts.withLock { $0 } }
}

/// A number that many threads change.
final class Count: Sendable {
    private let number = Mutex(0)

    /// Adds, and returns what it is then.
    func add(_ amount: Int) -> Int {
        number.withLock { number in
            number += amount
            return number
        }
    }
}
