import Store
import Synchronization

/// The kinds of jobs that a worker runs.
enum JobKind: String, CaseIterable, Sendable {
    case reply
    case send
    case analyze
    case media
    case upkeep
}

/// What this worker is running at the moment.
final class RunningJobs: Sendable {
    private struct Conversation: Hashable {
        let tenantID: Int64
        let conversationID: Int64
    }

    private struct Turn {
        let turn: RunningTurn
        let cancel: @Sendable () -> Void
        var hasMoved = false
    }

    private struct State {
        var counts: [JobKind: Int] = [:]
        var tokens: Set<String> = []
        var turns: [Conversation: Turn] = [:]
    }

    private let state = Mutex(State())

    /// How many jobs of a kind run.
    func count(_ kind: JobKind) -> Int { state.withLock { $0.counts[kind] ?? 0 } }

    /// A job begins.
    func begin(_ job: ClaimedJob, _ kind: JobKind) {
        state.withLock { state in
            state.counts[kind, default: 0] += 1
            state.tokens.insert(job.leaseToken)
        }
    }

    /// A job has ended, in order or not.
    func end(_ job: ClaimedJob) { state.withLock { _ = $0.tokens.remove(job.leaseToken) } }

    /// A job no longer takes a place of its kind: it has ended, or a reply is committed and only its send is left, which may
    /// take long and must not keep other customers from being answered.
    func freePlace(_ kind: JobKind) { state.withLock { $0.counts[kind, default: 0] -= 1 } }

    /// The tokens of all jobs.
    var tokens: [String] { state.withLock { Array($0.tokens) } }

    /// A turn begins to answer; `cancel` is called when its conversation moves on.
    func watch(_ turn: RunningTurn, cancel: @escaping @Sendable () -> Void) {
        let key = Conversation(tenantID: turn.tenantID, conversationID: turn.conversationID)
        state.withLock { $0.turns[key] = Turn(turn: turn, cancel: cancel) }
    }

    /// A turn no longer answers. Returns whether its conversation has moved on meanwhile.
    func unwatch(_ turn: RunningTurn) -> Bool {
        let key = Conversation(tenantID: turn.tenantID, conversationID: turn.conversationID)
        return state.withLock { $0.turns.removeValue(forKey: key)?.hasMoved ?? false }
    }

    /// The turns that answer now.
    var turns: [RunningTurn] { state.withLock { state in state.turns.values.filter { !$0.hasMoved }.map(\.turn) } }

    /// Conversations have moved on: their turns are cancelled.
    func supersede(_ moved: [MovedConversation]) {
        let cancels: [@Sendable () -> Void] = state.withLock { state in
            moved.compactMap { moved in
                let key = Conversation(tenantID: moved.tenantID, conversationID: moved.conversationID)
                guard let turn = state.turns[key], turn.turn.generation < moved.generation || moved.mode != "bot" else {
                    return nil
                }
                state.turns[key]?.hasMoved = true
                return turn.cancel
            }
        }
        for cancel in cancels { cancel() }
    }
}
