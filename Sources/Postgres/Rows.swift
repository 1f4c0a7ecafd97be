internal import CLibPQ

/// The rows of an answer, freed with this value (`PQclear`).
public struct Rows: ~Copyable {
    private let result: OpaquePointer

    init(result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    /// How many rows there are.
    public var count: Int { Int(PQntuples(result)) }

    /// How many columns each row has; for tests, which make queries of their own.
    var columnCount: Int32 { PQnfields(result) }

    /// Gives each row to a function and collects what it returns.
    public func map<Value>(_ transform: (borrowing Row) -> Value) -> [Value] {
        (0..<count).map { transform(Row(result: result, index: Int32($0))) }
    }

    /// What a function makes of the first row; nil where there is none.
    public func first<Value>(_ transform: (borrowing Row) -> Value) -> Value? {
        count > 0 ? transform(Row(result: result, index: 0)) : nil
    }
}

/// One row of an answer, for as long as its ``Rows`` live.
///
/// Columns are read by position. A value that is NULL, or is not of the type asked for, reads as nil: the SQL functions fix
/// their columns, and a test compares them with the calls.
public struct Row: ~Copyable {
    private let result: OpaquePointer
    private let index: Int32

    init(result: OpaquePointer, index: Int32) {
        self.result = result
        self.index = index
    }

    /// The text of a column.
    public func text(_ column: Int32) -> String? {
        PQgetisnull(result, index, column) == 1 ? nil : String(cString: PQgetvalue(result, index, column))
    }

    /// The bytes of a column's text.
    public func bytes(_ column: Int32) -> [UInt8]? {
        guard PQgetisnull(result, index, column) == 0, let start = PQgetvalue(result, index, column) else { return nil }
        let length = Int(PQgetlength(result, index, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: length))
    }

    /// The whole number in a column.
    public func integer(_ column: Int32) -> Int64? { text(column).flatMap { Int64($0) } }

    /// The truth value in a column.
    public func boolean(_ column: Int32) -> Bool? { text(column).map { $0 == "t" } }
}
