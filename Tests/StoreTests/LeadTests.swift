import Testing

@testable import Postgres
@testable import Store

@Suite struct `What is known of a customer` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func facts(_ change: (inout LeadFacts) -> Void) -> StagedWrite {
        var facts = LeadFacts()
        change(&facts)
        return .recordLead(facts)
    }

    private func events() throws -> [String?] {
        try database.column("select kind || ' ' || source || ' ' || details from lead_event order by event_id")
    }

    @Test func `grows with what each turn records, and is told to the next`() throws {
        let first = facts { facts in
            (facts.name, facts.area, facts.deal, facts.propertyKind) = ("דנה", "תל אביב", "rent", "apartment")
            (facts.rooms, facts.budget, facts.moveIn, facts.notes) = (3.5, 7_000, "2027-01-15", "כלב")
        }
        _ = try database.answer("a", worker: worker, writes: [first])
        _ = try database.answer("b", worker: worker, writes: [facts { $0.budget = 7_500 }, facts { _ in }])
        let turn = try database.beginTurn("c", worker: worker).turn
        let lead = try #require(turn.lead)
        #expect(lead.status == "new")
        #expect(lead.intent == nil && lead.summary == nil)
        #expect(lead.facts.name == "דנה" && lead.facts.area == "תל אביב" && lead.facts.deal == "rent")
        #expect(lead.facts.propertyKind == "apartment" && lead.facts.rooms == 3.5 && lead.facts.budget == 7_500)
        #expect(lead.facts.moveIn == "2027-01-15" && lead.facts.notes == "כלב")
        #expect(try events().last == #"facts turn {"budget": 7500}"#)
        #expect(try events().count == 2)
        #expect(turn.contactPhone == somePhone)
    }

    @Test func `takes no fact that is none, and the reply goes all the same`() throws {
        let nonsense = facts { facts in
            (facts.name, facts.area, facts.deal, facts.propertyKind) = (
                "  ", String(repeating: "x", count: 5_000), "gift", "boat"
            )
            (facts.rooms, facts.budget, facts.moveIn) = (-3, Int.max, "2026-02-30")
        }
        guard case .committed = try database.answer("a", worker: worker, writes: [nonsense]) else {
            throw TestFailure(description: "the reply was refused")
        }
        let lead = try #require(try database.beginTurn("b", worker: worker).turn.lead)
        #expect(lead.facts.area?.count == 200)
        #expect(lead.facts.name == nil && lead.facts.deal == nil && lead.facts.propertyKind == nil)
        #expect(lead.facts.rooms == nil && lead.facts.budget == nil && lead.facts.moveIn == nil)
    }

    @Test func `is nothing for a new contact, nor is that of another tenant's`() throws {
        _ = try database.answer("a", worker: worker, writes: [facts { $0.area = "x" }])
        try database.accept(inbound("b", tenant: 2))
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.lead == nil)
        #expect(turn.appointments.isEmpty)
        #expect(!turn.isHandoverOpen && !turn.isOverBudget)
    }

    @Test func `is one where two contacts turn out to be one person`() throws {
        try database.accept(inbound("a", phone: somePhone), inbound("b", phone: nil, lid: "77"))
        try database.execute(
            """
            insert into lead (tenant_id, contact_id, source, status, area, budget)
            select tenant_id, contact_id, 'turn', 'contacted', kind, case when kind = 'lid' then 5 end
            from identity where kind in ('phone', 'lid');
            insert into lead_event (tenant_id, event_id, contact_id, kind, source)
            select tenant_id, contact_id, contact_id, 'facts', 'turn' from lead
            """)
        try database.accept(inbound("c", phone: somePhone, lid: "77"))
        #expect(try database.column("select area || ' ' || budget from lead") == ["phone 5"])
        #expect(try database.count("select count(distinct contact_id) from lead_event") == 1)
    }

    @Test func `holds the viewings of both, as far as one person can be in both`() throws {
        let database = try TestDatabase.withDemo()
        try database.accept(inbound("a", phone: somePhone), inbound("b", phone: nil, lid: "77"))
        try database.execute(
            """
            insert into appointment (tenant_id, appointment_id, listing_id, agent_id, contact_id, conversation_id, period)
            select c.tenant_id, row_number() over w, 100 + row_number() over w,
                dense_rank() over (order by c.conversation_id), c.contact_id, c.conversation_id,
                tstzrange(s.at, s.at + interval '1 hour')
            from conversation c
            cross join generate_series(1, 3) n
            cross join lateral (
                select now() + n * case when c.chat_address like '77@%' then 12 else 18 end * interval '1 hour' as at) s
            window w as (order by c.conversation_id, n)
            """)
        let before = try database.versions()
        try database.accept(inbound("c", phone: somePhone, lid: "77"))
        // 18, 36 and 54 hours of the one; 12, 24 and 36 of the other.
        #expect(try database.count("select count(distinct contact_id) from appointment") == 1)
        #expect(try database.count("select count(*) from appointment where state = 'booked'") == 5)
        #expect(try database.versions()[1] == before[1] + 1)
        // What was promised and is given up is told to a human, and stands in the lead's events.
        #expect(
            try database.column("select kind || ' ' || source from lead_event order by event_id") == [
                "hand_over rules", "cancellation rules",
            ])
        #expect(try database.count("select count(*) from handover where resolved_at is null") == 1)
        #expect(try database.beginTurn("d", worker: try database.makeWorker()).turn.isHandoverOpen)
    }

    @Test func `is made one without waiting for who edits agents`() throws {
        let database = try TestDatabase.withDemo()
        try database.accept(inbound("a", phone: somePhone), inbound("b", phone: nil, lid: "77"))
        try database.execute(
            """
            insert into appointment (tenant_id, appointment_id, listing_id, agent_id, contact_id, conversation_id, period)
            select c.tenant_id, n, 100 + n, n, c.contact_id, c.conversation_id,
                tstzrange(now() + interval '1 day', now() + interval '25 hours')
            from (select *, row_number() over (order by conversation_id) as n from conversation) c
            """)
        let other = OpenTransaction(try database.connect())
        try other.execute("begin; update agent set name_en = 'x'")
        #expect(try database.accept(inbound("c", phone: somePhone, lid: "77")) == [.stored])
        // Both stay, and a human settles it.
        #expect(try database.count("select count(*) from appointment where state = 'booked'") == 2)
        #expect(try database.count("select count(*) from handover where resolved_at is null") == 1)
    }
}

@Suite struct `A hand-over` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func open() throws -> [String?] {
        try database.column("select reason from handover where resolved_at is null")
    }

    @Test func `is one for a conversation until a human takes it over, and the bot goes on`() throws {
        for (id, reason) in [("a", "asked"), ("b", "asked again")] {
            _ = try database.answer(id, worker: worker, writes: [.handOver(reason: reason)])
        }
        #expect(try open() == ["asked"])
        #expect(try database.column("select kind || details from lead_event") == [#"hand_over{"reason": "asked"}"#])
        #expect(try database.beginTurn("c", worker: worker).turn.isHandoverOpen)

        let conversation = try database.conversation()
        try database.setMode("human", conversation: conversation)
        #expect(try open() == [])
        try database.setMode("bot", conversation: conversation)
        #expect(try !database.beginTurn("d", worker: worker).turn.isHandoverOpen)
    }

    @Test func `is resolved by the owner's own words, too`() throws {
        _ = try database.answer("a", worker: worker, writes: [.handOver(reason: String(repeating: "x", count: 900))])
        #expect(try open().first??.count == 500)
        try database.accept(inbound("b", "I am here", fromMe: true))
        #expect(try open() == [])
    }
}
