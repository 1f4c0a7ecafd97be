extension Gateway {
    /// What an answer to ``sendText(to:text:idempotencyKey:channel:)`` proves.
    ///
    /// Only certain knowledge counts as not sent: a refusal (4xx), or the gateway's own word that WhatsApp is not
    /// connected (503). Any other 5xx may come from a proxy, or from a gateway that gave up waiting for WhatsApp, after
    /// the message had left; and a 200 that cannot be read may be cut off.
    ///
    /// - Parameters:
    ///   - status: the HTTP status.
    ///   - body: the answer's body, `{"ok":true,"messageId":…}` or `{"error":…}`.
    ///   - headers: the answer's header fields, in any case of letters.
    public static func sendOutcome(
        status: Int, body: [UInt8], headers: [(name: String, value: String)]
    ) -> SendOutcome {
        let answer = try? JSONBody.decode(SendAnswer.self, from: body)
        let reason = "the gateway answered \(status)" + (answer?.error.map { " (\($0))" } ?? "")
        switch status {
        case 200...299:
            guard answer?.ok == true else { return .unknown(reason: reason + " without saying that it was sent") }
            return .sent(providerMessageID: answer?.messageID)
        case 408, 409:
            // A time-out, or the same key in progress: the first of two requests may still be sending.
            return .unknown(reason: reason)
        case 425, 429:
            return .notAccepted(reason: reason, retryAfter: retryAfter(headers))
        case 400...499:
            return .refused(reason: reason)
        case 503 where answer?.saysNotConnected == true:
            return .notAccepted(reason: reason, retryAfter: retryAfter(headers))
        default:
            return .unknown(reason: reason)
        }
    }

    /// `Retry-After` in seconds (RFC 9110, 10.2.3), at most an hour. Its other form, a date, would need a clock.
    private static func retryAfter(_ headers: [(name: String, value: String)]) -> Duration? {
        guard let value = headers.first(where: { $0.name.lowercased() == "retry-after" })?.value,
            let word = value.split(whereSeparator: \.isWhitespace).first, let seconds = Int64(word), seconds >= 0
        else { return nil }
        return .seconds(min(seconds, 3600))
    }
}

private struct SendAnswer: Decodable {
    let ok: Bool?
    let messageID: String?
    let error: String?
    let saysNotConnected: Bool

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        ok = fields.flag("ok")
        messageID = fields.identifier("messageId")
        let words = fields.text("error") ?? fields.text("message")
        error = fields.text("error").flatMap(Self.loggable)
        saysNotConnected = words?.lowercased().replacing("_", with: " ").contains("not connected") == true
    }

    /// The gateway's error, where it is a plain sentence: an error that quotes a number or an address is not logged.
    private static func loggable(_ error: String) -> String? {
        let isPlain = error.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: " "), UInt8(ascii: "_"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isPlain && error.utf8.count <= 80 ? error : nil
    }
}
