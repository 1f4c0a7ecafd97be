/// How the model and the providers behave: their delays and their faults.
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

    // The providers' sends.
    var sendDelay = 0.0
    var typingDelay = 0.0
    /// Whether a message whose idempotency key has been delivered is not delivered again, where the provider knows such
    /// keys.
    var honoursIdempotency = true
    /// A send is answered with 503, and nothing is delivered.
    var fail503 = 0.0
    /// A send is answered with 500, and nothing is delivered.
    var fail500 = 0.0
    /// A send says nothing and delivers nothing until the client leaves.
    var hangSend = 0.0
    /// A send delivers and closes the connection without an answer.
    var acceptThenCut = 0.0
    /// The channel has sent too much: nothing is delivered.
    var throttle = 0.0
    /// The channel cannot send until somebody mends it.
    var blocked = 0.0
    /// The customer has not written for a day: only templates are delivered.
    var windowClosed = 0.0
    /// The Retry-After of an answer with status 429, in seconds; 0: without one.
    var retryAfter = 1.0
    /// How many messages a contact may be sent at once; 0: as many as you like.
    var pairBurst = 0.0
    /// One more for each of these.
    var pairInterval = 6000.0
    /// So much earlier than allowed is not yet too early.
    var pairTolerance = 250.0
    /// Further channels that exist, beside the demo's: addresses between commas.
    var otherChannels: String?

    // What the providers report.
    var statuses = true
    var echoes = true
    /// Whether the gateway of the original system echoes what was sent through it.
    var gatewayEcho = false
    /// Of these messages, nothing is ever reported.
    var noReports = 0.0
    /// These messages are taken, and later reported as failed.
    var reportFailed = 0.0
    /// Sent after this time, delivered after twice, read after three times this.
    var statusDelay = 300.0
    var echoDelay = 0.0
    /// Whether the statuses of a message come in any order.
    var statusShuffle = false
    /// How often each status is posted.
    var statusRepeat = 1.0
    /// Whether WAHA posts customers' messages a second time, as `message.any`.
    var wahaAny = false
    /// Whether Evolution proves itself by a JWT, not by a bearer secret.
    var evolutionJWT = false

    // Transcription.
    /// What is recognised in every recording; nil: what the file itself holds.
    var transcript: String?
    var transcriptDelay = 0.0
    /// Answers 500.
    var transcriptFail = 0.0

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
            [
                (.status503, fail503), (.status500, fail500), (.hang, hangSend), (.acceptThenCut, acceptThenCut),
                (.throttle, throttle), (.blocked, blocked), (.windowClosed, windowClosed),
            ])
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

/// What can go wrong with a message to send; the names are those of the settings.
enum SendFault: String, Sendable {
    case status503 = "fail_503", status500 = "fail_500", hang = "hang_send", acceptThenCut = "accept_then_cut"
    case throttle, blocked, windowClosed = "window_closed"
}
