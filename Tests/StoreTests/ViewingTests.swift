import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A viewing` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
    }

    private func booked() throws -> [String?] {
        try database.column(
            """
            select listing_id || ' ' || wall_time(lower(period), 'Asia/Jerusalem') from appointment
            where state = 'booked' order by lower(period), listing_id
            """)
    }

    @Test func `is offered within the viewing hours, in steps of its length, and never on Saturday`() throws {
        let slots = try database.slots(days: 14).compactMap { WallTime($0) }
        // Two weeks, of which today may be over.
        #expect(slots.count >= 80)
        #expect(slots == slots.sorted())
        let hours = Set(slots.map { "\($0.date.weekday) \($0.time)" })
        #expect(hours.count == 5 * 8 + 4)
        #expect(slots.allSatisfy { $0.date.weekday != 6 && $0.time.minute == 0 })
        #expect(slots.filter { $0.date.weekday == 5 }.allSatisfy { (9...12).contains($0.time.hour) })
        #expect(slots.filter { $0.date.weekday != 5 }.allSatisfy { (9...16).contains($0.time.hour) })
    }

    @Test func `is offered from a moment or a day on, for so many days, and not in the past`() throws {
        let all = try database.slots(days: 30)
        let day = try #require(all.dropFirst(40).first?.prefix(10)).description
        #expect(try database.slots(from: day, days: 1) == all.filter { $0.hasPrefix(day) })
        let late = try database.slots(from: "\(day)T11:30", days: 1)
        #expect(late == all.filter { $0.hasPrefix(day) && $0 > "\(day)T11:30" })
        #expect(try database.slots(from: "2001-01-01", days: 30) == all)
        #expect(try database.slots(from: "nonsense", days: 30) == all)
        #expect(try database.slots(from: "9999-12-31", days: 30).isEmpty)
        #expect(try database.slots(days: 30, limit: 3) == Array(all.prefix(3)))
        #expect(try database.slots(999).isEmpty)
        let now = try #require(try database.value("select wall_time(now(), 'Asia/Jerusalem')"))
        #expect(all.allSatisfy { $0 > now })
    }

    @Test func `is offered no more where it is taken, for its listing alone while an agent is free`() throws {
        let slot = try #require(try database.slots().first)
        _ = try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slot)])
        #expect(try database.slots(101).first != slot)
        #expect(try database.slots(102).first == slot)
        try database.execute("update agent set is_active = agent_id = (select agent_id from appointment)")
        #expect(try database.slots(102).first != slot)
        #expect(try database.slots(nil).first != slot)
        try database.execute("update agent set is_active = false")
        #expect(try database.slots(102).isEmpty)
    }

    @Test func `is booked with the reply, and seen by the next turn and in the lead's events`() throws {
        let slots = try database.slots()
        let later = slots[20]
        let outcome = try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: later)])
        guard case .committed = outcome else { throw TestFailure(description: "\(outcome)") }
        _ = try database.answer("b", worker: worker, writes: [.bookViewing(listingID: 105, startsAt: slots[10])])
        #expect(try booked() == ["105 \(slots[10])", "101 \(later)"])
        let turn = try database.beginTurn("c", worker: worker).turn
        #expect(turn.appointments.map(\.startsAt) == [slots[10], later])
        #expect(turn.appointments.map(\.listingID) == [105, 101])
        #expect(
            try database.column("select kind || ' ' || source from lead_event") == ["booking turn", "booking turn"])
        #expect(try database.count("select count(*) from appointment a join turn t using (tenant_id, turn_id)") == 2)
    }

    @Test func `that has become impossible is a conflict, nothing is stored, and the turn may answer again`() throws {
        let slot = try database.slots()[30]
        _ = try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slot)])
        let before = try database.versions()
        let (job, turn) = try database.beginTurn("b", phone: "+972500000002", worker: worker)
        let writes: [StagedWrite] = [
            .handOver(reason: "curious"), .bookViewing(listingID: 101, startsAt: slot),
        ]
        #expect(try database.finish(job, turn, writes: writes) == .conflict)
        #expect(try database.count("select count(*) from message where author = 'bot'") == 1)
        #expect(try database.count("select count(*) from turn") == 1)
        #expect(try database.count("select count(*) from handover") == 0)
        #expect(try database.versions() == before)
        #expect(try database.value("select lease_token::text from job where kind = 'reply'") == job.leaseToken)

        guard case .committed = try database.finish(job, turn, "that is taken") else {
            throw TestFailure(description: "the turn cannot answer again")
        }
        #expect(try booked() == ["101 \(slot)"])
    }

    @Test(arguments: [
        "2020-01-06T10:00", "2099-01-05T10:00", "2026-02-30T10:00", "10:00", "", "tomorrow",
    ])
    func `at no possible time is a conflict`(startsAt: String) throws {
        let outcome = try database.answer(
            "a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: startsAt)])
        #expect(outcome == .conflict)
        #expect(try booked() == [])
    }

    @Test func `outside the hours, over their end, of nothing, or by nobody is a conflict`() throws {
        let slots = try database.slots(days: 20)
        let friday = try #require(slots.first { WallTime($0)?.date.weekday == 5 }?.prefix(10))
        let saturday = try #require(CivilDate(friday)?.adding(days: 1))
        for (listing, time) in [
            (101, "\(friday)T08:00"), (101, "\(friday)T12:30"), (101, "\(friday)T13:00"), (101, "\(saturday)T10:00"),
            (999, slots[20]),
        ] as [(Int64, String)] {
            let turn = try database.beginTurn("m\(listing)\(time)", worker: worker)
            let outcome = try database.finish(
                turn.job, turn.turn, writes: [.bookViewing(listingID: listing, startsAt: time)])
            #expect(outcome == .conflict, "\(time)")
            try database.giveBack(turn.job)
        }
        try database.execute("update listing set is_available = false where listing_id = 101")
        try database.execute("update agent set is_active = false")
        for listing in [101, 102] as [Int64] {
            let (job, turn) = try database.beginTurn("l\(listing)", worker: worker)
            #expect(
                try database.finish(job, turn, writes: [.bookViewing(listingID: listing, startsAt: slots[20])])
                    == .conflict)
            try database.giveBack(job)
        }
        #expect(try booked() == [])
    }

    @Test func `is booked once however often it is asked for, and a contact is in one place at a time`() throws {
        let slot = try database.slots()[15]
        for id in ["a", "b"] {
            let outcome = try database.answer(
                id, worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slot)])
            guard case .committed = outcome else { throw TestFailure(description: "\(outcome)") }
        }
        #expect(
            try database.answer("c", worker: worker, writes: [.bookViewing(listingID: 102, startsAt: slot)])
                == .conflict)
        #expect(try booked() == ["101 \(slot)"])
    }

    @Test func `beyond the number that a contact may have is a conflict, until one is cancelled or moved`() throws {
        try database.execute("update tenant set viewings_per_contact = 2 where tenant_id = 1")
        let slots = try database.slots()
        let book = { (id: String, listing: Int64, slot: Int) throws in
            try database.answer(
                id, worker: worker, writes: [.bookViewing(listingID: listing, startsAt: slots[slot])])
        }
        for (id, listing, slot) in [("a", 101, 10), ("b", 102, 12)] as [(String, Int64, Int)] {
            guard case .committed = try book(id, listing, slot) else { throw TestFailure(description: "\(id)") }
        }
        let (job, turn) = try database.beginTurn("c", worker: worker)
        #expect(turn.viewingsLimit == 2 && turn.appointments.count == 2)
        let third = StagedWrite.bookViewing(listingID: 103, startsAt: slots[14])
        #expect(try database.finish(job, turn, writes: [third]) == .conflict)
        #expect(try booked() == ["101 \(slots[10])", "102 \(slots[12])"])
        // The one that is given up in the same reply does not count.
        let moved = [third, .cancelViewing(appointmentID: turn.appointments[0].appointmentID)]
        guard case .committed = try database.finish(job, turn, writes: moved) else {
            throw TestFailure(description: "a viewing cannot be moved at the limit")
        }
        #expect(try booked() == ["102 \(slots[12])", "103 \(slots[14])"])
        // Another contact has a limit of its own.
        let other = try database.answer(
            "d", phone: "+972500000002", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slots[10])])
        guard case .committed = other else { throw TestFailure(description: "\(other)") }
    }

    @Test func `is cancelled by its own contact alone, and moved in one reply`() throws {
        let slots = try database.slots()
        _ = try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slots[12])])
        let id = Int64(try database.count("select appointment_id from appointment"))
        let foreign = try database.answer(
            "b", phone: "+972500000002", worker: worker, writes: [.cancelViewing(appointmentID: id)])
        #expect(foreign == .conflict)
        #expect(try booked() == ["101 \(slots[12])"])

        let moved = try database.answer(
            "c", worker: worker,
            writes: [.bookViewing(listingID: 101, startsAt: slots[13]), .cancelViewing(appointmentID: id)])
        guard case .committed = moved else { throw TestFailure(description: "\(moved)") }
        #expect(try booked() == ["101 \(slots[13])"])
        // Given up already: the customer hears that it is.
        guard case .committed = try database.answer("d", worker: worker, writes: [.cancelViewing(appointmentID: id)])
        else { throw TestFailure(description: "a cancelled viewing cannot be cancelled again") }
        #expect(
            try database.column("select kind from lead_event order by event_id") == [
                "booking", "cancellation", "booking",
            ])
        #expect(try database.slots().contains(slots[12]))
    }

    @Test func `follows the tenant's wall clock over a change of the hour`() throws {
        // 27 March 2026 and 2027 begin summer time in Israel at 02:00: that hour does not exist.
        #expect(try database.value("select moment_of('2027-03-26T02:30', 'Asia/Jerusalem') is null") == "t")
        #expect(
            try database.value("select moment_of('2027-03-26T10:00', 'Asia/Jerusalem') at time zone 'UTC'")
                == "2027-03-26 07:00:00")
        #expect(
            try database.value("select moment_of('2027-01-26T10:00', 'Asia/Jerusalem') at time zone 'UTC'")
                == "2027-01-26 08:00:00")
    }
}
