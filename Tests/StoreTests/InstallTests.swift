import Testing

@testable import Postgres
@testable import Store

@Suite struct `The schema` {
    let database: TestDatabase

    init() throws { database = try TestDatabase(isReused: false) }

    /// The tables that are no monthly partitions, which belong to a table that is looked at itself.
    private static let tables = """
        select c.relname::text from pg_class c
        where c.relnamespace = 'shi'::regnamespace and c.relkind in ('r', 'p')
            and (not c.relispartition or c.relname like '%\\_default')
        """

    @Test func `is the same after it is installed again`() throws {
        func dump() throws -> [Substring] {
            try database.run("pg_dump", ["--schema-only"]).split(separator: "\n")
                .filter { !$0.hasPrefix("\\restrict") && !$0.hasPrefix("\\unrestrict") }
        }
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
}
