internal import Conversation

/// One element of `statuses`: how far a message that we sent has come.
enum CloudStatus {
    /// What the element turned out to be.
    enum Reading {
        case report(StatusReport)
        case ignored(String)
        case malformed(String)
    }

    /// Reads a status.
    static func read(_ fields: Fields?, in context: CloudContext) -> Reading {
        guard let fields else { return .malformed("the status is no object") }
        guard fields.text("recipient_type") != "group" else { return .ignored("a status in a group") }
        guard let channelAddress = context.channelAddress else {
            return .malformed("the change names no phone_number_id")
        }
        guard let word = fields.text("status", limit: 64) else { return .malformed("the status has no word") }
        // Others that libraries have seen, such as deleted, do not move a message.
        guard let status = StatusReport.Status(rawValue: word) else { return .ignored("a status of an unknown word") }
        let id = fields.identifier("id")
        let messageID = fields.text("biz_opaque_callback_data").flatMap(CloudAPI.messageID(inCallbackData:))
        guard id != nil || messageID != nil else { return .malformed("the status names no message") }
        let error = status == .failed ? fields.objects("errors", limit: 1).first : nil
        return .report(
            StatusReport(
                provider: .cloud, channelAddress: channelAddress, providerMessageID: id, messageID: messageID,
                status: status, at: fields.timestamp("timestamp"),
                errorCode: error?.integer("code").map(String.init), error: error.flatMap(words),
                pricing: fields.verbatim("pricing")))
    }

    /// Meta's words for an error: the details where there are any, since titles will go away.
    private static func words(_ error: Fields) -> String? {
        let words = error.object("error_data")?.text("details") ?? error.text("message") ?? error.text("title")
        return words?.prefix(utf16Units: 300)
    }
}

extension CloudAPI {
    /// What goes along with a message that we send, and comes back with its statuses: our own id of it.
    static func callbackData(messageID: Int64) -> String { "msg:\(messageID)" }

    /// Our id, by what came back; nil where we did not write it.
    static func messageID(inCallbackData data: String) -> Int64? {
        guard data.hasPrefix("msg:"), let id = Int64(data.dropFirst(4)), id > 0, callbackData(messageID: id) == data
        else { return nil }
        return id
    }
}

extension Fields {
    /// An object as JSON, for passing on; nil where it is none, or longer than 2,000 bytes.
    func verbatim(_ name: FieldName) -> JSONText? {
        guard isPresent(name), let value = try? decode(JSONValue.self, forKey: name), case .object = value else {
            return nil
        }
        let bytes = value.bytes
        return bytes.count <= 2000 ? JSONText(String(decoding: bytes, as: UTF8.self)) : nil
    }
}
