/// How the model and the gateway behave: their delays and their faults.
///
/// The names of the fields, as `GET` and `POST /sandbox/settings` show them, and what values they take, are in
/// ``fields``. Each share is the part of the requests, 0 to 1, that meets this fault.
struct Behaviour: Sendable, Equatable {
    // The model.
    var timeToFirstToken = 400.0
    var tokensPerSecond = 60.0
    var tokens = 40.0
    /// What the model answers; nil lets it echo what it was asked. Not where JSON is asked for.
    var text: String?
    /// What it answers to which requests, before everything else.
    var script: Script?
    /// Says nothing until the client leaves.
    var hang = 0.0
    /// Answers 429 with Retry-After.
    var status429 = 0.0
    /// Answers 500.
    var status500 = 0.0
    /// Breaks off in mid-answer.
    var cut = 0.0
    /// Sends one chunk that is not JSON.
    var malformed = 0.0
    /// Answers without any text.
    var empty = 0.0
    /// Answers well, but its first token takes ``slowFirstToken``.
    var slow = 0.0
    var slowFirstToken = 3000.0
    /// Never says how many tokens were used, also where it is asked to.
    var noUsage = false
    /// Whether the log holds the prompts.
    var logPrompts = false

    // The gateway.
    var sendDelay = 0.0
    var typingDelay = 0.0
    /// Whether a message whose idempotency key has been delivered is not delivered again.
    var honoursIdempotency = true
    /// `/send` answers 503 and delivers nothing.
    var fail503 = 0.0
    /// `/send` answers 500 and delivers nothing.
    var fail500 = 0.0
    /// `/send` says nothing and delivers nothing until the client leaves.
    var hangSend = 0.0
    /// `/send` delivers and closes the connection without an answer.
    var acceptThenCut = 0.0

    /// The fault that a request to the model meets, or nil. `chance` is drawn evenly from 0 to 1.
    func modelFault(_ chance: Double) -> ModelFault? {
        Self.pick(
            chance,
            [
                (.hang, hang), (.status429, status429), (.status500, status500), (.cut, cut), (.malformed, malformed),
                (.empty, empty), (.slow, slow),
            ])
    }

    /// The fault that a message to send meets, or nil. `chance` is drawn evenly from 0 to 1.
    func sendFault(_ chance: Double) -> SendFault? {
        Self.pick(
            chance,
            [(.status503, fail503), (.status500, fail500), (.hang, hangSend), (.acceptThenCut, acceptThenCut)])
    }

    private static func pick<Fault>(_ chance: Double, _ shares: [(Fault, Double)]) -> Fault? {
        var end = 0.0
        for (fault, share) in shares {
            end += share
            if chance < end { return fault }
        }
        return nil
    }
}

/// What can go wrong with a request to the model; the names are those of the settings.
enum ModelFault: String, Sendable, CaseIterable {
    case hang, status429 = "status_429", status500 = "status_500", cut, malformed, empty, slow
}

/// What can go wrong with a message to send.
enum SendFault: Sendable {
    case status503, status500, hang, acceptThenCut
}
