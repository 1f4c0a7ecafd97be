internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// Where posts are kept while the database is away (promise P1): a folder of this host, which all copies of a program share.
///
/// It works like a maildir. A post is written to `tmp`, reaches the disk, and is renamed into `new`; once that has reached the
/// disk too, the post is safe. Whichever copy gets to it replays `new`, one copy at a time and in the order of arrival; a file
/// goes only when the database has what it holds. What cannot be replayed is moved to `failed`, where it waits for an
/// operator: nothing that was kept is ever deleted otherwise.
public final class Spool: Sendable {
    /// After so many failures of its own a file is moved to `failed`.
    static let mostAttempts = 3
    /// After so long a file in `tmp` belongs to no living writer.
    static let abandonment = Duration.seconds(3600)

    let arriving: Folder
    let waiting: Folder
    let failed: Folder
    let lockPath: String
    let largestFile: Int
    let attemptInterval: Duration
    private let space: SpoolSpace
    private let counter = Atomic<UInt32>(UInt32.random(in: 0...UInt32.max))
    /// When `new` was last changed before it was found empty; nil where that could be the very moment of a later change.
    private let emptySince = Mutex<UnixTime?>(nil)

    /// Opens the spool, and makes its folders where they are missing; the folder above must be there.
    ///
    /// - Parameters:
    ///   - maximumBytes: how much it may hold in all, quarantined files included.
    ///   - maximumFiles: how many files.
    ///   - attemptInterval: how far apart failures of a file must be to count.
    public init(
        folder: String, maximumBytes: Int, maximumFiles: Int, attemptInterval: Duration = .seconds(30)
    ) throws(SpoolError) {
        _ = try Folder(making: folder)
        arriving = try Folder(making: folder + "/tmp")
        waiting = try Folder(making: folder + "/new")
        failed = try Folder(making: folder + "/failed")
        lockPath = folder + "/lock"
        largestFile = maximumBytes
        self.attemptInterval = attemptInterval
        space = SpoolSpace([waiting, failed], maximumBytes: maximumBytes, maximumFiles: maximumFiles)
        // That it can be written is to be known now, not in the outage.
        guard access(arriving.path, W_OK | X_OK) == 0, access(waiting.path, W_OK | X_OK) == 0 else {
            throw SpoolError("write to \(folder)")
        }
        removeAbandoned()
    }

    /// Whether nothing waits to be replayed. It costs one `stat`, as long as nothing has come or gone.
    public var isEmpty: Bool {
        let now = UnixTime.ofFilesNow
        // A folder that is gone, or cannot be read, holds nothing that could be replayed.
        guard let folder = waiting.look() else { return true }
        if emptySince.withLock({ $0 == folder.changed }) { return true }
        guard let names = try? waiting.names(limit: 1) else { return true }
        guard names.isEmpty else { return false }
        // A file that comes within the same step of the clock leaves the folder's time as it is.
        let isPast = folder.changed.duration(to: now) > .milliseconds(100)
        emptySince.withLock { $0 = isPast ? folder.changed : nil }
        return true
    }

    /// Keeps a post. When this returns, the post is on the disk.
    ///
    /// Throws ``SpoolError/full(_:)`` at a limit or on a full disk, ``SpoolError/failed(_:)`` where the system refuses
    /// otherwise; then nothing was kept.
    public func keep(_ post: SpooledPost) throws(SpoolError) {
        guard let json = try? JSONEncoder().encode(post) else { throw .failed("the post cannot be written as JSON") }
        let bytes = Array(json)
        try space.take(bytes: bytes.count)
        let name = SpoolName(
            microseconds: post.receivedAt, process: getpid(),
            counter: counter.wrappingAdd(1, ordering: .relaxed).newValue
        ).text
        try arriving.write(name, bytes)
        do throws(SpoolError) {
            try arriving.move(name, to: waiting, as: name)
        } catch {
            try? arriving.remove(name)
            throw error
        }
        do throws(SpoolError) {
            try waiting.synchronize()
        } catch {
            // It may yet reach the disk; then it is replayed, and the provider's repetition is found to be a duplicate.
            try? waiting.remove(name)
            throw error
        }
    }

    /// Removes what writers that have died have left in `tmp`: nobody was told that it is safe.
    func removeAbandoned() {
        let now = UnixTime.ofFilesNow
        for name in (try? arriving.names()) ?? [] {
            guard let file = arriving.look(at: name), file.changed.duration(to: now) > Self.abandonment else {
                continue
            }
            try? arriving.remove(name)
        }
    }
}
