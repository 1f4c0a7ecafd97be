public import Conversation

extension Twilio {
    /// How far two clocks may be apart, in seconds.
    private static let clockDifference: Int64 = 2
    /// What Twilio writes before the text while an account is not paid for.
    private static let trialPrefix = "Sent from your Twilio trial account - "

    /// `GET /Messages.json`: what went from the channel to the chat, newest first.
    ///
    /// Without a filter by date: Twilio's go by the time at which a message was sent, which one that is still queued
    /// does not have. When it was created is compared here.
    public static func lookUp(_ message: OutgoingMessage, since: Int64, _ channel: ChannelAccess) -> ChannelCall? {
        guard let account = account(channel) else { return nil }
        let query = Form([
            Form.Field("To", message.chatAddress), Form.Field("From", channel.address), Form.Field("PageSize", "50"),
        ])
        return call("GET", "\(account)/Messages.json?\(query.encoded)", nil, channel)
    }

    /// The messages that went out no earlier than the call began, with the same words. The words of a template are
    /// Twilio's: of one, every message counts.
    public static func found(_ message: OutgoingMessage, since: Int64, in answer: ChannelAnswer) -> [String]? {
        guard answer.status == 200,
            let listed = try? JSONBody.read(
                answer.body,
                { fields in
                    fields.isPresent("messages") ? fields.objects("messages", limit: 1000) : nil
                })
        else { return nil }
        let words = comparable(message.text)
        return listed.compactMap { listed in
            guard let id = listed.identifier("sid"), listed.text("direction")?.hasPrefix("outbound") == true,
                let created = listed.text("date_created").flatMap(secondsSince1970(rfc2822:)),
                created >= since - clockDifference
            else { return nil }
            var body = listed.text("body") ?? ""
            if body.hasPrefix(trialPrefix) { body.removeFirst(trialPrefix.count) }
            return message.kind == .template || comparable(body) == words ? id : nil
        }
    }

    /// A text without what may change on the way: how much space there is between its words.
    private static func comparable(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// The seconds since 1970 of a date such as `Tue, 24 Nov 2026 10:00:00 +0000` (RFC 2822); nil where it is none.
func secondsSince1970(rfc2822 text: String) -> Int64? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    var words = text.split(separator: " ")
    if words.first?.hasSuffix(",") == true { words.removeFirst() }
    guard words.count == 5, let day = Int(words[0]), let month = months.firstIndex(of: String(words[1])),
        let year = Int(words[2]), let date = CivilDate(year: year, month: month + 1, day: day)
    else { return nil }
    let time = words[3].split(separator: ":").map { Int($0) ?? -1 }
    guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2]),
        let zone = offset(ofZone: words[4])
    else { return nil }
    return Int64(date.dayNumber * 86_400 + time[0] * 3600 + time[1] * 60 + time[2] - zone)
}

/// How many seconds a zone is ahead of UTC: `+0200`, `GMT`, `UTC`.
private func offset(ofZone zone: Substring) -> Int? {
    if zone == "GMT" || zone == "UTC" || zone == "Z" { return 0 }
    guard zone.count == 5, let sign = zone.first, sign == "+" || sign == "-", zone.dropFirst().allSatisfy(\.isNumber),
        let digits = Int(zone.dropFirst())
    else { return nil }
    let seconds = digits / 100 * 3600 + digits % 100 * 60
    return sign == "-" ? -seconds : seconds
}
