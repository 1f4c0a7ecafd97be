import Conversation
import Testing

@Suite struct `A wait before another try` {
    private let backoff = Backoff(base: .milliseconds(100), maximum: .seconds(2))

    @Test(arguments: [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1600), (6, 2000), (7, 2000), (1000, 2000)])
    func `doubles up to its maximum`(attempt: Int, milliseconds: Int) {
        #expect(backoff.delay(attempt: attempt, random: 1) == .milliseconds(milliseconds))
        #expect(backoff.delay(attempt: attempt, random: 0.5) == .milliseconds(milliseconds) / 2)
        #expect(backoff.delay(attempt: attempt, random: 0) == .zero)
    }

    @Test func `takes any attempt and any number`() {
        #expect(backoff.delay(attempt: 0, random: 1) == .milliseconds(100))
        #expect(backoff.delay(attempt: .min, random: 1) == .milliseconds(100))
        #expect(backoff.delay(attempt: .max, random: 7) == .seconds(2))
        #expect(backoff.delay(attempt: 3, random: -1) == .zero)
        #expect(backoff.delay(attempt: 3, random: .nan) == .zero)
        #expect(Backoff(base: .zero, maximum: .seconds(1)).delay(attempt: .max, random: 1) == .zero)
        #expect(Backoff(base: .seconds(5), maximum: .seconds(1)).delay(attempt: 1, random: 1) == .seconds(1))
        #expect(Backoff(base: .seconds(-5), maximum: .seconds(-1)).delay(attempt: 2, random: 1) == .zero)
    }
}
