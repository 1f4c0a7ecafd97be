import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A send to somebody who has opted out` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    @Test func `of the bot is not begun, and an operator's words and a notice are`()
        throws
    {
        try database.accept(inbound("a"))
        let (job, messageID) = try database.reply(worker: worker)
        try database.finishSend(job, messageID, .notSent)
        // In another conversation of the contact: this one's queue is not looked at then.
        try database.execute("update contact set opted_out_at = now()")
        try database.send("from a person")
        try database.execute(
            """
            insert into message (
                tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
            select 1, next_id(), conversation_id, 'out', 'system', 'text', 'notice', 'queued', now() from conversation
            """)
        try database.pass(milliseconds: 60_000)
        let again = try database.claimOne("send", worker: worker)
        for text in ["from a person", "notice"] {
            let message = try #require(try database.beginSend(again))
            #expect(message.message.text == text)
            try database.finishSend(again, message.messageID, .sent)
        }
        #expect(try database.status(messageID) == "cancelled")
        #expect(try database.value("select outcome from turn") == "cancelled")
    }

    @Test func `that may be out settles as any other, and is not made again`() throws {
        try database.execute("update channel set settle_ms = 60000")
        try database.accept(inbound("a"))
        let (job, messageID) = try database.reply(worker: worker)
        // Who has not opted out would be sent it again: the channel delivers once per idempotency key.
        try database.finishSend(job, messageID, .unknown, retry: 1_000)
        try database.execute("update contact set opted_out_at = now()")
        try database.pass(milliseconds: 1_000)
        #expect(try database.waits(try database.claimOne("send", worker: worker)))
        #expect(try database.report(messageID, "delivered", providerID: "P"))
        #expect(try database.beginSend(try database.claimOne("send", worker: worker)) == nil)
        #expect(try database.status(messageID) == "delivered")
    }
}
