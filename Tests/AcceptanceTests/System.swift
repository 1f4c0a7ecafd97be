import FoundationEssentials
import Glibc
import HTTPClient
import Synchronization
import Testing

/// What went wrong with the system under test itself.
struct SystemError: Error, CustomStringConvertible {
    let description: String
}

/// A whole running system, as `make run` starts it, with a folder, a PostgreSQL and a port of its own: two copies of each
/// handler, three workers, and the sandbox as gateway and model.
final class System: Sendable {
    let folder: String
    let url: String
    let secret: String
    let engine = HTTPEngine()
    let database: SystemDatabase
    /// Whether the sandbox's model was set to fail last.
    let modelWasFaulty = Mutex(false)
    private let process: pid_t

    static let repository: String = {
        // This file is Tests/AcceptanceTests/System.swift.
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return parts.joined(separator: "/")
    }()

    static let buildFolder: String = {
        if let folder = getenv("BUILD_DIR") { return String(cString: folder) }
        return repository + "/.build/debug"
    }()

    /// Starts the system and waits until it is ready.
    init(_ settings: [String: String] = [:]) async throws {
        var template = Array("/tmp/shi-acceptance-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(description: "no folder in /tmp") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        var environment = [
            "RUN_DIR": folder, "BUILD_DIR": Self.buildFolder, "PORT": "0", "MODEL": "sandbox", "COPIES_worker": "3",
            "COPIES_sandbox": "2",
            "KEEP": "no",
        ]
        environment.merge(settings) { $1 }
        process = try Shell.start(
            [Self.repository + "/nginx/local/run.sh"], environment: environment, output: folder + "/run.out")
        var address: String?
        for _ in 0..<1200 where address == nil {
            try await Task.sleep(for: .milliseconds(100))
            let output = (try? String(contentsOfFile: folder + "/run.out", encoding: .utf8)) ?? ""
            if output.contains("Ctrl-C stops everything") { address = Self.variables(folder)["SHI_URL"] }
            if kill(process, 0) != 0 { throw SystemError(description: "run.sh has ended: \(output)") }
        }
        let variables = Self.variables(folder)
        guard let address, let secret = variables["SHI_INTERNAL_SECRET"] else {
            kill(process, SIGTERM)
            throw SystemError(description: "the system did not become ready; its folder is \(folder)")
        }
        url = address
        self.secret = secret
        database = SystemDatabase(host: variables["PGHOST"] ?? "", port: variables["PGPORT"] ?? "")
    }

    /// Stops it and removes its folder.
    func stop() {
        engine.shutdown()
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What a shell needs to look into it: its address, its secret and where its database is.
    var variables: [String: String] { Self.variables(folder) }

    private static func variables(_ folder: String) -> [String: String] {
        let text = (try? String(contentsOfFile: folder + "/env", encoding: .utf8)) ?? ""
        var variables: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("export ") {
            let pair = line.dropFirst(7).split(separator: "=", maxSplits: 1)
            if pair.count == 2 { variables[String(pair[0])] = pair[1].filter { $0 != "'" } }
        }
        return variables
    }

    /// The process id of one copy of a program, such as `worker-2`.
    func processID(of copy: String) throws -> pid_t {
        let text = try? String(contentsOfFile: "\(folder)/pids/\(copy)", encoding: .utf8)
        guard let text, let id = pid_t(text.filter(\.isNumber)) else {
            throw SystemError(description: "\(copy) has no process id")
        }
        return id
    }

    /// Sends a signal to one copy of a program.
    func signal(_ number: Int32, to copy: String) throws { kill(try processID(of: copy), number) }

    /// Waits until a copy runs, as another process than before.
    func waitForRestart(of copy: String, after old: pid_t) async throws {
        try await eventually("\(copy) runs again") {
            guard let id = try? self.processID(of: copy) else { return false }
            return id != old && kill(id, 0) == 0
        }
    }
}

/// Waits until a condition holds; fails the test when it does not within a minute.
///
/// The minute is no promise of the system: it only ends a test that would otherwise never end.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    for _ in 0..<1200 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("it never came to this: \(what)", sourceLocation: sourceLocation)
    throw SystemError(description: "it never came to this: \(what)")
}
