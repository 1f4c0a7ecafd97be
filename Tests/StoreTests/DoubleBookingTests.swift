import Conversation
import Synchronization
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A double booking` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
    }

    private func booked() throws -> [String?] {
        try database.column("select lower(period)::text from appointment where state = 'booked' order by 1")
    }

    @Test func `is refused by the constraints, whatever a program believes`() throws {
        let slot = try database.slots()[12]
        _ = try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slot)])
        try database.accept(inbound("b", phone: "+972500000002"))
        for (change, constraint) in [
            (#"{"agent_id": 9, "contact_id": 9}"#, "appointment_listing_is_shown_to_one"),
            (#"{"listing_id": 102, "contact_id": 9}"#, "appointment_agent_is_in_one_place"),
            (#"{"agent_id": 9, "listing_id": 102}"#, "appointment_contact_is_in_one_place"),
        ] {
            try database.execute("insert into agent values (1, 9, 'א', 'A') on conflict do nothing")
            try database.execute("insert into contact (tenant_id, contact_id) values (1, 9) on conflict do nothing")
            let error = #expect(throws: PostgresError.self) {
                try database.execute(
                    """
                    insert into appointment select (jsonb_populate_record(
                        a, '{"appointment_id": 7}'::jsonb || '\(change)')).* from appointment a
                    """)
            }
            #expect(error?.sqlState == "23P01")
            #expect(error?.message.contains(constraint) == true)
        }
    }

    @Test func `is looked for at the same cost however many viewings there were`() throws {
        _ = try database.answer("a", worker: worker)
        try database.execute(
            """
            insert into appointment (tenant_id, appointment_id, listing_id, agent_id, contact_id, conversation_id, period)
            select c.tenant_id, n, 101, 1, c.contact_id, c.conversation_id,
                tstzrange(now() - n * interval '1 hour', now() - (n - 1) * interval '1 hour')
            from conversation c, generate_series(1, 5000) n;
            analyze appointment
            """)
        let slot = try database.slots()[3]
        let (job, turn) = try database.beginTurn("b", worker: worker)
        let read = "select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables where relname = 'appointment'"
        var connection = try database.connect(user: "shi_worker")
        try connection.execute("begin")
        let before = try connection.column(read)[0].flatMap { Int($0) } ?? 0
        _ = try connection.beginTurn(job, context: 4)
        _ = try connection.freeSlots(tenantID: 1, listingID: 101, from: nil, days: 7, limit: 5)
        _ = try connection.finishReply(
            job, turnID: turn.turnID, generation: turn.generation, reserveMilliseconds: 0, text: "yes",
            report: TurnReport(), writes: [.bookViewing(listingID: 101, startsAt: slot)])
        let after = try connection.column(read)[0].flatMap { Int($0) } ?? 0
        try connection.execute("commit")
        #expect(try database.count("select count(*) from appointment where turn_id = \(turn.turnID)") == 1)
        // Who has least to do is told from the four days around.
        #expect((1...200).contains(after - before), "\(after - before)")
    }

    @Test func `is not made of one time that two contacts want, two hundred times`() throws {
        let database = database
        try database.execute("update tenant set viewing_minutes = 10 where tenant_id = 1")
        let slots = try database.slots(days: 20, limit: 200)
        #expect(slots.count == 200)
        let turns = try (0..<2).map { side in
            try slots.indices.map { number in
                try database.beginTurn(
                    "\(side)-\(number)", phone: "+97251\(side)\(100_000 + number)", worker: worker)
            }
        }
        let arrived = Atomic<Int>(0)
        let outcomes = try concurrently(2) { side in
            var connection = try database.connect(user: "shi_worker")
            return try slots.indices.map { number in
                arrived.add(1, ordering: .relaxed)
                while arrived.load(ordering: .relaxed) < 2 * (number + 1) {}
                let (job, turn) = turns[side][number]
                return try connection.finishReply(
                    job, turnID: turn.turnID, generation: turn.generation, reserveMilliseconds: 0, text: "yes",
                    report: TurnReport(), writes: [.bookViewing(listingID: 101, startsAt: slots[number])])
            }
        }
        for (one, other) in zip(outcomes[0], outcomes[1]) {
            #expect([one, other].count { $0 == .conflict } == 1, "\(one) \(other)")
        }
        #expect(Set(try booked()).count == 200)
        #expect(try database.count("select count(*) from appointment") == 200)
    }
}
