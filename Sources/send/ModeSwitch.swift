import Channels
import Conversation
import FastCGI
import Postgres
import Store

/// Gives conversations to people and back to the assistant: `POST /conversation/mode`.
struct ModeSwitch: Sendable {
    let settings: SendSettings
    let database: Database

    /// The answer to an order that was carried out.
    private struct Answer: Encodable {
        let ok = true
        let mode: String
        /// Whether it had another mode before.
        let changed: Bool
        /// Our ids of the bot's messages that may have left already: after the answer it begins no more.
        let begun: [String]

        enum CodingKeys: String, CodingKey {
            case ok, mode, changed, begun
        }
    }

    /// Carries an order out.
    func answer(_ request: Request) throws -> Response {
        let order = try ModeOrder(parsing: request.body, defaultTenant: settings.defaultTenant)
        let target = try Target(
            order.to, tenantID: order.tenantID, channel: order.channel, countryCode: settings.countryCode,
            database: database)
        let outcome = try database.callBlocking { (connection) throws(PostgresError) in
            try connection.setChatMode(
                tenantID: order.tenantID, provider: order.channel?.provider, address: order.channel?.address,
                chat: target.chat, mode: order.mode.rawValue)
        }
        switch outcome {
        case .set(let isChanged, let begun):
            return .json(Answer(mode: order.mode.rawValue, changed: isChanged, begun: begun.map(String.init)).json)
        case .unknownConversation:
            return .problem(404, "unknown conversation: nobody has written from or to this address")
        }
    }
}
