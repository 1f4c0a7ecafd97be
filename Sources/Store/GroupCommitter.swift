internal import Dispatch
internal import Logging
internal import Postgres
internal import Synchronization

/// Takes elements from many threads at once and commits them together: concurrent webhooks share a transaction.
///
/// While one commit waits for the disk, whatever comes in is collected for the next. Two committing connections keep the
/// disk busy; each caller waits for its own elements only.
final class GroupCommitter: Sendable {
    /// One call of the SQL function that takes the elements.
    typealias Call = @Sendable (inout Connection, [IntakeElement]) throws(PostgresError) -> BatchOutcome

    /// How many elements one call of the SQL function takes at most.
    private static let largestBatch = 64
    /// How long after its deadline a caller still waits for a call that is under way.
    private static let patience = Duration.milliseconds(500)
    /// How often a waiting caller asks whether the database is known to be away.
    private static let lookInterval = Duration.milliseconds(75)

    /// One caller's elements; its outcomes are given to it together.
    private struct Ticket: Sendable {
        let elements: [IntakeElement]
        let deadline: ContinuousClock.Instant
        let answer = Answer<[AcceptOutcome]>()
        /// What is known so far, in the order of the elements; nil where a locked conversation is waited for.
        var outcomes: [AcceptOutcome?]
        /// Whether it has met a locked conversation; then it is tried again by itself, so that others need not wait.
        var isBehindLock = false

        init(elements: [IntakeElement], deadline: ContinuousClock.Instant) {
            self.elements = elements
            self.deadline = deadline
            outcomes = Array(repeating: nil, count: elements.count)
        }

        /// The places of the elements that are not settled yet.
        var open: [Int] { outcomes.indices.filter { outcomes[$0] == nil } }
    }

    private struct Queue {
        var tickets: [Ticket] = []
        /// Whether a thread is trying a ticket that is behind a lock: one at a time, so that the others go on.
        var triesLocked = false
        /// They take turns with the others, so that neither waits for ever.
        var isLockedNext = false
    }

    private let queue = Mutex(Queue())
    private let available = DispatchSemaphore(value: 0)
    private let call: Call
    private let jobKind: String
    private let logger: Logger

    /// Starts the committing threads. They end with the process.
    ///
    /// - Parameters:
    ///   - overrides: settings that take precedence over the `PG*` variables, by libpq's names.
    ///   - jobKind: the kind of the jobs that the calls make, for the workers to be woken.
    init(
        committers: Int, applicationName: String, overrides: [String: String], jobKind: String, logger: Logger,
        call: @escaping Call
    ) {
        self.call = call
        self.jobKind = jobKind
        self.logger = logger
        for _ in 0..<committers {
            startThread { [self] in
                var session = Session(applicationName: applicationName, overrides: overrides)
                while true {
                    available.wait()
                    commit(take(), on: &session)
                }
            }
        }
    }

    /// Gives elements to the database and returns what became of each, in their order.
    ///
    /// - Parameters:
    ///   - deadline: when to give up on a database that does not answer; the outcome is then `unavailable`.
    ///   - isAway: asked now and then while this waits: whether to give up already.
    func commit(
        _ elements: [IntakeElement], by deadline: ContinuousClock.Instant, unless isAway: () -> Bool
    ) -> [AcceptOutcome] {
        if elements.isEmpty { return [] }
        let ticket = Ticket(elements: elements, deadline: deadline)
        append(ticket)
        // A server that hangs gives no answer at all; what it commits later, the caller's repetition finds done.
        let end = deadline + Self.patience
        var look = ContinuousClock.now
        repeat {
            look = min(look + Self.lookInterval, end)
            if let outcomes = ticket.answer.wait(until: look) { return outcomes }
        } while look < end && !isAway()
        return Array(repeating: .unavailable, count: elements.count)
    }

    private func append(_ ticket: Ticket) {
        queue.withLock { $0.tickets.append(ticket) }
        available.signal()
    }

    /// Takes the tickets that wait, up to a batch; one that is larger than a batch, or behind a lock, comes alone.
    private func take() -> [Ticket] {
        queue.withLock { queue in
            let free = queue.tickets.indices.filter { !queue.tickets[$0].isBehindLock }
            if !queue.triesLocked, free.isEmpty || queue.isLockedNext,
                let locked = queue.tickets.firstIndex(where: \.isBehindLock)
            {
                queue.triesLocked = true
                queue.isLockedNext = false
                return [queue.tickets.remove(at: locked)]
            }
            guard let first = free.first else { return [] }
            queue.isLockedNext = true
            var taken = [queue.tickets[first]]
            var size = queue.tickets[first].elements.count
            for index in free.dropFirst() {
                size += queue.tickets[index].elements.count
                if size > Self.largestBatch { break }
                taken.append(queue.tickets[index])
            }
            for index in free.prefix(taken.count).reversed() { queue.tickets.remove(at: index) }
            return taken
        }
    }

