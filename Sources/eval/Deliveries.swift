import Synchronization

/// What has been delivered to each customer, as the sandbox's log tells it.
final class Deliveries: Sendable {
    private let texts = Mutex<[String: [String]]>([:])

    /// How often the log is looked at.
    private static let pause = Duration.milliseconds(40)

    /// Follows the log until the task is cancelled.
    func follow(_ site: Site) async throws {
        var last = 0
        while !Task.isCancelled {
            let lines = try await site.log(after: last)
            last = lines.last?.n ?? last
            texts.withLock { texts in
                for line in lines where line.isDelivery {
                    texts[line.chat ?? "", default: []].append(line.text ?? "")
                }
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// What was delivered to a customer so far.
    func to(_ chat: String) -> [String] { texts.withLock { $0[chat] ?? [] } }

    /// Waits until more than `count` messages have reached a customer; returns whether they have.
    func wait(for chat: String, beyond count: Int, atMost limit: Duration) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while to(chat).count <= count {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }
}
