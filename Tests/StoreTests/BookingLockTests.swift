import Testing

@testable import Postgres
@testable import Store

/// What a booking waits for, and what waits for it.
@Suite struct `A booking while somebody edits` {
    let database: TestDatabase
    let worker: Int64
    /// A session whose transaction somebody has left open.
    let other: OpenTransaction

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
        other = OpenTransaction(try database.connect())
    }

    /// Finishes a turn as the worker does, but not for ever.
    private func finish(
        _ job: ClaimedJob, _ turn: TurnContext, _ writes: [StagedWrite], report: TurnReport = TurnReport()
    ) throws -> ReplyOutcome {
        var connection = try database.connect()
        try connection.execute("set statement_timeout = '5s'")
        return try connection.finishReply(
            job, turnID: turn.turnID, generation: turn.generation, reserveMilliseconds: 0, text: "yes", report: report,
            writes: writes)
    }

    private func isCommitted(_ outcome: ReplyOutcome) -> Bool {
        if case .committed = outcome { true } else { false }
    }

    @Test(arguments: [
        "update listing set price = price + 1", "update knowledge set answer = 'x'",
        "update prompt set content = 'x'", "update tenant set greeting_he = 'x'",
        "insert into knowledge values (1, 99, 'he', 'x', '{x}', 'x')",
    ])
    func `facts is made at once`(edit: String) throws {
        let slot = try database.slots()[9]
        let (job, turn) = try database.beginTurn("a", worker: worker)
        try other.execute("begin; \(edit)")
        #expect(isCommitted(try finish(job, turn, [.bookViewing(listingID: 101, startsAt: slot)])))
        try other.execute("commit")
        #expect(try database.count("select count(*) from appointment where state = 'booked'") == 1)
    }

    @Test func `agents or hours is a conflict, and is made when that has ended`() throws {
        let slot = try database.slots()[9]
        let (job, turn) = try database.beginTurn("a", worker: worker)
        try other.execute("begin; update agent set name_en = 'x'")
        var report = TurnReport()
        report.costMicrodollars = 5
        let booking = StagedWrite.bookViewing(listingID: 101, startsAt: slot)
        #expect(try finish(job, turn, [booking], report: report) == .conflict)
        #expect(try database.count("select count(*) from turn") == 0)
        #expect(try database.count("select count(*) from spend") == 0)
        #expect(try database.value("select lease_token::text from job where kind = 'reply'") == job.leaseToken)
        try other.execute("rollback")
        #expect(isCommitted(try finish(job, turn, [booking], report: report)))
        #expect(try database.count("select microdollars from spend") == 5)
    }

    @Test func `agents or hours waits for nothing where there is none`() throws {
        let (job, turn) = try database.beginTurn("a", worker: worker)
        try other.execute("begin; update agent set name_en = 'x'")
        var facts = LeadFacts()
        facts.area = "x"
        #expect(isCommitted(try finish(job, turn, [.handOver(reason: "asked"), .recordLead(facts)])))
    }

    @Test func `holds neither the tenant's times nor its spending while it waits for the lead`() throws {
        let database = database
        _ = try database.answer("a", worker: worker, writes: [.recordLead(LeadFacts())])
        try database.execute(
            "insert into spend (tenant_id, day, shard) select 1, current_date + d, n from generate_series(-1, 1) d, generate_series(0, 15) n"
        )
        let slot = try database.slots()[9]
        var report = TurnReport()
        report.costMicrodollars = 5
        let (job, turn) = try database.beginTurn("b", worker: worker)
        try other.execute("begin; update lead set source = source")
        let waits =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        let (free, outcome) = try { [report] in
            let results = try concurrently(2) { side -> (Bool, ReplyOutcome?) in
                guard side == 0 else {
                    return (
                        true,
                        try finish(
                            job, turn,
                            [
                                .bookViewing(listingID: 101, startsAt: slot), .recordLead(LeadFacts()),
                            ], report: report)
                    )
                }
                var connection = try database.connect()
                guard try becomes({ try connection.column(waits) == ["1"] }) else { return (false, nil) }
                _ = try connection.column("select from tenant_slots for update nowait")
                _ = try connection.column("select from spend for update nowait")
                return (true, nil)
            }
            return (results[0].0, results[1].1)
        }()
        #expect(free)
        #expect(outcome == .conflict)
    }

    @Test(arguments: [5, 30, 59])
    func `or not, is at no time between those that are offered`(minutes: Int) throws {
        // Not the last of its day, and not today's.
        let slot = try #require(try database.slots().dropFirst(9).first { $0.hasSuffix("T10:00") })
        let between = "\(slot.dropLast(2))\(minutes < 10 ? "0" : "")\(minutes)"
        let outcome = try database.answer(
            "a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: between)])
        #expect(outcome == .conflict)
        try database.execute("update tenant set viewing_minutes = 10; delete from job")
        let later = try database.answer("b", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: between)])
        #expect(isCommitted(later) == (minutes == 30))
    }
}

/// A session in which a test opens a transaction, and leaves it open while it uses others.
final class OpenTransaction: @unchecked Sendable {
    private var session: Connection

    init(_ session: consuming Connection) { self.session = session }

    func execute(_ sql: String) throws { try session.execute(sql) }
}
