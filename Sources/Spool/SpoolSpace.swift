internal import Synchronization

/// How much the spool holds, against what it may.
///
/// All copies of a program share a spool and see each other's files only by counting them, which takes long when there are
/// many. So it is counted at most once a second (five times, when it seems full), and what this process adds meanwhile is
/// added to the count. Several copies can together overshoot by what they add within that second.
final class SpoolSpace: Sendable {
    private struct Usage {
        var bytes = 0
        var files = 0
        var counted: ContinuousClock.Instant?
    }

    private let folders: [Folder]
    private let maximumBytes: Int
    private let maximumFiles: Int
    private let usage = Mutex(Usage())

    init(_ folders: [Folder], maximumBytes: Int, maximumFiles: Int) {
        self.folders = folders
        self.maximumBytes = maximumBytes
        self.maximumFiles = maximumFiles
    }

    /// Takes room for one file of that size. Throws ``SpoolError/full(_:)`` where there is none.
    func take(bytes: Int) throws(SpoolError) {
        try usage.withLock { (usage) throws(SpoolError) in
            if !isFresh(usage, within: .seconds(1)) { usage = try count() }
            if !hasRoom(for: bytes, usage), !isFresh(usage, within: .milliseconds(200)) { usage = try count() }
            guard hasRoom(for: bytes, usage) else {
                throw .full(
                    "the spool is full: it holds \(usage.files) files of \(maximumFiles), and \(usage.bytes) bytes of"
                        + " \(maximumBytes)")
            }
            usage.bytes += bytes
            usage.files += 1
        }
    }

    private func hasRoom(for bytes: Int, _ usage: Usage) -> Bool {
        usage.files < maximumFiles && usage.bytes + bytes <= maximumBytes
    }

    private func isFresh(_ usage: Usage, within limit: Duration) -> Bool {
        usage.counted.map { .now - $0 < limit } ?? false
    }

    private func count() throws(SpoolError) -> Usage {
        var usage = Usage()
        for folder in folders {
            for name in try folder.names() {
                guard let file = folder.look(at: name) else { continue }
                usage.bytes += file.bytes
                usage.files += 1
            }
        }
        usage.counted = .now
        return usage
    }
}
