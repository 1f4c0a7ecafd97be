import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A contact's identities` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func identities() throws -> [String?] {
        try database.column("select kind || ' ' || value from identity order by 1")
    }

    @Test func `never take a LID for a phone number`() throws {
        try database.accept(inbound("a", phone: nil, lid: "972500000001"), inbound("b"))
        #expect(try identities() == ["lid 972500000001", "phone +972500000001"])
        #expect(try database.count("select count(*) from contact") == 2)
    }

    @Test func `are joined by a message that shows both`() throws {
        try database.accept(inbound("a", phone: nil, lid: "777", name: "Dana"))
        try database.accept(inbound("b", lid: "777"))
        try database.accept(inbound("c"))
        #expect(try identities() == ["lid 777", "phone +972500000001"])
        #expect(try database.count("select count(*) from contact") == 1)
        #expect(try database.count("select count(*) from conversation") == 1)
        #expect(try database.conversationColumn("generation") == "3")
    }

    @Test func `merge two contacts that were known apart, with their takeover`() throws {
        try database.accept(inbound("a", phone: nil, lid: "777", name: "Dana"), inbound("b"))
        let other = try database.value(
            "select conversation_id from conversation join identity using (tenant_id, contact_id) where kind = 'lid'")
        try database.setMode("human", conversation: Int64(other ?? "") ?? 0)
        #expect(
            try database.accept(inbound("c", lid: "777"), inbound("d", phone: nil, lid: "777")) == [.stored, .stored])

        #expect(try database.count("select count(distinct contact_id) from identity") == 1)
        let kept = try database.conversation()
        #expect(try database.count("select count(*) from message where conversation_id = $1", [String(kept)]) == 3)
        #expect(
            try database.value("select mode from conversation where conversation_id = $1", [String(kept)]) == "human")
        #expect(try database.value("select name from contact join identity using (contact_id) limit 1") == "Dana")
    }

    @Test func `merge two contacts with an opt-out, and move a conversation that only one of them has`() throws {
        try database.accept(inbound("a", phone: nil, lid: "777", channel: "plain"), inbound("b"))
        try database.execute(
            """
            update contact set opted_out_at = now()
            where contact_id = (select contact_id from identity where kind = 'lid')
            """)
        try database.accept(inbound("c", lid: "777", channel: "plain"))
        #expect(try database.count("select count(distinct contact_id) from conversation") == 1)
        #expect(try database.count("select count(*) from conversation") == 2)
        let isOptedOut = try database.value(
            "select opted_out_at is not null from contact c join conversation using (contact_id) limit 1")
        #expect(isOptedOut == "t")
    }

    @Test func `may be an address that is neither number nor LID`() throws {
        try database.accept(inbound("a", phone: nil, chat: "status@broadcast"))
        try database.accept(inbound("b", phone: nil, chat: "status@broadcast"))
        #expect(try identities() == ["address status@broadcast"])
        #expect(try database.count("select count(*) from conversation") == 1)
    }

    @Test func `belong to one tenant`() throws {
        try database.accept(inbound("a"), inbound("b", tenant: 2))
        #expect(try database.column("select tenant_id::text from contact order by 1") == ["1", "2"])
    }

    @Test func `keep the first name, and not the business's own`() throws {
        try database.accept(inbound("a", fromMe: true, name: "Shi Apartments"))
        #expect(try database.value("select name from contact") == nil)
        try database.accept(inbound("b", phone: "+972500000002", name: String(repeating: "ש", count: 300)))
        #expect(try database.count("select max(length(name)) from contact") == 200)
    }

    @Test func `are made once by many who write at the same moment`() throws {
        let database = database
        for round in 1...10 {
            let phone = "+97250000100\(round % 10)"
            try concurrently(4) { index in
                var connection = try database.connect()
                _ = try connection.accept([
                    inbound("r\(round)-\(index)", phone: index == 3 ? nil : phone, lid: index == 0 ? nil : "8\(round)")
                ])
            }
            try database.accept(inbound("r\(round)-last", phone: phone, lid: "8\(round)"))
            let contacts = try database.count(
                "select count(distinct contact_id) from identity where value in ($1, $2)", [phone, "8\(round)"])
            #expect(contacts == 1)
        }
        #expect(try database.count("select count(*) from message") == 50)
    }
}
