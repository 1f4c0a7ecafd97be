import Glibc

/// What failed on which file, in the words of the operating system.
struct FileError: Error, CustomStringConvertible {
    let description: String
    /// The `errno` of the call that failed.
    let code: Int32

    init(_ call: String, _ path: String) {
        code = errno
        description = "\(call) \(path): \(String(cString: strerror(code)))"
    }
}

/// An open file, for as long as this value lives. All calls on files are made here.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens the file by `open(2)` with the given flags.
    init(_ path: String, _ flags: Int32) throws(FileError) {
        descriptor = open(path, flags | O_CLOEXEC, 0o644)
        self.path = path
        guard descriptor >= 0 else { throw FileError("open", path) }
    }

    deinit { close(descriptor) }

    /// Waits for the file's lock by `flock(2)`: `LOCK_SH` or `LOCK_EX`. Closing the file gives it back, and so does
    /// the end of the process, however it ends.
    func lock(_ operation: Int32) throws(FileError) {
        while flock(descriptor, operation) != 0 {
            guard errno == EINTR else { throw FileError("flock", path) }
        }
    }

    /// The file's size in bytes.
    func size() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("fstat", path) }
        return status.st_size
    }

    /// Up to `count` bytes from `offset`; fewer where the file ends.
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, offset + filled)
                if got < 0 && errno == EINTR { continue }
                failed = got < 0
                guard got > 0 else { return }
                filled += got
            }
        }
        if failed { throw FileError("read", path) }
        return bytes
    }

    /// Writes all bytes at `offset`.
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written, offset + written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", path) }
            written += count
        }
    }

    /// Cuts the file to `size` bytes.
    func truncate(to size: Int) throws(FileError) {
        guard ftruncate(descriptor, size) == 0 else { throw FileError("truncate", path) }
    }
}
