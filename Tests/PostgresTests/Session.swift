import Glibc
import Synchronization

@testable import Postgres

/// Why a test cannot begin.
struct TestFailure: Error, CustomStringConvertible {
    let description: String
}

/// libpq's settings for the cluster that `make test` starts.
func clusterSettings() throws -> [String: String] {
    func value(_ name: String) throws -> String {
        guard let value = getenv(name) else {
            throw TestFailure(description: "\(name) is not set: run make test, which starts a PostgreSQL for the tests")
        }
        return String(cString: value)
    }
    return [
        "host": try value("SHI_TEST_PGHOST"), "port": try value("SHI_TEST_PGPORT"),
        "user": try value("SHI_TEST_PGUSER"), "dbname": "postgres",
    ]
}

/// A session of the superuser. These tests leave nothing behind in its database: their tables are temporary.
func connect() throws -> Connection { try Connection(applicationName: "tests", overrides: clusterSettings()) }

/// A number that no other test has: for names.
func nextNumber() -> Int { lastNumber.add(1, ordering: .relaxed).newValue }

private let lastNumber = Atomic<Int>(0)

extension Connection {
    /// The first column of any query, which only tests may make.
    mutating func column(_ sql: String, _ parameters: [String?] = []) throws(PostgresError) -> [String?] {
        try call(Statement(name: "test_\(sql.hashValue)", sql: sql), parameters).map { $0.text(0) }
    }

    /// The error that a query ends with; nil where it succeeds.
    mutating func failure(_ sql: String, _ parameters: [String?] = []) -> PostgresError? {
        do throws(PostgresError) {
            _ = try column(sql, parameters)
            return nil
        } catch { return error }
    }
}
