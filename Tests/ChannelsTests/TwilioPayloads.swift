import Channels
import Conversation
import Testing

/// Posts as Twilio makes them, with invented people.
enum TwilioPost {
    static let base = [
        ("MessageSid", "SM0123456789abcdef0123456789abcdef"), ("AccountSid", "AC00000000000000000000000000000000"),
        ("To", "whatsapp:+97235550105"), ("From", "whatsapp:+972541234567"), ("WaId", "972541234567"),
        ("ProfileName", "Noa"), ("SmsStatus", "received"),
    ]

    /// The body of a form; a letter that is none in ASCII is written as it is, which a form may.
    static func encode(_ fields: [(String, String)]) -> [UInt8] {
        Array(
            fields.map { name, value in
                "\(name)="
                    + value.replacing("%", with: "%25").replacing("&", with: "%26").replacing("+", with: "%2B")
                    .replacing(" ", with: "+").replacing("\0", with: "%00")
            }.joined(separator: "&").utf8)
    }

    /// What a post of these fields holds, which come in the place of usual ones of the same name.
    static func content(
        _ fields: [(String, String)], subpath: String = "", query: String = "", usual: Bool = true
    ) throws -> WebhookContent {
        let named = Set(fields.map(\.0))
        let all = (usual ? base.filter { !named.contains($0.0) } : []) + fields
        return try Twilio.parse(
            WebhookPost(subpath: subpath, requestURI: "/webhook/twilio/demo\(subpath)", query: query, body: encode(all))
            {
                $0 == "Content-Type" ? "application/x-www-form-urlencoded; charset=UTF-8" : nil
            })
    }

    /// The one message that such fields are read as.
    static func read(_ fields: (String, String)...) throws -> InboundMessage {
        let content = try content(fields)
        #expect(content.items.count == 1 && content.statuses.isEmpty)
        return try #require(content.items.first?.message)
    }
}
