import Dispatch
import Glibc
import Logging
import Spool
import Store

/// Gives the database what waits in the spool, as soon as it answers. Every copy on a host has one, and one works at a time.
final class Replayer: Sendable {
    private let spool: Spool
    private let keeper: Keeper
    private let queue = DispatchQueue(label: "replay")

    /// Starts its thread, which ends with the process. Killed at any moment, it loses nothing.
    init(spool: Spool, keeper: Keeper) {
        self.spool = spool
        self.keeper = keeper
        queue.async { [self] in
            while true { usleep(UInt32(round() / .microseconds(1))) }
        }
    }

    /// Replays what there is. Returns after which time to look again.
    private func round() -> Duration {
        guard !spool.isEmpty, !keeper.reachability.isAway else { return .milliseconds(50) }
        do throws(SpoolError) {
            guard let replay = try spool.replay(store) else { return .milliseconds(200) }
            if replay.stored > 0 { keeper.counters.increment("shi_spool_replayed_total", by: replay.stored) }
            if replay.quarantined > 0 {
                keeper.counters.increment("shi_spool_quarantined_total", by: replay.quarantined)
                keeper.logger.error(
                    "posts were quarantined: they wait in the spool's folder 'failed' for an operator",
                    metadata: ["count": "\(replay.quarantined)"])
            }
            if let problem = replay.problem {
                keeper.logger.error("the spool holds what is not its own", metadata: ["error": "\(problem)"])
            }
            // What failed although the database answers is tried again, but not without pause.
            return replay.postponed > 0 || replay.problem != nil ? .seconds(1) : .milliseconds(50)
        } catch {
            keeper.logger.error("the spool cannot be replayed", metadata: ["error": "\(error)"])
            return .seconds(1)
        }
    }

    private func store(_ posts: [SpooledPost]) -> [Spool.Outcome] {
        let outcomes = keeper.store(posts, within: keeper.storeLimit, unless: keeper.reachability.isAwayOrDoubtful)
        let answers = outcomes.contains { $0.contains(.unavailable) } ? keeper.reachability.answersNow() : true
        return outcomes.map { outcomes in
            if outcomes.contains(.unavailable) { return answers ? .failed : .unavailable }
            return outcomes.contains(where: \.isRefusal) ? .refused : .stored
        }
    }
}

extension AcceptOutcome {
    /// Whether the database will never take it.
    fileprivate var isRefusal: Bool {
        switch self {
        case .refused, .unknownChannel: true
        default: false
        }
    }
}
