import FoundationEssentials
import Testing

extension AcceptanceTests {
    /// The libraries of others against our webhooks and against the sandbox: see Tests/outside/providers.sh.
    @Suite(
        .enabled("twilio and pywa cannot be installed: that takes python3 with venv, and PyPI") {
            try ForeignLibraries.areInstalled()
        })
    struct OutsideProviders {
        @Test func `PyPI's twilio and pywa agree with our webhooks and with the sandbox`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let result = try Shell.run(
                [ForeignLibraries.script, "run", ForeignLibraries.folder], environment: system.variables)
            let lines = result.standardOutput.split(separator: "\n")
            #expect(lines.filter { $0.hasPrefix("ok ") }.count == 5, "\(result.standardOutput)")
            #expect(lines.filter { !$0.hasPrefix("ok ") } == [], "\(result.standardError.suffix(2000))")
            #expect(result.code == 0)
            try await system.waitUntilIdle()
        }
    }
}

enum ForeignLibraries {
    static let script = System.repository + "/Tests/outside/providers.sh"
    static let folder = System.repository + "/.build/outside/providers"

    private static let installation = Result { try Shell.run([script, "install", folder]).code == 0 }

    /// Whether they are there; the first who asks installs them, which takes some ten seconds and PyPI.
    static func areInstalled() throws -> Bool { try installation.get() }
}
