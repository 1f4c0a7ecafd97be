@testable import Postgres
@testable import Store

extension TestDatabase {
    /// A database in which the demo's business is tenant 1, without a quiet interval and with far deadlines.
    static func withDemo() throws -> TestDatabase {
        let database = try TestDatabase()
        // Of tenant 1 there is what demo.sql makes, and nothing else.
        try database.execute("delete from channel where tenant_id = 1")
        try database.run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--set", "gateway_url=http://127.0.0.1:1/x", "--set", "secret=x", "--set",
                "idempotent=on", "--file", "\(sqlFolder)/demo.sql",
            ])
        return database
    }

    /// A customer writes, and a worker begins the turn.
    func beginTurn(
        _ id: String, _ text: String = "hello", phone: String = somePhone, worker: Int64
    ) throws -> (job: ClaimedJob, turn: TurnContext) {
        try accept(inbound(id, text, phone: phone))
        let conversation = try conversation(phone: phone)
        guard let job = try claim(worker: worker, limit: 50).first(where: { $0.key == conversation }) else {
            throw TestFailure(description: "there is no reply job of \(phone)")
        }
        return (job, try begin(job))
    }

    /// A whole turn: a customer writes, the worker answers and applies writes, and the answer is sent.
    @discardableResult
    func answer(
        _ id: String, phone: String = somePhone, worker: Int64, report: TurnReport = TurnReport(),
        writes: [StagedWrite] = []
    ) throws -> ReplyOutcome {
        let (job, turn) = try beginTurn(id, phone: phone, worker: worker)
        let outcome = try finish(job, turn, report: report, writes: writes)
        if case .committed(let messageID, send: true) = outcome { try finishSend(job, messageID, .sent) }
        return outcome
    }

    /// Gives a reply job back as it was.
    func giveBack(_ job: ClaimedJob) throws {
        _ = try with { try $0.release(job, kind: "reply", waitMilliseconds: 0, failed: false) }
    }

    /// The free viewing times of a listing of tenant 1.
    func slots(_ listingID: Int64? = 101, from: String? = nil, days: Int = 14, limit: Int = 500) throws -> [String] {
        try with { connection in
            try connection.freeSlots(tenantID: 1, listingID: listingID, from: from, days: days, limit: limit)
        }
    }

    /// Tenant 1's versions of facts and of slots.
    func versions() throws -> [Int] {
        try column(
            """
            select unnest(array[facts_version, slots_version])
            from tenant_version join tenant_slots using (tenant_id) where tenant_id = 1
            """
        ).compactMap { $0.flatMap { Int($0) } }
    }
}
