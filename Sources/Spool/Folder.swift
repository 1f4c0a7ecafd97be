internal import Glibc

/// A folder of the spool, and what is done with the files in it.
struct Folder: Sendable {
    let path: String

    private init(existing path: String) { self.path = path }

    /// Makes the folder where it is missing; only its owner may enter it. Folders above it must be there.
    ///
    /// When this returns, its name is on the disk: what is in a folder that a crash takes away is lost with it.
    init(making path: String) throws(SpoolError) {
        self.path = path
        let isNew = mkdir(path, 0o700) == 0
        guard isNew || errno == EEXIST else { throw SpoolError("make the folder \(path)") }
        do throws(SpoolError) {
            try Folder(existing: path + "/..").synchronize()
        } catch {
            // Who may not read the folder above has not made this one.
            if isNew { throw error }
        }
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of all that is in the folder, in their order; up to so many of them, as they come.
    func names(limit: Int = .max) throws(SpoolError) -> [String] {
        guard let stream = opendir(path) else { throw SpoolError("list \(path)") }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes a file that is not there yet, and returns when its content has reached the disk. Nothing is left of one that
    /// could not be written whole.
    func write(_ name: String, _ bytes: [UInt8]) throws(SpoolError) {
        let path = file(name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SpoolError("make \(path)") }
        do throws(SpoolError) {
            try Self.write(bytes, to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw SpoolError("write \(path) to the disk") }
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
        close(descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(SpoolError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SpoolError("write \(path)") }
            written += count
        }
    }

    /// The content of a file; nil where it is no plain file, larger than that, or cannot be read.
    func read(_ name: String, limit: Int) -> [UInt8]? {
        // Whatever lies there under the name: a pipe must not hold the reader up.
        let descriptor = open(file(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_size <= limit
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
        var count = 0
        while count < bytes.count {
            let start = count
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            count += got
        }
        return bytes
    }

    /// Moves a file to another folder of the same disk, or to another name in this one.
    func move(_ name: String, to folder: Folder, as newName: String) throws(SpoolError) {
        guard rename(file(name), folder.file(newName)) == 0 else { throw SpoolError("move \(file(name))") }
    }

    /// Removes a file. One that is gone already is as good.
    func remove(_ name: String) throws(SpoolError) {
        guard unlink(file(name)) == 0 || errno == ENOENT else { throw SpoolError("remove \(file(name))") }
    }

    /// Returns when the names in the folder have reached the disk.
    func synchronize() throws(SpoolError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolError("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SpoolError("write \(path) to the disk") }
    }

    /// A file's size and when it was last changed; of the folder itself without a name. Nil where it is not there.
    func look(at name: String? = nil) -> (bytes: Int, changed: UnixTime)? {
        var information = stat()
        guard lstat(name.map(file) ?? path, &information) == 0 else { return nil }
        return (Int(information.st_size), UnixTime(information.st_mtim))
    }

    /// Says that a file was changed now.
    func touch(_ name: String) { utimensat(AT_FDCWD, file(name), nil, 0) }
}

/// A moment in nanoseconds since 1970.
struct UnixTime: Comparable {
    let nanoseconds: Int64

    init(_ time: timespec) { nanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }

    /// Now, by the clock of which files get their times: it goes on in steps of some milliseconds.
    static var ofFilesNow: UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return UnixTime(time)
    }

    static func < (left: UnixTime, right: UnixTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// For how long it has been over at a later moment.
    func duration(to later: UnixTime) -> Duration { .nanoseconds(later.nanoseconds - nanoseconds) }
}
