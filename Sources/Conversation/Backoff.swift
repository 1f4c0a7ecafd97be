/// How long to wait before something is tried again: exponential, bounded, with full jitter.
///
/// Full jitter, a random part of the whole wait, spreads the retries of many callers best after a common failure.
public struct Backoff: Sendable, Equatable {
    /// The longest wait before the second try.
    public let base: Duration
    /// The longest wait ever.
    public let maximum: Duration

    /// A schedule that starts at `base`, doubles with each attempt, and never exceeds `maximum`.
    public init(base: Duration = .milliseconds(200), maximum: Duration = .seconds(30)) {
        self.base = max(base, .zero)
        self.maximum = max(maximum, .zero)
    }

    /// The wait after the given number of failed attempts.
    ///
    /// - Parameters:
    ///   - attempt: how many have failed; less than 1 counts as 1.
    ///   - random: a random number from 0 up to 1; what lies outside is moved inside.
    public func delay(attempt: Int, random: Double) -> Duration {
        var limit = min(base, maximum)
        var doublings = max(attempt, 1) - 1
        while doublings > 0, limit > .zero, limit < maximum {
            limit = min(limit * 2, maximum)
            doublings -= 1
        }
        // Written so that a NaN is 0 too.
        return limit * (random > 0 ? min(random, 1) : 0)
    }
}
