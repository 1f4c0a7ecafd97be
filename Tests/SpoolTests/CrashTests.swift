import FoundationEssentials
import Glibc
import Spool
import Testing

/// A process of its own that keeps posts: this test program, started again with a task in its environment.
@Suite struct SpoolWriter {
    static let task = "SHI_SPOOL_TEST_TASK"
    static let folderName = "SHI_SPOOL_TEST_FOLDER"

    @Test(.enabled(if: getenv(task) != nil, "for processes that other tests start"))
    func `the part of a process that keeps posts`() throws {
        let folder = try #require(getenv(Self.folderName).map { String(cString: $0) })
        let spool = try Spool(folder: folder, maximumBytes: 64 << 20, maximumFiles: 20_000)
        if getenv(Self.task).map({ String(cString: $0) }) == "large" {
            // Larger than the process may write: EFBIG, as a full disk says ENOSPC.
            signal(SIGXFSZ, SIG_IGN)
            try spool.keep(post("small", at: 1))
            let large = String(repeating: "x", count: 100_000)
            #expect { try spool.keep(post(large, at: 2)) } throws: { error in
                if case SpoolError.full = error { true } else { false }
            }
            try spool.keep(post("small again", at: 3))
            return
        }
        // Until it is killed; each post is reported when it is safe.
        for number in 0..<1_000_000 {
            try spool.keep(post("\(getpid()) \(number)", at: Int64(number)))
            let line = "kept \(getpid()) \(number)\n"
            _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
        }
    }
}

/// What is left when writers and replayers die, and when the disk is full.
@Suite struct Crashes {
    /// Starts this test program with a task. Returns its process id.
    private func start(_ task: String, in folder: String, output: String, limit: String = "unlimited") throws -> pid_t {
        let command = "ulimit -f \(limit); exec \"$@\""
        let arguments =
            ["/bin/sh", "-c", command, "sh"]
            + [
                try #require(Self.executable), "--filter", "SpoolTests.SpoolWriter", "--testing-library",
                "swift-testing",
            ]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var variables = ProcessInfo.processInfo.environment
        variables[SpoolWriter.task] = task
        variables[SpoolWriter.folderName] = folder
        let argv = arguments.map { strdup($0) } + [nil]
        let environment = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + environment { free(pointer) } }
        var id = pid_t()
        try #require(posix_spawn(&id, "/bin/sh", &actions, &attributes, argv, environment) == 0)
        return id
    }

    private static var executable: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    private func wait(for id: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status
    }

    @Test func `writers that are killed at any moment lose nothing that they said was safe, and leave nothing half`()
        throws
    {
        let folder = try TestFolder()
        let spool = try folder.spool()
        var safe: Set<String> = []
        for round in 0..<3 {
            let outputs = (0..<2).map { "\(folder.path)/out-\(round)-\($0)" }
            let writers = try outputs.map { try start("write", in: folder.path + "/spool", output: $0) }
            // Until both have begun, and a while longer that differs each time.
            for output in outputs {
                while try !String(contentsOfFile: output, encoding: .utf8).contains("\nkept ") { usleep(5000) }
            }
            usleep(UInt32.random(in: 1000...50_000))
            for writer in writers { kill(writer, SIGKILL) }
            for writer in writers { _ = wait(for: writer) }
            for output in outputs {
                // A last line without its end was not said.
                let lines = try String(contentsOfFile: output, encoding: .utf8).split(
                    separator: "\n", omittingEmptySubsequences: false
                ).dropLast()
                safe.formUnion(lines.filter { $0.hasPrefix("kept ") }.map { String($0.dropFirst(5)) })
            }
        }
        let received = Received()
        let replay = try spool.replay { posts in
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(!safe.isEmpty)
        #expect(safe.isSubset(of: received.texts))
        #expect(Set(received.texts).count == received.texts.count)
        #expect(replay?.quarantined == 0)
    }

    @Test func `a file that the disk has no room for is not kept, and leaves nothing behind`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        let output = folder.path + "/out"
        // In units of 512 or 1024 bytes, by the shell.
        let status = wait(for: try start("large", in: folder.path + "/spool", output: output, limit: "60"))
        #expect(status == 0, "\((try? String(contentsOfFile: output, encoding: .utf8)) ?? "")")
        #expect(folder.files("tmp").isEmpty)
        let received = Received()
        _ = try spool.replay { posts in
            received.add(posts)
            return posts.map { _ in .stored }
        }
        #expect(received.texts == ["small", "small again"])
    }

    @Test func `what dead writers left in tmp is removed after an hour, and not before`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try folder.put("old", in: "tmp", "{\"received_at\":")
        try folder.put("young", in: "tmp", "{\"received_at\":")
        var times = [timespec(tv_sec: time(nil) - 3700, tv_nsec: 0), timespec(tv_sec: time(nil) - 3700, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, "\(folder.path)/spool/tmp/old", &times, 0) == 0)
        let replay = try spool.replay { $0.map { _ in .stored } }
        #expect(replay == Spool.Replay())
        #expect(folder.files("tmp") == ["young"])
    }

    @Test func `a replayer that died after the database had a post leaves it to be replayed again`() throws {
        let folder = try TestFolder()
        let spool = try folder.spool()
        try spool.keep(post("1", at: 1))
        let name = try #require(folder.files("new").first)
        let path = "\(folder.path)/spool/new/\(name)"
        let content = try String(contentsOfFile: path, encoding: .utf8)
        _ = try spool.replay { $0.map { _ in .stored } }
        try folder.put(name, in: "new", content)
        #expect(try spool.replay { $0.map { _ in .stored } } == Spool.Replay(stored: 1))
    }
}
