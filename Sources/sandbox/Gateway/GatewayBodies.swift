import Conversation
import FoundationEssentials

/// The body of `POST /sendTyping`.
struct TypingBody: Decodable {
    let jid: String?
    let typing: Bool?
    let tenantId: TenantID?
}

/// The body of `POST /send`.
struct SendBody: Decodable {
    let to: String?
    let text: String?
    let type: String?
    let idempotencyKey: String?
    let tenantId: TenantID?
}

/// A tenant as callers name it: `1`, `"1"` or `"business_1"`.
struct TenantID: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try (try? container.decode(Int.self)).map { String($0) } ?? container.decode(String.self)
    }
}

/// The one name of a tenant, however it was written; a missing one is tenant 1.
func tenantName(_ given: TenantID?) throws(Refusal) -> String { try tenantName(given?.text ?? "1") }

/// The one name of a tenant, however it was written. It becomes a file name, so it is checked.
func tenantName(_ given: String) throws(Refusal) -> String {
    let prefix = "business_"
    let name = given.hasPrefix(prefix) ? String(given.dropFirst(prefix.count)) : given
    let isPlain = name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
            || byte == 0x2d
    }
    guard isPlain, (1...64).contains(name.utf8.count) else {
        throw Refusal(400, "tenantId must be 1 to 64 letters, digits, '_' or '-'")
    }
    return name
}

/// The address (JID) of a chat, or nil for an empty text. A bare phone number, however it is punctuated, stands for that
/// phone's user.
func chatJID(_ given: String) throws(Refusal) -> String? {
    guard !given.isEmpty else { return nil }
    try require(given, "the address", atMost: 256)
    guard !given.contains("@") else { return given }
    let digits = given.filter { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else { throw Refusal(400, "the address is neither a JID nor a phone number") }
    return digits + "@s.whatsapp.net"
}

/// Refuses a text that is longer than so many bytes: what is logged is bounded here.
func require(_ text: String, _ name: String, atMost bytes: Int) throws(Refusal) {
    guard text.utf8.count <= bytes else { throw Refusal(400, "\(name) is longer than \(bytes) bytes") }
}

/// Ids of messages, in the form that WhatsApp Web gives them: `3EB0` and 18 upper-case hexadecimal digits.
enum MessageID {
    /// The id that stands for a text, always the same one.
    static func make(from text: String) -> String { "3EB0" + sha256Hex(text).uppercased().prefix(18) }

    /// Bytes never used before.
    static func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: 0 ... .max) } }

    /// An id never used before.
    static func random() -> String { make(from: "\(UInt64.random(in: 0 ... .max)) \(UInt64.random(in: 0 ... .max))") }
}
