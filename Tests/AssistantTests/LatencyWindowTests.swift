import Testing

@testable import Assistant

@Suite struct `What is usual among the last times` {
    private func window(_ milliseconds: some Sequence<Int>) -> LatencyWindow {
        var window = LatencyWindow()
        for time in milliseconds { window.add(.milliseconds(time)) }
        return window
    }

    @Test func `is not told from fewer than twenty`() {
        #expect(window([]).percentile(0.95) == nil)
        #expect(window(1...19).percentile(0.95) == nil)
        #expect(window(1...20).percentile(0.95) == .milliseconds(19))
    }

    @Test(arguments: [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (2.0, 100), (-1.0, 1)])
    func `is the time that the share kept to, whatever their order`(share: Double, milliseconds: Int) {
        #expect(window((1...100).shuffled()).percentile(share) == .milliseconds(milliseconds))
    }

    @Test func `is told by the last two hundred`() {
        var window = window(Array(repeating: 3000, count: 500))
        for _ in 0..<189 { window.add(.milliseconds(100)) }
        #expect(window.percentile(0.95) == .milliseconds(3000))
        window.add(.milliseconds(100))
        #expect(window.percentile(0.95) == .milliseconds(100))
        for _ in 0..<10 { window.add(.milliseconds(100)) }
        #expect(window.percentile(1) == .milliseconds(100))
    }

    @Test(arguments: [(20, 18), (50, 45), (100, 91), (200, 184)])
    func `begins two standard errors below the percentile`(count: Int, milliseconds: Int) {
        #expect(window((1...count).shuffled()).usual(0.95) == .milliseconds(milliseconds))
    }

    @Test func `is a short time where one in twenty takes long, even with a few more than that in the window`() {
        let window = window(Array(repeating: 3000, count: 14) + Array(repeating: 300, count: 186))
        #expect(window.percentile(0.95) == .milliseconds(3000))
        #expect(window.usual(0.95) == .milliseconds(300))
    }

    @Test(arguments: [-1.0, 0, 1, 2, .nan, .infinity])
    func `is asked for any share without harm`(share: Double) {
        #expect(window(1...19).usual(share) == nil)
        _ = window(1...20).usual(share)
    }

    @Test func `is not told by requests that were given up sooner than half of the answers come`() {
        var window = window(Array(repeating: 300, count: 30))
        for _ in 0..<30 { window.add(givenUpAfter: .milliseconds(5), countsWhereUnknown: true) }
        #expect(window.percentile(0) == .milliseconds(300))
        for _ in 0..<30 { window.add(givenUpAfter: .milliseconds(900), countsWhereUnknown: false) }
        #expect(window.percentile(0.95) == .milliseconds(900))
    }

    @Test(arguments: [true, false])
    func `is told by those that were given up before there were twenty only where that is said`(counts: Bool) {
        var window = window([])
        for _ in 0..<20 { window.add(givenUpAfter: .milliseconds(5), countsWhereUnknown: counts) }
        #expect(window.percentile(0.5) == (counts ? .milliseconds(5) : nil))
    }
}
