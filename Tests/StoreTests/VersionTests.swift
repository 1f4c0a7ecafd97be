import Testing

@testable import Postgres
@testable import Store

@Suite struct `The versions of what answers are made of` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
    }

    @Test(arguments: [
        "update prompt set content = 'You are Dan.'", "delete from prompt",
        "insert into prompt (tenant_id, medium, content) values (1, 'call', 'x')",
        "update knowledge set answer = 'x' where knowledge_id = 1", "delete from knowledge where knowledge_id = 1",
        "insert into knowledge values (1, 99, 'he', 'x', '{x}', 'x')",
        "update listing set price = price + 1 where listing_id = 101", "delete from listing where listing_id = 101",
        "insert into listing select (jsonb_populate_record(l, '{\"listing_id\": 99}')).* from listing l limit 1",
        "update tenant set greeting_he = 'x' where tenant_id = 1",
        "update tenant set time_zone = 'UTC' where tenant_id = 1",
        "truncate prompt", "truncate knowledge cascade",
    ])
    func `rise with every fact that changes`(change: String) throws {
        let before = try database.versions()
        try database.execute(change)
        let after = try database.versions()
        #expect(after[0] > before[0])
        #expect(after[1] == before[1])
    }

    @Test(arguments: [
        "update agent set is_active = false where agent_id = 1", "delete from agent where agent_id = 1",
        "insert into agent values (1, 9, 'א', 'A')", "delete from viewing_hours where weekday = 7",
        "update viewing_hours set closes = '18:00'", "insert into viewing_hours values (1, 6, '10:00', '11:00')",
        "truncate viewing_hours", "truncate appointment", "truncate agent cascade",
    ])
    func `rise with everything that changes free times`(change: String) throws {
        let before = try database.versions()
        try database.execute(change)
        let after = try database.versions()
        #expect(after[0] == before[0])
        #expect(after[1] > before[1])
    }

    @Test(arguments: [
        "update listing set price = price", "update knowledge set questions = questions",
        "delete from listing where false",
        "update tenant set quiet_ms = 7, daily_budget_microdollars = 8, running_jobs_limit = 9, analyze_after_ms = 10",
        "insert into knowledge values (2, 99, 'he', 'x', '{x}', 'x')", "update agent set name_he = name_he",
    ])
    func `stay where nothing changes that the tenant's answers depend on`(change: String) throws {
        let before = try database.versions()
        try database.execute(change)
        #expect(try database.versions() == before)
    }

    @Test func `rise with a booking and its cancellation`() throws {
        let slot = try database.slots()[9]
        let before = try database.versions()
        _ = try database.answer("a", worker: worker, writes: [.bookViewing(listingID: 101, startsAt: slot)])
        let booked = try database.versions()
        let id = Int64(try database.count("select appointment_id from appointment"))
        _ = try database.answer("b", worker: worker, writes: [.cancelViewing(appointmentID: id)])
        let cancelled = try database.versions()
        #expect(before[0] == cancelled[0])
        #expect(before[1] < booked[1] && booked[1] < cancelled[1])
    }

    @Test func `rise with listings that are all gone at once`() throws {
        let before = try database.versions()
        try database.execute("truncate listing cascade")
        #expect(try database.versions() == before.map { $0 + 1 })
    }

    @Test func `are those that a turn is told`() throws {
        let turn = try database.beginTurn("a", worker: worker).turn
        #expect([Int(turn.factsVersion), Int(turn.slotsVersion)] == (try database.versions()))
    }

    // Prompts

    private func revisions() throws -> [String?] {
        try database.column(
            "select version || ' ' || content || ' ' || author from prompt_revision where medium = 'call' order by version"
        )
    }

    @Test func `of a prompt are kept, with who made them and when`() throws {
        let set = "select set_prompt(1, 'call', $1, $2)"
        #expect(try database.value(set, ["one", "Dana"]) == "1")
        #expect(try database.value(set, ["two", "Gil"]) == "2")
        #expect(try database.value(set, ["two", "Gil"]) == "2")
        try database.execute("update prompt set content = 'three', version = 77 where medium = 'call'")
        try database.execute("set shi.author = 'Noa'")
        try database.execute("update prompt set content = 'four' where medium = 'call'")
        try database.execute("delete from prompt where medium = 'call'")
        #expect(try database.value(set, ["five", "Dana"]) == "5")
        try database.execute("reset shi.author")
        #expect(try revisions() == ["1 one Dana", "2 two Gil", "3 three postgres", "4 four Noa", "5 five Dana"])
        #expect(try database.count("select count(*) from prompt_revision where changed_at is null") == 0)
    }

    @Test func `of a prompt are refused with a clear error where there is none to keep`() throws {
        for (arguments, message) in [
            ("1, 'call', repeat('x', 10001), 'Dana'", "a prompt has 1 to 10000 characters, not 10001"),
            ("1, 'call', '', 'Dana'", "a prompt has 1 to 10000 characters, not 0"),
            ("1, 'letter', 'x', 'Dana'", "a prompt's medium is whatsapp or call"),
            ("1, 'call', 'x', ''", "a prompt's author must be named"),
            ("99, 'call', 'x', 'Dana'", "there is no tenant 99"),
        ] {
            let error = #expect(throws: PostgresError.self) {
                try database.value("select set_prompt(\(arguments))")
            }
            #expect(error?.message == message)
        }
        #expect(try database.value("select set_prompt(1, 'call', repeat('א', 10000), 'Dana')") == "1")
    }

    @Test func `of a tenant's clock are refused where there is no such clock`() throws {
        for zone in ["Mars/Base", "UTC+3", "", "utc; drop table tenant"] {
            #expect(throws: PostgresError.self) {
                _ = try database.value("update tenant set time_zone = $1 where tenant_id = 1 returning 1", [zone])
            }
        }
        try database.execute("update tenant set time_zone = 'America/Argentina/Buenos_Aires' where tenant_id = 1")
    }
}
