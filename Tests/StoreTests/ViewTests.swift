import Testing

@testable import Postgres
@testable import Store

@Suite struct `What the people of the business read` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
    }

    @Test func `shows each viewing on the tenant's wall clock, with agent and customer, until it is given up`() throws {
        let slot = try #require(try database.slots(101).first)
        try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slot)])
        let rows = try database.column(
            """
            select to_char(starts_at, 'YYYY-MM-DD"T"HH24:MI') || '|' || place || '|' || customer_phone || '|' || (agent <> '')
            from upcoming_viewing
            """)
        #expect(rows == ["\(slot)|רחוב השקמה 14, תל אביב|\(somePhone)|true"])
        let id = try #require(try database.value("select appointment_id from appointment").flatMap { Int64($0) })
        try database.answer("b", worker: worker, writes: [.cancelViewing(appointmentID: id)])
        #expect(try database.count("select count(*) from upcoming_viewing") == 0)
    }

    @Test func `shows who waits for a human, until one comes`() throws {
        try database.answer("a", worker: worker, writes: [.handOver(reason: "asks for a person")])
        #expect(try database.column("select reason from open_handover") == ["asks for a person"])
        _ = try database.column(
            "select set_conversation_mode(tenant_id, conversation_id, 'human') from conversation")
        #expect(try database.count("select count(*) from open_handover") == 0)
    }

    @Test func `is for the DBA, and for no program`() throws {
        var administrator = try database.connect(user: "shi_admin")
        #expect(try administrator.column("select count(*) from upcoming_viewing") == ["0"])
        for role in ["shi_worker", "shi_webhook", "shi_status"] {
            var program = try database.connect(user: role)
            #expect(throws: PostgresError.self) { try program.column("select count(*) from open_handover") }
        }
    }
}
