import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `Messages taken in` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    @Test func `are stored with all that is known of them`() throws {
        var message = inbound("a", "שלום", name: "Dana", sentAt: 1_800_000_000)
        message.details = MessageDetails()
        message.details?.quotedID = "earlier"
        #expect(try database.accept(message) == [.stored])
        let stored = try database.value(
            """
            select concat_ws('|', direction, author, kind, body, details ->> 'quoted_id', generation, status,
                provider_message_id, extract(epoch from provider_sent_at)::bigint)
            from message
            """)
        #expect(stored == "in|customer|text|שלום|earlier|1|received|a|1800000000")
        #expect(try database.conversationColumn("generation") == "1")
        #expect(try database.conversationColumn("chat_address") == chatAddress(somePhone))
        #expect(try database.value("select name from contact") == "Dana")
    }

    @Test func `are stored once within a batch and across batches`() throws {
        #expect(
            try database.accept(inbound("a", "first"), inbound("b"), inbound("a", "again"))
                == [.stored, .stored, .duplicate])
        #expect(try database.accept(inbound("b"), inbound("c"), inbound("a")) == [.duplicate, .stored, .duplicate])
        #expect(try database.bodies() == ["first", "hello", "hello"])
        #expect(try database.conversationColumn("generation") == "3")
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test func `are told apart by their chat, channel and tenant`() throws {
        let outcomes = try database.accept(
            inbound("a"), inbound("a", phone: "+972500000002"), inbound("a", channel: "plain"), inbound("a", tenant: 2))
        #expect(outcomes == [.stored, .stored, .stored, .stored])
        #expect(try database.count("select count(*) from conversation") == 4)
        #expect(try database.count("select count(*) from contact") == 3)
    }

    @Test func `keep the order of the batch and raise the generation one by one`() throws {
        let messages = (1...40).map {
            inbound("m\($0)", "text \($0)", phone: $0 % 2 == 0 ? somePhone : "+972500000002")
        }
        #expect(try database.with { try $0.accept(messages) }.allSatisfy { $0 == .stored })
        #expect(try database.bodies() == messages.map(\.text))
        let generations = try database.column(
            "select string_agg(generation::text, ' ' order by message_id) from message group by conversation_id")
        let counted = (1...20).map(String.init).joined(separator: " ")
        #expect(generations == [counted, counted])
        #expect(try database.column("select generation::text from conversation") == ["20", "20"])
    }

    @Test func `of a channel that the tenant does not have are told so and leave nothing behind`() throws {
        let outcomes = try database.accept(
            inbound("a", channel: "none"), inbound("b"), inbound("c", tenant: 99), inbound("d", tenant: 2, channel: "1")
        )
        #expect(outcomes == [.unknownChannel, .stored, .unknownChannel, .unknownChannel])
        #expect(try database.count("select count(*) from message") == 1)
        #expect(try database.count("select count(*) from provider_message") == 1)
        #expect(try database.count("select count(*) from contact") == 1)
        #expect(try database.accept(inbound("e", channel: "none")) == [.unknownChannel])
    }

    @Test func `may be none`() throws {
        #expect(try database.with { try $0.accept([]) }.isEmpty)
    }

    @Test func `are refused as a whole when their arrays differ in length`() throws {
        let error = #expect(throws: PostgresError.self) {
            try database.value("select count(*) from accept_messages('{1,1}', array['{}'::jsonb])")
        }
        #expect(error?.isDataError == true)
    }

    @Test func `that want no answer raise no generation and make no job`() throws {
        try database.accept(inbound("a", kind: .reaction), inbound("b", nil, kind: .call), inbound("c", kind: .poll))
        #expect(try database.count("select count(*) from message where generation is null") == 3)
        #expect(try database.conversationColumn("generation") == "0")
        #expect(try database.conversationColumn("last_inbound_at") == nil)
        #expect(try database.jobs() == [])
    }

    @Test func `go to the address that the provider named last`() throws {
        try database.accept(inbound("a"), inbound("b", chat: "972500000001:3@s.whatsapp.net"))
        #expect(try database.conversationColumn("chat_address") == "972500000001:3@s.whatsapp.net")
    }

    @Test func `in new conversations of one batch each find their own`() throws {
        let messages = (1...64).map { inbound("m\($0)", "from \($0)", phone: "+9725\(10_000_000 + ($0 * 37) % 64)") }
        #expect(try database.with { try $0.accept(messages) }.allSatisfy { $0 == .stored })
        #expect(try database.count("select count(*) from conversation") == 64)
        let mixedUp = try database.count(
            """
            select count(*) from message m
            join conversation c using (tenant_id, conversation_id)
            join provider_message p on p.message_id = m.message_id
            where p.chat_address <> c.chat_address
            """)
        #expect(mixedUp == 0)
    }

    @Test func `arrive when the first byte of their request did`() throws {
        try database.accept(inbound("a", waited: 5_000))
        let milliseconds = try database.count(
            "select milliseconds(id_time(message_id) - received_at) from message")
        #expect((4_900...5_100).contains(milliseconds))
        #expect(
            try database.count(
                "select count(*) from conversation c join message m on m.received_at = c.last_inbound_at") == 1)
    }

    @Test func `of every kind count from when the customer sent them, for the provider's window`() throws {
        let sentAt = try database.count("select extract(epoch from now())::bigint - 3600")
        try database.accept(inbound("a", kind: .reaction, sentAt: Int64(sentAt), isBackfill: true))
        let lastCustomerAt = "extract(epoch from last_customer_at)::bigint"
        #expect(try database.conversationColumn(lastCustomerAt) == String(sentAt))
        try database.accept(inbound("b", sentAt: Int64(sentAt) - 7200, isBackfill: true))
        #expect(try database.conversationColumn(lastCustomerAt) == String(sentAt))
        try database.accept(inbound("c", kind: .system), inbound("d", fromMe: true))
        #expect(try database.conversationColumn(lastCustomerAt) == String(sentAt))
        try database.accept(inbound("e", sentAt: Int64(sentAt) + 900_000))
        #expect(try database.conversationColumn("last_customer_at = last_inbound_at") == "t")
    }

    @Test func `reads no table through that was empty when its plans were made`() throws {
        try database.execute("vacuum analyze")
        var connection = try database.connect()
        for number in 1...8 {
            let text = number % 4 == 3 ? "stop" : "hello \(number)"
            _ = try connection.accept([
                inbound("m\(number)", text), inbound("o\(number)", "ours \(number)", fromMe: true),
            ])
        }
        try connection.execute("begin")
        _ = try connection.accept([inbound("m", "start"), inbound("o", "ours", fromMe: true)])
        let read = try connection.column(
            "select relname::text from pg_stat_xact_user_tables where seq_scan > 0 order by relname")
        try connection.execute("rollback")
        #expect(read == [])
    }

    @Test func `that cannot be read are answered once in ten minutes`() throws {
        func unsupported(_ id: String, phone: String = somePhone) -> InboundMessage {
            inbound(id, nil, phone: phone, kind: .unsupported)
        }
        try database.accept(
            unsupported("a"), unsupported("b"), inbound("c"), unsupported("d", phone: "+972500000002"))
        try database.accept(unsupported("e"))
        let wanted = "select p.provider_message_id from message p where generation is not null order by message_id"
        #expect(try database.column(wanted) == ["a", "c", "d"])
        // The messages are made older: their ids tell when they came.
        try database.execute("update message set message_id = message_id - ((11 * 60000)::bigint << 22)")
        try database.accept(unsupported("f"))
        #expect(try database.column(wanted) == ["a", "c", "d", "f"])
    }
}
