import Channels
import Conversation
import Testing

/// Posts as the gateway makes them, with invented people.
enum Payload {
    static let person = "972541234567@s.whatsapp.net"

    /// A key as JSON; `more` are further members.
    static func key(_ remoteJid: String = person, id: String = "3EB0A1", fromMe: Bool = false, more: String = "")
        -> String
    {
        #"{"remoteJid":"\#(remoteJid)","id":"\#(id)","fromMe":\#(fromMe)\#(more.isEmpty ? "" : "," + more)}"#
    }

    /// A WAMessage as JSON around a content as JSON.
    static func message(
        _ content: String, key: String = Payload.key(),
        more: String = #""messageTimestamp":1767225600,"pushName":"Noa""#
    ) -> String {
        #"{"key":\#(key),\#(more),"message":\#(content)}"#
    }

    /// The whole post.
    static func body(_ messages: [String], type: String = "notify", tenant: String? = nil) -> [UInt8] {
        let tenantID = tenant.map { #""tenantId":\#($0),"# } ?? ""
        return Array(
            #"{\#(tenantID)"payload":{"type":"\#(type)","messages":[\#(messages.joined(separator: ","))]}}"#.utf8)
    }

    /// The items of a post that holds these messages.
    static func items(_ messages: String..., type: String = "notify") throws -> [ParsedItem] {
        try Gateway.parseContent(body(messages, type: type), defaultTenant: 1).items
    }

    /// The one message that a content is read as.
    static func read(_ content: String, key: String = Payload.key()) throws -> InboundMessage {
        try #require(try items(message(content, key: key)).first?.message)
    }
}

extension ParsedItem {
    var message: InboundMessage? {
        if case .message(let message) = self { message } else { nil }
    }

    var isIgnored: Bool {
        if case .ignored(let reason) = self { !reason.isEmpty } else { false }
    }

    var isMalformed: Bool {
        if case .malformed(let reason) = self { !reason.isEmpty } else { false }
    }
}
