import Testing

@testable import Postgres
@testable import Store

@Suite struct `What a turn reports of itself` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func isCommitted(_ outcome: ReplyOutcome) -> Bool {
        if case .committed = outcome { true } else { false }
    }

    @Test(arguments: [-1, Int.min, Int.max])
    func `never keeps the reply from the customer, however wrong its numbers are`(number: Int) throws {
        var report = TurnReport()
        report.promptVersion = number
        (report.promptTokens, report.completionTokens, report.cachedTokens) = (number, number, number)
        (report.costMicrodollars, report.modelRequests) = (Int64(number), number)
        (report.claimedMilliseconds, report.typingMilliseconds) = (Int64(number), Int64(number))
        (report.modelRequestMilliseconds, report.firstTokenMilliseconds) = (Int64(number), Int64(number))
        report.modelDoneMilliseconds = Int64(number)
        for id in ["a", "b", "c"] { #expect(isCommitted(try database.answer(id, worker: worker, report: report))) }
        let bounded = number < 0 ? "0 0 0 0" : "2000000000 2000000000 1000000000000 2000000000"
        #expect(
            try database.column(
                "select concat_ws(' ', prompt_tokens, claimed_ms, cost_microdollars, model_requests) from turn")
                == [bounded, bounded, bounded])
        #expect(try database.count("select sum(microdollars) from spend") == (number < 0 ? 0 : 3_000_000_000_000))
    }

    @Test func `never keeps the reply from the customer, however long its texts are`() throws {
        let long = String(repeating: "שלום ", count: 20_000)
        var report = TurnReport()
        (report.model, report.error) = (long, long)
        report.tools = Array(repeating: long, count: 1_000)
        report.listings = Array(1...1_000)
        report.slots = Array(repeating: "2026-11-26T10:00", count: 1_000) + ["nonsense"]
        let (job, turn) = try database.beginTurn("a", worker: worker)
        #expect(isCommitted(try database.finish(job, turn, long, report: report)))
        #expect(
            try database.value(
                """
                select concat_ws(' ', length(model), length(error), cardinality(tools), length(tools[50]),
                    cardinality(listings), cardinality(slots)) from turn
                """) == "200 500 50 64 50 50")
        #expect(try database.count("select length(body) from message where author = 'bot'") == 65_536)
    }

    @Test func `is stored without the character that PostgreSQL does not take`() throws {
        var report = TurnReport()
        report.error = "a\0b\\u0000 \\\0\\\\\0 \"\0"
        var facts = LeadFacts()
        facts.area = "\0חיפה\0"
        let outcome = try database.answer("a", worker: worker, report: report, writes: [.recordLead(facts)])
        #expect(isCommitted(outcome))
        #expect(try database.value("select error from turn") == #"ab\u0000 \\\ ""#)
        #expect(try database.value("select area from lead") == "חיפה")
    }

    @Test func `is counted also of turns that end without a reply`() throws {
        var connection = try database.connect(user: "shi_worker")
        for cost in [7, 8, -5] as [Int64] {
            try connection.addSpend(
                tenantID: 1, requests: 2, promptTokens: 300, completionTokens: -1, microdollars: cost)
        }
        try connection.addSpend(tenantID: 1, requests: 0, promptTokens: 0, completionTokens: 0, microdollars: 0)
        #expect(
            try database.value(
                "select concat_ws(' ', sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(microdollars)) from spend"
            ) == "6 900 0 15")
        try database.execute("update tenant set daily_budget_microdollars = 15")
        #expect(try database.beginTurn("a", worker: worker).turn.isOverBudget)
    }

    @Test(arguments: [
        "insert into knowledge values (1, 1, 'he', 'x', '{x}', repeat('x', 4001))",
        "update tenant set greeting_he = repeat('x', 4001)", "update tenant set greeting_en = repeat('x', 4001)",
    ])
    func `is of texts that can be sent`(change: String) throws {
        let error = #expect(throws: PostgresError.self) { try database.execute(change) }
        #expect(error?.sqlState == "23514")
        try database.execute(change.replacing("4001", with: "4000"))
    }
}
