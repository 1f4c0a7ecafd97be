extension Twilio {
    /// What the answer to a send proves: its body has a `sid`, or Twilio's own error code.
    ///
    /// A 5xx may come after the message was queued, and is unknown (a look-up settles it), unless it is Twilio's own
    /// word that the service is not available.
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let read = try? JSONBody.decode(TwilioAnswer.self, from: answer.body)
        if (200...299).contains(answer.status) {
            guard let id = read?.id else { return .unknown(reason: "Twilio answered \(answer.status) without a sid") }
            return .sent(providerMessageID: id)
        }
        let code = read?.code
        var reason = "Twilio answered \(answer.status)"
        if let code { reason += ", error \(code)" + (TwilioError.meaning(code).map { ": \($0)" } ?? "") }
        if answer.status >= 500 {
            guard answer.status == 503, code == TwilioError.unavailable else { return .unknown(reason: reason) }
            return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        }
        switch (answer.status, code) {
        case (429, _), (400...499, .some(TwilioError.throttling)):
            return .throttled(reason: reason, retryAfter: answer.throttleTime(attempt: attempt))
        case (400...499, .some(TwilioError.channelRate)):
            return .notAccepted(reason: reason, retryAfter: answer.throttleTime(attempt: attempt))
        case (400...499, .some(TwilioError.problems)): return .blocked(reason: reason)
        // Twilio answers 403 also where only this recipient or this text may not be: the code tells it from a lost right.
        case (400...499, .some(TwilioError.ofOneMessage)): return .refused(reason: reason)
        case (401, _), (402, _), (403, _): return .blocked(reason: reason)
        case (408, _), (409, _): return .unknown(reason: reason)
        case (425, _): return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case (400...499, _): return .refused(reason: reason)
        default: return .unknown(reason: reason)
        }
    }
}

/// Twilio's error codes, as far as they matter here.
enum TwilioError {
    /// A set of codes, for patterns.
    struct Codes {
        let codes: Set<Int64>

        static func ~= (codes: Codes, code: Int64) -> Bool { codes.codes.contains(code) }
    }

    /// The service is not available.
    static let unavailable: Int64 = 20503
    /// The whole account or number is too fast.
    static let throttling = Codes(codes: [20429, 14107, 21611])
    /// The WhatsApp sender is too fast.
    static let channelRate = Codes(codes: [63018])
    /// What somebody has to mend before the channel can send again: credentials, account, bill, number.
    static let problems = Codes(
        codes: [10001, 20003, 20005, 20006, 20008, 20404, 21603, 21606, 21659, 30002, 63007, 90010])

    /// What is wrong with one message: its request, the way it would go, or its WhatsApp content.
    static let ofOneMessage = Ranges(ranges: [21_200...21_799, 30_003...30_999, 63_001...63_999])

    /// Ranges of codes, for patterns.
    struct Ranges {
        let ranges: [ClosedRange<Int64>]

        static func ~= (ranges: Ranges, code: Int64) -> Bool { ranges.ranges.contains { $0.contains(code) } }
    }

    /// What a code means; nil for others.
    static func meaning(_ code: Int64) -> String? { meanings[code] }

    private static let meanings: [Int64: String] = [
        10001: "the account is not active", 14107: "too many messages",
        20003: "the credentials are not accepted, or the account may not send", 20005: "the account is not active",
        20006: "access is denied", 20008: "these are credentials for tests", 20404: "the account is not known",
        20429: "too many calls", 20503: "the service is not available", 21211: "the number is none",
        21408: "messages to that country are not allowed", 21603: "the sender is missing",
        21606: "the sender is no number of the account", 21610: "the person has unsubscribed",
        21611: "the sender's queue is full", 21614: "the number takes no messages", 21617: "the text is too long",
        21659: "the sender is no number of the account", 30002: "the account is suspended",
        30003: "the telephone cannot be reached", 30004: "the message is blocked", 30005: "the number is not known",
        30006: "the number takes no messages", 30007: "the network took the message for spam",
        30008: "it did not arrive, for an unknown reason",
        63007: "the sender is no WhatsApp number of the account", 63003: "the person cannot be reached by WhatsApp",
        63016: "the customer has not written for 24 hours: only templates may be sent",
        63018: "the sender is too fast", 63024: "the person cannot be reached by WhatsApp",
    ]
}

/// The body of an answer: `{"sid",…}` or `{"code",…}`.
private struct TwilioAnswer: Decodable {
    let id: String?
    let code: Int64?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        id = fields.identifier("sid")
        code = fields.integer("code")
    }
}
