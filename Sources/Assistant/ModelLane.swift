internal import HTTPClient
internal import Synchronization

/// An endpoint with what is known about it: how fast it is, and whether it is failing.
final class ModelLane: Sendable {
    private struct State {
        var latencies = LatencyWindow()
        var breaker: CircuitBreaker
    }

    let client: ModelClient
    private let leastTimeForBlame: Duration
    private let state: Mutex<State>

    init(endpoint: ModelEndpoint, engine: HTTPEngine, options: ModelPoolOptions) {
        client = ModelClient(endpoint: endpoint, engine: engine)
        leastTimeForBlame = options.leastTimeForBlame
        state = Mutex(State(breaker: CircuitBreaker(rules: options.breaker)))
    }

    /// The right to ask the endpoint now; nil where its circuit breaker is open.
    func permit() -> CircuitBreaker.Permit? {
        state.withLock { $0.breaker.permit(at: .now) }
    }

    /// Gives a permit back that was not made use of.
    func giveBack(_ permit: CircuitBreaker.Permit) {
        state.withLock { $0.breaker.settle(permit, .neutral, at: .now) }
    }

    /// The time within which half of the recent requests had their first words; nil with too few of them.
    var medianLatency: Duration? {
        state.withLock { $0.latencies.percentile(0.5) }
    }

    /// From when on first words are later than this share of the recent ones were; nil with too few of them.
    func usualLatency(_ share: Double) -> Duration? {
        state.withLock { $0.latencies.usual(share) }
    }

    /// Asks the endpoint, and remembers how it did.
    func answer(
        _ ask: ModelAsk, with permit: CircuitBreaker.Permit, by deadline: ContinuousClock.Instant,
        onFirstWords: @Sendable () -> Void
    ) async -> ModelResult {
        let given = deadline - .now
        let result = await client.answer(ask, by: deadline, onFirstWords: onFirstWords)
        state.withLock { state in
            state.breaker.settle(permit, outcome(of: result, given: given), at: .now)
            if let sample = Self.latency(of: result) { state.latencies.add(sample) }
        }
        return result
    }

    /// The time to the first words, or the time until the request was given up before them. What failed by itself says
    /// nothing about how long an answer takes.
    private static func latency(of result: ModelResult) -> Duration? {
        guard let requestedAt = result.requestedAt else { return nil }
        if let firstWordsAt = result.firstWordsAt { return firstWordsAt - requestedAt }
        guard result.fault == .cancelled || result.fault == .timeoutBeforeFirstToken else { return nil }
        return result.endedAt.map { $0 - requestedAt }
    }

    private func outcome(of result: ModelResult, given: Duration) -> CircuitBreaker.Outcome {
        switch result.fault {
        case nil, .truncated: .success
        case .unauthorized, .quotaExhausted: .refusal
        case .rateLimited(let retryAfter?): .rateLimited(retryAfter: retryAfter)
        // The endpoint is not to blame for a deadline that was near from the start.
        case .timeoutBeforeFirstToken: given >= leastTimeForBlame ? .failure : .neutral
        // Nor for an answer of which there were sentences, only slowly.
        case .timeoutInStream: result.kind == .nothing && given >= leastTimeForBlame ? .failure : .neutral
        case .refused, .forbidden, .rateLimited, .notFound, .server, .loading, .cutStream, .malformedChunk,
            .faultInStream:
            .failure
        case .unsendable, .badRequest, .contextTooLong, .contentFiltered, .declined, .empty, .cancelled, .circuitOpen:
            .neutral
        }
    }
}
