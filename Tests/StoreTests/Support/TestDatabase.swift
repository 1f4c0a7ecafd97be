import Synchronization

@testable import Postgres

/// A database that is a test's own for as long as it holds this value, with the schema, two tenants and nothing else.
///
/// The test looks at tables through a session of the superuser, with `search_path = shi`.
final class TestDatabase: @unchecked Sendable {
    private let database: PooledDatabase
    private let isReused: Bool
    private let lock = Mutex(())

    /// - Parameter isReused: whether another test may get the database, emptied. False for who changes the schema.
    init(isReused: Bool = true) throws {
        self.isReused = isReused
        let cluster = try TemplateDatabase.cluster.get()
        database = try DatabasePool.take() ?? PooledDatabase(cluster: cluster)
    }

    deinit {
        do {
            if isReused { try DatabasePool.giveBack(database) } else { try database.drop() }
        } catch { print("the database \(database.name) is of no further use: \(error)") }
    }

    /// Its name.
    var name: String { database.name }

    /// libpq's settings for this database.
    func settings(user: String? = nil) -> [String: String] {
        database.cluster.settings(database: database.name, user: user)
            .merging(["options": "-c search_path=shi"]) { $1 }
    }

    /// A session of its own.
    func connect(user: String? = nil) throws -> Connection {
        try Connection(applicationName: "tests", overrides: settings(user: user))
    }

    /// Uses the test's session.
    func with<Value>(_ body: (inout Connection) throws -> Value) throws -> Value {
        try lock.withLock { _ in try body(&database.session) }
    }

    /// psql or pg_dump on this database.
    @discardableResult
    func run(_ program: String, _ arguments: [String]) throws -> String {
        try database.cluster.run(program, arguments, database: database.name)
    }

    /// Runs a command that gives no rows.
    func execute(_ sql: String) throws { try with { try $0.execute(sql) } }

    /// The rows of a query of one column.
    func column(_ sql: String, _ parameters: [String?] = []) throws -> [String?] {
        try with { try $0.column(sql, parameters) }
    }

    /// The one value that a query gives; nil where it gives NULL or no row.
    func value(_ sql: String, _ parameters: [String?] = []) throws -> String? {
        try column(sql, parameters).first ?? nil
    }

    /// The one whole number that a query gives; 0 where it gives none.
    func count(_ sql: String, _ parameters: [String?] = []) throws -> Int {
        try value(sql, parameters).flatMap { Int($0) } ?? 0
    }
}

extension Connection {
    /// The rows of any query of one column, which only tests may make.
    mutating func column(_ sql: String, _ parameters: [String?] = []) throws(PostgresError) -> [String?] {
        let statement = Statement(name: "test_\(sql.hashValue)", sql: sql)
        return try call(statement, parameters).map { $0.text(0) }
    }
}
