import Conversation
import FoundationEssentials

extension OwnChannel {
    static func newID(for act: CustomerMessage) -> String { "SB" + MessageID.random().dropFirst(4) }

    static func chatAddress(_ given: String) throws(Refusal) -> String { given }

    func post(_ act: CustomerAct) throws -> Post {
        var details = act.details
        if let file = act.file {
            var media = details.media ?? MessageDetails.Media()
            media.mimeType = file.plainType
            media.fileName = file.fileName
            media.sizeBytes = Int64(file.bytes)
            media.reference = file.id
            details.media = media
        }
        if [.reaction, .edit, .deletion].contains(act.kind) { details.targetID = act.targetID }
        let json = details.isEmpty ? nil : try decodeJSON(JSON.self, Array(JSONEncoder().encode(details)))
        let digits = act.chat.prefix { $0 != "@" }.filter { $0.isASCII && $0.isNumber }
        let isPhone = (7...15).contains(digits.count) && !act.chat.hasSuffix("@lid")
        let message = JSON.compact([
            ("id", .string(act.id)), ("chat", .string(act.chat)), ("from_me", .bool(act.isFromOwner)),
            ("name", .string(act.name)), ("phone", isPhone ? .string("+" + digits) : nil),
            ("kind", .string(act.kind.rawValue)), ("text", .string(act.text)), ("details", json),
            ("sent_at", .integer(act.at.seconds)),
        ])
        return envelope(
            messages: [message], statuses: [], channel: act.channel ?? Demo.session, key: act.key,
            secret: act.secret ?? stage.secret)
    }

    private func envelope(messages: [JSON], statuses: [JSON], channel: String, key: String, secret: String) -> Post {
        let body: JSON = [
            "channel": .string(channel), "messages": .array(messages), "statuses": .array(statuses),
        ]
        return Post(path: "/webhook/sandbox/" + key, json: body.text) { _ in [("X-Internal-Secret", secret)] }
    }

    func echo(of message: SentMessage) -> StatusPost? { nil }

    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] {
        (fails == nil ? ["sent", "delivered", "read"] : ["failed"]).map { name in
            StatusPost(name: name) { at in
                let status = JSON.compact([
                    ("id", .string(message.id)), ("message_id", message.messageID.map(JSON.string)),
                    ("status", .string(name)), ("at", .integer(at.seconds)),
                    ("error", name == "failed" ? "failed as the settings say" : nil),
                ])
                return envelope(
                    messages: [], statuses: [status], channel: message.channel, key: "demo", secret: stage.secret)
            }
        }
    }
}
