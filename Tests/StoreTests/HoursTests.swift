import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The hours of a business` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func set(_ hours: String) throws {
        try database.execute(
            """
            update tenant set time_zone = 'Asia/Jerusalem';
            delete from business_hours;
            insert into business_hours (tenant_id, weekday, opens, closes) values \(hours)
            """)
    }

    /// Whether it is open at moments, which are given in UTC.
    private func isOpen(_ moments: String...) throws -> [Bool] {
        try moments.map { try database.value("select is_open(1, $1)", [$0 + "+00"]) == "t" }
    }

    private func closedSince(_ moment: String) throws -> String? {
        try database.value(
            "select to_char(closed_since(1, $1) at time zone 'UTC', 'YYYY-MM-DD HH24:MI')", [moment + "+00"])
    }

    @Test func `are always where none are written`() throws {
        #expect(try isOpen("2026-11-24 03:00") == [true])
        #expect(try closedSince("2026-11-24 03:00") == nil)
        try database.execute("insert into business_hours values (2, 1, '09:00', '10:00')")
        #expect(try isOpen("2026-11-24 03:00") == [true])
    }

    @Test func `begin with the minute that they name and end before the one that closes`() throws {
        // A Tuesday, in winter: two hours ahead of UTC.
        try set("(1, 2, '09:00', '13:00'), (1, 2, '16:00', '19:00')")
        #expect(
            try isOpen(
                "2026-11-24 06:59:59", "2026-11-24 07:00", "2026-11-24 10:59:59", "2026-11-24 11:00",
                "2026-11-24 14:00", "2026-11-24 17:00", "2026-11-25 08:00") == [
                    false, true, true, false, true, false, false,
                ])
    }

    @Test func `go past midnight in two rows`() throws {
        // Saturday night, and Sunday's first hours.
        try set("(1, 6, '20:00', '24:00'), (1, 7, '00:00', '02:00')")
        #expect(
            try isOpen(
                "2026-11-28 17:59:59", "2026-11-28 21:59:59", "2026-11-28 22:00", "2026-11-28 23:59:59",
                "2026-11-29 00:00") == [false, true, true, true, false])
        #expect(try closedSince("2026-11-29 05:00") == "2026-11-29 00:00")
    }

    @Test func `follow the wall clock when summer time begins and ends`() throws {
        // In Israel in 2026 it begins on Friday 27 March at 2 and ends on Sunday 25 October at 2.
        try set(
            "(1, 4, '09:00', '18:00'), (1, 5, '09:00', '14:00'), (1, 6, '09:00', '14:00'), (1, 7, '09:00', '14:00')")
        #expect(
            try isOpen("2026-03-26 06:59:59", "2026-03-26 07:00", "2026-03-27 05:59:59", "2026-03-27 06:00") == [
                false, true, false, true,
            ])
        #expect(
            try isOpen("2026-10-24 05:59:59", "2026-10-24 06:00", "2026-10-25 06:59:59", "2026-10-25 07:00") == [
                false, true, false, true,
            ])
        #expect(try closedSince("2026-03-27 05:00") == "2026-03-26 16:00")
        #expect(try closedSince("2026-10-25 06:00") == "2026-10-24 11:00")
    }

    @Test func `in the hour that summer time leaves out, and in the one that comes twice`() throws {
        try set("(1, 5, '02:30', '04:00'), (1, 7, '01:00', '02:00')")
        // After 01:59 comes 03:00, which lies within the hours.
        #expect(try isOpen("2026-03-26 23:59:59", "2026-03-27 00:00", "2026-03-27 01:00") == [false, true, false])
        #expect(
            try isOpen("2026-10-24 21:59:59", "2026-10-24 22:30", "2026-10-24 23:30", "2026-10-25 00:00") == [
                false, true, true, false,
            ])
    }

    @Test func `tell since when it has been closed, up to a week`() throws {
        try set("(1, 2, '09:00', '18:00')")
        #expect(try closedSince("2026-11-24 12:00") == nil)
        #expect(try closedSince("2026-11-24 16:00") == "2026-11-24 16:00")
        #expect(try closedSince("2026-11-30 12:00") == "2026-11-24 16:00")
        #expect(try closedSince("2026-12-01 06:59") == "2026-11-24 16:00")
    }
}

@Suite struct `A message while the business is closed` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
        try database.execute("update tenant set out_of_hours_he = 'סגור', out_of_hours_en = 'closed'")
        try close()
    }

    /// The business is open in three days only.
    private func close() throws {
        try database.execute(
            """
            delete from business_hours;
            insert into business_hours
            select 1, extract(isodow from (now() at time zone time_zone) + interval '3 days'), '09:00', '10:00'
            from tenant where tenant_id = 1
            """)
    }

    private func open() throws {
        try database.execute(
            "insert into business_hours select 1, d, '00:00', '24:00' from generate_series(1, 7) d on conflict do nothing"
        )
    }

    /// Writes; whether there is an answer to give.
    private func begin(_ id: String) throws -> (job: ClaimedJob, turn: TurnContext?) {
        try database.accept(inbound(id))
        let job = try database.claimOne(worker: worker)
        guard case .ok(let turn) = try database.with({ try $0.beginTurn(job, context: 4) }) else { return (job, nil) }
        return (job, turn)
    }

    private func tell(_ job: ClaimedJob, _ turn: TurnContext, _ rung: TurnReport.Rung = .notice) throws {
        var report = TurnReport()
        report.rung = rung
        let outcome = try database.finish(job, turn, "closed", report: report)
        guard case .committed(let messageID, send: true) = outcome else { throw TestFailure(description: "\(outcome)") }
        try database.finishSend(job, messageID, .sent)
    }

    @Test func `is told so, in either language`() throws {
        let turn = try #require(try begin("a").turn)
        #expect(turn.notice?.hebrew == "סגור" && turn.notice?.english == "closed")
    }

    @Test func `is answered as ever where the tenant says nothing then, or is open`() throws {
        try open()
        #expect(try #require(try begin("a").turn).notice == nil)
        try close()
        try database.execute("update tenant set out_of_hours_he = null, out_of_hours_en = null")
        try database.execute("update job set state = 'ready', worker_id = null, lease_token = null")
        #expect(try #require(try begin("b").turn).notice == nil)
    }

    @Test func `may be told in one language only`() throws {
        try database.execute("update tenant set out_of_hours_en = null")
        let turn = try #require(try begin("a").turn)
        #expect(turn.notice?.hebrew == "סגור" && turn.notice?.english == nil)
    }

    @Test func `gets no second answer before the business has been open again`() throws {
        let (job, turn) = try begin("a")
        try tell(job, try #require(turn))
        #expect(try database.value("select rung from turn") == "notice")
        for id in ["b", "c"] {
            #expect(try begin(id).turn == nil)
            #expect(try database.count("select count(*) from job where kind in ('reply', 'send')") == 0)
        }
        #expect(try database.count("select count(*) from conversation where answered_generation <> generation") == 0)

        // It was open since: a week ago it was told last.
        try database.execute("update conversation set out_of_hours_told_at = now() - interval '8 days'")
        let again = try begin("d")
        #expect(again.turn?.notice != nil)
        #expect(again.turn?.messages.filter(\.unanswered).count == 1)
    }

    @Test func `is answered when the business is open, and what came before counts as answered`() throws {
        let (job, turn) = try begin("a")
        try tell(job, try #require(turn))
        #expect(try begin("b").turn == nil)
        try open()
        let next = try #require(try begin("c").turn)
        #expect(next.notice == nil)
        #expect(next.messages.map(\.unanswered) == [false, false, false, true])
    }

    @Test func `is told although it was answered while the business was open`() throws {
        try open()
        let (job, turn) = try begin("a")
        try tell(job, try #require(turn), .model)
        #expect(try database.conversationColumn("out_of_hours_told_at") == nil)
        try close()
        #expect(try begin("b").turn?.notice != nil)
    }

    @Test func `that comes while nothing is said is not forgotten where the job has passed to another`() throws {
        let (job, turn) = try begin("a")
        try tell(job, try #require(turn))
        try database.accept(inbound("b"))
        let lost = try database.claimOne(worker: worker)
        _ = try database.with { try $0.release(lost, kind: "reply", waitMilliseconds: 0, failed: false) }
        guard case .lost = try database.with({ try $0.beginTurn(lost, context: 4) }) else {
            Issue.record("the turn begins without the lease")
            return
        }
        #expect(try database.count("select count(*) from job where kind = 'reply' and state = 'ready'") == 1)
        #expect(try database.conversationColumn("answered_generation") == "1")
    }
}
