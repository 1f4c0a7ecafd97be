internal import CLibPQ

/// What PostgreSQL, or the connection to it, reported.
///
/// It says what failed and with what code; it never holds a bound value, since those are customers' words and secrets.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// The five characters of SQLSTATE; nil where the server did not answer.
    public let sqlState: String?
    /// What went wrong, in the server's or the library's words.
    public let message: String

    /// Makes an error of this project's own, such as for a parameter that cannot be sent.
    public init(sqlState: String?, message: String) {
        self.sqlState = sqlState
        self.message = message
    }

    /// SQLSTATE and message in one line.
    public var description: String { sqlState.map { "\(message) (SQLSTATE \($0))" } ?? message }

    /// Whether the connection is gone, so that the outcome of the call is unknown: it may have been committed.
    public var isConnectionLost: Bool {
        guard let sqlState else { return true }
        // 57P01-57P05: the server ends the session or shuts down; class 08: connection exceptions.
        return sqlState.hasPrefix("57P") || sqlState.hasPrefix("08")
    }

    /// Whether the same call can succeed when it is simply made again: deadlock or serialisation failure.
    public var isTransient: Bool { sqlState == "40P01" || sqlState == "40001" }

    /// Whether a lock was waited for in vain.
    public var isLockTimeout: Bool { sqlState == "55P03" }

    /// Whether the values of the call are at fault: bad data, or a violated constraint.
    public var isDataError: Bool { sqlState.map { $0.hasPrefix("22") || $0.hasPrefix("23") } ?? false }

    init(connection: OpaquePointer) {
        self.init(sqlState: nil, message: Self.oneLine(PQerrorMessage(connection)))
    }

    init(result: OpaquePointer, connection: OpaquePointer) {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        let state = field(Self.fieldSQLState)
        // Messages of class 22 quote the value that was wrong; those of class 23 are told by their constraint.
        let message =
            switch state?.prefix(2) {
            case "22": "a value is not acceptable"
            case "23": "constraint \(field(Self.fieldConstraint) ?? "of the table") is violated"
            default: field(Self.fieldMessage) ?? Self.oneLine(PQerrorMessage(connection))
            }
        self.init(sqlState: state, message: message)
    }

    // libpq names its fields by character macros, which Swift does not import.
    private static let fieldSQLState = Int32(UInt8(ascii: "C"))
    private static let fieldMessage = Int32(UInt8(ascii: "M"))
    private static let fieldConstraint = Int32(UInt8(ascii: "n"))

    private static func oneLine(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "unknown error" }
        return String(cString: text).split(separator: "\n").joined(separator: "; ")
    }
}
