import Conversation
import FoundationEssentials
import Glibc
import Spool
import Testing

@Suite struct Replaying {
    @Test func `posts come back in the order in which they arrived, whoever kept them and when`() throws {
        let folder = try TestFolder()
        let spools = try (0..<3).map { _ in try folder.spool() }
        for number in (0..<300).shuffled() {
            try spools[number % 3].keep(post("\(number)", at: 1_767_225_600_000_000 + Int64(number)))
        }
        let received = Received()
        _ = try folder.spool().replay(batchSize: 7) { posts in
            #expect(posts.count <= 7)
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(received.texts == (0..<300).map(String.init))
        #expect(folder.files("new").isEmpty)
    }

    @Test func `a database that is away costs nothing: everything is tried again, in the same order`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        for number in 0..<10 { try spool.keep(post("\(number)", at: Int64(number))) }
        let received = Received()
        for _ in 0..<20 {
            let replay = try spool.replay(batchSize: 4) { posts in posts.map { _ in .unavailable } }
            #expect(replay == Spool.Replay(isCutShort: true))
        }
        // In the middle of a batch, too.
        _ = try spool.replay(batchSize: 4) { posts in
            let taken = posts.filter { $0.text != "2" && $0.text != "3" }
            received.add(taken)
            return posts.map { $0.text == "2" || $0.text == "3" ? .unavailable : .stored }
        }
        _ = try spool.replay(batchSize: 4) { posts in
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(received.texts == (0..<10).map(String.init))
        #expect(spool.isEmpty)
    }

    @Test func `two replayers never work at once, and together take everything once`() async throws {
        let folder = try TestFolder()
        let spools = try (0..<2).map { _ in try folder.spool() }
        for number in 0..<200 { try spools[0].keep(post("\(number)", at: Int64(number))) }
        let received = Received()
        let busy = Count()
        await withTaskGroup { group in
            for spool in spools {
                group.addTask {
                    while !spool.isEmpty {
                        let replay = try? spool.replay(batchSize: 5) { posts in
                            #expect(busy.add(1) == 1)
                            received.add(posts)
                            usleep(500)
                            _ = busy.add(-1)
                            return posts.map { _ in .stored }
                        }
                        if replay == .some(nil) { usleep(1000) }
                    }
                }
            }
        }
        #expect(received.texts == (0..<200).map(String.init))
    }

    @Test func `while one replays, another is told so, and posts can be kept`() throws {
        let folder = try TestFolder()
        let (spool, other) = (try folder.spool(), try folder.spool())
        try spool.keep(post("first", at: 1))
        let replay = try spool.replay { posts in
            #expect(throws: Never.self) {
                let theirs = try other.replay { $0.map { _ in .stored } }
                #expect(theirs == nil)
            }
            #expect(throws: Never.self) { try other.keep(post("second", at: 2)) }
            return posts.map { _ in .stored }
        }
        #expect(replay?.stored == 1)
        // What came meanwhile has its turn the next time.
        #expect(try spool.replay { $0.map { _ in .stored } }?.stored == 1)
    }

    @Test func `a post that came earlier and was written later goes first`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try spool.keep(post("later", at: 2_000_000))
        try spool.keep(post("earlier", at: 1_000_000))
        let received = Received()
        _ = try spool.replay { posts in
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(received.texts == ["earlier", "later"])
    }

    @Test func `a file that the first version wrote is read: an upgrade in an outage loses nothing`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        let content = """
            {"received_at":1767225600123456,"messages":[{"tenant_id":1,"provider":"waha","channel_address":"demo",
            "provider_message_id":"false_1@c.us_A","chat_address":"1@c.us","from_me":false,"kind":"voice","text":"x",
            "details":{},"is_backfill":false,"expects_answer":true,"waited_ms":0}],
            "statuses":[{"tenant_id":1,"provider":"waha","channel_address":"demo","provider_message_id":"B",
            "status":"read","at":1767225600}],
            "connections":[{"provider":"waha","tenantID":1,"channelAddress":"demo","connection":"WORKING"}]}
            """
        try folder.put("1767225600123456-0000000001-0000000001.0", in: "new", content)
        var replayed: [SpooledPost] = []
        _ = try spool.replay { posts in
            replayed += posts
            return posts.map { _ in .stored }
        }
        let post = try #require(replayed.first)
        #expect(post.text == "x" && post.messages.first?.kind == .voice && post.messages.first?.expectsAnswer == true)
        #expect(post.statuses.first?.status == .read && post.connections.first?.connection == "WORKING")
        #expect(folder.files("failed").isEmpty)
    }
}