    private func commit(_ tickets: [Ticket], on session: inout Session) {
        // A ticket that another thread took along leaves its signal behind.
        guard let deadline = tickets.map(\.deadline).max() else { return }
        let elements = tickets.flatMap { ticket in ticket.open.map { ticket.elements[$0] } }
        var outcomes: [AcceptOutcome?] = []
        var madeJob = false
        for start in stride(from: 0, to: elements.count, by: Self.largestBatch) {
            let batch = Array(elements[start..<min(start + Self.largestBatch, elements.count)])
            outcomes += store(batch, by: deadline, on: &session, madeJob: &madeJob)
        }
        var rest = outcomes[...]
        for var ticket in tickets {
            for place in ticket.open { ticket.outcomes[place] = rest.removeFirst() }
            answer(ticket)
        }
        if madeJob { announce(on: &session) }
    }

    /// Gives a ticket's outcomes to its caller, or puts it back into the queue where some are missing and time is left.
    private func answer(_ ticket: Ticket) {
        if ticket.isBehindLock { queue.withLock { $0.triesLocked = false } }
        if ticket.open.isEmpty || ContinuousClock.now >= ticket.deadline {
            ticket.answer.give(ticket.outcomes.map { $0 ?? .unavailable })
            // Another ticket that is behind a lock may have waited for this one.
            if ticket.isBehindLock { available.signal() }
        } else {
            var again = ticket
            again.isBehindLock = true
            append(again)
        }
    }

    /// Stores a batch. Where the database refuses it, it is tried again in parts, so that one poisonous element or one locked
    /// conversation costs only itself. The outcome of what meets a lock, or comes to its turn too late, is nil.
    private func store(
        _ batch: [IntakeElement], by deadline: ContinuousClock.Instant, on session: inout Session, madeJob: inout Bool
    ) -> [AcceptOutcome?] {
        do throws(PostgresError) {
            let answer = try session.call(by: deadline) { (connection) throws(PostgresError) in
                try call(&connection, batch)
            }
            madeJob = madeJob || answer.madeJob
            return answer.outcomes
        } catch {
            if error.isLockTimeout { return storeByGroup(batch, by: deadline, on: &session, madeJob: &madeJob) }
            guard error.isDataError else {
                logger.error(
                    "a batch could not be stored", metadata: ["count": "\(batch.count)", "error": "\(error)"])
                return Array(repeating: .unavailable, count: batch.count)
            }
            guard batch.count > 1 else {
                logger.warning("an element was refused", metadata: ["error": "\(error)"])
                return [.refused(error.message)]
            }
            let middle = batch.count / 2
            return store(Array(batch[..<middle]), by: deadline, on: &session, madeJob: &madeJob)
                + store(Array(batch[middle...]), by: deadline, on: &session, madeJob: &madeJob)
        }
    }

    /// Stores a batch in which some conversation is locked, group by group: only the locked one's elements wait for it, and it is
    /// waited for once, however many they are.
    private func storeByGroup(
        _ batch: [IntakeElement], by deadline: ContinuousClock.Instant, on session: inout Session, madeJob: inout Bool
    ) -> [AcceptOutcome?] {
        var outcomes = [AcceptOutcome?](repeating: nil, count: batch.count)
        let groups = Dictionary(grouping: batch.indices) { "\(batch[$0].tenantID) \(batch[$0].group)" }
        guard groups.count > 1 else { return outcomes }
        for places in groups.values.sorted(by: { $0[0] < $1[0] }) where ContinuousClock.now < deadline {
            let stored = store(places.map { batch[$0] }, by: deadline, on: &session, madeJob: &madeJob)
            for (place, outcome) in zip(places, stored) { outcomes[place] = outcome }
        }
        return outcomes
    }

    private func announce(on session: inout Session) {
        do throws(PostgresError) {
            try session.call(by: .now) { (connection) throws(PostgresError) in
                try connection.announceJobs(kind: jobKind)
            }
        } catch {
            logger.warning("workers were not woken; they poll", metadata: ["error": "\(error)"])
        }
    }
}
