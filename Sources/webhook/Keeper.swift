import Conversation
import Glibc
import Logging
import Postgres
import Spool
import Store

/// Makes what was posted durable: in the database, or in the spool while the database is away (promise P1).
struct Keeper: Sendable {
    /// What became of a post.
    enum Outcome: Sendable {
        /// The database has it, or will never take it: what became of its messages, statuses and connections.
        case committed([AcceptOutcome])
        /// It is in the spool.
        case spooled
        /// It may be lost: whoever posted it must be told to repeat it.
        case unavailable
    }

    let messages: MessageIntake
    let statuses: StatusIntake
    let database: Database
    let reachability: Reachability
    let spool: Spool?
    let counters: Counters
    let storeLimit: Duration
    let logger: Logger

    /// Makes a post durable.
    ///
    /// - Parameter repeats: whether the provider posts again by itself what is not answered with 200: then the spool is not
    ///   needed, and the answer comes fast.
    func keep(_ post: SpooledPost, repeats: Bool) -> Outcome {
        let spool = repeats ? nil : spool
        // What came later must not overtake what waits.
        if let spool, !spool.isEmpty || reachability.isAway {
            if keep(post, in: spool) { return .spooled }
            // Full: rather too early than not at all.
            if reachability.isAway { return .unavailable }
        }
        if repeats, reachability.isAway { return .unavailable }
        // Without a spool, and without anybody who repeats, waiting is all that is left.
        let canGiveUp = spool != nil || repeats
        let outcomes = store([post], within: storeLimit) { canGiveUp && reachability.isAwayOrDoubtful() }[0]
        if !outcomes.contains(.unavailable) { return .committed(outcomes) }
        if let spool, keep(post, in: spool) { return .spooled }
        return .unavailable
    }

    private func keep(_ post: SpooledPost, in spool: Spool) -> Bool {
        do throws(SpoolError) {
            try spool.keep(post)
            counters.increment("shi_spooled_total")
            return true
        } catch {
            let reason = if case .full = error { "full" } else { "failed" }
            counters.increment("shi_spool_refused_total", "reason=\"\(reason)\"")
            logger.error("a post could not be spooled", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Gives posts to the database together.
    ///
    /// - Parameter isAway: asked while it waits: whether to give up.
    /// - Returns: for each post the outcomes of its messages, statuses and connections, in this order.
    func store(_ posts: [SpooledPost], within limit: Duration, unless isAway: () -> Bool) -> [[AcceptOutcome]] {
        let deadline = ContinuousClock.now + limit
        do {
            var messages = try messages.accept(posts.flatMap(Self.withWaitingTimes), by: deadline, unless: isAway)[...]
            var statuses = try statuses.accept(posts.flatMap(\.statuses), by: deadline, unless: isAway)[...]
            return posts.map { post in
                let outcomes =
                    messages.prefix(post.messages.count) + statuses.prefix(post.statuses.count)
                    + post.connections.map { record($0, by: deadline) }
                messages.removeFirst(post.messages.count)
                statuses.removeFirst(post.statuses.count)
                return Array(outcomes)
            }
        } catch {
            // Not of the values' making: they were parsed, and JSON can hold them.
            logger.error("a post cannot be written as JSON", metadata: ["error": "\(error)"])
            return posts.map { Array(repeating: .refused("it cannot be written as JSON"), count: $0.count) }
        }
    }

    /// A post's messages, each with how long it has waited by now: an answer's deadline counts from when it arrived.
    private static func withWaitingTimes(_ post: SpooledPost) -> [InboundMessage] {
        let milliseconds = max(0, (unixMicroseconds() - post.receivedAt) / 1000)
        return post.messages.map { message in
            var message = message
            message.waitedMilliseconds = Int(min(milliseconds, Int64(Int32.max)))
            return message
        }
    }

    private func record(_ report: ConnectionReport, by deadline: ContinuousClock.Instant) -> AcceptOutcome {
        let limit = max(.zero, ContinuousClock.now.duration(to: deadline))
        do throws(PostgresError) {
            let isKnown = try database.callBlocking(
                within: min(limit, .milliseconds(300)), patience: .milliseconds(300)
            ) {
                (connection) throws(PostgresError) in
                try connection.recordConnection(
                    tenantID: report.tenantID, provider: report.provider.rawValue, address: report.channelAddress,
                    state: report.connection, name: report.pushName)
            }
            return isKnown ? .stored : .unknownChannel
        } catch {
            logger.error("a connection report could not be stored", metadata: ["error": "\(error)"])
            return error.isDataError ? .refused(error.message) : .unavailable
        }
    }
}

/// Now, in microseconds since 1970.
func unixMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}
