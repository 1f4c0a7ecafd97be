internal import Dispatch
internal import Glibc
public import Postgres
internal import Synchronization

/// A few threads that each own one connection, to which any thread or task gives its calls.
///
/// Calls are short; a thread makes one at a time. Nobody holds a connection while something else is waited for.
public final class Database: Sendable {
    private typealias Job = @Sendable (inout Session) -> Void

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private final class Queue: Sendable {
        private let state = Mutex(State())
        private let available = DispatchSemaphore(value: 0)

        func append(_ job: @escaping Job) -> Bool {
            let isOpen = state.withLock { state in
                if !state.isClosed { state.jobs.append(job) }
                return !state.isClosed
            }
            if isOpen { available.signal() }
            return isOpen
        }

        /// The next job; nil when the queue is closed and empty.
        func next() -> Job? {
            available.wait()
            return state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
        }

        func close(waking threads: Int) {
            state.withLock { $0.isClosed = true }
            for _ in 0..<threads { available.signal() }
        }
    }

    private let queue = Queue()
    private let threads: Int

    /// Starts the threads; each connects when its first call comes.
    ///
    /// - Parameters:
    ///   - applicationName: what `pg_stat_activity` shows.
    ///   - overrides: settings that take precedence over the `PG*` variables, by libpq's names.
    public init(threads: Int, applicationName: String, overrides: [String: String] = [:]) {
        self.threads = threads
        for _ in 0..<threads {
            let queue = self.queue
            startThread {
                var session = Session(applicationName: applicationName, overrides: overrides)
                while let job = queue.next() { job(&session) }
            }
        }
    }

    deinit { queue.close(waking: threads) }

    /// Makes a call on one of the connections; the task waits without holding a thread.
    ///
    /// - Parameter limit: for how long the call is made again when the connection is lost.
    public func call<Value: Sendable>(
        within limit: Duration = .seconds(2),
        _ body: @escaping @Sendable (inout Connection) throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let outcome: Result<Value, PostgresError> = await withUnsafeContinuation { continuation in
            enqueue(within: limit, body) { continuation.resume(returning: $0) }
        }
        return try outcome.get()
    }

    /// Makes a call on one of the connections; the thread waits, no longer than the limit and the patience.
    ///
    /// - Parameters:
    ///   - limit: for how long the call is made again when the connection is lost.
    ///   - patience: for how long an answer is waited for after that.
    /// - Throws: also when the server does not answer at all; the call may then still be carried out.
    public func callBlocking<Value: Sendable>(
        within limit: Duration = .seconds(2), patience: Duration = .seconds(2),
        _ body: @escaping @Sendable (inout Connection) throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        let answer = Answer<Result<Value, PostgresError>>()
        enqueue(within: limit, body, completion: answer.give)
        guard let outcome = answer.wait(until: .now + limit + patience) else {
            throw PostgresError(sqlState: nil, message: "the server does not answer")
        }
        return try outcome.get()
    }

    private func enqueue<Value: Sendable>(
        within limit: Duration,
        _ body: @escaping @Sendable (inout Connection) throws(PostgresError) -> Value,
        completion: @escaping @Sendable (Result<Value, PostgresError>) -> Void
    ) {
        let deadline = ContinuousClock.now + limit
        let isTaken = queue.append { session in
            do throws(PostgresError) {
                completion(.success(try session.call(by: deadline, body)))
            } catch {
                completion(.failure(error))
            }
        }
        if !isTaken { completion(.failure(PostgresError(sqlState: nil, message: "the database is closed"))) }
    }
}

/// A value that one thread gives and another waits for.
final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        given.signal()
    }

    /// Waits for the value; nil when the deadline passes first. It is waited for once.
    func wait(until deadline: ContinuousClock.Instant) -> Value? {
        let remaining = max(.zero, ContinuousClock.now.duration(to: deadline))
        _ = given.wait(timeout: .now() + .nanoseconds(Int(remaining / .nanoseconds(1))))
        return value.withLock { $0.take() }
    }
}

/// Starts a detached thread that runs the body to its end.
func startThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    precondition(code == 0, "the system gives no thread (error \(code))")
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
}
