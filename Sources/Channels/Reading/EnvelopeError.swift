/// Why a post as a whole cannot be used. Single bad messages are no such error: see `ParsedItem.malformed`.
public struct EnvelopeError: Error, Sendable, Equatable {
    /// One clear sentence for the sender and the log. It repeats nothing of what was posted.
    public let problem: String

    /// An error with the given sentence.
    public init(problem: String) {
        self.problem = problem
    }
}
