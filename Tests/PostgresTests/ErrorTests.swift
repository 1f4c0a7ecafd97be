import Testing

@testable import Postgres

@Suite struct `An error of PostgreSQL` {
    private static let secret = "hush-customer-words"

    @Test(arguments: [
        ("select $1::jsonb", "22P02"),
        ("select $1::bigint", "22P02"),
        ("select $1::timestamptz", "22007"),
        ("select $1::boolean", "22P02"),
        ("select $1::text[]", "22P02"),
        ("insert into entry values ($1, 1) returning 1", "23505"),
        ("insert into entry values ($1 || 'x', -1) returning 1", "23514"),
        ("insert into entry values ($1 || 'x', null) returning 1", "23502"),
        ("select jsonb_to_record.a from jsonb_to_record(jsonb_build_object('a', $1::text)) as (a bigint)", "22P02"),
    ])
    func `never contains the bound value`(sql: String, state: String) throws {
        var connection = try connect()
        try connection.execute(
            """
            create temporary table entry (
                name text, number integer not null,
                constraint entry_pkey primary key (name), constraint entry_number_is_positive check (number > 0))
            """)
        try connection.execute("insert into entry values ('\(Self.secret)', 1)")
        let error = connection.failure(sql, [Self.secret])
        #expect(error?.sqlState == state)
        #expect(error?.description.contains("hush") == false)
        #expect(error?.isDataError == true)
        #expect(error?.isConnectionLost == false)
    }

    @Test func `names the constraint that is violated`() throws {
        var connection = try connect()
        try connection.execute(
            "create temporary table entry (number integer, constraint entry_number_is_positive check (number > 0))")
        let error = connection.failure("insert into entry values (-1) returning 1")
        #expect(error?.description == "constraint entry_number_is_positive is violated (SQLSTATE 23514)")
    }

    @Test func `says what the server says, where that holds no value`() throws {
        var connection = try connect()
        let error = connection.failure("select * from no_such_table")
        #expect(error?.description == "relation \"no_such_table\" does not exist (SQLSTATE 42P01)")
        #expect(error?.isDataError == false)
    }

    @Test func `leaves the session usable`() throws {
        var connection = try connect()
        #expect(connection.failure("select 1 / $1::integer", ["0"])?.sqlState == "22012")
        #expect(try connection.column("select 1") == ["1"])
    }

    @Test func `tells a lock that was waited for in vain`() throws {
        var holder = try connect()
        var other = try connect()
        let key = Int64(nextNumber()) << 32
        _ = try holder.column("select pg_advisory_lock(\(key))")
        try other.execute("set lock_timeout = '10ms'")
        let error = other.failure("select pg_advisory_lock(\(key))")
        #expect(error?.isLockTimeout == true)
        #expect(error?.isDataError == false)
    }

    @Test func `tells what can simply be made again`() {
        #expect(PostgresError(sqlState: "40P01", message: "").isTransient)
        #expect(PostgresError(sqlState: "40001", message: "").isTransient)
        #expect(!PostgresError(sqlState: "23505", message: "").isTransient)
        #expect(PostgresError(sqlState: nil, message: "").isConnectionLost)
        #expect(PostgresError(sqlState: "08006", message: "").isConnectionLost)
        #expect(PostgresError(sqlState: "57P01", message: "").isConnectionLost)
        #expect(!PostgresError(sqlState: "57014", message: "").isConnectionLost)
    }
}
