import Conversation
import FoundationEssentials
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The reply job of a message` {
    let database: TestDatabase
    private let now = Int64(Date().timeIntervalSince1970)

    init() throws { database = try TestDatabase() }

    @Test func `is one for a conversation, with the deadline of the first unanswered message`() throws {
        try database.accept(inbound("a", waited: 2_000))
        let deadline = try database.value("select deadline_at::text from job where kind = 'reply'")
        try database.accept(inbound("b"), inbound("c"))
        #expect(try database.jobs() == ["reply ready"])
        #expect(try database.value("select deadline_at::text from job where kind = 'reply'") == deadline)
        let span = try database.value(
            """
            select j.deadline_at - m.received_at from job j
            join message m on m.conversation_id = j.key where m.provider_message_id = 'a'
            """)
        #expect(span == "00:01:00")
    }

    @Test func `is given back, and not kept by nobody, where a message comes while it is found to be idle`() throws {
        let worker = try database.makeWorker()
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        let generation = try #require(try database.conversationColumn("generation"))
        try database.accept(inbound("b"))
        _ = try database.value(
            "select end_idle_reply_job(1, $1, $2, $3)", [String(job.key), job.leaseToken, generation])
        #expect(try database.jobs() == ["reply ready"])
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.filter(\.unanswered).count == 1)
        _ = try database.value("update conversation set answered_generation = generation returning 1")
        let end = "select end_idle_reply_job(1, $1, lease_token, generation) from job join conversation on key = $1"
        _ = try database.value(end + " where kind = 'reply'", [String(job.key)])
        #expect(try database.jobs() == [])
    }

    @Test func `is reported to the caller that made it`() throws {
        let made = try database.with { connection in
            try connection.acceptMessages([IntakeElement(tenantID: 1, group: "", json: try inbound("a").json)])
                .madeJob
        }
        let again = try database.with { connection in
            try connection.acceptMessages([IntakeElement(tenantID: 1, group: "", json: try inbound("b").json)])
                .madeJob
        }
        #expect(made)
        #expect(!again)
    }

    @Test func `is made for what was sent a minute before the line came back`() throws {
        try database.accept(inbound("a", sentAt: now - 60, isBackfill: true))
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test func `is not made for what was sent an hour before the line came back`() throws {
        #expect(try database.accept(inbound("a", sentAt: now - 3_600, isBackfill: true)) == [.stored])
        #expect(try database.bodies() == ["hello"])
        #expect(try database.jobs() == [])
        #expect(try database.conversationColumn("generation") == "0")
    }

    @Test func `is made for an old message that is not from the backlog`() throws {
        try database.accept(inbound("a", sentAt: now - 3_600))
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test(arguments: ["human", "muted"])
    func `is not made in mode`(mode: String) throws {
        try database.accept(inbound("a"))
        try database.setMode(mode, conversation: try database.conversation())
        #expect(try database.accept(inbound("b")) == [.stored])
        #expect(try database.jobs() == [])
        #expect(try database.bodies().count == 2)
    }

    @Test func `is made again for the first message after a conversation was given back`() throws {
        try database.accept(inbound("a"))
        let conversation = try database.conversation()
        try database.setMode("human", conversation: conversation)
        try database.accept(inbound("b"))
        try database.setMode("bot", conversation: conversation)
        #expect(try database.jobs() == [])
        try database.accept(inbound("c"))
        #expect(try database.jobs() == ["reply ready"])
        let worker = try database.makeWorker()
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.map(\.unanswered) == [false, false, true])
    }

    @Test func `is not made for a contact that opted out`() throws {
        try database.accept(inbound("a", kind: .reaction))
        try database.execute("update contact set opted_out_at = now()")
        try database.accept(inbound("b"))
        #expect(try database.jobs() == [])
    }

    @Test func `is not touched by a newer message while it runs`() throws {
        let worker = try database.makeWorker()
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        try database.accept(inbound("b"))
        #expect(try database.jobs() == ["reply running"])
        #expect(try database.value("select lease_token::text from job where kind = 'reply'") == job.leaseToken)
    }
}
