public import Conversation
internal import FoundationEssentials
public import Logging
internal import Postgres

/// Takes messages from many threads at once and commits them together: concurrent webhooks share a transaction.
public final class MessageIntake: Sendable {
    private let committer: GroupCommitter

    /// Starts the committing threads. They end with the process.
    ///
    /// - Parameter overrides: settings that take precedence over the `PG*` variables, by libpq's names.
    public init(
        committers: Int = 2, applicationName: String, overrides: [String: String] = [:], logger: Logger
    ) {
        committer = GroupCommitter(
            committers: committers, applicationName: applicationName, overrides: overrides, jobKind: "reply",
            logger: logger
        ) { (connection, batch) throws(PostgresError) in try connection.acceptMessages(batch) }
    }

    /// Stores messages and returns what became of each, in their order.
    ///
    /// - Parameters:
    ///   - deadline: when to give up on a database that does not answer; the outcome is then `unavailable`.
    ///   - isAway: asked now and then while this waits: whether to give up already, since the database is known to be away.
    /// - Throws: when a message cannot be written as JSON, which is a programming error of its parser.
    public func accept(
        _ messages: [InboundMessage], by deadline: ContinuousClock.Instant, unless isAway: () -> Bool = { false }
    ) throws -> [AcceptOutcome] {
        let encoder = JSONEncoder()
        let elements = try messages.map { message in
            IntakeElement(
                tenantID: message.tenantID, group: message.chatAddress,
                json: String(decoding: try encoder.encode(message), as: UTF8.self))
        }
        return committer.commit(elements, by: deadline, unless: isAway)
    }
}
