import Channels
import Conversation
import Testing

/// Posts as Meta makes them, with invented people.
enum CloudPost {
    static let phoneNumberID = "555000111222333"
    static let metadata =
        #""metadata":{"display_phone_number":"97235550100","phone_number_id":"\#(phoneNumberID)"}"#
    static let contact = #""contacts":[{"profile":{"name":"Noa Levi"},"wa_id":"972541234567"}]"#

    /// A value around the members that are given as JSON.
    static func value(_ members: String...) -> String {
        "{" + (["\"messaging_product\":\"whatsapp\"", metadata] + members).joined(separator: ",") + "}"
    }

    /// A change of a field around a value as JSON.
    static func change(_ value: String, field: String = "messages") -> String {
        #"{"field":"\#(field)","value":\#(value)}"#
    }

    /// A whole post: one entry of these changes.
    static func body(_ changes: String...) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"100","changes":[\#(changes.joined(separator: ","))]}]}"#
    }

    /// A message of a customer; `members` say its type and hold its content.
    static func message(_ members: String, id: String = "wamid.AAA1", from: String = #""from":"972541234567","#)
        -> String
    {
        #"{\#(from)"id":"\#(id)","timestamp":"1767225600",\#(members)}"#
    }

    /// What a post holds.
    static func content(_ body: String) throws -> WebhookContent {
        try CloudAPI.parse(WebhookPost(requestURI: "/webhook/cloud/demo", body: Array(body.utf8)) { _ in nil })
    }

    /// What a post of these messages holds.
    static func items(_ messages: String...) throws -> [ParsedItem] {
        try content(body(change(value(contact, #""messages":[\#(messages.joined(separator: ","))]"#)))).items
    }

    /// The one message that such members are read as.
    static func read(_ members: String) throws -> InboundMessage {
        try #require(try items(message(members)).first?.message)
    }

    /// The one report that a status is read as.
    static func report(_ status: String) throws -> StatusReport {
        let content = try content(body(change(value(#""statuses":[\#(status)]"#))))
        #expect(content.items.isEmpty)
        return try #require(content.statuses.first)
    }
}
