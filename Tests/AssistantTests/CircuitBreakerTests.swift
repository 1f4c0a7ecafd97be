import Testing

@testable import Assistant

/// A breaker with a clock that the test sets.
private final class Circuit {
    private(set) var breaker: CircuitBreaker
    private(set) var now = ContinuousClock.now

    init(_ rules: CircuitBreaker.Rules = .init()) { breaker = CircuitBreaker(rules: rules) }

    func wait(_ time: Duration) { now = now + time }

    func permit() -> CircuitBreaker.Permit? { breaker.permit(at: now) }

    func settle(_ permit: CircuitBreaker.Permit, _ outcome: CircuitBreaker.Outcome) {
        breaker.settle(permit, outcome, at: now)
    }

    func endPause() { breaker.endPause(at: now) }

    /// Asks with each of these outcomes in turn, and says how often it was let.
    @discardableResult
    func ask(_ outcomes: [CircuitBreaker.Outcome]) -> Int {
        outcomes.count { outcome in
            guard let permit = permit() else { return false }
            settle(permit, outcome)
            return true
        }
    }

    func ask(_ outcome: CircuitBreaker.Outcome, times: Int = 1) -> Int {
        ask(Array(repeating: outcome, count: times))
    }
}

@Suite struct `A circuit breaker opens` {
    @Test func `after five failures in a row`() {
        let circuit = Circuit()
        #expect(circuit.ask(.failure, times: 100) == 5)
        #expect(!circuit.breaker.isClosed)
    }

    @Test func `not after failures with a success between`() {
        let circuit = Circuit()
        for _ in 0..<10 {
            #expect(circuit.ask(.failure, times: 4) == 4)
            circuit.wait(.seconds(2))
            #expect(circuit.ask(.success, times: 5) == 5)
        }
    }

    @Test func `not for a run of failures among many requests, of which one has just succeeded`() {
        let circuit = Circuit()
        circuit.ask(Array(repeating: .success, count: 60))
        circuit.wait(.milliseconds(900))
        #expect(circuit.ask(.failure, times: 20) == 20)
        circuit.wait(.milliseconds(100))
        #expect(circuit.ask(.failure, times: 20) == 1)
    }

    @Test func `when half of the last hundred fail, although others succeed`() {
        let circuit = Circuit()
        var asked = 0
        for _ in 0..<200 { asked += circuit.ask([.failure, .success]) }
        #expect(asked >= 50 && asked <= 101)
        #expect(!circuit.breaker.isClosed)
    }

    @Test func `not when a third of them fail`() {
        let circuit = Circuit()
        for _ in 0..<500 { #expect(circuit.ask([.failure, .success, .success]) == 3) }
    }

    @Test func `at once when the key or the money is no good, for a minute`() {
        let circuit = Circuit()
        circuit.ask(Array(repeating: .success, count: 100))
        #expect(circuit.ask(.refusal, times: 10) == 1)
        circuit.wait(.seconds(59))
        #expect(circuit.permit() == nil)
        circuit.wait(.seconds(1))
        #expect(circuit.permit() != nil)
    }

    @Test func `when it is told again and again to come back later and nothing succeeds, until then`() {
        let circuit = Circuit()
        #expect(circuit.ask([.rateLimited(retryAfter: .seconds(20)), .success]) == 2)
        circuit.wait(.seconds(1))
        #expect(circuit.ask(.rateLimited(retryAfter: .seconds(20)), times: 10) == 3)
        circuit.wait(.milliseconds(19_999))
        #expect(circuit.permit() == nil)
        circuit.wait(.milliseconds(1))
        #expect(circuit.permit() != nil)
    }

    @Test func `not when some of many requests are too many, and others have just succeeded`() {
        let circuit = Circuit()
        for _ in 0..<100 {
            #expect(circuit.ask([.success, .success, .success, .success]) == 4)
            #expect(circuit.ask(.rateLimited(retryAfter: .seconds(20)), times: 3) == 3)
            circuit.wait(.milliseconds(200))
        }
    }

    @Test func `for a minute at most, whatever it is told`() {
        let circuit = Circuit()
        #expect(circuit.ask(.rateLimited(retryAfter: .seconds(86_400)), times: 10) == 3)
        circuit.wait(.seconds(60))
        #expect(circuit.permit() != nil)
    }

    @Test func `never for what says nothing about the endpoint`() {
        let circuit = Circuit()
        #expect(circuit.ask(.neutral, times: 1000) == 1000)
        #expect(circuit.ask([.failure, .neutral, .failure, .neutral, .failure, .failure, .neutral, .failure]) == 8)
        #expect(circuit.permit() == nil)
    }
}

@Suite struct `An open circuit breaker` {
    private func opened() -> Circuit {
        let circuit = Circuit()
        circuit.ask(Array(repeating: .failure, count: 5))
        return circuit
    }

