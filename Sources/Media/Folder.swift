import Glibc

/// An open folder. Names are looked up in it and no symbolic link is followed, whatever somebody puts there meanwhile.
struct Folder: ~Copyable {
    private let descriptor: CInt

    /// Opens a folder by its path (`open(2)`).
    init(path: String) throws(MediaStoreError) {
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw MediaStoreError(system: "the folder for media cannot be opened") }
        descriptor = opened
    }

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a folder in this one, which is made where it is missing; then it is there after a power cut, too.
    func subfolder(_ name: String) throws(MediaStoreError) -> Folder {
        if mkdirat(descriptor, name, 0o700) == 0 {
            try flush()
        } else if errno != EEXIST {
            throw MediaStoreError(system: "a folder for media cannot be made")
        }
        return try existing(name)
    }

    /// Opens a folder in this one.
    func existing(_ name: String) throws(MediaStoreError) -> Folder {
        let opened = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw MediaStoreError(system: "a folder for media cannot be opened") }
        return Folder(descriptor: opened)
    }

    /// Whether there is anything of that name.
    func has(_ name: String) -> Bool { faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 }

    /// Writes a new file and has it on the disk (`fsync(2)`).
    func write(_ bytes: [UInt8], to name: String) throws(MediaStoreError) {
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw MediaStoreError(system: "a file cannot be made") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw MediaStoreError(system: "a file cannot be written") }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw MediaStoreError(system: "a file cannot be flushed") }
    }

    /// Moves a file into another folder under another name, in the place of one that has it; durably.
    func move(_ name: String, to folder: borrowing Folder, as newName: String) throws(MediaStoreError) {
        guard renameat(descriptor, name, folder.descriptor, newName) == 0 else {
            throw MediaStoreError(system: "a file cannot be renamed")
        }
        try folder.flush()
    }

    /// The bytes of a file.
    func read(_ name: String, maximumBytes: Int) throws(MediaStoreError) -> [UInt8] {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw MediaStoreError(system: "a file cannot be opened") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw MediaStoreError("what lies there is no file")
        }
        guard status.st_size <= maximumBytes else {
            throw MediaStoreError("the file is larger than \(maximumBytes) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var length = 0
        while length < bytes.count {
            let count = bytes[length...].withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw MediaStoreError(system: "a file cannot be read") }
            length += count
        }
        return bytes
    }

    /// Deletes a file; one that is not there is deleted.
    func delete(_ name: String) throws(MediaStoreError) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw MediaStoreError(system: "a file cannot be deleted")
        }
    }

    /// Deletes a folder in this one if nothing is in it.
    func deleteIfEmpty(_ name: String) { unlinkat(descriptor, name, AT_REMOVEDIR) }

    /// The names of the files that were last changed before a moment, in seconds since 1970.
    func files(changedBefore moment: time_t) throws(MediaStoreError) -> [String] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let entries = fdopendir(copy) else {
            throw MediaStoreError(system: "a folder for media cannot be read")
        }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG,
                status.st_mtim.tv_sec < moment
            else { continue }
            names.append(name)
        }
        return names
    }

    private func flush() throws(MediaStoreError) {
        guard fsync(descriptor) == 0 else { throw MediaStoreError(system: "a folder cannot be flushed") }
    }
}

extension MediaStoreError {
    /// What a system call could not do, with the system's own words.
    init(system problem: String) { self.init("\(problem): \(String(cString: strerror(errno)))") }
}
