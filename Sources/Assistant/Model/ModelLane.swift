internal import HTTPClient
internal import Synchronization

/// An endpoint with what is known about it: how fast it is, whether it is failing, and when it was last used.
final class ModelLane: Sendable {
    private struct State {
        var latencies = LatencyWindow()
        var breaker: CircuitBreaker
        var usedAt: ContinuousClock.Instant?
    }

    let client: ModelClient
    private let leastTimeForBlame: Duration
    private let loading: ModelLoading
    private let state: Mutex<State>

    init(endpoint: ModelEndpoint, engine: HTTPEngine, options: ModelPoolOptions) {
        client = ModelClient(endpoint: endpoint, engine: engine)
        leastTimeForBlame = options.leastTimeForBlame
        loading = ModelLoading(client: client, mostTime: options.mostTimeToLoad)
        state = Mutex(State(breaker: CircuitBreaker(rules: options.breaker)))
    }

    /// The right to ask the endpoint now; nil where its circuit breaker is open.
    func permit() -> CircuitBreaker.Permit? {
        state.withLock { state in
            let now = ContinuousClock.now
            guard let permit = state.breaker.permit(at: now) else { return nil }
            state.usedAt = now
            return permit
        }
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

    /// Whether the endpoint's connection was not used for so long. It counts as used from then on.
    func takesUse(after idleTime: Duration, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            if let usedAt = state.usedAt, now - usedAt < idleTime { return false }
            state.usedAt = now
            return true
        }
    }

    /// Asks the endpoint, and remembers how it did.
    func answer(
        _ ask: ModelAsk, with permit: CircuitBreaker.Permit, by deadline: ContinuousClock.Instant,
        onFirstWords: @Sendable () -> Void
    ) async -> ModelResult {
        let given = deadline - .now
        let result = await client.answer(ask, by: deadline, onFirstWords: onFirstWords)
        let isFailing = state.withLock { state in
            let now = ContinuousClock.now
            state.usedAt = now
            state.breaker.settle(permit, outcome(of: result, given: given, isProbe: permit.isProbe), at: now)
            Self.note(result, in: &state.latencies)
            return !state.breaker.isClosed
        }
        if isFailing, mayBeLoading(result) {
            loading.begin { [weak self] time in
                // One that answers sooner was loaded, and is too slow for what it is asked.
                if time >= given { self?.state.withLock { $0.breaker.endPause(at: .now) } }
            }
        }
        return result
    }

    /// Notes the time to the first words, or the time until the request was given up before them. What failed by itself says
    /// nothing about how long an answer takes.
    private static func note(_ result: ModelResult, in latencies: inout LatencyWindow) {
        guard let requestedAt = result.requestedAt else { return }
        if let firstWordsAt = result.firstWordsAt { return latencies.add(firstWordsAt - requestedAt) }
        guard result.fault == .cancelled || result.fault == .timeoutBeforeFirstToken, let wait = wait(of: result) else {
            return
        }
        // Before it is known what is usual, one that was cancelled may have been given up at once.
        latencies.add(givenUpAfter: wait, countsWhereUnknown: result.fault != .cancelled)
    }

    /// How long a request without a word was waited for; nil where there were words, or no request.
    private static func wait(of result: ModelResult) -> Duration? {
        guard result.firstWordsAt == nil, let requestedAt = result.requestedAt else { return nil }
        return result.endedAt.map { $0 - requestedAt }
    }

    /// Whether a server of one's own may have to load its model before it can answer.
    private func mayBeLoading(_ result: ModelResult) -> Bool {
        client.endpoint.dialect == .compatible
            && (result.fault == .loading || result.fault == .timeoutBeforeFirstToken)
    }

    private func outcome(of result: ModelResult, given: Duration, isProbe: Bool) -> CircuitBreaker.Outcome {
        switch result.fault {
        case nil, .truncated: .success
        case .unauthorized, .quotaExhausted: .refusal
        case .rateLimited(let retryAfter?): .rateLimited(retryAfter: retryAfter)
        // The endpoint is not to blame for a deadline that was near from the start.
        case .timeoutBeforeFirstToken: given >= leastTimeForBlame ? .failure : .neutral
        // Nor for an answer of which there were sentences, only slowly.
        case .timeoutInStream: result.kind == .nothing && given >= leastTimeForBlame ? .failure : .neutral
        // A try that went without a word for so long has found the endpoint hanging still, whoever gave it up.
        case .cancelled where isProbe:
            Self.wait(of: result).map { $0 >= leastTimeForBlame ? .failure : .neutral } ?? .neutral
        // One request in many may be a bad one, but an endpoint that takes none is no better than one that is down.
        case .badRequest: .failure
        case .refused, .forbidden, .rateLimited, .notFound, .server, .loading, .cutStream, .malformedChunk,
            .faultInStream:
            .failure
        case .unsendable, .contextTooLong, .contentFiltered, .declined, .empty, .cancelled, .circuitOpen: .neutral
        }
    }
}
