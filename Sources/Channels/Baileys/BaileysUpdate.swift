internal import Conversation

/// How far a message that we sent has come, by Baileys' event `messages.update`, as the gateway and Evolution hand it on.
struct BaileysUpdate {
    let id: String
    let status: StatusReport.Status

    /// Reads one update: Baileys' `{key, update: {status: 3}}`, or Evolution's `{keyId, fromMe, status: "READ"}`.
    ///
    /// Nil where it names no message, tells nothing of its way, or is about a message of the customer.
    init?(_ fields: Fields) {
        let key = fields.object("key")
        guard (key?.flag("fromMe") ?? fields.flag("fromMe")) != false,
            let id = key?.identifier("id") ?? fields.identifier("keyId"),
            let status = Self.status(fields.object("update") ?? fields)
        else { return nil }
        self.id = id
        self.status = status
    }

    /// `WebMessageInfo.Status` of WhatsApp's protocol, by number or by name. What is still pending reports nothing.
    private static func status(_ fields: Fields) -> StatusReport.Status? {
        switch fields.text("status") ?? fields.integer("status").map(String.init) {
        case "0", "ERROR": .failed
        case "2", "SERVER_ACK": .sent
        case "3", "DELIVERY_ACK": .delivered
        case "4", "READ": .read
        case "5", "PLAYED": .played
        default: nil
        }
    }

    /// The report of it.
    func report(from source: MessageSource) -> StatusReport {
        let hasFailed = status == .failed
        return source.report(
            id: id, status, errorCode: hasFailed ? "ERROR" : nil,
            error: hasFailed ? "WhatsApp did not take the message" : nil)
    }
}
