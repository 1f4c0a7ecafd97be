import FoundationEssentials
import Glibc
import HTTPClient
import Testing

/// PyPI's `llmock`: a server that is not ours, speaks OpenAI's API, and is told over HTTP what to answer or do wrong.
final class LLMock: Sendable {
    /// Whether it is there; the first who asks installs it, which takes some ten seconds and PyPI.
    static func isInstalled() throws -> Bool { try installation.get() }

    private static let installation = Result { try run(["install", folder], then: waitForExit) == 0 }

    private static let repository: String = {
        // This file is Tests/AssistantTests/LLMock.swift.
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }()
    private static let folder = repository + "/.build/outside/llmock"

    private let port: UInt16
    private let process: pid_t
    private let engine = HTTPEngine()

    /// Starts it on a free port and waits until it answers.
    init() async throws {
        port = LoopbackSocket().port
        process = try Self.run(["serve", Self.folder, String(port)]) { $0 }
        for _ in 0..<600 {
            if let response = try? await request("GET", "/health"), response.status == 200 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        stop()
        throw LLMockError(description: "llmock does not answer on port \(port)")
    }

    /// Ends it.
    func stop() {
        engine.shutdown()
        kill(process, SIGTERM)
        _ = Self.waitForExit(process)
    }

    /// The address of its API.
    var baseURL: String { "http://127.0.0.1:\(port)/v1" }

    /// Forgets everything and does this next: behaviours in llmock's JSON, each for one request.
    func play(_ behaviours: String) async throws {
        _ = try await request("POST", "/_llmock/reset")
        guard !behaviours.isEmpty else { return }
        let response = try await request("POST", "/_llmock/scenario", body: #"{"behaviors":[\#(behaviours)]}"#)
        guard response.status == 201 else {
            throw LLMockError(description: String(decoding: response.body, as: UTF8.self))
        }
    }

    /// What it was asked since.
    func requests() async throws -> [Record] {
        struct Journal: Decodable { let requests: [Record] }
        return try JSONDecoder().decode(Journal.self, from: Data(try await request("GET", "/_llmock/requests").body))
            .requests
    }

    /// One request in its journal.
    struct Record: Decodable {
        let fault: String?
        /// Whether its answer was taken to the end.
        let completed: Bool
    }

    private func request(_ method: String, _ path: String, body: String = "") async throws -> HTTPResponse {
        try await engine.response(
            to: HTTPRequest(
                method: method, url: "http://127.0.0.1:\(port)\(path)", headers: [("Content-Type", "application/json")],
                body: Array(body.utf8), deadline: .now + .seconds(10)))
    }
}

struct LLMockError: Error, CustomStringConvertible {
    let description: String
}

extension LLMock {
    /// Starts the script that installs and serves it, and hands its process id on.
    fileprivate static func run<Result>(_ arguments: [String], then: (pid_t) -> Result) throws -> Result {
        // Threads of the test runner block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = [repository + "/Tests/outside/llmock.sh"] + arguments
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var id = pid_t()
        let code = posix_spawn(&id, words[0], nil, &attributes, &pointers, environ)
        guard code == 0 else { throw LLMockError(description: "\(words[0]): \(String(cString: strerror(code)))") }
        return then(id)
    }

    /// The exit code of a process, once it has ended.
    fileprivate static func waitForExit(_ process: pid_t) -> CInt {
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : -1
    }
}

/// The suite's one server, started before its first test and ended after its last.
struct LLMockServer: SuiteTrait, TestScoping {
    @TaskLocal static var current: LLMock?

    /// Not for each test within.
    let isRecursive = false

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let server = try await LLMock()
        defer { server.stop() }
        try await Self.$current.withValue(server) { try await function() }
    }
}
