import Glibc
import Media
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A folder of files` {
    private let folder: TemporaryFolder
    private let store: FolderMediaStore
    /// An id that was made on 24 November 2026.
    private let messageID: Int64 = ((1_795_521_600 - 1_767_225_600) * 1000) << 22
    private let file: MediaFile

    init() throws {
        folder = try #require(TemporaryFolder())
        store = try FolderMediaStore(path: folder.path + "/media")
        file = MediaFile(bytes: Array("a voice".utf8), type: try #require(MediaType("audio/ogg; codecs=opus")))
    }

    @Test func `keeps a file by tenant, month and message, for its own user alone`() async throws {
        let location = try await store.keep(file, tenantID: 7, messageID: messageID)
        #expect(location == "7/2026-11/\(messageID).ogg")
        #expect(try await store.read(location, maximumBytes: 100) == file.bytes)
        #expect(folder.mode("media/\(location)") == 0o600)
        for name in ["media", "media/7", "media/7/2026-11", "media/.incoming"] { #expect(folder.mode(name) == 0o700) }
    }

    @Test func `replaces a file that is kept again, and leaves nothing behind`() async throws {
        let location = try await store.keep(file, tenantID: 7, messageID: messageID)
        let again = MediaFile(bytes: Array("another".utf8), type: file.type)
        #expect(try await store.keep(again, tenantID: 7, messageID: messageID) == location)
        #expect(try await store.read(location, maximumBytes: 100) == again.bytes)
        #expect(
            folder.contents == [
                "media", "media/.incoming", "media/7", "media/7/2026-11", "media/\(location)",
            ])
    }

    @Test func `keeps many files at once`() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await store.keep(file, tenantID: Int64(number % 5), messageID: messageID + Int64(number))
                }
            }
            for try await location in group {
                #expect(try await store.read(location, maximumBytes: 100) == file.bytes)
            }
        }
    }

    @Test func `deletes a file with the last folder that it was in, and one that is not there`() async throws {
        let location = try await store.keep(file, tenantID: 7, messageID: messageID)
        let other = try await store.keep(file, tenantID: 7, messageID: messageID + 1)
        try await store.delete(location)
        try await store.delete(location)
        #expect(try await store.read(other, maximumBytes: 100) == file.bytes)
        try await store.delete(other)
        #expect(folder.contents == ["media", "media/.incoming", "media/7"])
        try await store.delete("8/2026-11/1.ogg")
        await #expect(throws: MediaStoreError.self) { try await store.read(location, maximumBytes: 100) }
    }

    @Test func `does not read more than is asked for`() async throws {
        let location = try await store.keep(file, tenantID: 7, messageID: messageID)
        await #expect(throws: MediaStoreError.self) { try await store.read(location, maximumBytes: 3) }
    }

    @Test(arguments: [
        "../secret", "7/../secret", "7/2026-11/../../../secret", "/etc/passwd", "7/2026-11/..", "", "7/2026-11/",
        "7//1.ogg", "7/2026-11/1.ogg/x", ".incoming/2026-11/1.ogg", "7/2026-11/1", "7/2026-11/.ogg", "7/2026-11/1.OGG",
        "7/2026-11/1.ogg\0", "-7/2026-11/1.ogg", "7/2026-11/1.o/g",
    ])
    func `lets no location lead out of it`(location: String) async throws {
        folder.write([1], to: "secret")
        await #expect(throws: MediaStoreError.self) { try await store.read(location, maximumBytes: 100) }
        await #expect(throws: MediaStoreError.self) { try await store.delete(location) }
        #expect(folder.contents.contains("secret"))
    }

    @Test func `follows no link that was put into it`() async throws {
        folder.write([1], to: "secret")
        let location = try await store.keep(file, tenantID: 7, messageID: messageID)
        #expect(unlink("\(folder.path)/media/\(location)") == 0)
        #expect(symlink("\(folder.path)/secret", "\(folder.path)/media/\(location)") == 0)
        #expect(symlink(folder.path, "\(folder.path)/media/8") == 0)
        await #expect(throws: MediaStoreError.self) { try await store.read(location, maximumBytes: 100) }
        await #expect(throws: MediaStoreError.self) { try await store.keep(file, tenantID: 8, messageID: messageID) }
        #expect(folder.contents.contains("secret"))
    }

    @Test func `clears away what a program left half written, and not what is being written`() async throws {
        folder.write([1], to: "media/.incoming/1-old")
        folder.write([1], to: "media/.incoming/1-new")
        folder.age("media/.incoming/1-old", by: 7200)
        try await store.tidy()
        #expect(folder.contents == ["media", "media/.incoming", "media/.incoming/1-new"])
    }

    @Test func `is opened again where it is, and not where its parent is missing`() throws {
        _ = try FolderMediaStore(path: folder.path + "/media")
        #expect(throws: MediaStoreError.self) { try FolderMediaStore(path: folder.path + "/none/media") }
        folder.write([1], to: "file")
        #expect(throws: MediaStoreError.self) { try FolderMediaStore(path: folder.path + "/file") }
    }
}

@Suite struct `Types of files` {
    @Test(arguments: [
        "image/jpeg", "image/webp", "audio/ogg; codecs=opus", "AUDIO/MPEG", "video/mp4", "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/msword", "text/plain",
        "text/csv; charset=utf-8", "text/vcard",
    ])
    func `of pictures, sound, film and offices are kept`(type: String) {
        #expect(MediaType(type)?.isKept == true)
    }

    @Test(arguments: [
        "text/html", "image/svg+xml", "text/javascript", "application/x-sh", "application/octet-stream",
        "application/x-msdownload", "application/java-archive", "multipart/mixed",
    ])
    func `of programs and pages are not`(type: String) {
        #expect(MediaType(type)?.isKept == false)
    }

    @Test(arguments: [nil, "", "image", "image/", "/png", "image/png/x", "image/p\r\nng\"", "שלום/עולם"])
    func `that are none are none`(type: String?) {
        #expect(MediaType(type) == nil)
    }
}
