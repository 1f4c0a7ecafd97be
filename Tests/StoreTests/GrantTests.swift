import Testing

@testable import Postgres
@testable import Store

@Suite struct `What a program's role may do` {
    /// The programs, as headers of functions name them; the role of each is `shi_` and its name.
    private static let programs = ["webhook", "send", "typing", "status", "worker"]
    private static let functions =
        "pg_proc f where f.pronamespace = 'shi'::regnamespace and f.proowner = 'shi_owner'::regrole"

    let database: TestDatabase

    init() throws { database = try TestDatabase(isReused: false) }

    /// The programs that a function's header names behind "Called by:", up to the first word that is none.
    private func callers(of function: String) throws -> [String] {
        let header = try contents(of: "\(sqlFolder)/functions/\(function).sql")
            .split(separator: "\n").prefix { $0.hasPrefix("--") }.map { $0.dropFirst(2) }.joined()
        let rest = header.firstRange(of: "Called by:").map { header[$0.upperBound...] } ?? ""
        let items = rest.split { ",.;(".contains($0) }.map { item in String(item.drop { $0 == " " }) }
        return items.prefix { item in
            Self.programs.contains { item == $0 || item.hasPrefix("\($0) ") }
        }.map { item in String(item.prefix { $0 != " " }) }.sorted()
    }

    @Test func `is to execute the functions whose headers name its program, and no others`() throws {
        let granted = try database.column(
            """
            select f.proname || ':' || coalesce((
                select string_agg(p, ' ' order by p) from unnest($1::text[]) p
                where has_function_privilege('shi_' || p, f.oid, 'execute')), '')
            from \(Self.functions) order by f.proname
            """, [ArrayLiteral.texts(Self.programs)])
        let named = try database.column("select f.proname::text from \(Self.functions) order by 1").compactMap { $0 }
            .map { "\($0):\(try callers(of: $0).joined(separator: " "))" }
        #expect(granted.compactMap { $0 } == named)
        #expect(granted.contains("accept_messages:webhook"))
        #expect(granted.contains("announce_jobs:send webhook worker"))
    }

    @Test func `covers every function that Store calls, with the parameters it gives`() throws {
        let sources = try files(in: "\(projectFolder)/Sources/Store", ending: ".swift").map(contents).joined()
        let calls = sources.matches(of: /Statement\(\s*function: "([a-z_]+)", parameters: ([0-9]+)\)/)
            .map { "\($0.output.1) \($0.output.2)" }
        #expect(calls.count > 20)
        let callable = try database.column(
            """
            select f.proname || ' ' || f.pronargs from \(Self.functions)
                and exists (
                    select from unnest($1::text[]) p where has_function_privilege('shi_' || p, f.oid, 'execute'))
            """, [ArrayLiteral.texts(Self.programs)]
        ).compactMap { $0 }
        #expect(Set(calls).subtracting(callable) == [])
        #expect(Set(callable).subtracting(calls) == [])
    }

