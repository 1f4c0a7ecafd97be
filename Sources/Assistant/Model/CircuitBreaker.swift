/// Decides whether an endpoint is asked, by how it has done of late.
///
/// It opens when the endpoint has failed several times in a row for a while, or too often among its last requests; when it
/// keeps telling us to come back later; and at once when it says that our key or our money is no good. After a pause one
/// request tries the endpoint, and its outcome decides.
struct CircuitBreaker {
    /// When it opens, and for how long.
    struct Rules: Sendable {
        /// So many failures in a row open it…
        var failuresInARow = 5
        /// …if nothing has succeeded for so long. Among many requests at once, five failures in a row are no news.
        var withoutSuccess = Duration.seconds(1)
        /// So many outcomes are remembered,
        var outcomes = 100
        /// and with at least so many of them
        var leastOutcomes = 50
        /// this share of failures opens it.
        var failureShare = 0.5
        /// The first pause; each failed try after it doubles it.
        var pause = Duration.seconds(2)
        /// The longest pause, also of those that the endpoint asks for.
        var longestPause = Duration.seconds(60)
        /// The pause after the endpoint has refused our key, or our money has run out.
        var pauseAfterRefusal = Duration.seconds(60)
        /// So many times in a row it must say when to come back until that is heeded, and nothing may have succeeded for
        /// ``withoutSuccess``: one request too many among many that are answered is no reason to stop.
        var repeatedRateLimits = 3
        /// While a try is still without an outcome, another is made after so long: one that hangs must not keep all others
        /// waiting for its end.
        var probeInterval = Duration.seconds(1)
    }

    /// The right to make a request.
    struct Permit: Sendable {
        fileprivate let epoch: Int
        /// Whether it is a try of an endpoint that has been failing.
        let isProbe: Bool
    }

    /// What a request said about the endpoint.
    enum Outcome: Equatable {
        case success
        case failure
        /// Nothing: it was cancelled, or the fault was the request's.
        case neutral
        /// It says when to come back.
        case rateLimited(retryAfter: Duration)
        /// It refuses our key, or our money has run out.
        case refusal
    }

    private enum State {
        case closed
        case open(until: ContinuousClock.Instant)
        case probing(since: ContinuousClock.Instant)
    }

    private let rules: Rules
    private var state = State.closed
    /// Raised with each change of state, so that a request from before it changes nothing.
    private var epoch = 0
    private var inARow = 0
    private var rateLimitsInARow = 0
    private var lastSuccess: ContinuousClock.Instant?
    /// The last outcomes, failures as true.
    private var recent: [Bool] = []
    private var next = 0
    private var pause: Duration

    init(rules: Rules = Rules()) {
        self.rules = rules
        pause = rules.pause
    }

    /// Whether requests are let through without more ado.
    var isClosed: Bool { if case .closed = state { true } else { false } }

    /// The right to make a request now; nil where the endpoint is not to be asked. Every permit is to be settled.
    mutating func permit(at now: ContinuousClock.Instant) -> Permit? {
        switch state {
        case .closed: return Permit(epoch: epoch, isProbe: false)
        case .open(let until) where now < until: return nil
        case .probing(let since) where now - since < rules.probeInterval: return nil
        case .probing:
            // Of the same epoch as the try before: whichever of them succeeds first closes it.
            state = .probing(since: now)
            return Permit(epoch: epoch, isProbe: true)
        case .open:
            change(to: .probing(since: now))
            return Permit(epoch: epoch, isProbe: true)
        }
    }

    /// Tells what a permitted request came to.
    mutating func settle(_ permit: Permit, _ outcome: Outcome, at now: ContinuousClock.Instant) {
        guard permit.epoch == epoch else { return }
        if permit.isProbe { settleProbe(outcome, at: now) } else { settleUsual(outcome, at: now) }
    }

    /// The endpoint has shown by other means that it works: the next request tries it, however long the pause was to be.
    mutating func endPause(at now: ContinuousClock.Instant) {
        guard case .open = state else { return }
        change(to: .open(until: now))
    }

    private mutating func settleProbe(_ outcome: Outcome, at now: ContinuousClock.Instant) {
        switch outcome {
        case .success:
            pause = rules.pause
            lastSuccess = now
            change(to: .closed)
        // The next request tries it again.
        case .neutral: change(to: .open(until: now))
        case .failure:
            pause = min(pause * 2, rules.longestPause)
            open(for: pause, at: now)
        case .rateLimited(let retryAfter): open(for: max(retryAfter, rules.pause), at: now)
        case .refusal: open(for: rules.pauseAfterRefusal, at: now)
        }
    }

    private mutating func settleUsual(_ outcome: Outcome, at now: ContinuousClock.Instant) {
        switch outcome {
        case .neutral: return
        case .success:
            (inARow, rateLimitsInARow, lastSuccess) = (0, 0, now)
            remember(failure: false)
            return
        case .refusal: return open(for: rules.pauseAfterRefusal, at: now)
        case .rateLimited(let retryAfter):
            rateLimitsInARow += 1
            if rateLimitsInARow >= rules.repeatedRateLimits, isSilent(now) {
                return open(for: min(retryAfter, rules.longestPause), at: now)
            }
        case .failure: rateLimitsInARow = 0
        }
        inARow += 1
        remember(failure: true)
        if (inARow >= rules.failuresInARow && isSilent(now)) || failsTooOften { open(for: pause, at: now) }
    }

    private func isSilent(_ now: ContinuousClock.Instant) -> Bool {
        lastSuccess.map { now - $0 >= rules.withoutSuccess } ?? true
    }

    private var failsTooOften: Bool {
        guard recent.count >= rules.leastOutcomes else { return false }
        return Double(recent.count { $0 }) >= rules.failureShare * Double(recent.count)
    }

    private mutating func remember(failure: Bool) {
        if recent.count < rules.outcomes { recent.append(failure) } else { recent[next] = failure }
        next = (next + 1) % rules.outcomes
    }

    private mutating func open(for pause: Duration, at now: ContinuousClock.Instant) {
        change(to: .open(until: now + min(pause, rules.longestPause)))
    }

    private mutating func change(to state: State) {
        self.state = state
        epoch += 1
        (inARow, rateLimitsInARow, recent, next) = (0, 0, [], 0)
    }
}