    @Test func `lets one request try after its pause, and no other meanwhile`() throws {
        let circuit = opened()
        #expect(circuit.permit() == nil)
        circuit.wait(.seconds(2))
        let probe = try #require(circuit.permit())
        #expect(circuit.permit() == nil)
        circuit.settle(probe, .success)
        #expect(circuit.breaker.isClosed)
        #expect(circuit.ask(.success, times: 10) == 10)
    }

    @Test func `waits twice as long after each try that fails, a minute at most`() throws {
        let circuit = opened()
        circuit.wait(.seconds(2))
        for pause in [4, 8, 16, 32, 60, 60] {
            circuit.settle(try #require(circuit.permit()), .failure)
            circuit.wait(.milliseconds(pause * 1000 - 1))
            #expect(circuit.permit() == nil)
            circuit.wait(.milliseconds(1))
        }
        circuit.settle(try #require(circuit.permit()), .success)
        #expect(circuit.ask(.failure, times: 5) == 5)
        circuit.wait(.seconds(2))
        #expect(circuit.permit() != nil)
    }

    @Test func `lets the next one try when a try was cancelled`() throws {
        let circuit = opened()
        circuit.wait(.seconds(2))
        circuit.settle(try #require(circuit.permit()), .neutral)
        #expect(circuit.permit() != nil)
        #expect(circuit.permit() == nil)
    }

    @Test func `tries again while a try hangs, and closes with the first that succeeds`() throws {
        let circuit = opened()
        circuit.wait(.seconds(2))
        let slow = try #require(circuit.permit())
        circuit.wait(.milliseconds(999))
        #expect(circuit.permit() == nil)
        circuit.wait(.milliseconds(1))
        let second = try #require(circuit.permit())
        #expect(circuit.permit() == nil)
        circuit.settle(slow, .success)
        #expect(circuit.breaker.isClosed)
        circuit.settle(second, .failure)
        #expect(circuit.breaker.isClosed)
    }

    @Test func `is tried at once when its endpoint has shown that it works`() throws {
        let circuit = opened()
        circuit.wait(.seconds(2))
        circuit.settle(try #require(circuit.permit()), .failure)
        #expect(circuit.permit() == nil)
        circuit.endPause()
        let probe = try #require(circuit.permit())
        circuit.endPause()
        #expect(circuit.permit() == nil)
        circuit.settle(probe, .failure)
        circuit.wait(.milliseconds(7999))
        #expect(circuit.permit() == nil)
        circuit.wait(.milliseconds(1))
        circuit.settle(try #require(circuit.permit()), .success)
        circuit.endPause()
        #expect(circuit.breaker.isClosed)
    }

    @Test func `is not changed by requests from before it opened`() throws {
        let circuit = Circuit()
        let early = try #require(circuit.permit())
        let late = try #require(circuit.permit())
        circuit.ask(Array(repeating: .failure, count: 5))
        circuit.settle(early, .success)
        #expect(circuit.permit() == nil)
        circuit.wait(.seconds(2))
        let probe = try #require(circuit.permit())
        circuit.settle(late, .failure)
        circuit.settle(probe, .success)
        #expect(circuit.breaker.isClosed)
    }

    @Test func `forgets old failures when it closes`() throws {
        let circuit = opened()
        circuit.wait(.seconds(2))
        circuit.settle(try #require(circuit.permit()), .success)
        circuit.wait(.seconds(2))
        #expect(circuit.ask(.failure, times: 4) == 4)
        #expect(circuit.breaker.isClosed)
    }
}
