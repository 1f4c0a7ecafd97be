import Testing

@testable import Postgres

@Suite struct `A connection` {
    @Test func `that is terminated tells that it is lost`() throws {
        var connection = try connect()
        var administrator = try connect()
        let process = try connection.column("select pg_backend_pid()")[0]
        #expect(try administrator.column("select pg_terminate_backend($1::integer, 5000)", [process]) == ["t"])

        let error = connection.failure("select 1")
        #expect(error?.isConnectionLost == true)
        #expect(error?.isDataError == false)
        let isLost = connection.isLost
        #expect(isLost)
        #expect(connection.failure("select 1")?.isConnectionLost == true)
        #expect(try administrator.column("select 1") == ["1"])
    }

    @Test func `to a socket that is not there fails with libpq's words`() throws {
        let settings = try clusterSettings().merging(["port": "1"]) { $1 }
        let error = #expect(throws: PostgresError.self) {
            _ = try Connection(applicationName: "tests", overrides: settings)
        }
        #expect(error?.isConnectionLost == true)
        #expect(error?.message.contains("No such file or directory") == true)
        #expect(error?.message.contains("\n") == false)
    }

    @Test func `to a port where nobody listens fails at once`() throws {
        let error = #expect(throws: PostgresError.self) {
            _ = try Connection(applicationName: "tests", overrides: ["host": "127.0.0.1", "port": "1"])
        }
        #expect(error?.message.contains("Connection refused") == true)
    }

    @Test func `to a database that is not there, or as nobody, is refused`() throws {
        for setting in [("dbname", "no_such_database"), ("user", "no_such_user")] {
            let settings = try clusterSettings().merging([setting]) { $1 }
            let error = #expect(throws: PostgresError.self) {
                _ = try Connection(applicationName: "tests", overrides: settings)
            }
            #expect(error?.message.contains(setting.1) == true)
        }
    }

    @Test func `shows its program's name and speaks UTF-8`() throws {
        var connection = try Connection(
            applicationName: "shi-example", overrides: clusterSettings().merging(["client_encoding": "UTF8"]) { $1 })
        #expect(try connection.column("select current_setting('application_name')") == ["shi-example"])
        #expect(try connection.column("select current_setting('client_encoding')") == ["UTF8"])
    }

    @Test func `prepares a statement once`() throws {
        var connection = try connect()
        let statement = Statement(name: "twice", sql: "select $1::integer + 1")
        for number in 1...3 {
            let rows = try connection.call(statement, [String(number)])
            #expect(rows.first { $0.integer(0) } == .some(.some(Int64(number + 1))))
        }
        #expect(try connection.column("select count(*) from pg_prepared_statements where name = 'twice'") == ["1"])
    }

    @Test func `prepares a statement again whose first preparation failed`() throws {
        var connection = try connect()
        let name = "later_\(nextNumber())"
        #expect(connection.failure("select * from \(name)")?.sqlState == "42P01")
        try connection.execute("create temporary table \(name) as select 7 as number")
        #expect(try connection.column("select * from \(name)") == ["7"])
    }

    @Test func `runs commands without rows and refuses what gives some`() throws {
        var connection = try connect()
        try connection.execute("set statement_timeout = '1min'")
        #expect(try connection.column("show statement_timeout") == ["1min"])
        #expect(throws: PostgresError.self) { try connection.execute("select 1") }
    }

    @Test func `calls functions of the schema with their parameters in order`() {
        let statement = Statement(function: "begin_send", parameters: 3)
        #expect(statement.name == "begin_send")
        #expect(statement.sql == "select * from shi.begin_send($1, $2, $3)")
        #expect(Statement(function: "readiness", parameters: 0).sql == "select * from shi.readiness()")
    }
}
