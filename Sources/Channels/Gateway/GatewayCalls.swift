extension Gateway {
    /// The call that sends a text: `POST /send`.
    ///
    /// - Parameters:
    ///   - chatAddress: the chat, exactly as the gateway named it.
    ///   - idempotencyKey: the same for every try of the same message. A gateway that does not know it ignores it.
    public static func sendText(
        to chatAddress: String, text: String, idempotencyKey: String, channel: ChannelAccess
    ) -> ChannelCall {
        let body = SendBody(
            to: chatAddress, text: text, idempotencyKey: idempotencyKey, tenantId: TenantID(channel.address))
        return call("/send", body, channel)
    }

    /// The call that shows or ends the typing indicator in a chat: `POST /sendTyping`.
    public static func typing(chatAddress: String, on: Bool, channel: ChannelAccess) -> ChannelCall {
        call("/sendTyping", TypingBody(jid: chatAddress, typing: on, tenantId: TenantID(channel.address)), channel)
    }

    private static func call(_ path: String, _ body: some Encodable, _ channel: ChannelAccess) -> ChannelCall {
        .posting(body, to: channel.url(path), headers: [("X-Internal-Secret", channel.secret)])
    }
}

private struct SendBody: Encodable {
    let to: String
    let text: String
    let type = "text"
    let idempotencyKey: String
    let tenantId: TenantID

    enum CodingKeys: CodingKey {
        case to, text, type, idempotencyKey, tenantId
    }
}

private struct TypingBody: Encodable {
    let jid: String
    let typing: Bool
    let tenantId: TenantID
}

/// A tenant as the gateway knows it: a number where it is one, else its name.
private struct TenantID: Encodable {
    let address: String

    init(_ address: String) { self.address = address }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let number = Int64(address), String(number) == address {
            try container.encode(number)
        } else {
            try container.encode(address)
        }
    }
}
