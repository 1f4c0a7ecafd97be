public import Postgres

/// A job that is leased to this worker.
public struct ClaimedJob: Sendable {
    /// Whose job it is.
    public let tenantID: Int64
    /// What it is about: a conversation.
    public let key: Int64
    /// Proves the lease; every write about the job carries it.
    public let leaseToken: String
    /// How long until its deadline, in milliseconds, when it was claimed; negative when it has passed.
    public let remainingMilliseconds: Int64
    /// How often it has failed.
    public let attempt: Int
    /// How many workers died while they held it.
    public let lost: Int
}

/// What `upkeep` said.
public enum UpkeepOutcome: String, Sendable {
    /// All is done; the job waits for its next time.
    case done
    /// There is more to do: call again.
    case more
    /// The lease is somebody else's.
    case lost
}

/// A turn that a worker is running, as ``Postgres/Connection/pulse(workerID:turns:)`` asks about it.
public struct RunningTurn: Sendable, Hashable {
    /// Whose turn it is.
    public let tenantID: Int64
    /// In which conversation.
    public let conversationID: Int64
    /// What it answers.
    public let generation: Int32

    /// Names a running turn.
    public init(tenantID: Int64, conversationID: Int64, generation: Int32) {
        self.tenantID = tenantID
        self.conversationID = conversationID
        self.generation = generation
    }
}

/// A conversation that has moved on under a running turn.
public struct MovedConversation: Sendable {
    /// Whose conversation it is.
    public let tenantID: Int64
    /// Which.
    public let conversationID: Int64
    /// Its generation now.
    public let generation: Int32
    /// Its mode now: bot, human or muted.
    public let mode: String
}

extension Connection {
    private static let registerWorker = Statement(function: "register_worker", parameters: 2)
    private static let pulse = Statement(function: "pulse", parameters: 4)
    private static let reapWorkers = Statement(function: "reap_workers", parameters: 0)
    private static let retireWorker = Statement(function: "retire_worker", parameters: 1)
    private static let promoteJobs = Statement(function: "promote_jobs", parameters: 1)
    private static let claimJobs = Statement(function: "claim_jobs", parameters: 7)
    private static let releaseJob = Statement(function: "release_job", parameters: 6)
    private static let upkeep = Statement(function: "upkeep", parameters: 1)

    /// Calls `register_worker` on a session that stays open for as long as the worker lives. Returns the worker's id.
    public mutating func registerWorker(id: Int64?, name: String) throws(PostgresError) -> Int64 {
        let id = try call(Self.registerWorker, [id.map(String.init), name]).first { $0.integer(0) }
        guard let id = id ?? nil else { throw PostgresError(sqlState: nil, message: "register_worker gave no id") }
        return id
    }

    /// Calls `pulse`: the worker's heartbeat, and its look at the conversations of its turns.
    public mutating func pulse(workerID: Int64, turns: [RunningTurn]) throws(PostgresError) -> [MovedConversation] {
        let rows = try call(
            Self.pulse,
            [
                String(workerID), ArrayLiteral.integers(turns.map(\.tenantID)),
                ArrayLiteral.integers(turns.map(\.conversationID)), ArrayLiteral.integers(turns.map(\.generation)),
            ])
        return rows.map { row in
            MovedConversation(
                tenantID: row.integer(0) ?? 0, conversationID: row.integer(1) ?? 0,
                generation: Int32(truncatingIfNeeded: row.integer(2) ?? 0), mode: row.text(3) ?? "")
        }
    }

    /// Calls `reap_workers`. Returns how many jobs of dead workers can be claimed again.
    public mutating func reapWorkers() throws(PostgresError) -> Int64 {
        try call(Self.reapWorkers).first { $0.integer(0) ?? 0 } ?? 0
    }

    /// Calls `retire_worker`. Returns how many jobs were given back.
    public mutating func retireWorker(id: Int64) throws(PostgresError) -> Int64 {
        try call(Self.retireWorker, [String(id)]).first { $0.integer(0) ?? 0 } ?? 0
    }

    /// Calls `promote_jobs`. Returns how many jobs became ready.
    public mutating func promoteJobs(limit: Int) throws(PostgresError) -> Int64 {
        try call(Self.promoteJobs, [String(limit)]).first { $0.integer(0) ?? 0 } ?? 0
    }

    /// Calls `claim_jobs`: leases up to `limit` ready jobs of a kind.
    ///
    /// - Parameters:
    ///   - isFull: whether to look also at jobs that are long overdue.
    ///   - after: the tenant after which a round over late tenants goes on.
    ///   - held: the tokens that this worker holds; its other jobs, whose claim's answer was lost, are given back.
    ///   - share: how many jobs of the kind this worker may run for one tenant.
    public mutating func claimJobs(
        workerID: Int64, kind: String, limit: Int, isFull: Bool, after: Int64, held: [String]?,
        share: Int
    ) throws(PostgresError) -> [ClaimedJob] {
        let rows = try call(
            Self.claimJobs,
            [
                String(workerID), kind, String(limit), isFull ? "t" : "f", String(after),
                held.map { ArrayLiteral.texts($0) }, String(share),
            ])
        return rows.map { row in
            ClaimedJob(
                tenantID: row.integer(0) ?? 0, key: row.integer(1) ?? 0, leaseToken: row.text(2) ?? "",
                remainingMilliseconds: row.integer(3) ?? 0, attempt: Int(row.integer(4) ?? 0),
                lost: Int(row.integer(5) ?? 0))
        }
    }

    /// Calls `release_job`: gives a job back, after a wait where `wait` is above zero. Returns false where the lease is
    /// somebody else's.
    public mutating func release(
        _ job: ClaimedJob, kind: String, waitMilliseconds wait: Int64, failed: Bool
    ) throws(PostgresError) -> Bool {
        let rows = try call(
            Self.releaseJob,
            [String(job.tenantID), kind, String(job.key), job.leaseToken, String(wait), failed ? "t" : "f"])
        return rows.first { $0.boolean(0) } == true
    }

    /// Calls `upkeep`.
    public mutating func upkeep(leaseToken: String) throws(PostgresError) -> UpkeepOutcome {
        try call(Self.upkeep, [leaseToken]).first { $0.text(0).flatMap(UpkeepOutcome.init) ?? .lost } ?? .lost
    }
}
