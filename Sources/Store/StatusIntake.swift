public import Conversation
internal import FoundationEssentials
public import Logging
internal import Postgres

/// Takes reports of sent messages from many threads at once and commits them together, as ``MessageIntake`` does.
public final class StatusIntake: Sendable {
    private let committer: GroupCommitter

    /// Starts the committing threads. They end with the process.
    ///
    /// - Parameter overrides: settings that take precedence over the `PG*` variables, by libpq's names.
    public init(
        committers: Int = 1, applicationName: String, overrides: [String: String] = [:], logger: Logger
    ) {
        committer = GroupCommitter(
            committers: committers, applicationName: applicationName, overrides: overrides, jobKind: "send",
            logger: logger
        ) { (connection, batch) throws(PostgresError) in try connection.acceptStatuses(batch) }
    }

    /// Records reports and returns what became of each, in their order: `moved`, `unmoved`, `early`, `unknownChannel`,
    /// `refused` or `unavailable`.
    ///
    /// A report may be given any number of times and in any order: a message's status only moves forward.
    /// - Parameters:
    ///   - deadline: when to give up on a database that does not answer; the outcome is then `unavailable`.
    ///   - isAway: asked now and then while this waits: whether to give up already, since the database is known to be away.
    /// - Throws: when a report cannot be written as JSON, which is a programming error of its parser.
    public func accept(
        _ reports: [StatusReport], by deadline: ContinuousClock.Instant, unless isAway: () -> Bool = { false }
    ) throws -> [AcceptOutcome] {
        let encoder = JSONEncoder()
        let elements = try reports.map { report in
            IntakeElement(
                tenantID: report.tenantID, group: report.providerMessageID ?? report.messageID.map(String.init) ?? "",
                json: String(decoding: try encoder.encode(report), as: UTF8.self))
        }
        return committer.commit(elements, by: deadline, unless: isAway)
    }
}
