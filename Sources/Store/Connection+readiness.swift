public import Postgres

/// What `readiness` reports of the database.
public struct Readiness: Sendable {
    /// The version of the schema.
    public let schemaVersion: Int64
    /// How long the job that waits longest has been overdue, in milliseconds; 0 when none is.
    public let overdueMilliseconds: Int64
    /// How many jobs wait, counted up to 10,000.
    public let waitingJobs: Int64
    /// How many workers have shown a sign of life in the last 1.5 s.
    public let liveWorkers: Int64
    /// Whether a row has fallen into a default partition, because its month's is missing.
    public let usesDefaultPartition: Bool
    /// How many conversations wait for a human, counted up to 10,000.
    public let openHandovers: Int64
    /// For how long the first of them has waited, in seconds; 0 when none does.
    public let oldestHandoverSeconds: Int64
}

extension Connection {
    /// The version of the schema that this program was written for.
    public static let schemaVersion: Int64 = 3

    private static let readiness = Statement(function: "readiness", parameters: 0)

    /// Calls `readiness`.
    public mutating func readiness() throws(PostgresError) -> Readiness {
        let readiness = try call(Self.readiness).first { row in
            Readiness(
                schemaVersion: row.integer(0) ?? 0, overdueMilliseconds: row.integer(1) ?? 0,
                waitingJobs: row.integer(2) ?? 0, liveWorkers: row.integer(3) ?? 0,
                usesDefaultPartition: row.boolean(4) == true, openHandovers: row.integer(5) ?? 0,
                oldestHandoverSeconds: row.integer(6) ?? 0)
        }
        guard let readiness else { throw PostgresError(sqlState: nil, message: "readiness gave no row") }
        return readiness
    }
}
