import Glibc

/// The folder that holds all state of the sandbox, so that any number of copies share it and each may be killed.
///
///     settings.json   how model and gateway behave (``Behaviour``)
///     log.jsonl       what happened (``EventLog``)
///     log.base        the number of the log's last line before it was emptied
///     keys/           one file an idempotency key (``EventLog/deliver``)
///     chats/          one file a known chat, named by the hash of its address (``ChatDirectory``)
///     uses/           one file a rule of the script that has a limit (``ScriptUses``)
///     tenants/        one file a tenant whose WhatsApp is not connected (``Connections``)
///     posted/         one file a customer's message whose chat a call may ask for by its id (``PostedMessages``)
///     media/          the files that customers sent (``MediaShelf``)
///     pairs/          one file a channel and contact, while the pair limit is set (``PairLimit``)
///     twilio/         what each number was sent through Twilio, to be listed (``TwilioOutbox``)
struct Folder: Sendable {
    private let path: String

    /// Opens the folder, and creates it and the folders in it where they are missing.
    init(creating path: String) throws(FileError) {
        self.path = path
        try Self.create(path)
        for name in ["keys", "chats", "tenants", "uses", "posted", "media", "pairs", "twilio"] {
            try Self.create(path + "/" + name)
        }
    }

    /// The path of a file in the folder.
    func path(_ name: String) -> String { path + "/" + name }

    /// Creates a folder in this folder, if it is missing.
    func createFolder(_ name: String) throws(FileError) { try Self.create(self.path(name)) }

    private static func create(_ path: String) throws(FileError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileError("mkdir", path) }
    }

    /// The text of a small file, or nil where there is no such file.
    func text(of name: String) throws(FileError) -> String? {
        do {
            let file = try OpenFile(path(name), O_RDONLY)
            return String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
        } catch  where error.code == ENOENT {
            return nil
        }
    }

    /// Writes a file so that whoever reads it finds the old text or the new one, never a part.
    func replace(_ name: String, with text: String) throws(FileError) { try replace(name, with: Array(text.utf8)) }

    /// Writes a file so that whoever reads it finds the old content or the new one, never a part.
    func replace(_ name: String, with content: [UInt8]) throws(FileError) {
        let temporary = path("\(name).\(getpid()).\(UInt32.random(in: 0 ... .max))")
        do {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL)
            try file.write(content, at: 0)
        }
        guard rename(temporary, path(name)) == 0 else {
            let error = FileError("rename", temporary)
            unlink(temporary)
            throw error
        }
    }

    /// Removes a file, if it is there.
    func remove(_ name: String) throws(FileError) {
        guard unlink(path(name)) == 0 || errno == ENOENT else { throw FileError("unlink", path(name)) }
    }

    /// The names of the files in a folder of this folder.
    func names(in name: String) throws(FileError) -> [String] {
        guard let directory = opendir(path(name)) else { throw FileError("opendir", path(name)) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
