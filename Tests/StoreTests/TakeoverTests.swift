import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `After a takeover` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    /// A reply whose call may have begun, and one that is queued behind it.
    private func makeTwoReplies() throws -> (job: ClaimedJob, begun: Int64, queued: Int64) {
        try database.accept(inbound("a"))
        let first = try database.reply("first", worker: worker)
        try database.accept(inbound("b"))
        let job = try database.claimOne(worker: worker)
        guard case .committed(let queued, send: false) = try database.finish(job, try database.begin(job), "second")
        else {
            throw TestFailure(description: "the second reply is not queued")
        }
        return (first.job, first.messageID, queued)
    }

    @Test(arguments: ["human", "muted"])
    func `the bot's queued messages are cancelled and the begun ones returned`(mode: String) throws {
        let (job, begun, queued) = try makeTwoReplies()
        try database.accept(inbound("c"))
        let conversation = try database.conversation()
        #expect(try database.setMode(mode, conversation: conversation) == [String(begun)])
        #expect(try database.status(queued) == "cancelled")
        #expect(try database.status(begun) == "sending")
        #expect(try database.value("select outcome from turn where message_id = $1", [String(queued)]) == "cancelled")
        #expect(try database.jobs() == ["send running"])
        #expect(try database.finishSend(job, begun, .sent).next == .done)
        #expect(try database.status(begun) == "sent")
    }

    @Test func `the same mode again changes nothing`() throws {
        _ = try makeTwoReplies()
        let conversation = try database.conversation()
        try database.setMode("human", conversation: conversation)
        let before = try database.value("select conversation::text from conversation")
        #expect(try database.setMode("human", conversation: conversation) == [])
        #expect(try database.value("select conversation::text from conversation") == before)
    }

    @Test func `a send that may be repeated is not begun again`() throws {
        let (job, begun, _) = try makeTwoReplies()
        #expect(try database.finishSend(job, begun, .unknown).next == .done)
        try database.setMode("human", conversation: try database.conversation())
        try database.execute("update job set state = 'ready' where state = 'waiting'")
        let again = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(again) == nil)
        #expect(try database.status(begun) == "indeterminate")
        #expect(try database.jobs() == [])
    }

    @Test func `a send that was certainly not made is cancelled instead of repeated`() throws {
        let (job, begun, _) = try makeTwoReplies()
        try database.setMode("human", conversation: try database.conversation())
        #expect(try database.finishSend(job, begun, .notSent).next == .done)
        try database.execute("update job set state = 'ready' where state = 'waiting'")
        #expect(try database.beginSend(try database.claimOne("send", worker: worker)) == nil)
        #expect(try database.status(begun) == "cancelled")
        #expect(try database.value("select outcome from turn where message_id = $1", [String(begun)]) == "cancelled")
    }

    @Test func `the operator's messages still go`() throws {
        let (job, begun, _) = try makeTwoReplies()
        try database.send("from a person")
        try database.setMode("human", conversation: try database.conversation())
        try database.send("another")
        #expect(try database.finishSend(job, begun, .sent).next == .next)
        for text in ["from a person", "another"] {
            let message = try #require(try database.beginSend(job))
            #expect(message.message.text == text)
            try database.finishSend(job, message.messageID, .sent)
        }
        #expect(try database.jobs() == [])
    }

    @Test func `a turn in progress finds its fence closed`() throws {
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        let turn = try database.begin(job)
        try database.setMode("human", conversation: try database.conversation())
        #expect(try database.finish(job, turn, reserve: 999_999) == .lost)
        #expect(try database.count("select count(*) from message where direction = 'out'") == 0)
    }

    @Test func `giving back answers nothing that was said meanwhile`() throws {
        try database.accept(inbound("a"))
        let conversation = try database.conversation()
        try database.setMode("human", conversation: conversation)
        try database.accept(inbound("b"), inbound("c"))
        #expect(try database.setMode("bot", conversation: conversation) == [])
        #expect(try database.conversationColumn("generation - answered_generation") == "0")
        #expect(try database.jobs() == [])
    }

    @Test func `an unknown conversation, or another tenant's, is an error`() throws {
        try database.accept(inbound("a", tenant: 2))
        let other = Int64(try database.count("select conversation_id from conversation"))
        for conversation in [12_345, other] {
            let error = #expect(throws: PostgresError.self) {
                try database.setMode("human", conversation: conversation)
            }
            #expect(error?.sqlState == "P0002")
        }
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `an unknown mode is refused`() throws {
        try database.accept(inbound("a"))
        let conversation = try database.conversation()
        let error = #expect(throws: PostgresError.self) { try database.setMode("robot", conversation: conversation) }
        #expect(error?.message == "constraint conversation_mode_is_known is violated")
    }

    /// Makes what humans have said in all conversations so many minutes older.
    private func age(minutes: Int) throws {
        try database.execute(
            """
            update conversation
            set mode_changed_at = mode_changed_at - interval '\(minutes) minutes',
                last_human_at = last_human_at - interval '\(minutes) minutes'
            """)
    }

    @Test func `the bot answers again when the human has been silent for long, from the message that comes then`()
        throws
    {
        try database.accept(inbound("a"))
        try database.accept(inbound("O", "it is me", fromMe: true))
        try database.accept(inbound("b"))
        try age(minutes: 119)
        try database.accept(inbound("c"))
        #expect(try database.conversationColumn("mode") == "human")
        #expect(try database.jobs() == [])
        try age(minutes: 2)
        try database.accept(inbound("d", kind: .reaction))
        #expect(try database.conversationColumn("mode") == "human")
        try database.accept(inbound("e", "and now?"), inbound("f", "hello?"))
        #expect(try database.conversationColumn("mode") == "bot")
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.filter(\.unanswered).map(\.text) == ["and now?", "hello?"])
    }

    @Test func `each word of the human's counts, and the business's own time`() throws {
        try database.accept(inbound("a"))
        try database.setMode("human", conversation: try database.conversation())
        try age(minutes: 300)
        try database.accept(inbound("O", "still with you", fromMe: true))
        try database.accept(inbound("b"))
        #expect(try database.conversationColumn("mode") == "human")
        try age(minutes: 300)
        try database.execute("update tenant set return_to_bot_after_ms = null")
        try database.accept(inbound("c"))
        #expect(try database.conversationColumn("mode") == "human")
        try database.execute("update tenant set return_to_bot_after_ms = 60000")
        try database.accept(inbound("d"))
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `a muted conversation stays muted`() throws {
        try database.accept(inbound("a"))
        try database.setMode("muted", conversation: try database.conversation())
        try age(minutes: 10_000)
        try database.accept(inbound("b"))
        #expect(try database.value("select return_to_bot(10)") == "f")
        #expect(try database.conversationColumn("mode") == "muted")
    }

    @Test func `upkeep gives back what humans have left, and nothing else`() throws {
        for number in 1...4 {
            try database.accept(inbound("m\(number)", phone: "+97250000000\(number)"))
            try database.setMode(
                number == 4 ? "muted" : "human", conversation: try database.conversation(phone: "+97250000000\(number)")
            )
        }
        try age(minutes: 200)
        try database.accept(inbound("O", "with you", phone: "+972500000003", fromMe: true))
        let job = try database.claimOne("upkeep", worker: worker)
        // Whoever writes to what is given back waits until that is committed: all else comes in a call of its own.
        #expect(try database.value("select upkeep($1)", [job.leaseToken]) == "more")
        #expect(try database.value("select upkeep($1)", [job.leaseToken]) == "done")
        #expect(
            try database.column("select mode from conversation order by conversation_id")
                == ["bot", "bot", "human", "muted"])
        #expect(try database.count("select sum(generation - answered_generation) from conversation") == 0)
        #expect(try database.value("select return_to_bot(10)") == "f")
    }
}
