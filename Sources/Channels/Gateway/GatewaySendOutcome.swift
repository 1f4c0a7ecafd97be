extension Gateway {
    /// What an answer to ``sendText(to:text:idempotencyKey:channel:)`` proves.
    ///
    /// Only certain knowledge counts as not sent: a refusal (4xx, where a wrong secret stops the whole channel), or the gateway's own word that WhatsApp is not
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
        let answer = ChannelAnswer(status: status, headers: headers.map { ($0.lowercased(), $1) }, body: body)
        let said = try? JSONBody.decode(SendAnswer.self, from: body)
        let reason = answer.reason("the gateway", words: said?.error)
        switch status {
        case 200...299:
            guard said?.ok == true else { return .unknown(reason: reason + " without saying that it was sent") }
            return .sent(providerMessageID: said?.messageID)
        case 408, 409:
            // A time-out, or the same key in progress: the first of two requests may still be sending.
            return .unknown(reason: reason)
        case 425, 429:
            return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case 401, 403:
            return .blocked(reason: reason)
        case 400...499:
            return .refused(reason: reason)
        case 503 where said?.saysNotConnected == true:
            return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        default:
            return .unknown(reason: reason)
        }
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
        error = fields.text("error")
        saysNotConnected = words?.lowercased().replacing("_", with: " ").contains("not connected") == true
    }
}
