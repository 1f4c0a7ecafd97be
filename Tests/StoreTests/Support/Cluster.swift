import Glibc
import Synchronization

@testable import Postgres

/// Why a test cannot begin.
struct TestFailure: Error, CustomStringConvertible {
    let description: String
}

/// The PostgreSQL cluster that `make test` starts, and the database in it that every test's own is copied from.
struct Cluster: Sendable {
    let host: String
    let port: String
    let user: String

    /// The cluster that the environment names.
    static func find() throws -> Cluster {
        func value(_ name: String) throws -> String {
            guard let value = getenv(name) else {
                throw TestFailure(
                    description: "\(name) is not set: run make test, which starts a PostgreSQL for the tests")
            }
            return String(cString: value)
        }
        return Cluster(
            host: try value("SHI_TEST_PGHOST"), port: try value("SHI_TEST_PGPORT"), user: try value("SHI_TEST_PGUSER"))
    }

    /// libpq's settings for a database of this cluster.
    func settings(database: String, user: String? = nil) -> [String: String] {
        ["host": host, "port": port, "user": user ?? self.user, "dbname": database]
    }

    /// psql or pg_dump on a database of this cluster; returns what it prints.
    ///
    /// install.sql also sets what belongs to the whole cluster, the roles: it runs once at a time.
    @discardableResult
    func run(_ program: String, _ arguments: [String], database: String) throws -> String {
        let command =
            [program, "--host", host, "--port", port, "--username", user, "--dbname", database] + arguments
        guard arguments.contains(where: { $0.hasSuffix("/install.sql") }) else { return try runCommand(command) }
        return try Self.installation.withLock { _ in try runCommand(command) }
    }

    private static let installation = Mutex(())

    /// Creates a database, installs the project's schema in it and the tenants that the tests know.
    func install(database: String) throws {
        var administrator = try Connection(applicationName: "tests", overrides: settings(database: "postgres"))
        try administrator.execute("create database \(database) template template0")
        try run("psql", ["--no-psqlrc", "--quiet", "--file", "\(sqlFolder)/install.sql"], database: database)
        var connection = try Connection(applicationName: "tests", overrides: settings(database: database))
        try connection.execute("set search_path = shi; \(Self.seed)")
    }

    /// Two tenants. The first's channel 1 delivers once per idempotency key, its channel 2 does not. Nobody waits for a
    /// quiet interval, and deadlines are far off, unless a test says otherwise.
    static let seed = """
        insert into tenant (tenant_id, name, quiet_ms, reply_deadline_ms)
        values (1, 'one', 0, 60000), (2, 'two', 0, 60000);
        insert into channel (tenant_id, channel_id, provider, address, base_url, honours_idempotency)
        values (1, 1, 'gateway', '1', 'http://127.0.0.1:1/one', true),
            (1, 2, 'gateway', 'plain', 'http://127.0.0.1:1/plain', false),
            (2, 1, 'gateway', '2', 'http://127.0.0.1:1/two', true);
        insert into channel_secret (tenant_id, channel_id, access)
        values (1, 1, 'secret-1'), (1, 2, 'secret-2'), (2, 1, 'secret-3');
        """
}

/// The project's SQL.
let sqlFolder = projectFolder + "/sql"

/// The project's folder, from the place of this file in it.
let projectFolder = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }

/// The database that tests copy, made once per process and dropped at its end.
enum TemplateDatabase {
    static let name = "shi_template_\(getpid())"

    static let cluster = Result<Cluster, any Error> {
        let cluster = try Cluster.find()
        try cluster.install(database: name)
        atexit { TemplateDatabase.drop() }
        return cluster
    }

    private static func drop() {
        DatabasePool.drop()
        guard let cluster = try? cluster.get() else { return }
        _ = try? cluster.run(
            "psql", ["--command", "drop database if exists \(name) with (force)"], database: "postgres")
    }
}

/// A number that nothing else in this process has: for names.
func nextNumber() -> Int { lastNumber.add(1, ordering: .relaxed).newValue }

private let lastNumber = Atomic<Int>(0)
