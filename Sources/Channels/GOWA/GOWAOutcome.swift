extension GOWA {
    /// What the answer to a send proves: `200 {code: "SUCCESS", results: {message_id}}`, or `{status, code, message}`.
    ///
    /// Where the connection to WhatsApp is away, it says so, with 401 or 503; 500 is whatever went wrong while it sent.
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let said = try? JSONBody.read(answer.body, GOWAAnswer.init)
        let reason = answer.reason("gowa", words: said?.words ?? said?.code)
        switch answer.status {
        case 200...299:
            guard said?.code == "SUCCESS" else { return .unknown(reason: reason + " without saying that it was sent") }
            return .sent(providerMessageID: said?.id)
        case 401 where said?.isDisconnected == true, 503 where said?.isDisconnected == true:
            return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case 401, 403: return .blocked(reason: reason + ": the password is not accepted, or the device is logged out")
        case 404: return .blocked(reason: reason + ": the device is unknown")
        case 429: return .throttled(reason: reason, retryAfter: answer.throttleTime(attempt: attempt))
        case 400, 405, 406, 410...418, 422, 431: return .refused(reason: reason)
        default: return .unknown(reason: reason)
        }
    }
}

/// The parts of the server's answer to a send.
private struct GOWAAnswer {
    let code: String?
    let id: String?
    let words: String?

    init(_ fields: Fields) {
        code = fields.text("code")
        id = fields.object("results")?.identifier("message_id")
        words = fields.text("message")
    }

    /// Whether it says that the connection to WhatsApp is away: "you are not connect to services server, please reconnect".
    var isDisconnected: Bool { words?.lowercased().contains("not connect") == true }
}