    @Test(arguments: ["shi_webhook", "shi_send", "shi_typing", "shi_status", "shi_worker", "shi_admin"])
    func `is refused everything else`(role: String) throws {
        var connection = try database.connect(user: role)
        let calls = try database.column(
            """
            select format('select count(*) from shi.%I(%s)', f.proname, (
                select string_agg('null::' || format_type(t.type, null), ', ' order by t.n)
                from unnest(f.proargtypes) with ordinality t (type, n)))
            from \(Self.functions) and not f.proisstrict and f.prorettype <> 'trigger'::regtype and not has_function_privilege($1, f.oid, 'execute')
            """, [role]
        ).compactMap { $0 }
        #expect(calls.count > 20)
        for call in calls { #expect(connection.state(of: call) == "42501", "\(call)") }

        let tables = try database.column(
            "select relname::text from pg_class where relnamespace = 'shi'::regnamespace and relkind in ('r', 'p')"
        ).compactMap { $0 }
        for table in tables {
            if role != "shi_admin" || table == "channel_secret" {
                #expect(connection.state(of: "select count(*) from shi.\(table)") == "42501", "\(table)")
            }
            #expect(connection.state(of: "delete from shi.\(table) returning 1") == "42501", "\(table)")
            #expect(connection.state(of: "insert into shi.\(table) default values returning 1") == "42501", "\(table)")
        }
        #expect(connection.state(of: "select nextval('shi.id_sequence')") == "42501")
    }

    @Test func `is nothing at all for a table, but for the DBA's`() throws {
        let granted = try database.column(
            """
            select distinct r.name || ' ' || p.name
            from pg_class c, unnest($1::text[]) as r (name),
                unnest('{select,insert,update,delete,truncate,references,trigger}'::text[]) as p (name)
            where c.relnamespace = 'shi'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
                and has_table_privilege(r.name, c.oid, p.name)
            """, [ArrayLiteral.texts((Self.programs + ["admin"]).map { "shi_\($0)" } + ["public"])])
        #expect(granted == ["shi_admin select"])
    }

    @Test func `is not to read what proves who calls, not even the DBA's, also after another installation`() throws {
        let readers = """
            select distinct r.name from unnest($1::text[]) as r (name)
            where has_table_privilege(r.name, 'channel_secret', 'select')
                or has_any_column_privilege(r.name, 'channel_secret', 'select')
            """
        let names = ArrayLiteral.texts((Self.programs + ["admin"]).map { "shi_\($0)" } + ["public"])
        #expect(try database.column(readers, [names]) == [])
        var administrator = try database.connect(user: "shi_admin")
        #expect(administrator.state(of: "select count(*) from channel") == "none")
        #expect(administrator.state(of: "select count(*) from channel_secret") == "42501")
        try database.run("psql", ["--no-psqlrc", "--quiet", "--file", "\(sqlFolder)/install.sql"])
        #expect(try database.column(readers, [names]) == [])
        // Nor does a view show it.
        let views = try database.column(
            """
            select distinct v.relname::text from pg_depend d
            join pg_rewrite w on w.oid = d.objid
            join pg_class v on v.oid = w.ev_class
            where d.classid = 'pg_rewrite'::regclass and d.refobjid = 'channel_secret'::regclass
            """)
        #expect(views == [])
    }

    @Test func `is not everybody's, and makes nothing in the schema`() throws {
        let open =
            "select f.proname::text from \(Self.functions) and has_function_privilege('public', f.oid, 'execute')"
        #expect(try database.column(open) == [])
        try database.execute("set role shi_owner")
        try database.execute("create function shi.later() returns integer language sql return 1")
        try database.execute("reset role")
        #expect(try database.column(open) == [])
        for role in (Self.programs + ["admin"]).map({ "shi_\($0)" }) + ["public"] {
            #expect(try database.value("select has_schema_privilege($1, 'shi', 'create')", [role]) == "f")
        }
        #expect(try database.value("select has_schema_privilege('public', 'shi', 'usage')") == "f")
        #expect(try database.value("select rolcanlogin or rolsuper from pg_roles where rolname = 'shi_owner'") == "f")
    }

    @Test func `runs with the owner's rights on a fixed search path only`() throws {
        let definers = "\(Self.functions) and f.prosecdef"
        #expect(try database.count("select count(*) from \(definers)") > 20)
        let loose = try database.column(
            """
            select f.proname::text from \(definers)
                and not coalesce('search_path=shi, pg_temp' = any (f.proconfig), false)
            """)
        #expect(loose == [])
    }
}

extension Connection {
    /// The SQLSTATE that a query ends with; `none` where it succeeds.
    fileprivate mutating func state(of sql: String) -> String {
        do throws(PostgresError) {
            _ = try column(sql)
            return "none"
        } catch { return error.sqlState ?? "no answer" }
    }
}
