internal import Glibc
internal import Postgres

/// A connection that is opened when it is first needed, and again after it was lost.
struct Session: ~Copyable {
    private let applicationName: String
    private let overrides: [String: String]
    private var connection: Connection?

    init(applicationName: String, overrides: [String: String]) {
        self.applicationName = applicationName
        self.overrides = overrides
    }

    /// Makes a call, and makes it again after a lost connection or a deadlock until it gets an answer or the deadline has
    /// passed.
    ///
    /// A lost connection leaves it open whether the call was committed: the SQL functions are written so that a repeated
    /// call does no harm and gets the first one's answer.
    mutating func call<Value>(
        by deadline: ContinuousClock.Instant,
        _ body: (inout Connection) throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        var pauseMicroseconds: UInt32 = 5_000
        while true {
            do throws(PostgresError) {
                return try attempt(body)
            } catch {
                guard error.isConnectionLost || error.isTransient, ContinuousClock.now < deadline else { throw error }
                usleep(pauseMicroseconds)
                pauseMicroseconds = min(pauseMicroseconds * 2, 100_000)
            }
        }
    }

    private mutating func attempt<Value>(
        _ body: (inout Connection) throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        var open: Connection
        switch connection.take() {
        case .some(let kept): open = kept
        case .none: open = try Connection(applicationName: applicationName, overrides: overrides)
        }
        let outcome: Result<Value, PostgresError>
        do throws(PostgresError) {
            outcome = .success(try body(&open))
        } catch {
            outcome = .failure(error)
        }
        if !open.isLost { connection = consume open }
        return try outcome.get()
    }
}
