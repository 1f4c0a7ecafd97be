import Conversation
import FoundationEssentials
import Glibc
import Spool
import Testing

@Suite struct Keeping {
    @Test func `what is kept comes back whole`() throws {
        let folder = try TestFolder()
        var message = post("שלום \u{1F600} \"quoted\"\n", at: 1).messages[0]
        message.details = MessageDetails()
        message.details?.media = .init(mimeType: "audio/ogg", seconds: 3, reference: "880001")
        message.details?.location = .init(latitude: 32.08, longitude: 34.78)
        message.userID = "IL.9001"
        let status = StatusReport(
            tenantID: 2, provider: .cloud, channelAddress: "555", providerMessageID: "wamid.1", messageID: 77,
            status: .failed, at: 1_767_225_600, errorCode: "131047", error: "Re-engagement",
            pricing: JSONText("{\"a\":1}"))
        let connection = ConnectionReport(
            provider: .evolution, tenantID: 3, channelAddress: "demo", connection: "open", pushName: nil)
        let kept = SpooledPost(
            receivedAt: 1_767_225_600_123_456, messages: [message], statuses: [status], connections: [connection])
        try folder.spool().keep(kept)
        var replayed: [SpooledPost] = []
        _ = try folder.spool().replay { posts in
            replayed += posts
            return posts.map { _ in .stored }
        }
        #expect(replayed == [kept])
    }

    @Test func `a spool is empty until something is kept, and again when it is replayed`() throws {
        let folder = try TestFolder()
        let (spool, other) = (try folder.spool(), try folder.spool())
        for round in 0..<50 {
            #expect(spool.isEmpty && other.isEmpty)
            try spool.keep(post("\(round)", at: Int64(round)))
            #expect(!spool.isEmpty && !other.isEmpty)
            // By turns, so that each sees what the other has done.
            _ = try (round.isMultiple(of: 2) ? spool : other).replay { $0.map { _ in .stored } }
        }
        #expect(spool.isEmpty)
    }

    @Test func `that a spool is empty is remembered, and noticed when it ends`() throws {
        let folder = try TestFolder()
        let (spool, other) = (try folder.spool(), try folder.spool())
        #expect(spool.isEmpty)
        // Long enough for the folder's time to be in the past.
        usleep(250_000)
        #expect(spool.isEmpty)
        #expect(spool.isEmpty)
        try other.keep(post("late", at: 1))
        #expect(!spool.isEmpty)
    }

    @Test func `files are private, and nothing is left in tmp`() throws {
        let folder = try TestFolder()
        try folder.spool().keep(post("secret", at: 1))
        #expect(folder.files("tmp").isEmpty)
        let name = try #require(folder.files("new").first)
        var information = stat()
        #expect(stat("\(folder.path)/spool/new/\(name)", &information) == 0)
        #expect(information.st_mode & 0o777 == 0o600)
        #expect(stat("\(folder.path)/spool/new", &information) == 0)
        #expect(information.st_mode & 0o777 == 0o700)
    }

    @Test func `many writers keep everything once`() async throws {
        let folder = try TestFolder()
        let spools = try (0..<4).map { _ in try folder.spool() }
        try await withThrowingTaskGroup { group in
            for number in 0..<400 {
                group.addTask { try spools[number % 4].keep(post("\(number)", at: 1000)) }
            }
            try await group.waitForAll()
        }
        let received = Received()
        let replay = try spools[0].replay { posts in
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(replay?.stored == 400)
        #expect(Set(received.texts) == Set((0..<400).map(String.init)))
    }
}

@Suite struct Limits {
    @Test func `a spool takes so many files, and more when some have gone`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool(maximumFiles: 3)
        for number in 0..<3 { try spool.keep(post("\(number)", at: Int64(number))) }
        #expect { try spool.keep(post("3", at: 3)) } throws: { error in
            if case SpoolError.full = error { true } else { false }
        }
        #expect(folder.files("new").count == 3)
        _ = try spool.replay { $0.map { _ in .stored } }
        usleep(250_000)
        try spool.keep(post("4", at: 4))
    }

    @Test func `a spool takes so many bytes, quarantined ones included`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool(maximumBytes: 100_000)
        let large = String(repeating: "x", count: 40_000)
        try spool.keep(post(large, at: 1))
        #expect(throws: SpoolError.self) { try spool.keep(post(large, at: 2)) }
        let replay = try spool.replay { $0.map { _ in .refused } }
        #expect(replay?.quarantined == 1)
        usleep(250_000)
        #expect(throws: SpoolError.self) { try spool.keep(post(large, at: 3)) }
        #expect(spool.isEmpty)
        try spool.keep(post("small", at: 4))
    }

    @Test func `what another copy has kept counts too`() throws {
        let folder = try TestFolder()
        let (spool, other) = (try folder.spool(maximumFiles: 2), try folder.spool(maximumFiles: 2))
        try spool.keep(post("1", at: 1))
        try other.keep(post("2", at: 2))
        // The count is a second old at most.
        usleep(1_100_000)
        #expect(throws: SpoolError.self) { try spool.keep(post("3", at: 3)) }
    }

    @Test func `a folder that cannot be made is refused at the start`() throws {
        let folder = try TestFolder()
        #expect(throws: SpoolError.self) {
            try Spool(folder: folder.path + "/missing/spool", maximumBytes: 1 << 20, maximumFiles: 1)
        }
    }

    @Test func `a folder that vanishes is an error, and holds nothing`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try FileManager.default.removeItem(atPath: folder.path + "/spool")
        #expect { try spool.keep(post("1", at: 1)) } throws: { error in
            if case SpoolError.failed = error { true } else { false }
        }
        #expect(spool.isEmpty)
    }
}
