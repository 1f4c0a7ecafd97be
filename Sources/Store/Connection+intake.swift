internal import Conversation
public import Postgres

/// What became of one element of a batch that `accept_messages` took.
public enum AcceptOutcome: Sendable, Equatable {
    /// It was stored.
    case stored
    /// It is our own send as the provider reports it back, or the owner's own words.
    case echo
    /// It was stored before.
    case duplicate
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
        case "unknown_channel": self = .unknownChannel
        default: return nil
        }
    }
}

/// An element of a batch: whose it is, in which chat, and the message as JSON.
struct IntakeElement: Sendable {
    let tenantID: Int64
    let chatAddress: String
    let json: String
}

extension Connection {
    private static let acceptMessages = Statement(function: "accept_messages", parameters: 2)
    private static let announceJobs = Statement(function: "announce_jobs", parameters: 1)
    private static let recordConnection = Statement(function: "record_connection", parameters: 5)

    /// Calls `accept_messages`. Returns the outcomes in the order of the elements, and whether a job was made.
    mutating func acceptMessages(
        _ elements: [IntakeElement]
    ) throws(PostgresError) -> (outcomes: [AcceptOutcome], madeJob: Bool) {
        let rows = try call(
            Self.acceptMessages,
            [ArrayLiteral.integers(elements.map(\.tenantID)), ArrayLiteral.texts(elements.map(\.json))])
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
