extension WAHA {
    /// What the answer to a send proves: `201` with the message, or `{statusCode, message, error}`; 422 with the session's
    /// status where that is not working.
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let said = try? JSONBody.read(answer.body, WAHAAnswer.init)
        let reason = answer.reason("WAHA", words: said?.words)
        switch answer.status {
        case 200...299:
            guard let id = said?.id else { return .unknown(reason: reason + " without naming the message") }
            return .sent(providerMessageID: id)
        case 401, 403: return .blocked(reason: reason + ": the key is not accepted")
        // A chat or a quoted message that it does not know is the fault of one message.
        case 404 where said?.lacksPartOfMessage == true: return .refused(reason: reason)
        case 404: return .blocked(reason: reason + ": the session is unknown")
        case 422:
            switch said?.sessionStatus {
            case nil where said?.hasNoSession == true: return .blocked(reason: reason + ": the session is unknown")
            case nil: return .refused(reason: reason)
            case "STARTING", "WORKING": return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
            case .some: return .blocked(reason: reason + ": the session is not logged in")
            }
        // WAHA's own word, not that of a proxy before it: it has not begun.
        case 503 where said?.statusCode == 503: return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case 429: return .throttled(reason: reason, retryAfter: answer.throttleTime(attempt: attempt))
        case 400, 405, 406, 410...418, 431: return .refused(reason: reason)
        default: return .unknown(reason: reason)
        }
    }
}

/// The parts of WAHA's answer to a send. What describes the message depends on the engine: an id as text, an object with it,
/// or Baileys' key.
private struct WAHAAnswer {
    let id: String?
    let words: String?
    let sessionStatus: String?
    let statusCode: Int64?
    /// Whether it says that it does not know the chat, or the message that is quoted.
    let lacksPartOfMessage: Bool

    init(_ fields: Fields) {
        let id = fields.wahaMessageID("id") ?? fields.object("key")?.wahaMessageID("id")
        self.id = (id ?? fields.object("_data")?.object("key")?.wahaMessageID("id"))?.id
        words = fields.text("error") ?? fields.text("message")
        sessionStatus = fields.isPresent("expected") || fields.isPresent("session") ? fields.text("status") : nil
        statusCode = fields.integer("statusCode")
        let complaint = fields.text("message", limit: 300)?.lowercased() ?? ""
        lacksPartOfMessage = ["message", "chat"].contains { complaint.hasPrefix($0) } && !complaint.contains("session")
    }

    /// Whether it says `Session "default" does not exist`.
    var hasNoSession: Bool {
        words.map { $0.hasPrefix("Session ") && $0.hasSuffix(" does not exist") } ?? false
    }
}
