import Testing

@testable import Assistant

@Suite struct `Extra requests` {
    private func takes(_ budget: inout HedgeBudget) -> Bool { budget.spend() }

    /// How many of so many first requests get an extra one, if each wants it.
    private func extras(_ budget: inout HedgeBudget, first: Int) -> Int {
        (0..<first).count { _ in
            budget.earn()
            return budget.spend()
        }
    }

    @Test func `are none before there were first ones`() {
        var budget = HedgeBudget(share: 0.1)
        #expect(!takes(&budget))
        for _ in 0..<9 {
            budget.earn()
            #expect(!takes(&budget))
        }
        budget.earn()
        #expect(takes(&budget))
        #expect(!takes(&budget))
    }

    @Test(arguments: [(0.1, 1000), (0.05, 500), (0.25, 2500), (1.0, 10_000), (0.0, 0), (7.0, 10_000), (-1.0, 0)])
    func `are exactly the share, however many want one`(share: Double, extra: Int) {
        var budget = HedgeBudget(share: share)
        #expect(extras(&budget, first: 10_000) == extra)
    }

    @Test func `are never more than the share, at no moment`() {
        var budget = HedgeBudget(share: 0.1)
        var generator = SystemRandomNumberGenerator()
        var (first, extra) = (0, 0)
        for _ in 0..<20_000 {
            budget.earn()
            first += 1
            for _ in 0..<Int.random(in: 0...2, using: &generator) where budget.spend() { extra += 1 }
            #expect(extra * 10 <= first)
        }
        #expect(extra > 1900)
    }

    @Test func `are saved only so far`() {
        var budget = HedgeBudget(share: 0.1, most: 20)
        for _ in 0..<100_000 { budget.earn() }
        let extra = (0..<100).count { _ in budget.spend() }
        #expect(extra == 20)
    }
}
