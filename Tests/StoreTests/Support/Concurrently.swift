import Conversation
import FoundationEssentials
import Glibc

@testable import Store

/// Runs a body on so many threads at once, and returns what they return, in order, when all have ended.
@discardableResult
func concurrently<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Value) throws -> [Value] {
    let answers = (0..<count).map { index in
        let answer = Answer<Result<Value, any Error>>()
        startThread { answer.give(Result { try body(index) }) }
        return answer
    }
    return try answers.map { answer in
        guard let outcome = answer.wait(until: .now + .seconds(100)) else {
            throw TestFailure(description: "a thread gave no answer")
        }
        return try outcome.get()
    }
}

/// A generator whose numbers follow from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Asks again and again until something is so, for ten seconds at most. Returns whether it became so.
///
/// It keeps its thread: a task that slept would come back only behind all the tests that have not begun.
func becomes(_ condition: () throws -> Bool) throws -> Bool {
    let limit = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < limit {
        if try condition() { return true }
        usleep(10_000)
    }
    return false
}

extension InboundMessage {
    /// The message as the database reads it.
    var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }
}

extension StatusReport {
    /// The report as the database reads it.
    var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }
}
