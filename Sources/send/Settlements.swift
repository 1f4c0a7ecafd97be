import Dispatch
import Logging
import Postgres
import Store
import Synchronization

/// The messages whose outcome threads of this process wait for. One listening session wakes them all.
final class Settlements: Sendable {
    private let waiting = Mutex<[String: [DispatchSemaphore]]>([:])
    private let listener = Mutex<Listener?>(nil)

    init(logger: Logger) {
        let listener = Listener(channels: ["shi_settled"], applicationName: "shi-send outcomes", logger: logger) {
            [weak self] notification in
            self?.wake(notification?.payload)
        }
        self.listener.withLock { $0 = listener }
    }

    /// Waits until a look says that the message is settled, or the deadline has passed.
    ///
    /// It looks whenever the message is announced, and every half second: an announcement can be lost.
    ///
    /// - Parameter look: returns nil for as long as there is no outcome.
    /// - Returns: what the look returned; nil at the deadline.
    func wait<Outcome>(
        tenantID: Int64, messageID: Int64, by deadline: ContinuousClock.Instant, look: () -> Outcome?
    ) -> Outcome? {
        let key = "\(tenantID) \(messageID)"
        let settled = DispatchSemaphore(value: 0)
        waiting.withLock { $0[key, default: []].append(settled) }
        defer {
            waiting.withLock { waiting in
                waiting[key]?.removeAll { $0 === settled }
                if waiting[key]?.isEmpty == true { waiting[key] = nil }
            }
        }
        while true {
            if let outcome = look() { return outcome }
            let remaining = ContinuousClock.now.duration(to: deadline)
            guard remaining > .zero else { return nil }
            let nanoseconds = min(remaining, .milliseconds(500)) / .nanoseconds(1)
            _ = settled.wait(timeout: .now() + .nanoseconds(Int(nanoseconds)))
        }
    }

    /// Wakes those who wait for a message; all, where some announcement may have been missed.
    private func wake(_ key: String?) {
        let woken = waiting.withLock { waiting in
            key.map { waiting[$0] ?? [] } ?? waiting.values.flatMap { $0 }
        }
        for semaphore in woken { semaphore.signal() }
    }
}
