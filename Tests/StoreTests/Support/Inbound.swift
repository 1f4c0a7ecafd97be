import Conversation

@testable import Postgres
@testable import Store

/// The phone number of most tests' customer.
let somePhone = "+972500000001"

/// A text message as the gateway's parser gives it. Its chat's address follows from phone or LID.
func inbound(
    _ id: String, _ text: String? = "hello", phone: String? = somePhone, lid: String? = nil, chat: String? = nil,
    fromMe: Bool = false, name: String? = nil, kind: MessageKind = .text, tenant: Int64 = 1,
    provider: Provider = .gateway, channel: String? = nil,
    sentAt: Int64? = nil, isBackfill: Bool = false, waited: Int = 0
) -> InboundMessage {
    InboundMessage(
        tenantID: tenant, provider: provider.rawValue, channelAddress: channel ?? String(tenant), providerMessageID: id,
        chatAddress: chat ?? phone.map(chatAddress) ?? "\(lid ?? "somebody")@lid", fromMe: fromMe, phone: phone,
        lid: lid,
        name: name, kind: kind, text: text, sentAt: sentAt, isBackfill: isBackfill,
        expectsAnswer: !fromMe && kind.expectsAnswer, waitedMilliseconds: waited)
}

/// The gateway's address of a phone number's chat.
func chatAddress(_ phone: String) -> String { "\(phone.dropFirst())@s.whatsapp.net" }

/// A phone number's chat at the gateway.
func chat(_ phone: String = somePhone) -> ChatIdentity { ChatIdentity(chatAddress: chatAddress(phone), phone: phone) }

extension Connection {
    /// Gives messages to `accept_messages` in one call.
    mutating func accept(_ messages: [InboundMessage]) throws -> [AcceptOutcome] {
        let elements = try messages.map { message in
            IntakeElement(tenantID: message.tenantID, group: message.chatAddress, json: try message.json)
        }
        return try acceptMessages(elements).outcomes
    }
}

extension TestDatabase {
    /// Gives messages to `accept_messages` in one call.
    @discardableResult
    func accept(_ messages: InboundMessage...) throws -> [AcceptOutcome] { try with { try $0.accept(messages) } }

    /// The conversation with a phone number on a channel of tenant 1.
    func conversation(phone: String = somePhone, channel: Int = 1) throws -> Int64 {
        let id = try value(
            """
            select c.conversation_id from conversation c join identity i using (tenant_id, contact_id)
            where c.tenant_id = 1 and i.kind = 'phone' and i.value = $1 and c.channel_id = $2
            """, [phone, String(channel)])
        guard let id = id.flatMap({ Int64($0) }) else { throw TestFailure(description: "\(phone) has no conversation") }
        return id
    }

    /// One column of the only conversation that there is.
    func conversationColumn(_ column: String) throws -> String? { try value("select \(column) from conversation") }

    /// The bodies of the stored messages, oldest first.
    func bodies() throws -> [String?] { try column("select body from message order by message_id") }

    /// What a human, or the bot, is given: mode `human`, `muted` or `bot`. Returns the messages already begun.
    @discardableResult
    func setMode(_ mode: String, conversation: Int64) throws -> [String?] {
        try column("select * from set_conversation_mode(1, $1, $2)", [String(conversation), mode])
    }
}
