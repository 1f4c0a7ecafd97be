import Synchronization
import Testing

/// The suites' one system: it is started before the first of their tests and stopped after the last. The tests change how
/// the sandbox behaves and kill programs, so they run one after the other.
struct SharedSystem: SuiteTrait, TestScoping {
    @TaskLocal static var current: System?

    /// Not for each test within.
    let isRecursive = false

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let system = try await System()
        defer { system.stop() }
        try await Self.$current.withValue(system) { try await function() }
    }
}

/// The system that the suite started.
func runningSystem() throws -> System {
    guard let system = SharedSystem.current else { throw SystemError(description: "no system is running") }
    return system
}

/// Everything that is tried on one running system, part after part.
@Suite(.serialized, SharedSystem()) struct AcceptanceTests {}
