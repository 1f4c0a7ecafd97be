/// A statement that a session prepares once and then calls by its name.
public struct Statement: Sendable {
    /// Its name within a session.
    public let name: String
    /// Its text, with `$1`, `$2` … for the parameters.
    public let sql: String

    /// A call of the SQL function `name` with so many parameters, whose result is a set of rows.
    ///
    /// This is the only kind of statement that programs use: functions are the door to the data.
    public init(function name: String, parameters count: Int) {
        self.name = name
        let places = (0..<count).map { "$\($0 + 1)" }.joined(separator: ", ")
        self.sql = "select * from shi.\(name)(\(places))"
    }

    /// Any statement; for tests, which look at tables.
    init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
