internal import Conversation
public import Postgres

/// What became of one element of a batch that `accept_messages` or `accept_statuses` took.
public enum AcceptOutcome: Sendable, Equatable {
    /// It was stored.
    case stored
    /// It is our own send as the provider reports it back, or the owner's own words.
    case echo
    /// It was stored before.
    case duplicate
    /// A report has moved its message's status forward.
    case moved
    /// A report that says nothing new, or is about a message of the customer's.
    case unmoved
    /// A report of a message whose provider id is not known yet: it is kept until it is.
    case early
    /// The tenant has no such channel.
    case unknownChannel
    /// The database does not take its values.
    case refused(String)
    /// The database did not answer in time; it may or may not be stored.
    case unavailable

    init?(_ name: String?) {
        switch name {
        case "stored": self = .stored
        case "echo": self = .echo
        case "duplicate": self = .duplicate
        case "moved": self = .moved
        case "unmoved": self = .unmoved
        case "early": self = .early
        case "unknown_channel": self = .unknownChannel
        default: return nil
        }
    }
}

/// An element of a batch: whose it is, and the message or report as JSON.
struct IntakeElement: Sendable {
    let tenantID: Int64
    /// What waits for the same locks, such as the messages of one chat.
    let group: String
    let json: String
}

/// What became of the elements of a batch, in their order, and whether a job was made for the workers.
typealias BatchOutcome = (outcomes: [AcceptOutcome], madeJob: Bool)

extension Connection {
    private static let acceptMessages = Statement(function: "accept_messages", parameters: 2)
    private static let acceptStatuses = Statement(function: "accept_statuses", parameters: 2)
    private static let announceJobs = Statement(function: "announce_jobs", parameters: 1)
    private static let recordConnection = Statement(function: "record_connection", parameters: 5)

    /// Calls `accept_messages`.
    mutating func acceptMessages(_ elements: [IntakeElement]) throws(PostgresError) -> BatchOutcome {
        try accept(elements, Self.acceptMessages)
    }

    /// Calls `accept_statuses`.
    mutating func acceptStatuses(_ elements: [IntakeElement]) throws(PostgresError) -> BatchOutcome {
        try accept(elements, Self.acceptStatuses)
    }

    private mutating func accept(
        _ elements: [IntakeElement], _ statement: Statement
    ) throws(PostgresError) -> BatchOutcome {
        let rows = try call(
            statement, [ArrayLiteral.integers(elements.map(\.tenantID)), ArrayLiteral.texts(elements.map(\.json))])
        var outcomes = [AcceptOutcome](repeating: .unavailable, count: elements.count)
        var madeJob = false
        for (ordinal, outcome, made) in rows.map({ ($0.integer(0), AcceptOutcome($0.text(1)), $0.boolean(2)) }) {
            guard let ordinal, let outcome, outcomes.indices.contains(Int(ordinal) - 1) else { continue }
            outcomes[Int(ordinal) - 1] = outcome
            madeJob = madeJob || made == true
        }
        return (outcomes, madeJob)
    }

    /// Calls `announce_jobs`.
    public mutating func announceJobs(kind: String) throws(PostgresError) {
        _ = try call(Self.announceJobs, [kind])
    }

    /// Calls `record_connection`. Returns false where the tenant has no such channel.
    public mutating func recordConnection(
        tenantID: Int64, provider: String, address: String, state: String, name: String?
    ) throws(PostgresError) -> Bool {
        let rows = try call(Self.recordConnection, [String(tenantID), provider, address, state, name])
        return rows.first { $0.boolean(0) } == true
    }
}
