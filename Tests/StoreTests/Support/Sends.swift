import Conversation

@testable import Postgres
@testable import Store

extension TestDatabase {
    /// Begins a send that has to wait for something.
    func beginWaiting(_ job: ClaimedJob) throws -> SendBeginning { try with { try $0.beginSend(job) } }

    /// Whether the beginning of a send was put off.
    func waits(_ job: ClaimedJob) throws -> Bool {
        if case .wait = try beginWaiting(job) { true } else { false }
    }

    /// The provider reports of a message how far it has come. Returns whether that moved it.
    @discardableResult
    func report(_ messageID: Int64, _ status: String, providerID: String? = nil) throws -> Bool {
        try value(
            "select move_status(1, $1, $2, $3, now(), case $2 when 'failed' then '131026' end, null, null)",
            [String(messageID), status, providerID]) == "t"
    }

    /// Lets so much time pass for the conversations' waiting send jobs: for the messages that settle and for the limits, too.
    func pass(milliseconds: Int) throws {
        let span = "make_interval(secs => \(milliseconds) / 1000.0)"
        try execute(
            """
            update message set settling_since = settling_since - \(span) where settling_since is not null;
            update conversation set pair_full_at = pair_full_at - \(span) where pair_full_at is not null;
            update channel set sends_after = sends_after - \(span) where sends_after is not null;
            update job set run_at = run_at - \(span) where state = 'waiting' and kind = 'send';
            """)
        _ = try with { try $0.promoteJobs(limit: 100) }
    }

    /// How many milliseconds after a moment, a query of the database, the one waiting send job is due; nil where none waits.
    func dueMilliseconds(after moment: String) throws -> Int? {
        try value(
            "select milliseconds(run_at - (\(moment))) from job where kind = 'send' and state = 'waiting'"
        ).flatMap { Int($0) }
    }

    /// One column of a message, as text.
    func message(_ messageID: Int64, _ column: String) throws -> String? {
        try value("select (\(column))::text from message where message_id = $1", [String(messageID)])
    }
}
