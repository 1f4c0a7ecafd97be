import Logging
import Postgres
import Store

/// The worker's heartbeat: every 100 ms it shows that it lives and asks which of its turns have been overtaken; it also
/// makes jobs ready whose retry time has come, and takes dead workers' jobs back.
///
/// It has a connection of its own, so that no queue of other calls can make the worker look dead.
struct Pulse {
    private static let interval = Duration.milliseconds(100)
    private static let reapInterval = Duration.milliseconds(250)
    /// How many waiting jobs one call makes ready.
    private static let promotionBatch = 500

    private let worker: Worker
    private let database: Database

    init(worker: Worker) {
        self.worker = worker
        database = Database(threads: 1, applicationName: "shi-worker \(worker.settings.name) pulse")
    }

    /// Beats until its task is cancelled.
    ///
    /// - Parameter reconnect: asks for a new registration, when the worker was taken for dead.
    func beat(reconnect: @escaping @Sendable () -> Void) async {
        var lastReap = ContinuousClock.now
        var hasFailed = false
        while !Task.isCancelled {
            let started = ContinuousClock.now
            if let id = worker.id {
                let isReapTime = started - lastReap >= Self.reapInterval
                if isReapTime { lastReap = started }
                // Ten lines a second would say no more than the first.
                let error = await beatOnce(id, reap: isReapTime)
                if let error, !hasFailed { worker.logger.warning("heartbeat failed", metadata: ["error": "\(error)"]) }
                hasFailed = error != nil
                if error?.sqlState == "P0002" { reconnect() }
            }
            try? await Task.sleep(until: started + Self.interval, clock: .continuous)
        }
    }

    /// Beats once. Returns why it failed, if it did.
    private func beatOnce(_ id: Int64, reap: Bool) async -> PostgresError? {
        let turns = worker.running.turns
        do throws(PostgresError) {
            let (moved, freed) = try await database.call(within: .zero) { (connection) throws(PostgresError) in
                let moved = try connection.pulse(workerID: id, turns: turns)
                let promoted = try connection.promoteJobs(limit: Self.promotionBatch)
                let reaped = reap ? try connection.reapWorkers() : 0
                return (moved, promoted + reaped)
            }
            worker.running.supersede(moved)
            if freed > 0 { worker.wakeForReturnedJobs() }
            return nil
        } catch {
            return error
        }
    }
}
