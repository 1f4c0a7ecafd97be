import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The deadline of a reply` {
    let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        try database.execute("update tenant set reply_deadline_ms = 4000, voice_deadline_ms = 12000")
    }

    /// So many milliseconds after the arrival of the oldest unanswered message.
    private func deadline() throws -> Int? {
        try database.value(
            """
            select milliseconds(j.deadline_at - (
                select min(m.received_at)
                from message m join conversation c using (tenant_id, conversation_id)
                where m.conversation_id = j.key and m.generation > c.answered_generation))
            from job j where j.kind = 'reply'
            """
        ).flatMap { Int($0) }
    }

    /// How many milliseconds were left when the job was made.
    private func left() throws -> Int? {
        try database.value(
            """
            select milliseconds(j.deadline_at - id_time((select min(message_id) from message m where m.conversation_id = j.key)))
            from job j where j.kind = 'reply'
            """
        ).flatMap { Int($0) }
    }

    @Test func `counts from the message's arrival`() throws {
        try database.accept(inbound("a", waited: 1_500))
        #expect(try deadline() == 4_000)
    }

    @Test func `leaves half of the time to what is stored late`() throws {
        try database.accept(inbound("a", waited: 30_000))
        let left = try #require(try left())
        #expect((1_990...2_010).contains(left))
    }

    @Test func `is longer where a voice note is to be heard first`() throws {
        try database.accept(inbound("a", nil, kind: .voice))
        #expect(try deadline() == 12_000)
    }

    @Test func `is that of the oldest message where a voice note comes with others`() throws {
        try database.accept(inbound("a"), inbound("b", nil, kind: .voice))
        #expect(try deadline() == 4_000)
        try database.accept(
            inbound("c", nil, phone: "+972500000002", kind: .voice), inbound("d", phone: "+972500000002"))
        let deadlines = try database.column(
            """
            select milliseconds(j.deadline_at - (select min(m.received_at) from message m where m.conversation_id = j.key))::text
            from job j where j.kind = 'reply' order by 1
            """)
        #expect(deadlines == ["12000", "4000"])
    }

    @Test func `is never shorter for a voice note than for words`() throws {
        try database.execute("update tenant set reply_deadline_ms = 20000")
        try database.accept(inbound("a", nil, kind: .voice))
        #expect(try deadline() == 20_000)
    }

    @Test func `of what came while a reply was committed counts from its own arrival, a voice note's too`() throws {
        let worker = try database.makeWorker()
        for (kind, milliseconds) in [(MessageKind.text, 4_000), (.voice, 12_000)] {
            try database.accept(inbound("first \(kind)"))
            let job = try database.claimOne(worker: worker)
            let turn = try database.begin(job)
            try database.accept(inbound("later \(kind)", kind: kind))
            let outcome = try database.finish(job, turn, reserve: 60_000)
            guard case .committed(let messageID, send: true) = outcome else {
                throw TestFailure(description: "\(outcome)")
            }
            #expect(try deadline() == milliseconds)
            try database.finishSend(job, messageID, .sent)
            try database.finishAllWork(worker: worker)
        }
    }
}
