import Logging
import Postgres
import Store

/// Claims jobs, one call at a time, and keeps what the next claim needs to know.
struct Claims {
    struct Claimed {
        var jobs: [ClaimedJob] = []
        /// Whether there may be more to claim at once.
        var isFull = false
    }

    /// The most jobs that one call claims: enough for a burst, few enough for other workers to get their share.
    private static let batch = 32
    /// How often a claim looks at everything, and how often the database is told what this worker holds: what it counts as
    /// leased to this worker besides, since some answer was lost, is given back.
    private static let fullLookInterval = Duration.seconds(1)
    /// The part of a worker's places that one tenant's jobs may take.
    private static let tenantShare = 4

    private struct Mark {
        /// Nil: the next claim looks at everything.
        var lastFullLook: ContinuousClock.Instant?
        var lastTenant: Int64 = 0
    }

    private let worker: Worker
    private var marks: [JobKind: Mark] = [:]
    private var lastDeclaration = ContinuousClock.now

    init(worker: Worker) { self.worker = worker }

    mutating func claim(_ kind: JobKind) async -> Claimed {
        let limit = min(worker.concurrency(kind) - worker.running.count(kind), Self.batch)
        guard limit > 0, let id = worker.id else { return Claimed() }
        // Once for each kind when jobs have come back: they may be long overdue.
        if worker.takeReturnedJobs() {
            for kind in JobKind.allCases { marks[kind]?.lastFullLook = nil }
        }
        var mark = marks[kind] ?? Mark()
        let now = ContinuousClock.now
        let looksAtAll = mark.lastFullLook.map { now - $0 >= Self.fullLookInterval } ?? true
        if looksAtAll { mark.lastFullLook = now }
        let after = mark.lastTenant
        let declares = now - lastDeclaration >= Self.fullLookInterval
        // Claims come one after the other, so that every lease that was learned of is among these.
        let held = declares ? worker.running.tokens : nil
        let share = max(1, worker.concurrency(kind) / Self.tenantShare)
        do throws(PostgresError) {
            let jobs = try await worker.database.call(within: .zero) { (connection) throws(PostgresError) in
                try connection.claimJobs(
                    workerID: id, kind: kind.rawValue, limit: limit, isFull: looksAtAll, after: after, held: held,
                    share: share)
            }
            if declares { lastDeclaration = now }
            for job in jobs { worker.running.begin(job, kind) }
            // In a backlog, what is overdue must not have to wait for the next full look; and a round over late tenants gives
            // each its share, which may add up to less than the limit.
            let hasBacklog = jobs.count == limit || jobs.contains { $0.remainingMilliseconds < 0 }
            if hasBacklog { mark.lastFullLook = nil }
            mark.lastTenant = jobs.last?.tenantID ?? mark.lastTenant
            marks[kind] = mark
            return Claimed(jobs: jobs, isFull: hasBacklog)
        } catch {
            // It may have been committed all the same: the next declaration gives such jobs back.
            worker.logger.warning("claim failed", metadata: ["kind": "\(kind)", "error": "\(error)"])
            return Claimed()
        }
    }
}
