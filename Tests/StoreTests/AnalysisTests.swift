import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The analysis of a conversation` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func analyses() throws -> [String?] {
        try database.column("select state from job where kind = 'analyze'")
    }

    /// The time of the analysis has come.
    private func claim() throws -> ClaimedJob {
        try database.execute("update job set state = 'ready' where kind = 'analyze' and state = 'waiting'")
        return try database.claimOne("analyze", worker: worker)
    }

    private func begin(_ job: ClaimedJob, limit: Int = 10) throws -> AnalysisContext {
        guard case .ok(let context) = try database.with({ try $0.beginAnalysis(job, limit: limit) }) else {
            throw TestFailure(description: "there is nothing to analyse")
        }
        return context
    }

    private func finish(
        _ job: ClaimedJob, through: Int64, _ change: (inout AnalysisReport) -> Void = { _ in }
    ) throws -> AnalysisOutcome {
        var report = AnalysisReport()
        change(&report)
        return try database.with { try $0.finishAnalysis(job, through: through, report: report) }
    }

    @Test func `waits for a while after a reply, is one, and delays no reply`() throws {
        try database.execute("update tenant set analyze_after_ms = 7000")
        for id in ["a", "b", "c"] { _ = try database.answer(id, worker: worker) }
        #expect(try analyses() == ["waiting"])
        let waits = try database.value(
            """
            select (run_at - now() between interval '1 second' and interval '7 seconds')
                and (deadline_at - now() between interval '120 seconds' and interval '130 seconds')
            from job where kind = 'analyze'
            """)
        #expect(waits == "t")
    }

    @Test func `is put off by each reply, but not for ever`() throws {
        try database.execute("update tenant set analyze_after_ms = 20000")
        _ = try database.answer("a", worker: worker)
        let deadline = try database.value("select deadline_at::text from job where kind = 'analyze'")
        try database.execute("update job set run_at = now() + interval '1 second' where kind = 'analyze'")
        _ = try database.answer("b", worker: worker)
        #expect(
            try database.value("select run_at > now() + interval '10 seconds' from job where kind = 'analyze'") == "t")
        #expect(try database.value("select deadline_at::text from job where kind = 'analyze'") == deadline)
        // The last moment is a minute before the deadline.
        try database.execute(
            """
            update job set run_at = now() + interval '1 second', deadline_at = now() + interval '65 seconds'
            where kind = 'analyze'
            """)
        _ = try database.answer("c", worker: worker)
        #expect(
            try database.value("select deadline_at - run_at = interval '60 seconds' from job where kind = 'analyze'")
                == "t")
        // One that waits to be tried again is not tried sooner.
        try database.execute("update job set run_at = now() + interval '1 hour' where kind = 'analyze'")
        _ = try database.answer("d", worker: worker)
        #expect(
            try database.value("select run_at > now() + interval '50 minutes' from job where kind = 'analyze'") == "t")
    }

    @Test func `that fails waits longer each time, and ends at the sixth failure`() throws {
        _ = try database.answer("a", worker: worker)
        for attempt in 0..<6 {
            let job = try claim()
            #expect(job.attempt == attempt)
            #expect(
                try database.with {
                    try $0.release(job, kind: "analyze", waitMilliseconds: 5_000, failed: true)
                })
            guard attempt < 5 else { continue }
            let seconds = try database.count(
                "select round(extract(epoch from run_at - now())) from job where kind = 'analyze'")
            #expect((5 << attempt) - 2...(5 << attempt) ~= seconds, "\(seconds)")
        }
        #expect(try analyses() == [])
        #expect(try database.count("select count(*) from dead_job") == 0)
        _ = try database.answer("b", worker: worker)
        #expect(try analyses() == ["waiting"])
    }

    @Test func `ends where nothing follows but what it does not read`() throws {
        let unread = [
            "update message set status = 'failed' where author = 'bot'",
            "update message set status = 'cancelled' where author = 'bot'",
            "update message set kind = 'deletion' where author = 'bot'",
        ]
        for (number, change) in unread.enumerated() {
            _ = try database.answer("a\(number)", worker: worker)
            try database.execute(change)
            let job = try claim()
            #expect(try finish(job, through: try begin(job).throughMessageID) == .done)
            #expect(try analyses() == [], "\(change)")
        }
        _ = try database.answer("b", worker: worker)
        try database.accept(inbound("c", "👍", kind: .reaction))
        let job = try claim()
        let through = try begin(job).throughMessageID
        try database.accept(inbound("d", "👍", kind: .reaction))
        #expect(try finish(job, through: through) == .done)
        #expect(try analyses() == [])
    }

    @Test func `that is overtaken by a turn leaves what the turn has recorded, and its cost counts`() throws {
        var facts = LeadFacts()
        facts.budget = 5_000
        _ = try database.answer("a", worker: worker, writes: [.recordLead(facts)])
        let job = try claim()
        let through = try begin(job).throughMessageID
        facts.budget = 8_000
        _ = try database.answer("b", worker: worker, writes: [.recordLead(facts)])
        let outcome = try finish(job, through: through) { report in
            (report.facts.budget, report.status, report.summary) = (5_000, "contacted", "stale")
            (report.modelRequests, report.costMicrodollars) = (1, 33)
        }
        #expect(outcome == .done)
        #expect(try database.column("select budget || status || coalesce(summary, '-') from lead") == ["8000new-"])
        #expect(
            try database.column("select kind || (details ->> 'is_stale') from lead_event where kind = 'analysis'")
                == ["analysistrue"])
        #expect(try database.count("select sum(microdollars) from spend") == 33)
        #expect(try analyses() == ["waiting"])
    }

    @Test func `makes no lead of a contact that has become another`() throws {
        // Two conversations on one channel: the second contact's stays as history.
        try database.accept(inbound("a", phone: somePhone), inbound("b", phone: nil, lid: "77"))
        for job in try database.claim(worker: worker, limit: 2) {
            _ = try database.finish(job, try database.begin(job))
        }
        try database.execute("update job set state = 'ready' where kind = 'analyze'")
        let jobs = try database.claim("analyze", worker: worker, limit: 2)
        let contexts = try jobs.map { try begin($0) }
        try database.accept(inbound("c", phone: somePhone, lid: "77"))
        for (job, context) in zip(jobs, contexts) {
            #expect(try finish(job, through: context.throughMessageID) == .done)
        }
        #expect(
            try database.count(
                "select count(*) from lead l where not exists (select from identity i where i.contact_id = l.contact_id)"
            )
                == 0)
        try database.execute(
            "insert into job (tenant_id, kind, key, deadline_at) select 1, 'analyze', conversation_id, now() from conversation on conflict do nothing"
        )
        try database.execute("update job set state = 'ready' where kind = 'analyze' and state = 'waiting'")
        let began = try database.claim("analyze", worker: worker, limit: 9).map { job in
            if case .ok = try database.with({ try $0.beginAnalysis(job, limit: 5) }) { true } else { false }
        }
        #expect(began.count == 2 && began.count { $0 } == 1)
    }

    @Test func `sees the last messages and what is known`() throws {
        try database.accept(inbound("a", "אני מחפש דירה", name: "Dana"))
        let (job, messageID) = try database.reply("באיזה אזור?", worker: worker)
        try database.finishSend(job, messageID, .sent)
        try database.accept(inbound("b", "תל אביב"))
        let clock = "select wall_time(now(), 'Asia/Jerusalem')"
        let before = try #require(try database.value(clock))
        let context = try begin(try claim())
        let after = try #require(try database.value(clock))
        #expect((before...after).contains(context.now))
        #expect(context.messages.map(\.author) == ["customer", "bot", "customer"])
        #expect(context.messages.map(\.text) == ["אני מחפש דירה", "באיזה אזור?", "תל אביב"])
        #expect(context.contactName == "Dana")
        #expect(context.contactPhone == somePhone)
        #expect(context.tenantLanguage == "he")
        #expect(context.lead == nil)
        #expect(context.appointments.isEmpty)
        #expect(!context.isHandoverOpen && !context.isOverBudget)
        #expect(Int64(try database.count("select max(message_id) from message")) == context.throughMessageID)
    }

    @Test func `sees so many messages at most`() throws {
        for id in ["a", "b"] { _ = try database.answer(id, worker: worker) }
        #expect(try begin(try claim(), limit: 3).messages.map(\.author) == ["bot", "customer", "bot"])
    }

    @Test func `writes the lead and its events, and is gone`() throws {
        _ = try database.answer("a", worker: worker)
        let job = try claim()
        let through = try begin(job).throughMessageID
        let outcome = try finish(job, through: through) { report in
            (report.status, report.intent, report.summary) = ("qualified", "meeting_request", "wants to see a flat")
            (report.nextAction, report.sentiment, report.urgency) = ("confirm", "positive", "high")
            (report.suggestedViewing, report.source) = ("2026-11-26T10:00", "model")
            (report.facts.area, report.facts.budget) = ("תל אביב", 7_000)
            (report.modelRequests, report.costMicrodollars, report.promptTokens) = (1, 33, 400)
        }
        #expect(outcome == .done)
        #expect(try analyses() == [])
        let lead = try database.value(
            """
            select concat_ws(' | ', status, intent, summary, area, budget, next_action, sentiment, urgency, suggested_viewing, source)
            from lead
            """)
        #expect(
            lead
                == "qualified | meeting_request | wants to see a flat | תל אביב | 7000 | confirm | positive | high | 2026-11-26 10:00:00 | model"
        )
        #expect(
            try database.column("select kind || ' ' || source from lead_event order by event_id") == [
                "facts model", "status model", "analysis model",
            ])
        #expect(
            try database.value("select requests || ' ' || prompt_tokens || ' ' || microdollars from spend")
                == "1 400 33")
        let next = try database.beginTurn("b", worker: worker).turn
        #expect(next.lead?.status == "qualified")
        #expect(next.lead?.summary == "wants to see a flat")
        #expect(next.lead?.facts.budget == 7_000)
    }

    @Test func `is armed again for what was written meanwhile`() throws {
        _ = try database.answer("a", worker: worker)
        let job = try claim()
        let through = try begin(job).throughMessageID
        try database.accept(inbound("b", "and another thing"))
        #expect(try finish(job, through: through) == .done)
        #expect(try analyses() == ["waiting"])
        #expect(try finish(job, through: through) == .lost)
        let again = try claim()
        #expect(try begin(again).messages.count == 3)
        #expect(try finish(again, through: try begin(again).throughMessageID) == .done)
        #expect(try analyses() == [])
    }

    @Test func `stores nothing without the lease`() throws {
        _ = try database.answer("a", worker: worker)
        let job = try claim()
        let through = try begin(job).throughMessageID
        _ = try database.with { try $0.retireWorker(id: worker) }
        #expect(try finish(job, through: through) == .lost)
        guard case .lost = try database.with({ try $0.beginAnalysis(job, limit: 5) }) else {
            throw TestFailure(description: "the analysis begins without the lease")
        }
        #expect(try database.count("select count(*) from lead") == 0)
        #expect(try analyses() == ["ready"])
    }

    @Test func `is not made of who opted out`() throws {
        _ = try database.answer("a", worker: worker)
        try database.execute("update contact set opted_out_at = now()")
        let job = try claim()
        guard case .done = try database.with({ try $0.beginAnalysis(job, limit: 5) }) else {
            throw TestFailure(description: "the analysis begins")
        }
        #expect(try analyses() == [])
    }

    @Test func `misses no reply that commits at the same moment`() throws {
        let database = database
        for round in 1...40 {
            _ = try database.answer("a\(round)", worker: worker)
            let job = try claim()
            let (reply, turn) = try database.beginTurn("b\(round)", worker: worker)
            // All that is there is read: only the reply is newer.
            let through = try begin(job).throughMessageID
            _ = try concurrently(2) { side in
                var connection = try database.connect()
                if side == 0 {
                    _ = try connection.finishAnalysis(job, through: through, report: AnalysisReport())
                } else {
                    _ = try connection.finishReply(
                        reply, turnID: turn.turnID, generation: turn.generation, reserveMilliseconds: 0, text: "x",
                        report: TurnReport())
                }
            }
            #expect(try analyses() == ["waiting"])
            try database.finishAllWork(worker: worker)
            try database.execute("delete from job where kind = 'analyze'")
        }
    }

    @Test func `and every turn are added to what the tenant has spent today, and end at its budget`() throws {
        var report = TurnReport()
        (report.costMicrodollars, report.modelRequests) = (60, 2)
        (report.promptTokens, report.completionTokens) = (500, 40)
        _ = try database.answer("a", worker: worker, report: report)
        _ = try database.answer("b", worker: worker, report: report)
        _ = try database.answer("c", worker: worker)
        let spent =
            "select concat_ws(' ', sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(microdollars)) from spend"
        #expect(try database.value(spent) == "4 1000 80 120")
        for (budget, isOver) in [("null", false), ("121", false), ("120", true), ("0", true)] {
            try database.execute("update tenant set daily_budget_microdollars = \(budget)")
            let (job, turn) = try database.beginTurn("m\(budget)", worker: worker)
            #expect(turn.isOverBudget == isOver, "\(budget)")
            try database.giveBack(job)
        }
        // Yesterday's spending is yesterday's.
        try database.execute("update spend set day = day - 1")
        try database.execute("update tenant set daily_budget_microdollars = 1")
        #expect(try !database.begin(try database.claimOne(worker: worker)).isOverBudget)
    }
}
