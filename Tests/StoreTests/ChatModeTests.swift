import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A chat whose mode is set by its address` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func set(
        _ mode: String, _ chat: ChatIdentity = chat(), tenant: Int64 = 1, provider: Provider? = nil,
        address: String? = nil
    ) throws -> ChatModeOutcome {
        try database.with { connection in
            try connection.setChatMode(
                tenantID: tenant, provider: provider, address: address, chat: chat, mode: mode)
        }
    }

    @Test func `is a human's, who is told what the bot has begun already; again, the same is said`() throws {
        try database.accept(inbound("a"))
        let (_, messageID) = try database.reply(worker: worker)
        #expect(try set("human") == .set(isChanged: true, begun: [messageID]))
        #expect(try database.conversationColumn("mode") == "human")
        #expect(try set("human") == .set(isChanged: false, begun: [messageID]))
        try database.accept(inbound("b"))
        #expect(try database.claim(worker: worker).isEmpty)
    }

    @Test func `is the bot's again, which answers what comes next`() throws {
        try database.accept(inbound("a"))
        #expect(try set("muted") == .set(isChanged: true, begun: []))
        #expect(try database.jobs() == [])
        #expect(try set("bot") == .set(isChanged: true, begun: []))
        #expect(try set("bot") == .set(isChanged: false, begun: []))
        try database.accept(inbound("b"))
        #expect(try database.begin(try database.claimOne(worker: worker)).generation > 0)
    }

    @Test func `stays a human's for longer when it is taken over again`() throws {
        try database.accept(inbound("a"))
        _ = try set("human")
        try database.execute("update conversation set last_human_at = now() - interval '1 day'")
        _ = try set("human")
        #expect(try database.conversationColumn("last_human_at > now() - interval '1 minute'") == "t")
    }

    @Test func `is found by any identity of the contact, on the channel where the contact wrote last`() throws {
        try database.accept(inbound("a", lid: "77"))
        try database.accept(inbound("b", lid: "77", channel: "plain"))
        try database.execute(
            "update conversation set last_customer_at = now() - interval '1 hour' * channel_id where channel_id = 1")
        try database.execute(
            "update conversation set last_customer_at = now() where channel_id = 2")
        #expect(try set("human", ChatIdentity(chatAddress: "77@lid", lid: "77")) == .set(isChanged: true, begun: []))
        #expect(try database.column("select mode from conversation order by channel_id") == ["bot", "human"])
        #expect(try set("muted", provider: .gateway, address: "1") == .set(isChanged: true, begun: []))
        #expect(try database.column("select mode from conversation order by channel_id") == ["muted", "human"])
    }

    @Test func `is told to be unknown where it is, or another tenant's`() throws {
        try database.accept(inbound("a"))
        #expect(try set("human", chat("+972500000009")) == .unknownConversation)
        #expect(try set("human", tenant: 2) == .unknownConversation)
        #expect(try set("human", provider: .cloud) == .unknownConversation)
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `has a mode that exists`() throws {
        try database.accept(inbound("a"))
        let error = #expect(throws: PostgresError.self) { try set("robot") }
        #expect(error?.sqlState == "22023")
    }
}
