import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A message that POST /send asks for` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func state(_ acceptance: OutboundAcceptance, tenant: Int64 = 1) throws -> OutboundState? {
        guard case .stored(let messageID) = acceptance else { throw TestFailure(description: "it was not stored") }
        return try database.with { try $0.outboundState(tenantID: tenant, messageID: messageID) }
    }

    @Test func `is stored with its contact, its conversation and a job`() throws {
        let acceptance = try database.send("hello")
        #expect(try state(acceptance)?.status == "queued")
        #expect(try state(acceptance)?.isSettled == false)
        #expect(try database.bodies() == ["hello"])
        #expect(try database.column("select kind || ' ' || value from identity") == ["phone \(somePhone)"])
        #expect(try database.jobs() == ["send ready"])
        #expect(try database.conversationColumn("chat_address") == chatAddress(somePhone))
    }

    @Test func `goes to the conversation that the customer began`() throws {
        try database.accept(inbound("a"))
        try database.send("hello")
        #expect(try database.count("select count(distinct conversation_id) from message") == 1)
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `is stored once for its key, and the repetition is told so`() throws {
        let first = try database.send("hello", key: "k")
        guard case .stored(let messageID) = first else {
            Issue.record("it was not stored")
            return
        }
        #expect(try database.send("hello", key: "k") == .repeated(messageID: messageID))
        #expect(try database.send("hello", key: "k", digest: "other") == .conflict)
        #expect(try database.bodies() == ["hello"])
    }

    @Test func `without a key is stored each time`() throws {
        try database.send("hello")
        try database.send("hello")
        #expect(try database.bodies() == ["hello", "hello"])
        #expect(try database.jobs() == ["send ready"])
    }

    @Test func `shares no key with another tenant`() throws {
        try database.send("hello", key: "k")
        let other = try database.with { connection in
            try connection.acceptOutbound(
                tenantID: 2, provider: .gateway, address: "2", to: chat(), OutboundOrder(text: "hi"), key: "k",
                digest: "d")
        }
        guard case .stored = other else {
            Issue.record("it was not stored: \(other)")
            return
        }
        #expect(try database.bodies() == ["hello", "hi"])
    }

    @Test func `is refused on a channel that the tenant does not have, and its key stays free`() throws {
        #expect(try database.send("hello", channel: "none", key: "k") == .unknownChannel)
        #expect(try database.send("hello", channel: "2", key: "k") == .unknownChannel)
        guard case .stored = try database.send("hello", key: "k") else {
            Issue.record("the key is taken")
            return
        }
    }

    @Test func `is stored once when twenty ask at the same moment with the same key`() throws {
        let database = database
        let acceptances = try concurrently(20) { _ in
            var connection = try database.connect()
            return try connection.acceptOutbound(
                tenantID: 1, provider: .gateway, address: "1", to: chat(), OutboundOrder(text: "hello"), key: "k",
                digest: "d")
        }
        let stored = acceptances.compactMap { if case .stored(let messageID) = $0 { messageID } else { nil } }
        #expect(stored.count == 1)
        #expect(acceptances.count { $0 == .repeated(messageID: stored[0]) } == 19)
        #expect(try database.bodies() == ["hello"])
        #expect(try database.jobs() == ["send ready"])
    }

    @Test func `shows where it stands until it is settled`() throws {
        let worker = try database.makeWorker()
        let acceptance = try database.send("hello")
        let job = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(job))
        #expect(try state(acceptance)?.status == "sending")
        try database.finishSend(job, message.messageID, .sent, providerID: "P")
        let state = try #require(try state(acceptance))
        #expect(state.status == "sent")
        #expect(state.isSettled)
        #expect(state.providerMessageID == "P")
        #expect(state.milliseconds == 7)
        #expect(state.error == nil)
    }

    @Test func `is not shown to another tenant, and the bot's messages to nobody`() throws {
        let acceptance = try database.send("hello")
        #expect(try state(acceptance, tenant: 2) == nil)
        try database.accept(inbound("a"))
        let worker = try database.makeWorker()
        let job = try database.claimOne(worker: worker)
        guard case .committed(let messageID, _) = try database.finish(job, try database.begin(job)) else {
            Issue.record("the reply was not committed")
            return
        }
        #expect(try database.with { try $0.outboundState(tenantID: 1, messageID: messageID) } == nil)
    }

    @Test func `may be of any kind, and is handed to the sender as it was asked for`() throws {
        var order = OutboundOrder(kind: .document, text: "the contract")
        order.details.quotedID = "Q"
        order.details.media = MessageDetails.Media(
            mimeType: "application/pdf", fileName: "חוזה.pdf", reference: "https://127.0.0.1/contract.pdf")
        let acceptance = try database.with { connection in
            try connection.acceptOutbound(
                tenantID: 1, provider: nil, address: nil, to: chat(), order, key: nil, digest: "d")
        }
        guard case .stored(let messageID) = acceptance else {
            Issue.record("it was not stored: \(acceptance)")
            return
        }
        try database.execute(#"update channel set settings = '{"api_version": "v23.0"}' where channel_id = 1"#)
        let job = try database.claimOne("send", worker: try database.makeWorker())
        let sent = try #require(try database.beginSend(job))
        #expect(
            sent.message
                == OutgoingMessage(
                    messageID: messageID, chatAddress: chatAddress(somePhone), kind: .document, text: "the contract",
                    details: order.details))
        #expect(sent.settings == ["api_version": "v23.0"])
    }

    @Test func `goes through the channel that is named, or the one through which the contact wrote last`() throws {
        func send(_ provider: Provider?, _ address: String?) throws -> String? {
            let acceptance = try database.with { connection in
                try connection.acceptOutbound(
                    tenantID: 1, provider: provider, address: address, to: chat(), OutboundOrder(text: "x"), key: nil,
                    digest: "d")
            }
            guard case .stored(let messageID) = acceptance else { return nil }
            return try database.value(
                """
                select c.channel_id from message m join conversation c using (tenant_id, conversation_id)
                where m.message_id = $1
                """, [String(messageID)])
        }
        #expect(try send(nil, nil) == "1")
        #expect(try send(.gateway, "plain") == "2")
        #expect(try send(nil, "plain") == "2")
        #expect(try send(.cloud, nil) == nil)
        try database.execute("update conversation set last_customer_at = now() where channel_id = 2")
        #expect(try send(nil, nil) == "2")
        #expect(try send(.gateway, nil) == "2")
        #expect(try send(.gateway, "1") == "1")
    }

    @Test func `is written by a human, who has opted nobody in`() throws {
        try database.accept(inbound("a"))
        try database.execute("update contact set opted_out_at = now()")
        guard case .stored(let messageID) = try database.send("hello") else {
            Issue.record("it was not stored")
            return
        }
        #expect(try database.conversationColumn("last_human_at is not null") == "t")
        let job = try database.claimOne("send", worker: try database.makeWorker())
        #expect(try database.beginSend(job)?.messageID == messageID)
    }

    @Test func `may follow a report of the channel's connection`() throws {
        #expect(
            try database.with { connection in
                try connection.recordConnection(
                    tenantID: 1, provider: "gateway", address: "1", state: "open", name: "Shi")
            })
        #expect(
            try database.with { connection in
                try connection.recordConnection(
                    tenantID: 1, provider: "gateway", address: "1", state: "close", name: nil)
            })
        let stored = try database.value(
            """
            select concat_ws('|', connection_state, connection_name, connection_seen_at is not null)
            from channel where address = '1'
            """
        )
        #expect(stored == "close|Shi|t")
        #expect(
            try database.with { connection in
                try !connection.recordConnection(
                    tenantID: 1, provider: "gateway", address: "none", state: "open", name: nil)
            })
    }
}
