import Conversation
import FoundationEssentials
import Glibc

/// What was sent through Twilio: a file for each recipient, with a line for each message.
struct TwilioOutbox: Sendable {
    let folder: Folder

    /// A message that was taken.
    struct Message: Codable, Sendable {
        let sid: String
        let to: String
        let from: String
        let body: String
        let mediaCount: Int
        /// Seconds since 1970, with microseconds.
        let createdAt: Double

        init(_ send: Send, mediaCount: Int) {
            sid = send.id
            to = send.chat
            from = send.channel
            body = send.text
            self.mediaCount = mediaCount
            createdAt = Double(UnixTime.now.microseconds) / 1_000_000
        }
    }

    /// Keeps a message.
    func append(_ message: Message) throws {
        let file = try open(message.to)
        try file.lock(LOCK_EX)
        let line = try JSONEncoder().encode(message) + [UInt8(ascii: "\n")]
        try file.write(Array(line), at: try file.size())
        try folder.replace("twilio/" + message.sid, with: message.to)
    }

    /// The messages to one recipient, oldest first; to all, where none is named. Of each recipient the last 1,000.
    func messages(to recipient: String?) throws -> [Message] {
        if let recipient { return try read(path(recipient)) }
        let names = try folder.names(in: "twilio").filter { $0.hasSuffix(".jsonl") }
        return try names.flatMap { try read("twilio/" + $0) }.sorted { $0.createdAt < $1.createdAt }
    }

    /// The message of that id.
    func message(_ sid: String) throws -> Message? {
        guard TwilioOrder.isSID(sid, String(sid.prefix(2))), sid.first?.isLetter == true,
            let recipient = try folder.text(of: "twilio/" + sid)
        else { return nil }
        return try messages(to: recipient).last { $0.sid == sid }
    }

    private func path(_ recipient: String) -> String { "twilio/" + sha256Hex(recipient) + ".jsonl" }

    private func open(_ recipient: String) throws -> OpenFile {
        try OpenFile(folder.path(path(recipient)), O_RDWR | O_CREAT)
    }

    private func read(_ name: String) throws -> [Message] {
        guard let text = try folder.text(of: name) else { return [] }
        return text.split(separator: "\n").suffix(1000).compactMap { line in
            try? JSONDecoder().decode(Message.self, from: Data(line.utf8))
        }
    }
}

extension TwilioOutbox.Message {
    /// As it stands now: sent, delivered and read, each after another delay.
    func json(after statusDelay: Double) -> JSON {
        let age = Double(UnixTime.now.microseconds) / 1_000_000 - createdAt
        let steps = statusDelay <= 0 ? 3 : Int(min(3, age * 1000 / statusDelay))
        return json(status: ["queued", "sent", "delivered", "read"][steps], sentAt: sentAt(statusDelay))
    }

    /// When it was handed on: seconds since 1970; nil where it still waits.
    func sentAt(_ statusDelay: Double) -> Double? {
        let sentAt = createdAt + statusDelay / 1000
        return sentAt <= Double(UnixTime.now.microseconds) / 1_000_000 ? sentAt : nil
    }

    /// As the API shows it.
    func json(status: String, sentAt: Double?) -> JSON {
        let created = UnixTime(microseconds: Int(createdAt) * 1_000_000).rfc2822
        let base = "/2010-04-01/Accounts/\(Demo.twilioAccount)/Messages/\(sid)"
        return [
            "account_sid": .string(Demo.twilioAccount), "api_version": "2010-04-01", "body": .string(body),
            "date_created": .string(created),
            "date_sent": sentAt.map { .string(UnixTime(microseconds: Int($0) * 1_000_000).rfc2822) } ?? .null,
            "date_updated": .string(created), "direction": "outbound-api", "error_code": nil, "error_message": nil,
            "from": .string(from), "messaging_service_sid": nil, "num_media": .string(String(mediaCount)),
            "num_segments": "1", "price": nil, "price_unit": nil, "sid": .string(sid), "status": .string(status),
            "subresource_uris": ["media": .string(base + "/Media.json")], "to": .string(to),
            "uri": .string(base + ".json"),
        ]
    }
}

/// Which messages a list shows.
struct TwilioFilter: Sendable {
    let page: Int
    let pageSize: Int
    private let from: String?
    private let after: Int?
    private let before: Int?
    private let day: Int?

    init(_ query: Form) throws {
        from = query["From"]
        page = query["Page"].flatMap { Int($0) } ?? 0
        pageSize = query["PageSize"].flatMap { Int($0) } ?? 50
        after = try Self.time(query["DateSent>"])
        before = try Self.time(query["DateSent<"])
        day = try Self.time(query["DateSent"])
        guard (0...1000).contains(page), (1...1000).contains(pageSize) else {
            throw TwilioError(status: 400, code: 20006, message: "Page size must be 1 to 1000")
        }
    }

    /// Whether a message is shown. One that still waits has no DateSent that could fit.
    func takes(_ message: TwilioOutbox.Message, statusDelay: Double) -> Bool {
        if let from, message.from != from { return false }
        guard after != nil || before != nil || day != nil else { return true }
        guard let sent = message.sentAt(statusDelay).map({ Int($0) }) else { return false }
        if let day, sent / 86_400 != day / 86_400 { return false }
        return after.map { sent >= $0 } ?? true && before.map { sent <= $0 } ?? true
    }

    /// `2026-01-31`, or `2026-01-31T12:00:00Z`.
    private static func time(_ text: String?) throws -> Int? {
        guard let text else { return nil }
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 3 || numbers.count == 6,
            let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
        else {
            throw TwilioError(status: 400, code: 20001, message: "DateSent must be a date: YYYY-MM-DD")
        }
        let clock = numbers.dropFirst(3)
        return date.dayNumber * 86_400 + zip(clock, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
