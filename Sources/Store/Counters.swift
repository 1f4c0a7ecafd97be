internal import Glibc
public import Logging
internal import Postgres
internal import Synchronization

/// What a program counts. It is added to the system's counters in the database each second, by a thread of this value's.
///
/// Counting costs a short lock and no call. What a failed call could not add stays and is added later; what was counted
/// since the last flush is lost when the program is killed.
public final class Counters: Sendable {
    private struct Key: Hashable {
        let name: String
        let labels: String
    }

    private let counts = Mutex<[Key: Int64]>([:])
    private let database: Database
    private let logger: Logger

    /// Counts for a program whose calls go through this database. The thread ends when this value is gone.
    public init(database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
        startThread { [weak self] in
            while true {
                sleep(1)
                guard let counters = self else { return }
                counters.flush()
            }
        }
    }

    /// Counts.
    ///
    /// - Parameters:
    ///   - name: `shi_…_total`, lower-case letters and underscores.
    ///   - labels: few different ones, as in Prometheus' text format: `provider="cloud",reason="wrong"`.
    public func increment(_ name: String, _ labels: String = "", by amount: Int = 1) {
        counts.withLock { $0[Key(name: name, labels: labels), default: 0] += Int64(amount) }
    }

    /// Adds what was counted since the last time; also the last act of a program. Waits two seconds and a little at most.
    public func flush() {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        if taken.isEmpty { return }
        let batch = taken.map { Count(name: $0.key.name, labels: $0.key.labels, value: $0.value) }
        do throws(PostgresError) {
            try database.callBlocking(within: .zero) { (connection) throws(PostgresError) in
                try connection.addCounts(batch)
            }
        } catch {
            guard !error.isDataError else {
                logger.error("counters have unacceptable names", metadata: ["names": "\(batch.map(\.name))"])
                return
            }
            counts.withLock { $0.merge(taken) { $0 + $1 } }
            logger.warning("counters were not added yet", metadata: ["error": "\(error)"])
        }
    }
}
