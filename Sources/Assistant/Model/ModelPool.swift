public import HTTPClient
internal import Synchronization

/// How a ``ModelPool`` works.
public struct ModelPoolOptions: Sendable {
    /// How many extra requests there may be for each first one, 0 to 1.
    public var extraShare = 0.1
    /// A second request is made when the first words are later than this share of the recent ones were.
    public var usualShare = 0.95
    /// With less time than this left, an extra request is of no use.
    public var leastTimeForExtra: Duration = .milliseconds(400)
    /// A request that was given less time than this does not count against its endpoint when the time runs out.
    public var leastTimeForBlame: Duration = .seconds(1)
    /// How long an endpoint is left alone that has had too many requests and does not say when to come back.
    public var pauseAfterRateLimit: Duration = .milliseconds(500)
    /// How long a server of one's own may take to load its model, in the background, once it was too slow for others.
    public var mostTimeToLoad: Duration = .seconds(120)
    /// When an endpoint is no longer asked.
    var breaker = CircuitBreaker.Rules()

    /// The defaults.
    public init() {}
}

/// What asking a ``ModelPool`` came to.
public struct PooledResult: Sendable {
    /// The answer that counts, with its own times. Its tokens and its cost are those of its own request.
    public var result: ModelResult
    /// The model that gave it; where there is no answer, the one that was asked last.
    public var model: String
    /// Whether an extra request gave the answer, in the place of the first or ahead of it.
    public var isHedged = false
    /// How many requests were made.
    public var requests = 0
    /// When the first of them was handed to the HTTP engine.
    public var requestedAt: ContinuousClock.Instant?
    /// The tokens of all requests.
    public var usage = ModelUsage()
    /// What all requests cost, in millionths of a dollar.
    public var costMicrodollars: Int64 = 0
    /// What went wrong, in the order in which it did; a loser that was cancelled is no fault.
    public var faults: [ModelFault] = []
}

/// Asks a model, and asks once more where that is worth it: the same endpoint or a second one.
///
/// A second request is made when the first words are later than usual, or when the first request fails and could well
/// succeed. The first good answer wins, and the other request is cancelled. Extra requests are at most a share of the first
/// ones, and an endpoint that keeps failing is not asked for a while. A server of one's own that fails because its model is
/// not loaded is meanwhile asked for one token in the background, so that it loads it. What it knows of the endpoints is in memory and the
/// process's own.
public final class ModelPool: Sendable {
    /// After so long an endpoint's connection is used again. With ``keepWarm()`` once a minute none is then idle for longer
    /// than libcurl keeps one (`CURLOPT_MAXAGE_CONN`, 118 s unless set, as here), nor as long as most providers do.
    static let mostIdleTime = Duration.seconds(45)

    let lanes: [ModelLane]
    let options: ModelPoolOptions
    private let engine: HTTPEngine
    private let budget: Mutex<HedgeBudget>

    /// A pool of one endpoint, or of two: the second is asked where the first is slow or failing.
    public init(
        primary: ModelEndpoint, second: ModelEndpoint? = nil, engine: HTTPEngine,
        options: ModelPoolOptions = ModelPoolOptions()
    ) {
        lanes = ([primary] + (second.map { [$0] } ?? [])).map {
            ModelLane(endpoint: $0, engine: engine, options: options)
        }
        self.options = options
        self.engine = engine
        budget = Mutex(HedgeBudget(share: options.extraShare))
    }

    /// The primary model's name.
    public var modelName: String { lanes[0].client.endpoint.model }

    /// Whether the primary endpoint takes tools.
    public var takesTools: Bool { lanes[0].client.endpoint.features.contains(.tools) }

    /// Opens connections to the endpoints early. No model is asked anything.
    public func preconnect() { connect(afterIdle: .zero, at: .now) }

    /// Uses the connections to the endpoints to which nothing was sent of late, or opens them anew, so that the next request
    /// finds name, TCP and TLS done. To be called once a minute; it does nothing while requests flow, and asks no model.
    public func keepWarm() { keepWarm(at: .now) }

    func keepWarm(at now: ContinuousClock.Instant) { connect(afterIdle: Self.mostIdleTime, at: now) }

    private func connect(afterIdle idleTime: Duration, at now: ContinuousClock.Instant) {
        for lane in lanes where lane.takesUse(after: idleTime, at: now) {
            engine.preconnect(lane.client.endpoint.baseURL)
        }
    }

    /// Asks, and waits for the answer or for what there is of it at the deadline. Cancelling the task ends the requests.
    ///
    /// - Parameter allowsExtra: whether a second request may be made.
    public func answer(
        _ ask: ModelAsk, by deadline: ContinuousClock.Instant, allowsExtra: Bool = true
    ) async -> PooledResult {
        for (index, lane) in lanes.enumerated() {
            guard let permit = lane.permit() else { continue }
            budget.withLock { $0.earn() }
            let race = ModelRace(pool: self, ask: ask, deadline: deadline, allowsExtra: allowsExtra)
            return await race.run(first: .init(index: index, permit: permit))
        }
        var result = ModelResult()
        result.fault = .circuitOpen
        result.problem = "the model has been failing and is not asked for a while"
        return PooledResult(result: result, model: modelName, faults: [.circuitOpen])
    }

    /// An extra request: to the second endpoint if that may be asked, else to the one that the first request went to. Nil
    /// where neither may be asked, there is too little time, or there were extra requests enough.
    func extra(besides first: Int, onlyOther: Bool, by deadline: ContinuousClock.Instant) -> ModelRace.Lane? {
        let remaining = deadline - .now
        let others = lanes.indices.filter { $0 != first }
        for index in others + (onlyOther ? [] : [first]) {
            let least = max(options.leastTimeForExtra, lanes[index].medianLatency ?? .zero)
            guard remaining >= least, let permit = lanes[index].permit() else { continue }
            if budget.withLock({ $0.spend() }) { return ModelRace.Lane(index: index, permit: permit) }
            lanes[index].giveBack(permit)
            return nil
        }
        return nil
    }
}
