import Glibc
import Logging
import Postgres
import Synchronization
import Testing

@testable import webhook

@Suite struct Reaching {
    /// A database that is away when it is told to be.
    private final class Switch: Sendable {
        private let isOn = Atomic<Bool>(true)

        func turn(_ on: Bool) { isOn.store(on, ordering: .relaxed) }

        func call() throws(PostgresError) {
            guard isOn.load(ordering: .relaxed) else { throw PostgresError(sqlState: nil, message: "away") }
        }
    }

    private func waits(until condition: () -> Bool) -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func `a database that a replay finds away is found again when it is back, though nobody doubts it`() {
        let database = Switch()
        let reachability = Reachability(logger: Logger(label: "test"), probe: database.call)
        database.turn(false)
        #expect(!reachability.answersNow())
        #expect(reachability.isAway)
        database.turn(true)
        #expect(waits { !reachability.isAway })
    }

    @Test func `a doubt leads to a look, and a database that is away to further ones`() {
        let database = Switch()
        let reachability = Reachability(logger: Logger(label: "test"), probe: database.call)
        #expect(!reachability.isAwayOrDoubtful())
        database.turn(false)
        #expect(waits { reachability.isAwayOrDoubtful() })
        database.turn(true)
        #expect(waits { !reachability.isAway })
    }
}
