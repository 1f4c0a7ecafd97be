import Conversation

@testable import Postgres
@testable import Store

/// A worker of a simulation, somewhere in its work.
struct SimulatedWorker {
    let id: Int64
    var job: ClaimedJob?
    /// Whether the job is a send job by now.
    var isSending = false
    var turn: TurnContext?
    /// The message that it was handed, and the result of the call once that was made.
    var message: (id: Int64, result: SendResult.Kind?)?

    mutating func forget() { self = SimulatedWorker(id: id) }
}

/// What a simulation's provider is like: what it does with a message that it is given twice, and how a call without an answer
/// is cleared up.
enum SimulatedProvider: Int, CaseIterable {
    /// Delivers once per idempotency key.
    case idempotent
    /// Offers nothing.
    case plain
    /// Reports by itself what became of a message, and limits what goes to one contact.
    case reporting
    /// Can be asked, besides.
    case asked

    /// The channel's number with tenant 1.
    var channelID: Int { rawValue + 1 }
    /// The channel's address.
    var address: String { ["1", "plain", "reporting", "asked"][rawValue] }
    /// Which look-ups the database thinks it has.
    var provider: Provider { self == .asked ? .twilio : .gateway }

    /// Adds the channels that tests do not have otherwise.
    static func makeChannels(_ database: TestDatabase) throws {
        try database.execute(
            """
            insert into channel (
                tenant_id, channel_id, provider, address, base_url, settle_ms, pair_burst, pair_interval_ms)
            values (1, 3, 'gateway', 'reporting', 'http://127.0.0.1:1/reporting', 60000, 3, 30000),
                (1, 4, 'twilio', 'asked', 'http://127.0.0.1:1/asked', 60000, null, null)
            """)
    }
}
