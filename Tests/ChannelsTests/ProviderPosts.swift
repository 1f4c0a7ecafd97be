import Channels
import Conversation
import Testing

extension WebhookPost {
    /// A post of JSON with these headers, whose names count in any case.
    static func json(
        _ body: String, headers: [String: String] = [:], subpath: String = "", path: String = "/webhook/x/demo"
    ) -> WebhookPost {
        let lowered = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        return WebhookPost(
            subpath: subpath, requestURI: path + subpath, body: Array(body.utf8), header: { lowered[$0.lowercased()] })
    }
}

extension WebhookChannel {
    /// A channel that is proved by these secrets.
    static func of(_ secrets: String...) -> WebhookChannel {
        WebhookChannel(tenantID: 1, address: "demo", secrets: secrets)
    }
}

extension ChannelCall {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header of a name.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension ChannelAnswer {
    /// An answer with this body.
    static func of(
        _ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []
    ) -> ChannelAnswer {
        ChannelAnswer(status: status, headers: headers, body: Array(body.utf8))
    }
}

extension SendOutcome {
    /// Its case, without reasons.
    var name: String {
        switch self {
        case .sent: "sent"
        case .refused: "refused"
        case .notAccepted: "notAccepted"
        case .throttled: "throttled"
        case .blocked: "blocked"
        case .unknown: "unknown"
        }
    }

    /// What the log is told.
    var reason: String {
        switch self {
        case .sent: ""
        case .refused(let reason), .blocked(let reason), .unknown(let reason): reason
        case .notAccepted(let reason, _), .throttled(let reason, _): reason
        }
    }
}

extension WebhookContent {
    /// Its only message.
    var message: InboundMessage? { items.count == 1 ? items.first?.message : nil }
}

/// A message as the sender's tests send it.
func outgoing(
    _ kind: MessageKind = .text, text: String = "שלום", chat: String = "972541234567@s.whatsapp.net",
    file: MessageDetails.Media? = nil, quoting quoted: String? = nil
) -> OutgoingMessage {
    var details = MessageDetails()
    details.media = file
    details.quotedID = quoted
    return OutgoingMessage(messageID: 42, chatAddress: chat, kind: kind, text: text, details: details)
}
