import Dispatch
import Logging
import Postgres
import Store
import Synchronization

/// Whether the database answers, as far as this process knows.
///
/// It is taken to answer until somebody doubts it, who has waited for it or failed. Then one thread looks, and as long as it
/// gets no answer, goes on looking; meanwhile nobody else need wait.
final class Reachability: Sendable {
    /// For how long a look waits for an answer. A server that is gone is noticed at once; one that hangs must not be mistaken
    /// for one whose host is busy.
    private static let patience = Duration.milliseconds(700)

    private let probe: @Sendable () throws(PostgresError) -> Void
    private let isLost = Atomic<Bool>(false)
    /// Whether a look is asked for that has not begun.
    private let isDoubted = Atomic<Bool>(false)
    private let doubts = DispatchSemaphore(value: 0)
    private let watch = DispatchQueue(label: "reachability")
    private let logger: Logger

    /// Starts the thread that looks. It ends with the process.
    convenience init(applicationName: String, logger: Logger) {
        let database = Database(threads: 1, applicationName: applicationName)
        self.init(logger: logger) { () throws(PostgresError) in
            // A connection that was lost is opened again within the limit.
            try database.callBlocking(within: .milliseconds(50), patience: Self.patience) {
                (connection) throws(PostgresError) in
                // The smallest command that has no rows.
                try connection.execute("do 'begin end'")
            }
        }
    }

    /// Starts the thread that looks.
    ///
    /// - Parameter probe: makes a call of the database.
    init(logger: Logger, probe: @escaping @Sendable () throws(PostgresError) -> Void) {
        self.logger = logger
        self.probe = probe
        watch.async { [self] in
            while true {
                doubts.wait()
                // Before the look: a doubt that comes during it may know what it does not, and gets a look of its own.
                isDoubted.store(false, ordering: .sequentiallyConsistent)
                while !looks() { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(100)) }
            }
        }
    }

    /// Whether the database is known not to answer.
    var isAway: Bool { isLost.load(ordering: .relaxed) }

    /// Whether the database is known not to answer; where it is not, somebody who has waited for it asks to have a look.
    func isAwayOrDoubtful() -> Bool {
        if isAway { return true }
        doubt()
        return false
    }

    /// Whether the database answers now. The thread waits for it, up to three quarters of a second.
    func answersNow() -> Bool {
        let answers = looks()
        // It was found to be away: then somebody must look until it is back.
        if !answers { doubt() }
        return answers
    }

    private func doubt() {
        if !isDoubted.exchange(true, ordering: .sequentiallyConsistent) { doubts.signal() }
    }

    private func looks() -> Bool {
        do throws(PostgresError) {
            try probe()
            if isLost.exchange(false, ordering: .sequentiallyConsistent) { logger.notice("the database answers again") }
            return true
        } catch {
            if !isLost.exchange(true, ordering: .sequentiallyConsistent) {
                logger.error("the database does not answer", metadata: ["error": "\(error)"])
            }
            return false
        }
    }
}
