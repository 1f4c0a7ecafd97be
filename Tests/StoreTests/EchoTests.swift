import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A message that the business itself sent` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func outbound() throws -> [String?] {
        try database.column(
            """
            select concat_ws(' ', author, status, provider_message_id) from message
            where direction = 'out' order by message_id
            """
        )
    }

    @Test func `is our own send, known by its id`() throws {
        try database.accept(inbound("a"))
        let (job, messageID) = try database.reply("we are open", worker: worker)
        try database.finishSend(job, messageID, .sent, providerID: "P")
        #expect(try database.accept(inbound("P", "we are open", fromMe: true)) == [.duplicate])
        #expect(try outbound() == ["bot sent P"])
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `is our own send, known by its id under another spelling of the chat's address`() throws {
        try database.accept(inbound("a", lid: "777"))
        let (job, messageID) = try database.reply("we are open", worker: worker)
        try database.finishSend(job, messageID, .sent, providerID: "P")
        #expect(try database.accept(inbound("P", "we are open", phone: nil, lid: "777", fromMe: true)) == [.echo])
        #expect(try database.accept(inbound("P", "we are open", phone: nil, lid: "888", fromMe: true)) == [.echo])
        #expect(try outbound() == ["bot sent P"])
        #expect(try database.column("select distinct mode from conversation") == ["bot"])
    }

    @Test func `is our own send, known by its words before the call's answer is recorded`() throws {
        try database.accept(inbound("a"))
        let (job, messageID) = try database.reply("we are open", worker: worker)
        #expect(try database.accept(inbound("P", "we are open", fromMe: true)) == [.echo])
        #expect(try outbound() == ["bot sent P"])
        #expect(try database.value("select outcome from turn") == "sent")
        #expect(try database.value("select sent_ms is not null from turn") == "t")

        let ending = try database.finishSend(job, messageID, .sent, providerID: "P")
        #expect(ending.next == .done)
        #expect(ending.isSettled)
        #expect(try outbound() == ["bot sent P"])
        #expect(try database.accept(inbound("P", "we are open", fromMe: true)) == [.duplicate])
        #expect(try database.conversationColumn("mode") == "bot")
        #expect(try database.jobs() == [])
    }

    @Test func `proves a delivery whose outcome was unknown`() throws {
        try database.send("your viewing is at ten", channel: "plain")
        let job = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(job))
        try database.finishSend(job, message.messageID, .unknown)
        #expect(try outbound() == ["operator indeterminate"])
        try database.accept(inbound("P", "your viewing is at ten", fromMe: true, channel: "plain"))
        #expect(try outbound() == ["operator sent P"])
        #expect(try database.value("select error from message") == nil)
    }

    @Test func `is the oldest of two sends with the same words`() throws {
        try database.send("hello")
        try database.send("hello")
        let job = try database.claimOne("send", worker: worker)
        _ = try database.beginSend(job)
        try database.accept(inbound("P", "hello", fromMe: true))
        #expect(try outbound() == ["operator sent P", "operator queued"])
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `is the one of the same words that was not refused`() throws {
        for _ in 1...2 { try database.send("hello", channel: "plain") }
        let job = try database.claimOne("send", worker: worker)
        let refused = try #require(try database.beginSend(job))
        try database.finishSend(job, refused.messageID, .refused)
        _ = try database.beginSend(job)
        try database.accept(inbound("P", "hello", fromMe: true, channel: "plain"))
        #expect(try outbound() == ["operator failed", "operator sent P"])
    }

    @Test func `is otherwise the owner's, who thereby takes the conversation over`() throws {
        try database.accept(inbound("a"))
        let first = try database.reply("first", worker: worker)
        try database.accept(inbound("b"))
        let second = try database.claimOne(worker: worker)
        guard case .committed(let queued, send: false) = try database.finish(second, try database.begin(second)) else {
            Issue.record("the second reply is not queued behind the first")
            return
        }
        try database.accept(inbound("c"))
        #expect(try database.accept(inbound("O", "I am here myself", fromMe: true)) == [.echo])

        #expect(try database.conversationColumn("mode") == "human")
        #expect(try outbound() == ["bot sending", "bot cancelled", "owner sent O"])
        #expect(try database.value("select outcome from turn where message_id = $1", [String(queued)]) == "cancelled")
        #expect(try database.jobs() == ["send running"])
        #expect(try database.conversationColumn("generation - answered_generation") == "0")
        #expect(try database.finishSend(first.job, first.messageID, .sent).next == .done)
    }

    @Test(arguments: [MessageKind.reaction, .deletion, .edit, .call, .poll, .system])
    func `takes nothing over when it says nothing new`(kind: MessageKind) throws {
        try database.accept(inbound("a"))
        #expect(try database.accept(inbound("O", "👍", fromMe: true, kind: kind)) == [.echo])
        #expect(try database.conversationColumn("mode") == "bot")
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test func `takes nothing over when it is an old one`() throws {
        try database.accept(inbound("a"))
        try database.accept(inbound("O", "long ago", fromMe: true, sentAt: 1_700_000_000, isBackfill: true))
        #expect(try outbound() == ["owner sent O"])
        #expect(try database.conversationColumn("mode") == "bot")
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test func `opens a conversation with somebody new in the owner's hands`() throws {
        try database.accept(inbound("O", "hello, this is Leah", phone: "+972500000009", fromMe: true))
        #expect(try database.conversationColumn("mode") == "human")
        try database.accept(inbound("a", phone: "+972500000009"))
        #expect(try database.jobs() == [])
    }

    @Test func `of the owner's says when a human last wrote`() throws {
        try database.accept(inbound("a"), inbound("O", "I am here", fromMe: true))
        try database.execute("update conversation set last_human_at = now() - interval '1 hour'")
        try database.accept(inbound("Q", "👍", fromMe: true, kind: .reaction))
        #expect(try database.conversationColumn("last_human_at < now() - interval '50 minutes'") == "t")
        try database.accept(inbound("R", "old", fromMe: true, sentAt: 1_700_000_000, isBackfill: true))
        #expect(try database.conversationColumn("last_human_at < now() - interval '50 minutes'") == "t")
        try database.accept(inbound("S", "still here", fromMe: true))
        #expect(try database.conversationColumn("last_human_at > now() - interval '1 minute'") == "t")
    }

    @Test func `leaves a muted conversation muted`() throws {
        try database.accept(inbound("a"))
        try database.setMode("muted", conversation: try database.conversation())
        try database.accept(inbound("O", "I am here", fromMe: true))
        #expect(try database.conversationColumn("mode") == "muted")
        #expect(try database.conversationColumn("last_human_at is not null") == "t")
    }

    @Test func `is our own file, by its caption, whatever the provider calls it`() throws {
        try database.accept(inbound("a"))
        let (_, messageID) = try database.reply("", worker: worker)
        try database.execute("update message set kind = 'audio' where message_id = \(messageID)")
        #expect(try database.accept(inbound("T", "", fromMe: true)) == [.echo])
        #expect(try database.status(messageID) == "sending")
        try database.setMode("bot", conversation: try database.conversation())
        #expect(try database.accept(inbound("P", nil, fromMe: true, kind: .voice)) == [.echo])
        #expect(try database.status(messageID) == "sent")
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `proves a send that waits for proof, and lets the next one go`() throws {
        try database.makeChannel(.evolution, address: "demo")
        var message = inbound("a", channel: "demo")
        message.provider = "evolution"
        try database.accept(message)
        let (job, messageID) = try database.reply("we are open", worker: worker)
        #expect(try database.finishSend(job, messageID, .unknown).next == .done)
        #expect(try database.jobs() == ["send waiting"])
        message = inbound("P", "we are open", fromMe: true, channel: "demo")
        message.provider = "evolution"
        try database.accept(message)
        #expect(try outbound() == ["bot sent P"])
        #expect(try database.jobs() == ["send ready"])
    }
}
