internal import CLibPQ

/// One connection to PostgreSQL, open for as long as this value lives.
///
/// Settings come from libpq's own `PG*` variables, so that there is one way to say where the database is, several hosts
/// included. It serves one call at a time and belongs to one thread at a time: it moves, it is never shared.
public struct Connection: ~Copyable {
    let handle: OpaquePointer
    /// The statements that this session has prepared, by name.
    private var prepared: Set<String> = []

    /// Connects (`PQconnectdbParams`), in at most three seconds a host.
    ///
    /// - Parameters:
    ///   - applicationName: what `pg_stat_activity` shows.
    ///   - overrides: settings that take precedence over the `PG*` variables, by libpq's names, such as `dbname`.
    /// - Throws: libpq's own words when the server cannot be reached or refuses.
    public init(applicationName: String, overrides: [String: String] = [:]) throws(PostgresError) {
        // Over TCP a peer that has vanished is noticed within two seconds instead of many minutes.
        let settings =
            [
                ("fallback_application_name", applicationName), ("connect_timeout", "3"), ("tcp_user_timeout", "2000"),
                ("keepalives_idle", "5"), ("client_encoding", "UTF8"),
            ] + overrides.map { ($0.key, $0.value) }
        let names = CStringList(settings.map { $0.0 })
        let values = CStringList(settings.map { $0.1 })
        let opened = names.withPointers { names in
            values.withPointers { values in PQconnectdbParams(names, values, 0) }
        }
        guard let handle = opened else { throw PostgresError(sqlState: nil, message: "out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw PostgresError(connection: handle)
        }
        self.handle = handle
    }

    deinit { PQfinish(handle) }

    /// Whether the session is gone; then this value is of no further use.
    public var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

    /// Calls a statement (`PQexecPrepared`), preparing it the first time.
    ///
    /// - Parameter parameters: the values of `$1`, `$2` … as text; nil is NULL.
    /// - Returns: the rows of the answer.
    /// - Throws: the server's error; for a parameter that holds a NUL character, SQLSTATE 22021 without a call.
    public mutating func call(_ statement: Statement, _ parameters: [String?] = []) throws(PostgresError) -> Rows {
        if !prepared.contains(statement.name) {
            try check(PQprepare(handle, statement.name, statement.sql, 0, nil), expecting: PGRES_COMMAND_OK)
            prepared.insert(statement.name)
        }
        guard let values = CStringList(orNULL: parameters) else {
            throw PostgresError(sqlState: "22021", message: "a parameter holds a NUL character")
        }
        let result = values.withPointers { values in
            PQexecPrepared(handle, statement.name, Int32(parameters.count), values, nil, nil, 0)
        }
        return Rows(result: try result.accepted(by: handle, expecting: PGRES_TUPLES_OK))
    }

    /// Runs a command without parameters or rows, such as `listen` (`PQexec`).
    public mutating func execute(_ command: String) throws(PostgresError) {
        try check(PQexec(handle, command), expecting: PGRES_COMMAND_OK)
    }

    private func check(_ result: OpaquePointer?, expecting status: ExecStatusType) throws(PostgresError) {
        PQclear(try result.accepted(by: handle, expecting: status))
    }
}

extension Optional<OpaquePointer> {
    /// The result, if it has the status; otherwise it is freed, and what it says is thrown.
    fileprivate func accepted(
        by connection: OpaquePointer, expecting status: ExecStatusType
    ) throws(PostgresError) -> OpaquePointer {
        guard let result = self else { throw PostgresError(connection: connection) }
        guard PQresultStatus(result) == status else {
            defer { PQclear(result) }
            throw PostgresError(result: result, connection: connection)
        }
        return result
    }
}
