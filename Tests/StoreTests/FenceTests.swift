import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A reply that is finished` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func beginTurn() throws -> (job: ClaimedJob, turn: TurnContext) {
        let job = try database.claimOne(worker: worker)
        return (job, try database.begin(job))
    }

    private func replies() throws -> [String?] {
        try database.column("select body || ' ' || status from message where author = 'bot' order by message_id")
    }

    @Test func `is committed as a message, a turn and the send job under the same lease`() throws {
        try database.accept(inbound("a", waited: 50))
        let (job, turn) = try beginTurn()
        var report = TurnReport()
        report.rung = .model
        report.model = "model-1"
        report.promptTokens = 120
        report.modelDoneMilliseconds = 900
        guard case .committed(let messageID, send: true) = try database.finish(job, turn, "yes", report: report) else {
            Issue.record("it was not committed for sending")
            return
        }
        #expect(try replies() == ["yes sending"])
        #expect(try database.conversationColumn("answered_generation") == "1")
        let stored = try database.value(
            """
            select concat_ws('|', message_id, generation, outcome, rung, model, prompt_tokens, model_done_ms, deadline_ms,
                stored_ms between 45 and committed_ms)
            from turn
            """)
        #expect(stored == "\(messageID)|1|committed|model|model-1|120|900|60000|t")
        #expect(try database.jobs() == ["send running"])
        #expect(try database.value("select lease_token::text from job where kind = 'send'") == job.leaseToken)
    }

    @Test func `is superseded by a newer message, and its job stays`() throws {
        try database.accept(inbound("a"))
        let (job, turn) = try beginTurn()
        try database.accept(inbound("b"))
        #expect(try database.finish(job, turn) == .superseded)
        #expect(try replies() == [])
        #expect(try database.jobs() == ["reply running"])
        let next = try database.begin(job)
        #expect(next.messages.map(\.unanswered) == [true, true])
        guard case .committed = try database.finish(job, next) else {
            Issue.record("the second turn was not committed")
            return
        }
        #expect(try database.conversationColumn("answered_generation") == "2")
    }

    @Test func `waits for the quiet interval`() throws {
        try database.execute("update tenant set quiet_ms = 3000")
        try database.accept(inbound("a"))
        let (job, turn) = try beginTurn()
        guard case .early(let milliseconds) = try database.finish(job, turn) else {
            Issue.record("it did not wait")
            return
        }
        #expect((1...3_000).contains(milliseconds))
        #expect(try replies() == [])
        try database.execute("update conversation set last_inbound_at = now() - interval '3 seconds'")
        guard case .committed = try database.finish(job, turn) else {
            Issue.record("it was not committed")
            return
        }
    }

    @Test func `is not committed after a takeover or an opt-out, and its job goes`() throws {
        for (number, ending) in ["update conversation set mode = 'muted'", "update contact set opted_out_at = now()"]
            .enumerated()
        {
            try database.execute("update conversation set mode = 'bot'")
            try database.accept(inbound("m\(number)"))
            let (job, turn) = try beginTurn()
            try database.execute(ending)
            #expect(try database.finish(job, turn, reserve: 999_999) == .human)
            #expect(try database.jobs() == [])
        }
        #expect(try replies() == [])
        #expect(try database.count("select count(*) from turn") == 0)
    }

    @Test func `is lost with the lease`() throws {
        try database.accept(inbound("a"))
        let (job, turn) = try beginTurn()
        _ = try database.with { try $0.retireWorker(id: worker) }
        #expect(try database.finish(job, turn) == .lost)
        let other = try database.makeWorker("other")
        let current = try database.claimOne(worker: other)
        #expect(try database.finish(job, turn) == .lost)
        #expect(try replies() == [])
        guard case .committed = try database.finish(current, try database.begin(current)) else {
            Issue.record("the new holder's reply was not committed")
            return
        }
    }

    @Test func `is the same one when it is finished again, and stored once`() throws {
        try database.accept(inbound("a"))
        let (job, turn) = try beginTurn()
        let first = try database.finish(job, turn)
        #expect(try database.finish(job, turn) == first)
        guard case .committed(let messageID, send: true) = first else {
            Issue.record("it was not committed for sending")
            return
        }
        try database.finishSend(job, messageID, .sent)
        #expect(try database.finish(job, turn) == .committed(messageID: messageID, send: false))
        #expect(try replies() == ["answer sent"])
        #expect(try database.count("select count(*) from turn") == 1)
    }

    @Test func `beats superseding close to the deadline, and re-arms the job with the next message's deadline`() throws
    {
        try database.execute("update tenant set quiet_ms = 3000")
        try database.accept(inbound("a", waited: 25_000))
        let (job, turn) = try beginTurn()
        try database.accept(inbound("b", waited: 20_000), inbound("c"))
        #expect(try database.finish(job, turn, reserve: 1_000) == .superseded)
        guard case .committed(_, send: true) = try database.finish(job, turn, reserve: 37_000) else {
            Issue.record("the deadline did not beat superseding")
            return
        }
        #expect(try database.conversationColumn("answered_generation") == "1")
        #expect(try database.jobs() == ["reply ready", "send running"])
        let span = try database.value(
            """
            select j.deadline_at - m.received_at from job j
            join message m on m.conversation_id = j.key
            where j.kind = 'reply' and m.provider_message_id = 'b'
            """)
        #expect(span == "00:01:00")
        let next = try database.begin(try database.claimOne(worker: worker))
        #expect(next.messages.filter(\.unanswered).count == 2)
    }

    @Test func `keeps the clock of the oldest message when ids and generations are not in the same order`() throws {
        try database.accept(inbound("a", waited: 30_000), inbound("b"))
        // The batch that took its ids first came second to the conversation's lock.
        try database.execute(
            """
            update message set generation = 3 - generation
            """)
        try database.execute("update conversation set answered_generation = 1")
        let (job, turn) = try beginTurn()
        #expect(turn.messages.map(\.unanswered) == [true, false])
        #expect(turn.receivedAgoMilliseconds >= 30_000)
        guard case .committed = try database.finish(job, turn) else {
            Issue.record("it was not committed")
            return
        }
        #expect(try database.count("select count(*) from turn where committed_ms >= 30000") == 1)
    }

    @Test func `is queued behind a send that is not settled, and sent after it`() throws {
        try database.accept(inbound("a"))
        let first = try database.reply("first", worker: worker)
        try database.accept(inbound("b"))
        let (job, turn) = try beginTurn()
        guard case .committed(let second, send: false) = try database.finish(job, turn, "second") else {
            Issue.record("it was not queued")
            return
        }
        #expect(try database.finish(job, turn, "second") == .committed(messageID: second, send: false))
        #expect(try replies() == ["first sending", "second queued"])
        #expect(try database.jobs() == ["send running"])

        #expect(try database.finishSend(first.job, first.messageID, .sent).next == .next)
        #expect(try database.beginSend(first.job)?.messageID == second)
        #expect(try database.finishSend(first.job, second, .sent).next == .done)
        #expect(try replies() == ["first sent", "second sent"])
        #expect(try database.jobs() == [])
    }
}
