import FoundationEssentials

/// The answer to an order that was carried out.
struct SendAnswer: Encodable {
    let ok: Bool
    /// Our own id of the message.
    let id: String
    /// The provider's id of the message.
    let messageId: String
    let status: String
    let durationMilliseconds: Int64

    enum CodingKeys: String, CodingKey {
        case ok, id, messageId, status
        case durationMilliseconds = "duration_ms"
    }
}

/// The answer to an order that could not be carried out.
struct SendFailure: Encodable {
    let error: String
    let message: String
    let id: String
    let status: String
    let durationMilliseconds: Int64

    enum CodingKeys: String, CodingKey {
        case error, message, id, status
        case durationMilliseconds = "duration_ms"
    }
}

extension Encodable {
    /// As JSON in one line. These values hold only texts, numbers and truths, which always can be written.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ((try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}") + "\n"
    }
}
