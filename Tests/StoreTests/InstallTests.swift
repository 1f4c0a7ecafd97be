import Testing

@testable import Postgres
@testable import Store

/// One at a time: install.sql also sets what belongs to the whole cluster, the roles.
@Suite(.serialized) struct `The schema` {
    let database: TestDatabase

    init() throws { database = try TestDatabase(isReused: false) }

    /// The tables that are no monthly partitions, which belong to a table that is looked at itself.
    private static let tables = """
        select c.relname::text from pg_class c
        where c.relnamespace = 'shi'::regnamespace and c.relkind in ('r', 'p')
            and (not c.relispartition or c.relname like '%\\_default')
        """

    /// The schema of a database as pg_dump writes it.
    static func schema(_ dump: String) -> [Substring] {
        dump.split(separator: "\n").filter { !$0.hasPrefix("\\restrict") && !$0.hasPrefix("\\unrestrict") }
    }

    @Test func `is the same after it is installed again`() throws {
        func dump() throws -> [Substring] { Self.schema(try database.run("pg_dump", ["--schema-only"])) }
        func contents() throws -> [String?] {
            try database.column("select v::text from schema_version v union all select j::text from job j order by 1")
        }
        let before = (dump: try dump(), contents: try contents())
        try database.run("psql", ["--no-psqlrc", "--quiet", "--file", "\(sqlFolder)/install.sql"])
        let after = try dump()
        #expect(Set(after).subtracting(before.dump) == [])
        #expect(after == before.dump)
        #expect(try contents() == before.contents)
        #expect(before.dump.count > 1_000)
        #expect(try database.count("select max(version) from schema_version") == Int(Connection.schemaVersion))
    }

