import Synchronization

@testable import Postgres

/// A database in the cluster and a session of the superuser in it; one test has it at a time.
final class PooledDatabase: @unchecked Sendable {
    let name: String
    let cluster: Cluster
    var session: Connection

    /// Copies the template.
    init(cluster: Cluster) throws {
        self.cluster = cluster
        name = "\(TemplateDatabase.name)_copy_\(nextNumber())"
        var administrator = try Connection(applicationName: "tests", overrides: cluster.settings(database: "postgres"))
        try administrator.execute("create database \(name) template \(TemplateDatabase.name)")
        session = try Connection(
            applicationName: "tests",
            overrides: cluster.settings(database: name).merging(["options": "-c search_path=shi"]) { $1 })
    }

    /// Ends the sessions that the test has left, and makes the tables what they were.
    func empty() throws {
        try session.execute(
            """
            do $$
            declare
                v_table regclass;
            begin
                perform pg_advisory_unlock_all();
                perform pg_terminate_backend(pid, 5000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid();
                set local session_replication_role = replica;
                set local synchronous_commit = off;
                for v_table in
                    select oid::regclass from pg_class
                    where relnamespace = 'shi'::regnamespace and relkind in ('r', 'p') and not relispartition
                        and relname <> 'schema_version'
                loop
                    execute format('delete from %s', v_table);
                end loop;
                insert into job (tenant_id, kind, key, deadline_at) values (0, 'upkeep', 0, now());
            end
            $$
            """)
        try session.execute(Cluster.seed)
    }

    func drop() throws {
        var administrator = try Connection(applicationName: "tests", overrides: cluster.settings(database: "postgres"))
        try administrator.execute("drop database \(name) with (force)")
    }
}

/// The databases that no test has at the moment. Copying and dropping one for each test would take longer than the tests.
enum DatabasePool {
    private static let free = Mutex<[PooledDatabase]>([])

    static func take() -> PooledDatabase? { free.withLock { $0.popLast() } }

    static func giveBack(_ database: PooledDatabase) throws {
        try database.empty()
        free.withLock { $0.append(database) }
    }

    /// Drops them all, at the end of the process.
    static func drop() { for database in free.withLock({ $0 }) { try? database.drop() } }
}
