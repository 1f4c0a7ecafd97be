import Conversation

@testable import Postgres
@testable import Store

/// The address of the Cloud API channel that ``TestDatabase/makeChannel(_:id:address:key:secrets:)`` makes by default.
let cloudAddress = "555000111222333"

/// A message of the Cloud API as its parser gives it: the chat's address is the number's digits, or the user id.
func cloudMessage(
    _ id: String, _ text: String? = "hello", phone: String? = somePhone, userID: String? = nil, username: String? = nil,
    kind: MessageKind = .text, details: MessageDetails? = nil, channel: String = cloudAddress
) -> InboundMessage {
    InboundMessage(
        tenantID: 1, provider: "cloud", channelAddress: channel, providerMessageID: id,
        chatAddress: phone.map { String($0.dropFirst()) } ?? userID ?? "", fromMe: false, phone: phone, userID: userID,
        username: username, kind: kind, text: text, details: details, expectsAnswer: kind.expectsAnswer)
}

/// The notice that a customer has a new number or user id.
func numberChange(
    _ id: String, from phone: String? = somePhone, userID: String? = nil, to newPhone: String? = nil,
    newUserID: String? = nil, channel: String = cloudAddress
) -> InboundMessage {
    var details = MessageDetails()
    details.newPhone = newPhone
    details.newUserID = newUserID
    return cloudMessage(
        id, "User changed number", phone: phone, userID: userID, kind: .system, details: details, channel: channel)
}

extension TestDatabase {
    /// Makes a channel of tenant 1 by `set_channel`.
    func makeChannel(
        _ provider: Provider = .cloud, id: Int = 20, address: String = cloudAddress, key: String? = "key",
        secrets: [String] = []
    ) throws {
        _ = try value(
            "select set_channel(1, $1, $2, $3, 'http://127.0.0.1:1/provider', $4, null)",
            [String(id), provider.rawValue, address, key])
        _ = try value(
            "select set_channel_secret(1, $1, 'access', $2, 'verify')", [String(id), ArrayLiteral.texts(secrets)])
    }

    /// The words and states of the outbound messages, oldest first.
    func outbound(_ columns: String = "author, status") throws -> [String?] {
        try column("select concat_ws(' ', \(columns)) from message where direction = 'out' order by message_id")
    }
}
