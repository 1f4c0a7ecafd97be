import Testing

@testable import Postgres

@Suite struct `Values to and from PostgreSQL` {
    /// Texts that an array's own text form, or C, could trip over.
    private static let awkward = [
        "", " ", "plain", "NULL", "null", "\"quoted\"", "back\\slash", "\\", "\"", "{braces}", "a,b", "line\nbreak",
        "שלום, \"עולם\"", "👩‍👩‍👧", "tab\tand\u{1}control", "'; drop table message; --", "\\\"{},",
    ]

    @Test(arguments: awkward)
    func `texts come back as they went`(text: String) throws {
        var connection = try connect()
        #expect(try connection.column("select $1::text", [text]) == [text])
    }

    @Test func `arrays of texts come back as they went`() throws {
        var connection = try connect()
        let literal = ArrayLiteral.texts(Self.awkward)
        #expect(try connection.column("select unnest($1::text[])", [literal]) == Self.awkward)
        #expect(try connection.column("select cardinality($1::text[])", [ArrayLiteral.texts([])]) == ["0"])
    }

    @Test func `arrays of JSON come back as they went`() throws {
        var connection = try connect()
        let objects = ["{\"text\": \"a \\\"b\\\" {c}, d\\\\e\"}", "{}", "[1, null]"]
        #expect(try connection.column("select unnest($1::jsonb[])", [ArrayLiteral.texts(objects)]) == objects)
    }

    @Test func `arrays of whole numbers come back as they went`() throws {
        var connection = try connect()
        let numbers: [Int64] = [0, -1, .max, .min, 42]
        let returned = try connection.column("select unnest($1::bigint[])", [ArrayLiteral.integers(numbers)])
        #expect(returned == numbers.map(String.init))
        #expect(try connection.column("select cardinality($1::bigint[])", [ArrayLiteral.integers([Int]())]) == ["0"])
    }

    @Test func `NULL is nil and the empty text is not`() throws {
        var connection = try connect()
        #expect(try connection.column("select $1::text is null", [nil]) == ["t"])
        #expect(try connection.column("select $1::text is null", [""]) == ["f"])
        #expect(try connection.column("select null::text") == [nil])
        #expect(try connection.column("select ''::text") == [""])
    }

    @Test func `columns read as numbers, truth values and bytes`() throws {
        var connection = try connect()
        let statement = Statement(
            name: "mixed",
            sql: "select 9223372036854775807::bigint, true, false, null::boolean, null::bigint, 'ab'::text, 'x'::text")
        let rows = try connection.call(statement)
        #expect(rows.count == 1)
        #expect(rows.first { $0.integer(0) } == .some(.some(Int64.max)))
        #expect(rows.first { $0.boolean(1) } == .some(.some(true)))
        #expect(rows.first { $0.boolean(2) } == .some(.some(false)))
        #expect(rows.first { $0.boolean(3) == nil && $0.integer(4) == nil && $0.bytes(4) == nil } == true)
        #expect(rows.first { $0.bytes(5) } == .some(.some([97, 98])))
        #expect(rows.first { $0.integer(6) == nil } == true)
    }

    @Test func `no rows are no first row`() throws {
        var connection = try connect()
        let rows = try connection.call(Statement(name: "none", sql: "select 1 where false"))
        #expect(rows.count == 0)
        #expect(rows.first { $0.text(0) } == nil)
        #expect(rows.map { $0.text(0) }.isEmpty)
    }

    @Test func `a megabyte comes back as it went`() throws {
        var connection = try connect()
        let text = String(repeating: "ש", count: 500_000)
        #expect(try connection.column("select $1::text", [text]) == [text])
    }

    @Test func `a NUL character is refused before the server sees it`() throws {
        var connection = try connect()
        let error = connection.failure("select $1::text", ["before\0after"])
        #expect(error?.sqlState == "22021")
        #expect(error?.isDataError == true)
        #expect(try connection.column("select 1") == ["1"])
    }
}
