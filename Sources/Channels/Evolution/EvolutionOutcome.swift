extension Evolution {
    /// What the answer to a send proves: `201 {key: {id}, …}`, or `{status, error, response: {message: […]}}`.
    ///
    /// Evolution answers 400 also where sending broke off half-way, so only what is known to come before the message leaves
    /// counts as not sent: a number without WhatsApp, a body that was refused, a connection that was closed already (Baileys
    /// raises `Connection Closed` instead of writing).
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let said = try? JSONBody.read(answer.body, EvolutionAnswer.init)
        let reason = answer.reason("Evolution", words: said?.words.first)
        switch answer.status {
        case 200...299:
            guard let id = said?.id else { return .unknown(reason: reason + " without naming the message") }
            return .sent(providerMessageID: id)
        case 400 where said?.hasNoWhatsApp == true:
            return .refused(reason: reason + ": the number is not on WhatsApp")
        case 400 where said?.refusesTheBody == true: return .refused(reason: reason)
        case 400 where said?.isDisconnected == true, 500...503 where said?.isDisconnected == true:
            return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case 401, 403: return .blocked(reason: reason + ": the key is not accepted")
        case 404: return .blocked(reason: reason + ": the instance is unknown")
        case 413, 415, 422: return .refused(reason: reason)
        case 429: return .throttled(reason: reason, retryAfter: answer.throttleTime(attempt: attempt))
        default: return .unknown(reason: reason)
        }
    }
}

/// The parts of Evolution's answer to a send.
private struct EvolutionAnswer {
    let id: String?
    let words: [String]
    let hasNoWhatsApp: Bool

    init(_ fields: Fields) {
        id = fields.object("key")?.identifier("id")
        let response = fields.object("response") ?? fields
        hasNoWhatsApp = response.objects("message", limit: 10).contains { $0.flag("exists") == false }
        let texts = response.texts("message", limit: 10)
        words = texts.isEmpty ? [response.text("message") ?? fields.text("error")].compactMap { $0 } : texts
    }

    /// Whether all that it says is about the shape of the body: it is checked before anything is done.
    var refusesTheBody: Bool {
        let complaints = [
            "requires property", "is not of a type", "does not meet minimum", "does not match",
            "must be a url or base64",
            "is not one of enum", "cannot be empty", "is required",
        ]
        return !words.isEmpty
            && words.allSatisfy { word in complaints.contains { word.lowercased().contains($0) } }
    }

    var isDisconnected: Bool { words.contains { $0.lowercased().contains("connection closed") } }
}
