import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The channel for a message out` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func channel(_ provider: Provider?, _ address: String?, tenant: Int64 = 1) throws -> String? {
        try database.with { connection in
            try connection.outboundChannel(tenantID: tenant, provider: provider, address: address)
                .map { "\($0.provider) \($0.address)" }
        }
    }

    private func typing(
        _ provider: Provider?, _ address: String?, tenant: Int64 = 1, _ chat: ChatIdentity = chat()
    ) throws -> ChannelDetails? {
        try database.with { connection in
            try connection.channelForTyping(tenantID: tenant, provider: provider, address: address, chat: chat)
        }
    }

    @Test func `is the one that is named, or else the gateway's with the tenant's number, or else the first`() throws {
        try database.execute(
            """
            insert into channel (tenant_id, channel_id, provider, address, base_url)
            values (1, 0, 'cloud', '555', 'http://127.0.0.1:1/cloud'), (2, 7, 'waha', 'demo', 'http://127.0.0.1:1/waha')
            """)
        #expect(try channel(nil, nil) == "gateway 1")
        #expect(try channel(.gateway, nil) == "gateway 1")
        #expect(try channel(.gateway, "plain") == "gateway plain")
        #expect(try channel(.cloud, nil) == "cloud 555")
        #expect(try channel(.cloud, "556") == nil)
        #expect(try channel(nil, nil, tenant: 2) == "gateway 2")
        try database.execute("delete from channel where provider = 'gateway'")
        #expect(try channel(nil, nil) == "cloud 555")
        #expect(try channel(nil, nil, tenant: 2) == "waha demo")
        #expect(try channel(nil, nil, tenant: 3) == nil)
    }

    @Test func `shows the typing indicator, tied to the customer's newest message`() throws {
        let unknown = try #require(try typing(.gateway, "plain"))
        #expect(unknown.provider == .gateway)
        #expect(
            [unknown.address, unknown.baseURL, unknown.secret] == ["plain", "http://127.0.0.1:1/plain", "secret-2"])
        #expect(!unknown.honoursIdempotency)
        #expect(unknown.settings.isEmpty)
        #expect(unknown.lastMessageID == nil)

        try database.execute(#"update channel set settings = '{"a": "b"}' where address = 'plain'"#)
        try database.accept(inbound("m1", lid: "77", channel: "plain"), inbound("m2", lid: "77", channel: "plain"))
        try database.accept(inbound("other", channel: "1"), inbound("own", "hi", fromMe: true, channel: "plain"))
        for chat in [chat(), ChatIdentity(chatAddress: "77@lid", lid: "77")] {
            let known = try #require(try typing(.gateway, "plain", chat))
            #expect(known.lastMessageID == "m2")
            #expect(known.settings == ["a": "b"])
        }
        #expect(try typing(nil, nil)?.lastMessageID == "other")
        #expect(try typing(.gateway, "plain", tenant: 2) == nil)
    }

    @Test func `has no secret where none is set`() throws {
        try database.execute("delete from channel_secret")
        #expect(try typing(.gateway, "1")?.secret == "")
        try database.send("hello")
        let job = try database.claimOne("send", worker: try database.makeWorker())
        #expect(try database.beginSend(job)?.secret == "")
    }
}
