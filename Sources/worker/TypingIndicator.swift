import Channels
import HTTPClient
import Logging
import Store
import Synchronization

/// The typing indicator of one turn: it goes out at once, is renewed before it lapses, and is ended.
///
/// A failure to show it is logged and never holds the reply up.
final class TypingIndicator: Sendable {
    /// WhatsApp drops an indicator after 10 s at the earliest.
    private static let renewal = Duration.seconds(8)
    private static let limit = Duration.seconds(3)

    private let engine: HTTPEngine
    private let context: TurnContext
    private let logger: Logger
    private let renewing = Mutex<Task<Void, Never>?>(nil)
    /// When the first request was handed to the HTTP engine.
    let startedAt = ContinuousClock.now

    init(engine: HTTPEngine, context: TurnContext, logger: Logger) {
        self.engine = engine
        self.context = context
        self.logger = logger
        let task = Task {
            while !Task.isCancelled {
                await show(true)
                try? await Task.sleep(for: Self.renewal)
            }
        }
        renewing.withLock { $0 = task }
    }

    /// Ends it: with the reply, or without one. Calls after the first do nothing.
    func end() {
        guard let task = renewing.withLock({ $0.take() }) else { return }
        task.cancel()
        Task { await show(false) }
    }

    private func show(_ isTyping: Bool) async {
        let call = Gateway.typing(chatAddress: context.chatAddress, on: isTyping, channel: ChannelAccess(context))
        do {
            let response = try await engine.response(to: HTTPRequest(call, by: .now + Self.limit))
            if response.status >= 300 {
                logger.warning("typing was refused", metadata: ["status": "\(response.status)"])
            }
        } catch {
            if error.kind != .cancelled { logger.warning("typing failed", metadata: ["error": "\(error)"]) }
        }
    }
}

extension HTTPRequest {
    /// The request of a channel's call.
    init(_ call: ChannelCall, by deadline: ContinuousClock.Instant) {
        self.init(method: call.method, url: call.url, headers: call.headers, body: call.body, deadline: deadline)
    }
}

extension ChannelAccess {
    init(_ context: TurnContext) {
        self.init(
            baseURL: context.baseURL, secret: context.secret, address: context.address,
            honoursIdempotency: context.honoursIdempotency)
    }
}
