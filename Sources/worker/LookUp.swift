import Channels
import Conversation
import HTTPClient
import Logging
import Postgres
import Store

/// Looks for a message at its provider whose call had no certain outcome (promise P5).
struct LookUp {
    private static let limit = Duration.seconds(5)

    let worker: Worker
    let job: ClaimedJob
    let message: OutboundMessage

    /// The provider's id of the message; nil where the provider cannot be asked, or does not have it, or has several that
    /// can be it. An id that is known to be another message's is none that can be it.
    func providerMessageID() async -> String? {
        let channel = message.provider.channel
        guard let call = channel.lookUp(message.message, since: message.sentSince, ChannelAccess(message)) else {
            return nil
        }
        do {
            let response = try await worker.engine.response(to: HTTPRequest(call, by: .now + Self.limit))
            let ids = channel.found(message.message, since: message.sentSince, in: ChannelAnswer(response))
            guard let ids else {
                worker.logger.warning(
                    "a look-up says nothing",
                    metadata: ["provider": "\(message.provider)", "status": "\(response.status)"])
                return nil
            }
            guard !ids.isEmpty else { return nil }
            let unclaimed = try await worker.database.call { (connection) throws(PostgresError) in
                try connection.unclaimedIDs(job, ids)
            }
            return unclaimed.count == 1 ? unclaimed.first : nil
        } catch {
            worker.logger.warning(
                "a look-up failed", metadata: ["provider": "\(message.provider)", "error": "\(error)"])
            return nil
        }
    }
}