    @Test func `works without a Hebrew dictionary, and takes it up when there is one`() throws {
        let isThere = "select count(*) from pg_ts_dict where dictname = 'he_il'"
        try #require(try database.count(isThere) == 1, "hunspell-he is not installed: run make test")
        try database.execute("insert into knowledge values (1, 1, 'he', 'hours', '{שעות הפתיחה}', 'בתשע')")
        let words = "select words::text from knowledge_question"
        let withDictionary = try database.value(words)
        // As on a machine that has none.
        try database.execute(
            """
            alter text search configuration hebrew alter mapping for word, hword, hword_part with simple;
            drop text search dictionary he_il;
            do 'begin perform shi.refresh_search(); end';
            """)
        #expect(try database.value(words) != withDictionary)
        #expect(
            try database.with { try $0.findKnowledge(tenantID: 1, text: "מה שעות הפתיחה", language: "he", limit: 1) }[0]
                .score >= 0.6)
        try database.run("psql", ["--no-psqlrc", "--quiet", "--file", "\(sqlFolder)/install.sql"])
        #expect(try database.count(isThere) == 1)
        #expect(try database.value(words) == withDictionary)
        #expect(
            try database.with { try $0.findKnowledge(tenantID: 1, text: "פתיחה בשעות?", language: "he", limit: 1) }[0]
                .score >= 0.6)
    }

    @Test func `says of every table what it is`() throws {
        #expect(try database.count("select count(*) from (\(Self.tables)) t") > 15)
        let silent = try database.column(
            "select relname from (\(Self.tables)) t where obj_description(relname::regclass, 'pg_class') is null")
        #expect(silent == [])
    }

    @Test func `says of every function what it does`() throws {
        let functions = "pg_proc where pronamespace = 'shi'::regnamespace and proowner = 'shi_owner'::regrole"
        #expect(try database.count("select count(*) from \(functions)") > 35)
        #expect(
            try database.column("select proname::text from \(functions) and obj_description(oid, 'pg_proc') is null")
                == [])
    }

    @Test func `has a file for every function, and every function of a file`() throws {
        let stored = try database.column(
            """
            select proname::text from pg_proc
            where pronamespace = 'shi'::regnamespace and proowner = 'shi_owner'::regrole
            """
        )
        let written = try files(in: "\(sqlFolder)/functions", ending: ".sql")
            .compactMap { $0.split(separator: "/").last?.dropLast(4) }
        #expect(stored.compactMap { $0 }.sorted() == written.map(String.init).sorted())
    }

    @Test func `names every constraint itself`() throws {
        let migrations = try files(in: "\(sqlFolder)/migrations", ending: ".sql").map(contents).joined()
        let ownTables = try contents(of: "\(sqlFolder)/install.sql")
        let names = try database.column(
            """
            select k.conname::text from pg_constraint k
            where k.connamespace = 'shi'::regnamespace
                and k.conrelid in (select relname::regclass from (\(Self.tables)) t)
                and k.coninhcount = 0 and k.conparentid = 0
            """
        ).compactMap { $0 }
        #expect(names.count > 50)
        #expect(names.filter { !(migrations + ownTables).contains("constraint \($0) ") } == [])
    }

    @Test func `gives every partitioned table a default partition and four months`() throws {
        for table in ["message", "turn"] {
            let count = try database.count(
                "select count(*) from pg_inherits where inhparent = '\(table)'::regclass")
            #expect(count == 5)
        }
    }

    @Test func `is reported by readiness, with what waits and who works`() throws {
        let worker = try database.makeWorker()
        let empty = try database.with { try $0.readiness() }
        #expect(empty.schemaVersion == Connection.schemaVersion)
        #expect(empty.overdueMilliseconds == 0)
        #expect(empty.waitingJobs == 1)
        #expect(empty.liveWorkers == 1)
        #expect(!empty.usesDefaultPartition)

        try database.stopHeart(of: worker)
        try database.makeJobs(3, from: -100)
        try database.execute(
            """
            insert into message (tenant_id, message_id, conversation_id, direction, author, kind, status, received_at)
            values (1, 5, 5, 'in', 'customer', 'text', 'received', now())
            """)
        let late = try database.with { try $0.readiness() }
        #expect((98_000...120_000).contains(late.overdueMilliseconds))
        #expect(late.waitingJobs == 4)
        #expect(late.liveWorkers == 0)
        #expect(late.usesDefaultPartition)
    }

    @Test func `is reported by readiness with who waits for a human, and for how long`() throws {
        let worker = try database.makeWorker()
        let nobody = try database.with { try $0.readiness() }
        #expect(nobody.openHandovers == 0 && nobody.oldestHandoverSeconds == 0)
        for (id, phone) in [("a", somePhone), ("b", "+972500000002"), ("c", "+972500000003")] {
            _ = try database.answer(id, phone: phone, worker: worker, writes: [.handOver(reason: "asked")])
        }
        try database.execute("update handover set requested_at = now() - interval '1000 seconds'")
        try database.setMode("human", conversation: try database.conversation())
        let two = try database.with { try $0.readiness() }
        #expect(two.openHandovers == 2)
        #expect((1_000...1_100).contains(two.oldestHandoverSeconds))
    }

    private func install() throws -> String {
        try database.run("psql", ["--no-psqlrc", "--quiet", "--file", "\(sqlFolder)/install.sql"])
    }

    @Test func `holds new rules for old rows when these are mended, and is installed all the same`() throws {
        #expect(try database.column("select conname::text from pg_constraint where not convalidated") == [])
        try database.execute(
            """
            alter table knowledge drop constraint knowledge_answer_is_not_too_long;
            insert into knowledge values (1, 1, 'en', 'hours', '{opening hours}', repeat('x', 4001));
            alter table knowledge
                add constraint knowledge_answer_is_not_too_long check (length(answer) <= 4000) not valid
            """)
        #expect(try install().contains("rows of knowledge break knowledge_answer_is_not_too_long"))
        #expect(try database.count("select count(*) from pg_constraint where not convalidated") == 1)
        try database.execute("update knowledge set answer = 'x'")
        #expect(try install() == "")
        #expect(try database.count("select count(*) from pg_constraint where not convalidated") == 0)
    }

    @Test func `is not waited for without end where a table is in use`() throws {
        let other = OpenTransaction(try database.connect())
        try other.execute("begin; lock table tenant in access exclusive mode")
        let error = #expect(throws: TestFailure.self) { try install() }
        #expect(error?.description.contains("lock timeout") == true)
        try other.execute("rollback")
        #expect(try install() == "")
    }

    @Test func `makes anew what search reads and is not so any more`() throws {
        try database.execute(
            """
            insert into listing values (1, 1, 'rent', 'shop', null, 5, 5, 'חיפה', 'Haifa', 'רחוב האלה 3', '3 HaEla Street', 'א', 'a')
            """)
        let state =
            "select md5(string_agg(x, '' order by x)) from (select l::text as x from listing l union all select t::text from listing_term t) s"
        let before = try database.value(state)
        for damage in [
            "update listing set area_key = 'x'", "update listing set street_key = null", "delete from listing_term",
            "delete from listing_term where kind = 'street'",
            "update listing_term set signature = ~signature where kind = 'area'",
        ] {
            try database.execute(damage)
            #expect(try database.value(state) != before)
            try database.execute("do 'begin perform shi.refresh_search(); end'")
            #expect(try database.value(state) == before, "\(damage)")
        }
    }
}