@Suite struct Quarantine {
    @Test func `what the database refuses is moved aside and costs no other`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        for number in 0..<5 { try spool.keep(post("\(number)", at: Int64(number))) }
        let replay = try spool.replay { posts in posts.map { $0.text == "2" ? .refused : .stored } }
        #expect(replay == Spool.Replay(stored: 4, quarantined: 1))
        #expect(folder.files("failed").count == 1)
        #expect(spool.isEmpty)
    }

    @Test func `a post that fails three times by itself is moved aside, and not before`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        for number in 0..<5 { try spool.keep(post("\(number)", at: Int64(number))) }
        let received = Received()
        for attempt in 1...3 {
            // That others are taken is what makes it the post's own fault.
            if attempt > 1 { try spool.keep(post("more \(attempt)", at: Int64(attempt))) }
            let replay = try spool.replay { posts in
                // The whole batch fails for the one.
                if posts.count > 1, posts.contains(where: { $0.text == "2" }) { return posts.map { _ in .failed } }
                received.add(posts.filter { $0.text != "2" })
                return posts.map { $0.text == "2" ? .failed : .stored }
            }
            #expect(replay?.quarantined == (attempt == 3 ? 1 : 0))
            #expect(replay?.postponed == (attempt == 3 ? 0 : 1))
        }
        #expect(received.texts == ["0", "1", "3", "4", "more 2", "more 3"])
        #expect(folder.files("failed").count == 1)
        #expect(spool.isEmpty)
    }

    @Test func `failures that follow at once count as one`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool(attemptInterval: .seconds(60))
        try spool.keep(post("1", at: 1))
        for _ in 0..<10 {
            try spool.keep(post("good", at: 2))
            _ = try spool.replay { posts in posts.map { $0.text == "1" ? .failed : .stored } }
        }
        #expect(folder.files("new").map { $0.suffix(2) } == [".1"])
        #expect(try spool.replay { $0.map { _ in .stored } }?.stored == 1)
    }

    @Test func `a database that answers and takes nothing, full or read-only, has nothing quarantined however long`()
        throws
    {
        let folder = try TestFolder()
        let spool = try folder.spool()
        for number in 0..<5 { try spool.keep(post("\(number)", at: Int64(number))) }
        for _ in 0..<10 {
            #expect(try spool.replay { $0.map { _ in .failed } } == Spool.Replay(postponed: 5))
        }
        let received = Received()
        _ = try spool.replay { posts in
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(received.texts == (0..<5).map(String.init))
        #expect(folder.files("failed").isEmpty)
    }

    @Test func `a file that is not ours and cannot be moved aside holds nothing up`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        // With anything before it, its name would be too long.
        try folder.put(String(repeating: "x", count: 255), in: "new", "")
        try spool.keep(post("1", at: 1))
        let replay = try spool.replay { $0.map { _ in .stored } }
        #expect(replay?.stored == 1)
        #expect(replay?.problem != nil)
    }

    @Test(arguments: ["", "{", "{\"received_at\":1}", "[]", "\u{0}\u{0}\u{0}"])
    func `torn files are moved aside and cost no other`(content: String) throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try spool.keep(post("whole", at: 2))
        try folder.put("0000000000000001-0000000001-0000000001.0", in: "new", content)
        let replay = try spool.replay { $0.map { _ in .stored } }
        #expect(replay == Spool.Replay(stored: 1, quarantined: 1))
        #expect(folder.files("failed").count == 1)
        #expect(spool.isEmpty)
    }

    @Test func `foreign files, folders, links and pipes are moved aside`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try folder.put("README", in: "new", "hello")
        try folder.put("README", in: "failed", "an earlier one")
        try folder.put("0000000000000001-0000000001-0000000001.x", in: "new", "{}")
        mkdir("\(folder.path)/spool/new/folder", 0o700)
        symlink("/etc/hostname", "\(folder.path)/spool/new/0000000000000002-0000000001-0000000001.0")
        mkfifo("\(folder.path)/spool/new/0000000000000003-0000000001-0000000001.0", 0o600)
        let replay = try spool.replay { $0.map { _ in .stored } }
        #expect(replay == Spool.Replay(quarantined: 5))
        #expect(folder.files("failed").count == 6)
        #expect(spool.isEmpty)
    }

    @Test func `a file whose readers have died three times is not read again`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try spool.keep(post("killer", at: 1))
        let name = try #require(folder.files("new").first)
        // As the third process left it that died while it read.
        rename("\(folder.path)/spool/new/\(name)", "\(folder.path)/spool/new/\(name.dropLast(2)).3")
        let replay = try spool.replay { posts in posts.map { _ in .stored } }
        #expect(replay == Spool.Replay(quarantined: 1))
    }
}
