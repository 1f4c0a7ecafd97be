import Glibc

/// A folder of its own for one test, deleted with this value.
final class TemporaryFolder: Sendable {
    let path: String

    init?() {
        var template = Array("/tmp/shi-media-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit { remove(path) }

    /// Writes a file into it.
    func write(_ bytes: [UInt8], to name: String) {
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    /// The paths of all files and folders in it, without the folder's own, in their order.
    var contents: [String] { list("").sorted() }

    /// The permissions of a file or folder in it, such as 0o600.
    func mode(_ name: String) -> mode_t? {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// Makes a file look as if it had last been changed so many seconds ago.
    func age(_ name: String, by seconds: Int) {
        let moment = timespec(tv_sec: time(nil) - seconds, tv_nsec: 0)
        utimensat(AT_FDCWD, "\(path)/\(name)", [moment, moment], 0)
    }

    private func list(_ folder: String) -> [String] {
        guard let entries = opendir("\(path)/\(folder)") else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            names.append(folder + name)
            if entry.pointee.d_type == UInt8(DT_DIR) { names += list("\(folder)\(name)/") }
        }
        return names
    }

    private func remove(_ path: String) {
        for name in contents.reversed() where Glibc.remove("\(path)/\(name)") != 0 { return }
        rmdir(path)
    }
}
