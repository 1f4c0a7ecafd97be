@testable import Postgres
import Synchronization

/// The system's database, read and written by the DBA.
final class SystemDatabase: Sendable {
    private let overrides: [String: String]

    init(host: String, port: String) {
        overrides = ["host": host, "port": port, "dbname": "shi", "user": "postgres"]
    }

    /// The rows of a query, each column as text. Every call has a connection of its own: tests kill backends.
    func rows(_ sql: String, _ parameters: [String?] = []) throws -> [[String?]] {
        var connection = try Connection(applicationName: "acceptance", overrides: overrides)
        try connection.execute("set search_path = shi")
        let statement = Statement(name: "query", sql: sql)
        let rows = try connection.call(statement, parameters)
        let columns = rows.columnCount
        return rows.map { row in (0..<columns).map { row.text($0) } }
    }

    /// The only value of a query, as a whole number.
    func number(_ sql: String, _ parameters: [String?] = []) throws -> Int {
        Int(try rows(sql, parameters).first?.first.flatMap { $0 } ?? "") ?? 0
    }

    /// Runs a command that returns no rows.
    func execute(_ sql: String) throws {
        var connection = try Connection(applicationName: "acceptance", overrides: overrides)
        try connection.execute("set search_path = shi")
        try connection.execute(sql)
    }
}
