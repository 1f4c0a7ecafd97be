internal import Conversation
internal import Glibc

/// A folder of customers' files: `TENANT/YEAR-MONTH/MESSAGE.EXTENSION`.
///
/// A file is written beside, flushed to the disk and then renamed, so that one is either there as a whole or not. Files and
/// folders belong to the program's user alone (0600, 0700). Workers on several hosts need one folder that they all see.
public struct FolderMediaStore: MediaStore {
    private static let incoming = ".incoming"
    /// Nothing takes so long to write.
    private static let remainsAge: time_t = 3600

    private let path: String

    /// Opens a folder, which is made where its parent is there.
    public init(path: String) throws(MediaStoreError) {
        self.path = path
        let made = mkdir(path, 0o700)
        guard made == 0 || errno == EEXIST else { throw MediaStoreError(system: "the folder for media cannot be made") }
        _ = try Folder(path: path).subfolder(Self.incoming)
    }

    /// Keeps a file under its message's id; in the month of that id, so that a file that is kept again lies where it lay.
    public func keep(_ file: MediaFile, tenantID: Int64, messageID: Int64) async throws(MediaStoreError) -> String {
        guard let location = Location(tenantID: tenantID, messageID: messageID, type: file.type) else {
            throw MediaStoreError("no tenant or message has such a number")
        }
        try await blockingWork { () throws(MediaStoreError) in
            let root = try Folder(path: path)
            let folder = try root.subfolder(location.tenant).subfolder(location.month)
            let beside = try root.subfolder(Self.incoming)
            let name = "\(messageID)-\(UInt64.random(in: 0...UInt64.max))"
            do throws(MediaStoreError) {
                try beside.write(file.bytes, to: name)
                try beside.move(name, to: folder, as: location.name)
            } catch {
                try? beside.delete(name)
                throw error
            }
        }
        return location.text
    }

    /// Reads a file.
    public func read(_ location: String, maximumBytes: Int) async throws(MediaStoreError) -> [UInt8] {
        let location = try checked(location)
        return try await blockingWork { () throws(MediaStoreError) in
            let folder = try Folder(path: path).existing(location.tenant).existing(location.month)
            return try folder.read(location.name, maximumBytes: maximumBytes)
        }
    }

    /// Deletes a file, and its month's folder with the last.
    public func delete(_ location: String) async throws(MediaStoreError) {
        let location = try checked(location)
        try await blockingWork { () throws(MediaStoreError) in
            let root = try Folder(path: path)
            guard root.has(location.tenant) else { return }
            let tenant = try root.existing(location.tenant)
            guard tenant.has(location.month) else { return }
            try tenant.existing(location.month).delete(location.name)
            // The last file of a month takes its folder along; while there are others this does nothing.
            tenant.deleteIfEmpty(location.month)
        }
    }

    /// Deletes what lies beside, half written, since an hour.
    public func tidy() async throws(MediaStoreError) {
        try await blockingWork { () throws(MediaStoreError) in
            let beside = try Folder(path: path).subfolder(Self.incoming)
            for name in try beside.files(changedBefore: time(nil) - Self.remainsAge) { try beside.delete(name) }
        }
    }

    private func checked(_ location: String) throws(MediaStoreError) -> Location {
        guard let location = Location(location) else { throw MediaStoreError("no file of the store lies there") }
        return location
    }
}

/// Where a file lies in the folder. Nothing else is a location: no text from anywhere leads out of the folder.
private struct Location: Sendable {
    let tenant: String
    let month: String
    let name: String

    /// When message ids begin to count, in seconds since 1970: see the SQL function `next_id`.
    private static let epoch: Int64 = 1_767_225_600

    /// The place of a message's file. The month is that of the message's id, so that a file that is kept again lies where it
    /// lay before.
    init?(tenantID: Int64, messageID: Int64, type: MediaType) {
        let seconds = (messageID >> 22) / 1000 + Self.epoch
        guard tenantID >= 0, messageID > 0, let day = CivilDate(dayNumber: Int(seconds / 86_400)) else { return nil }
        tenant = String(tenantID)
        month = "\(day.year)-\(day.month < 10 ? "0" : "")\(day.month)"
        name = "\(messageID).\(type.fileExtension)"
    }

    /// Reads what the store gave as a location.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, Self.isNumber(parts[0][...]) else { return nil }
        let month = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        let name = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard month.count == 2, month.allSatisfy(Self.isNumber), name.count == 2, Self.isNumber(name[0]),
            name[1].utf8.count <= 8, Self.isWord(name[1])
        else { return nil }
        (tenant, self.month, self.name) = (parts[0], parts[1], parts[2])
    }

    var text: String { "\(tenant)/\(month)/\(name)" }

    private static func isNumber(_ text: Substring) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
    }

    private static func isWord(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
            }
    }
}
