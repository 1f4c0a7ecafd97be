import FoundationEssentials
import HTTPClient

/// The running system as its outside sees it: the webhook takes what customers write, and the sandbox, which plays the
/// gateway, tells what was delivered to them.
struct Site: Sendable {
    let url: String
    let secret: String
    let engine: HTTPEngine

    /// Posts messages of a customer, as a gateway does.
    func post(_ texts: [String], tenant: Int, chat: String, name: String) async throws {
        let envelope = Envelope(
            tenantId: "business_\(tenant)",
            payload: .init(
                messages: texts.map { text in
                    .init(
                        key: .init(remoteJid: chat, id: Self.newID()),
                        messageTimestamp: Int(Date().timeIntervalSince1970), pushName: name,
                        message: ["conversation": text])
                }))
        let response = try await engine.response(
            to: HTTPRequest(
                method: "POST", url: url + "/webhook/whatsapp/incoming",
                headers: [("Content-Type", "application/json"), ("X-Internal-Secret", secret)],
                body: Array(try JSONEncoder().encode(envelope)), deadline: .now + .seconds(30)))
        guard response.status == 200 else {
            throw EvaluationError("the webhook answered \(response.status) to \(chat)")
        }
    }

    /// The lines of the sandbox's log after line `number`, all that there are by now or a part.
    func log(after number: Int) async throws -> [LogLine] {
        let response = try await engine.response(
            to: HTTPRequest(
                url: url + "/sandbox/log?since=\(number)", deadline: .now + .seconds(30),
                maximumResponseBytes: 64 << 20))
        guard response.status == 200 else { throw EvaluationError("the sandbox's log answered \(response.status)") }
        return try response.body.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode(LogLine.self, from: Data(line))
        }
    }

    private static func newID() -> String { "3EB0" + UUID().uuidString.filter { $0 != "-" } }

    /// What a gateway posts (WAMessage of WhatsApp Web).
    private struct Envelope: Encodable {
        let tenantId: String
        let payload: Payload

        struct Payload: Encodable {
            let type = "notify"
            let messages: [Message]
        }

        struct Message: Encodable {
            let key: Key
            let messageTimestamp: Int
            let pushName: String
            let message: [String: String]
        }

        struct Key: Encodable {
            let remoteJid: String
            let fromMe = false
            let id: String
        }
    }
}

/// A line of the sandbox's log, as far as the evaluation reads it.
struct LogLine: Decodable, Sendable {
    let n: Int
    let kind: String
    let chat: String?
    let text: String?
    let duplicate: Bool?

    /// Whether a message reached a customer: a repetition under the same key is none.
    var isDelivery: Bool { kind == "message" && duplicate != true }
}
