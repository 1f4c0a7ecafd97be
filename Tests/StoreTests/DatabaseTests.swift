import Synchronization
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The database's threads` {
    let test: TestDatabase
    let database: Database

    init() throws {
        test = try TestDatabase()
        database = Database(threads: 3, applicationName: "threads", overrides: test.settings())
    }

    @Test func `make calls for tasks`() async throws {
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let text = try await database.call { (connection) throws(PostgresError) in
                        try connection.column("select $1::integer + 1", [String(number)])[0]
                    }
                    return text.flatMap { Int($0) } ?? 0
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums.sorted() == Array(1...40))
        let sessions = try test.count(
            """
            select count(*) from pg_stat_activity
            where application_name = 'threads' and datname = current_database()
            """)
        #expect(sessions <= 3)
    }

    @Test func `make calls for threads`() throws {
        let database = database
        let results = try concurrently(8) { index in
            try database.callBlocking { (connection) throws(PostgresError) in
                try connection.column("select $1::text", [String(index)])[0]
            }
        }
        #expect(results == (0..<8).map(String.init))
    }

    @Test func `pass an error on`() async {
        let error = await #expect(throws: PostgresError.self) {
            try await database.call { (connection) throws(PostgresError) in try connection.column("select 1 / 0") }
        }
        #expect(error?.sqlState == "22012")
        let blocking = #expect(throws: PostgresError.self) {
            try database.callBlocking { (connection) throws(PostgresError) in try connection.column("select 1 / 0") }
        }
        #expect(blocking?.sqlState == "22012")
    }

    @Test func `make a call again whose connection was lost`() async throws {
        let calls = Atomic<Int>(0)
        let answer = try await database.call(within: .seconds(30)) { (connection) throws(PostgresError) in
            let number = calls.add(1, ordering: .relaxed).newValue
            return try connection.column(
                number <= 2 ? "select pg_terminate_backend(pg_backend_pid())::text" : "select 'there'")[0]
        }
        #expect(answer == "there")
        #expect(calls.load(ordering: .relaxed) == 3)
    }

    @Test func `make a call again that met a deadlock`() throws {
        let calls = Atomic<Int>(0)
        let answer = try database.callBlocking(within: .seconds(30)) { (connection) throws(PostgresError) in
            guard calls.add(1, ordering: .relaxed).newValue > 1 else {
                throw PostgresError(sqlState: "40P01", message: "deadlock detected")
            }
            return try connection.column("select 'there'")[0]
        }
        #expect(answer == "there")
        #expect(calls.load(ordering: .relaxed) == 2)
    }

    @Test func `do not make it again when its time is over`() async {
        let calls = Atomic<Int>(0)
        let error = await #expect(throws: PostgresError.self) {
            try await database.call(within: .zero) { (connection) throws(PostgresError) in
                calls.add(1, ordering: .relaxed)
                return try connection.column("select pg_terminate_backend(pg_backend_pid())::text")
            }
        }
        #expect(error?.isConnectionLost == true)
        #expect(calls.load(ordering: .relaxed) == 1)
    }

    @Test func `say within the limit that nobody listens`() async {
        let nobody = Database(threads: 1, applicationName: "threads", overrides: ["host": "127.0.0.1", "port": "1"])
        let error = await #expect(throws: PostgresError.self) {
            try await nobody.call(within: .milliseconds(50)) { (connection) throws(PostgresError) in
                try connection.column("select 1")
            }
        }
        #expect(error?.isConnectionLost == true)
        #expect(error?.message.contains("Connection refused") == true)
    }
}

@Suite struct `A listener` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    @Test func `hears notifications, and comes back after its session was lost`() throws {
        let heard = Mutex<[String]>([])
        let connects = Atomic<Int>(0)
        let losses = Atomic<Int>(0)
        let name = database.name
        let listener = Listener(
            channels: ["shi_job", "shi_settled"], applicationName: "listener", overrides: database.settings(),
            logger: quietLogger, onConnect: { (_) throws(PostgresError) in connects.add(1, ordering: .relaxed) },
            onLoss: { losses.add(1, ordering: .relaxed) },
            onNotification: { notification in heard.withLock { $0.append(notification?.payload ?? "fresh") } })
        defer { listener.stop() }
        #expect(try becomes { heard.withLock { $0 } == ["fresh"] })
        try database.with { try $0.announceJobs(kind: "reply") }
        #expect(try becomes { heard.withLock { $0 } == ["fresh", "reply"] })

        let terminated = try database.count(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = $1 and application_name = 'listener'
            """, [name])
        #expect(terminated == 1)
        #expect(try becomes { heard.withLock { $0 } == ["fresh", "reply", "fresh"] })
        #expect(losses.load(ordering: .relaxed) == 1)
        #expect(connects.load(ordering: .relaxed) == 2)
        try database.with { try $0.announceSettled(tenantID: 1, messageID: 5) }
        #expect(try becomes { heard.withLock { $0 } == ["fresh", "reply", "fresh", "1 5"] })

        listener.reconnect()
        #expect(try becomes { connects.load(ordering: .relaxed) == 3 })
        #expect(losses.load(ordering: .relaxed) == 1)
    }
}
