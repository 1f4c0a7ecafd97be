internal import Synchronization

/// One question to a pool's endpoints: a first request, perhaps a second one, and the better of their answers.
struct ModelRace {
    /// A request that the race makes.
    struct Lane {
        /// The endpoint's place in the pool.
        let index: Int
        let permit: CircuitBreaker.Permit
        /// How long to wait before it.
        var pause = Duration.zero
    }

    private enum Event {
        /// A request has ended; nil where it was cancelled before it was made.
        case ended(Int, ModelResult?)
        /// The first words are later than usual.
        case late
    }

    let pool: ModelPool
    let ask: ModelAsk
    let deadline: ContinuousClock.Instant
    let allowsExtra: Bool

    /// Asks the endpoint, and once more where that is worth it.
    func run(first: Lane) async -> PooledResult {
        let hasWords = Flag()
        return await withTaskGroup(of: Event.self) { group in
            var tally = RaceTally(lanes: [first])
            group.addTask { .ended(0, await request(first, onFirstWords: hasWords.set)) }
            if let usual = usualWait(for: first) {
                group.addTask {
                    try? await Task.sleep(for: usual)
                    return .late
                }
            }
            while let event = await group.next() {
                var extra: Lane?
                switch event {
                case .late:
                    if tally.awaitsFirst, !hasWords.isSet { extra = self.extra(besides: first, onlyOther: false) }
                case .ended(let number, let result):
                    tally.end(number, result)
                    if let result, tally.mayReplace { extra = replacement(for: first, after: result) }
                }
                if let extra {
                    let number = tally.add(extra)
                    group.addTask { .ended(number, await request(extra)) }
                }
                // The loser is given up, and so is the wait for what is late.
                if tally.isOver { group.cancelAll() }
            }
            return tally.summary { pool.lanes[$0].client.endpoint.model }
        }
    }

    private func request(_ lane: Lane, onFirstWords: @escaping @Sendable () -> Void = {}) async -> ModelResult? {
        if lane.pause > .zero { try? await Task.sleep(for: lane.pause) }
        guard !Task.isCancelled else {
            pool.lanes[lane.index].giveBack(lane.permit)
            return nil
        }
        return await pool.lanes[lane.index].answer(
            ask, with: lane.permit, by: deadline, onFirstWords: onFirstWords)
    }

    /// How long the first words are waited for until a second request is made; nil where it is not known what is usual.
    ///
    /// Where it is usual to wait long, or not to be answered at all, half of the time is left to the second request.
    private func usualWait(for lane: Lane) -> Duration? {
        guard allowsExtra, let usual = pool.lanes[lane.index].usualLatency(pool.options.usualShare) else { return nil }
        return min(usual, (deadline - .now) / 2)
    }

    /// A second request for one that failed.
    private func replacement(for first: Lane, after result: ModelResult) -> Lane? {
        guard let fault = result.fault, result.isRetryable || fault.isWorthAnotherEndpoint else { return nil }
        var pause = Duration.zero
        if case .rateLimited(let retryAfter) = fault { pause = retryAfter ?? pool.options.pauseAfterRateLimit }
        let isTooLong = deadline - .now - pause < pool.options.leastTimeForExtra
        guard var extra = extra(besides: first, onlyOther: !result.isRetryable || isTooLong) else { return nil }
        // Another endpoint has nothing to do with when this one wants to be asked again.
        if extra.index == first.index { extra.pause = pause }
        return extra
    }

    private func extra(besides first: Lane, onlyOther: Bool) -> Lane? {
        guard allowsExtra, !Task.isCancelled else { return nil }
        return pool.extra(besides: first.index, onlyOther: onlyOther, by: deadline)
    }
}

/// The requests of a race and what they came to.
private struct RaceTally {
    private var lanes: [ModelRace.Lane]
    private var results: [ModelResult?] = [nil]
    private var running = 1
    private var winner: Int?

    init(lanes: [ModelRace.Lane]) { self.lanes = lanes }

    /// Whether the first request is the only one and still running.
    var awaitsFirst: Bool { lanes.count == 1 && running == 1 }
    /// Whether the first request is the only one and has failed.
    var mayReplace: Bool { lanes.count == 1 && running == 0 && winner == nil }
    /// Whether there is nothing more to wait for.
    var isOver: Bool { winner != nil || running == 0 }

    mutating func add(_ lane: ModelRace.Lane) -> Int {
        lanes.append(lane)
        results.append(nil)
        running += 1
        return lanes.count - 1
    }

    /// The first good answer wins.
    mutating func end(_ number: Int, _ result: ModelResult?) {
        results[number] = result
        running -= 1
        if winner == nil, result?.isGood == true { winner = number }
    }

    func summary(modelName: (Int) -> String) -> PooledResult {
        let made = results.indices.filter { results[$0]?.requestedAt != nil }
        let best = winner ?? bestOfFailed
        let result = results[best] ?? .cancelled
        var summary = PooledResult(result: result, model: modelName(lanes[best].index))
        summary.isHedged = best > 0
        summary.requests = made.count
        for number in made {
            guard let result = results[number] else { continue }
            summary.requestedAt = summary.requestedAt ?? result.requestedAt
            summary.usage = summary.usage + result.usage
            summary.costMicrodollars += result.costMicrodollars
            // A loser that was given up is no fault.
            if let fault = result.fault, winner == nil || fault != .cancelled { summary.faults.append(fault) }
        }
        return summary
    }

    /// Of requests without a good answer, the one with finished sentences, and of several the one whose words came first.
    private var bestOfFailed: Int {
        let partial = results.indices.filter { number in
            if case .partial? = results[number]?.kind { true } else { false }
        }
        let first = partial.min { one, other in
            guard let one = results[one]?.firstWordsAt, let other = results[other]?.firstWordsAt else { return false }
            return one < other
        }
        return first ?? results.indices.last { results[$0] != nil } ?? 0
    }
}

/// Something that has happened or not.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
