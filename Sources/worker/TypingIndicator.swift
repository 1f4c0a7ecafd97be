import Channels
import Conversation
import HTTPClient
import Logging
import Store
import Synchronization

/// The typing indicator of one turn: it goes out at once, is renewed before it lapses, and is ended where the provider has
/// an end for it.
///
/// A failure to show it is logged and counted, and never holds the reply up.
final class TypingIndicator: Sendable {
    /// How long a call may take.
    private static let limit = Duration.seconds(3)
    /// How long it may take where it is ended with the reply anyway: Evolution answers only when the indicator lapses.
    private static let limitUntilEnded = Duration.seconds(30)

    private struct State {
        var isEnded = false
        var renewing: Task<Void, Never>?
        /// All calls that show it: one may still be without an answer when the next leaves.
        var showing: [Task<Void, Never>] = []
    }

    private let worker: Worker
    private let provider: Provider
    private let endCall: ChannelCall?
    private let state = Mutex(State())
    /// When the first request was handed to the HTTP engine; nil where the provider has no indicator for this.
    let startedAt: ContinuousClock.Instant?

    init(worker: Worker, context: TurnContext) {
        self.worker = worker
        provider = context.provider
        let channel = context.provider.channel
        let access = ChannelAccess(context)
        func call(on isOn: Bool) -> ChannelCall? {
            channel.typing(
                TypingDisplay(chatAddress: context.chatAddress, messageID: context.lastMessageID, isOn: isOn), access)
        }
        endCall = call(on: false)
        guard let call = call(on: true) else {
            startedAt = nil
            return
        }
        startedAt = .now
        show(call)
        guard let renewal = channel.typingRenewalSeconds else { return }
        let renewing = Task {
            while true {
                do { try await Task.sleep(for: .seconds(renewal)) } catch { return }
                show(call)
            }
        }
        state.withLock { $0.renewing = renewing }
    }

    /// Ends it: with the reply, or without one. Calls after the first do nothing.
    func end() {
        let ended = state.withLock { state in
            defer { state = State(isEnded: true) }
            return state
        }
        ended.renewing?.cancel()
        guard !ended.showing.isEmpty, let endCall else { return }
        // None of them may be made after the end.
        for call in ended.showing { call.cancel() }
        Task { _ = await made(endCall, within: Self.limit) }
    }

    /// Shows it, and waits for nothing.
    private func show(_ call: ChannelCall) {
        let limit = endCall == nil ? Self.limit : Self.limitUntilEnded
        state.withLock { state in
            // A renewal may wake at the moment in which the reply leaves.
            guard !state.isEnded else { return }
            state.showing.append(
                Task {
                    guard let result = await made(call, within: limit) else { return }
                    worker.counters.increment(
                        "shi_typing_total", "provider=\"\(provider.rawValue)\",result=\"\(result)\"")
                })
        }
    }

    /// Makes a call. Returns what came of it in a word: shown, refused, failed, or ended with the reply before there was an
    /// answer; nil where it had not even begun by then.
    private func made(_ call: ChannelCall, within limit: Duration) async -> String? {
        do throws(HTTPError) {
            let response = try await worker.engine.response(to: HTTPRequest(call, by: .now + limit))
            if response.status < 300 { return "shown" }
            worker.logger.warning(
                "typing was refused", metadata: ["provider": "\(provider)", "status": "\(response.status)"])
            return "refused"
        } catch {
            // With Evolution this is the rule: it would have answered when the indicator lapsed.
            guard error.kind != .cancelled else { return error.begun ? "ended" : nil }
            worker.logger.warning("typing failed", metadata: ["provider": "\(provider)", "error": "\(error)"])
            return "failed"
        }
    }
}
