/// One thing that happened, as one line of the log.
struct LogEvent: Sendable {
    enum Kind: String, Sendable {
        /// A provider was told to show or to hide the typing indicator.
        case typing
        /// A provider was told to send a message, and took it.
        case message
        /// A provider was told that messages have been read.
        case read
        /// A provider was called in a way that it refuses, or that a fault of the settings refused.
        case refused
        /// A contact was sent more than the pair limit allows; the call was refused.
        case violation
        /// A status or an echo was posted to the webhook.
        case report
        /// A recording was to be transcribed.
        case transcription
        /// The model was asked (`phase` is `request`), has ended (`end`), or was asked what OpenAI's API takes for no request
        /// of its (`refused`).
        case model
        /// The page has posted a customer's message to the webhook.
        case inbound
    }

    let kind: Kind
    /// The address (JID) of the chat that it belongs to, where it is known.
    let chat: String?
    let text: String?
    let at: UnixTime
    /// What else there is to tell, by kind.
    let fields: [(String, JSON)]

    init(_ kind: Kind, chat: String?, text: String?, at: UnixTime = .now, _ fields: [(String, JSON)]) {
        self.kind = kind
        self.chat = chat
        self.text = text
        self.at = at
        self.fields = fields
    }

    /// How each line begins; its number follows.
    static let numberPrefix = #"{"n":"#

    /// The line. Its first four fields are always the same ones, so that a reader finds the chat without parsing JSON.
    func line(number: Int) -> String {
        let head: [(String, JSON)] = [
            ("n", .integer(number)), ("at", at.json), ("kind", .string(kind.rawValue)),
            ("chat", .string(orNull: chat)), ("text", .string(orNull: text)),
        ]
        return JSON.object(head + fields).text
    }

    /// Whether a line of the log belongs to one of the chats, each given as JSON text (quoted and escaped).
    static func line(_ line: ArraySlice<UInt8>, belongsTo chats: [[UInt8]]) -> Bool {
        var commas = 0
        guard
            let third = line.firstIndex(where: {
                commas += $0 == UInt8(ascii: ",") ? 1 : 0; return commas == 3
            })
        else { return false }
        let value = line[(third + 1)...].dropFirst(chatPrefix.count)
        return chats.contains { value.starts(with: $0) }
    }

    private static let chatPrefix = Array(#""chat":"#.utf8)
}
