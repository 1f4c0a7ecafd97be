/// How many extra requests may be made: a share of the first ones, and never more.
///
/// It is a token bucket that starts empty: each first request pays in its share, each extra one takes a whole. What is
/// saved is bounded, so that a long quiet does not pay for a storm when the endpoint fails.
struct HedgeBudget {
    /// A whole request; shares are counted in thousandths of one, so that nothing is rounded.
    private static let whole = 1000

    private let share: Int
    private let most: Int
    private var saved = 0

    /// A budget.
    ///
    /// - Parameters:
    ///   - share: how many extra requests a first one pays for, 0 to 1.
    ///   - most: how many extra requests can be saved.
    init(share: Double, most: Int = 20) {
        self.share = Int((min(max(share, 0), 1) * Double(Self.whole)).rounded(.down))
        self.most = max(most, 1) * Self.whole
    }

    /// A first request is made.
    mutating func earn() { saved = min(saved + share, most) }

    /// Takes an extra request; false where there is none left.
    mutating func spend() -> Bool {
        guard saved >= Self.whole else { return false }
        saved -= Self.whole
        return true
    }
}
