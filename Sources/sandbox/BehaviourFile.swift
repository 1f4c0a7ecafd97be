import Glibc
import Synchronization

/// The settings of behaviour in the folder's `settings.json`, read again when the file has changed.
final class BehaviourFile: Sendable {
    private let folder: Folder
    private let cache = Mutex<(version: FileVersion?, behaviour: Behaviour)>((nil, Behaviour()))

    private static let name = "settings.json"

    init(_ folder: Folder) { self.folder = folder }

    /// The settings that are in force. Costs one `stat(2)` while the file has not changed.
    func current() throws -> Behaviour {
        let version = FileVersion(folder.path(Self.name))
        if let known = cache.withLock({ $0.version == version ? $0.behaviour : nil }) { return known }
        let behaviour = try read()
        cache.withLock { $0 = (version, behaviour) }
        return behaviour
    }

    /// Merges the fields of a JSON object into the settings and returns them all. The copies of the sandbox take turns,
    /// so that none undoes what another has just set. A script that is set, be it the same one, is counted anew.
    func merge(_ body: [UInt8]) throws -> Behaviour {
        let turn = try OpenFile(folder.path("settings.lock"), O_RDWR | O_CREAT)
        try turn.lock(LOCK_EX)
        let given = try decodeJSON([String: JSON].self, body)
        let merged = try read().merging(given)
        if given.keys.contains("script"), let script = merged.script { try ScriptUses(folder: folder).reset(script) }
        try folder.replace(Self.name, with: merged.json.text + "\n")
        return merged
    }

    private func read() throws -> Behaviour {
        guard let text = try folder.text(of: Self.name) else { return Behaviour() }
        do {
            return try Behaviour().merging(Array(text.utf8))
        } catch {
            throw Refusal(500, "\(Self.name): \(error.error)")
        }
    }
}

/// What tells one version of a file from the next; nil stands for a file that is not there.
struct FileVersion: Sendable, Equatable {
    private let inode: UInt
    private let size: Int
    private let modified: [Int]

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = status.st_ino
        size = status.st_size
        modified = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }

    /// When a file was last written, in nanoseconds since 1970; 0 where there is none.
    static func modified(_ path: String) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
}
