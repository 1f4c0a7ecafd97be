import FoundationEssentials
import Glibc

/// Runs commands as child processes.
enum Shell {
    struct Output {
        let code: Int32
        let standardOutput: String
        let standardError: String
        /// How long it ran.
        let duration: Duration
    }

    /// Starts a command with these variables besides our own, its output going to a file.
    static func start(
        _ command: [String], environment: [String: String] = [:], input: String = "/dev/null", output: String,
        error: String? = nil, inherit: Bool = true
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let error {
            posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        // Threads of the test runner block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var variables = inherit ? ProcessInfo.processInfo.environment : ["PATH": "/usr/bin:/bin"]
        variables.merge(environment) { $1 }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0)=\($1)") }
        defer { (arguments + settings).forEach { free($0) } }
        arguments.append(nil)
        settings.append(nil)
        var id = pid_t()
        let code = posix_spawnp(&id, command[0], &actions, &attributes, arguments, settings)
        guard code == 0 else { throw SystemError(description: "\(command[0]): \(String(cString: strerror(code)))") }
        return id
    }

    /// Runs a command to its end.
    static func run(
        _ command: [String], environment: [String: String] = [:], input: String = "", inherit: Bool = true
    ) throws -> Output {
        var template = Array("/tmp/shi-shell-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(description: "no folder in /tmp") }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try input.write(toFile: folder + "/in", atomically: false, encoding: .utf8)
        let started = ContinuousClock.now
        let id = try start(
            command, environment: environment, input: folder + "/in", output: folder + "/out", error: folder + "/err",
            inherit: inherit)
        var status: Int32 = 0
        waitpid(id, &status, 0)
        return Output(
            code: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
            standardOutput: try String(contentsOfFile: folder + "/out", encoding: .utf8),
            standardError: try String(contentsOfFile: folder + "/err", encoding: .utf8),
            duration: ContinuousClock.now - started)
    }
}
