/// The last times that an endpoint took to its first words, and what is usual among them.
struct LatencyWindow {
    /// So many times are kept.
    static let size = 200
    /// With fewer there is no telling what is usual.
    static let leastSamples = 20

    private var samples: [Duration] = []
    private var next = 0

    /// Adds a time.
    mutating func add(_ sample: Duration) {
        if samples.count < Self.size {
            samples.append(sample)
        } else {
            samples[next] = sample
        }
        next = (next + 1) % Self.size
    }

    /// Adds the time that a request had waited for its first words when it was given up: leaving those out would make the
    /// slow ones, which are the ones given up, look rare. One that was given up sooner than half of the answers come, for
    /// an answer from elsewhere or a deadline that was near, says nothing about the endpoint.
    ///
    /// - Parameter countsWhereUnknown: whether it is added while there is no telling what is usual.
    mutating func add(givenUpAfter wait: Duration, countsWhereUnknown: Bool) {
        if percentile(0.5).map({ wait >= $0 }) ?? countsWhereUnknown { add(wait) }
    }

    /// The time that this share of the requests kept to (nearest rank); nil with too few of them.
    func percentile(_ share: Double) -> Duration? {
        sample(atRank: share * Double(samples.count))
    }

    /// From when on a request is later than this share of them usually is: two standard errors below the percentile.
    ///
    /// Where one request in twenty takes long, the 95th percentile of so few samples is as often a long time as a short one,
    /// and a second request made only then would help nobody. The lower end of what the percentile may be is a short time.
    func usual(_ share: Double) -> Duration? {
        let count = Double(samples.count)
        return sample(atRank: share * count - 2 * (share * (1 - share) * count).squareRoot())
    }

    private func sample(atRank rank: Double) -> Duration? {
        guard samples.count >= Self.leastSamples, rank.isFinite else { return nil }
        let rank = min(max(rank.rounded(.up), 1), Double(samples.count))
        return samples.sorted()[Int(rank) - 1]
    }
}
