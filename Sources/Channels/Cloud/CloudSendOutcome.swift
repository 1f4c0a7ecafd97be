extension CloudAPI {
    /// What the answer to a send proves. The error's code decides, not the HTTP status (Meta: "do not rely on the
    /// status").
    ///
    /// A 5xx with a code that says that the request was not carried out is certain; one without a readable error may
    /// come from a proxy after the message had left, and is unknown.
    public static func outcome(of answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let read = try? JSONBody.decode(CloudAnswer.self, from: answer.body)
        if let error = read?.error, error.code != 0 || answer.status < 500 {
            return outcome(of: error, answer, attempt: attempt)
        }
        let reason = "the Cloud API answered \(answer.status)"
        switch answer.status {
        case 200...299:
            guard let id = read?.messageID else { return .unknown(reason: reason + " without a message id") }
            return .sent(providerMessageID: id)
        case 401, 403: return .blocked(reason: reason)
        case 408, 409: return .unknown(reason: reason)
        case 425: return .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case 429: return .throttled(reason: reason, retryAfter: answer.retryAfter ?? .seconds(60))
        case 400...499: return .refused(reason: reason)
        default: return .unknown(reason: reason)
        }
    }

    private static func outcome(of error: CloudAnswer.Problem, _ answer: ChannelAnswer, attempt: Int) -> SendOutcome {
        let wait = answer.retryAfter
        func reason(_ meaning: String) -> String {
            "the Cloud API answered \(answer.status), error \(error.code): \(meaning)"
                + (error.trace.map { " (trace \($0))" } ?? "")
        }
        switch error.code {
        case 130429:
            // Seconds, and longer for each try that counted before.
            let seconds = 1 << min(max(attempt, 0), 5)
            return .throttled(reason: reason("the number sends too fast"), retryAfter: wait ?? .seconds(seconds))
        case 4, 80007, 613:
            return .throttled(reason: reason("too many calls"), retryAfter: wait ?? .seconds(60))
        case 131056:
            // The one limit that counts for a single chat: 1, 4, 16, 64, 256 s.
            let seconds = 1 << (2 * min(max(attempt, 0), 4))
            return .notAccepted(
                reason: reason("too many messages to the same person"), retryAfter: wait ?? .seconds(seconds))
        case 1, 2, 131000, 131016, 131057:
            return .notAccepted(reason: reason("the service is not available"), retryAfter: wait)
        case 131052 where attempt < 1, 131053 where attempt < 1:
            return .notAccepted(reason: reason("the file could not be taken"), retryAfter: wait)
        default: break
        }
        if let problem = problems.first(where: { $0.codes.contains(error.code) }) {
            return .blocked(reason: reason(problem.meaning))
        }
        if let refusal = refusals.first(where: { $0.codes.contains(error.code) }) {
            return .refused(reason: reason(refusal.meaning))
        }
        return outcome(ofUnknown: error, answer, reason("not known here"))
    }

    /// A code that is not in any list: only then the HTTP status counts.
    private static func outcome(
        ofUnknown error: CloudAnswer.Problem, _ answer: ChannelAnswer, _ reason: String
    ) -> SendOutcome {
        switch answer.status {
        case 429: .throttled(reason: reason, retryAfter: answer.retryAfter ?? .seconds(60))
        case 401, 403: .blocked(reason: reason)
        case 408, 409: .unknown(reason: reason)
        case 400...499 where error.isTransient: .notAccepted(reason: reason, retryAfter: answer.retryAfter)
        case 400...499: .refused(reason: reason)
        default: .unknown(reason: reason)
        }
    }

    private typealias Meaning = (codes: ClosedRange<Int64>, meaning: String)

    /// What somebody has to mend before the channel can send again.
    private static let problems: [Meaning] = [
        (0...0, "the token is not accepted"), (190...190, "the token is invalid or has expired"),
        (3...3, "a permission is missing"), (10...10, "a permission is missing"),
        (200...299, "a permission is missing"), (368...368, "the account is blocked for a breach of policy"),
        (131005...131005, "access is denied"), (131031...131031, "the account is locked"),
        (131042...131042, "there is a problem with the payment"),
        (131044...131044, "there is a problem with the payment"), (131045...131045, "the number is not registered"),
        (131048...131048, "too many people report the number as spam"),
        (131064...131064, "the number's quality is too low"), (133000...133999, "the number is not registered"),
    ]

    /// What the same request would be refused for again.
    private static let refusals: [Meaning] = [
        (33...33, "the number's id is wrong"), (100...100, "a parameter is invalid"),
        // One customer abroad must not stop all others.
        (130497...130497, "the account may not write to that country"),
        (131008...131008, "a parameter is missing"), (131009...131009, "a value is invalid"),
        (131021...131021, "the recipient is the sender"), (131026...131026, "the person cannot be reached by WhatsApp"),
        (131030...131030, "the recipient is not in the test number's list"),
        (131047...131047, "the customer has not written for 24 hours: only templates may be sent"),
        (131049...131049, "Meta chose not to deliver it"),
        (131050...131050, "the person takes no marketing messages"),
        (131051...131051, "a message of this type cannot be sent"),
        (131052...131053, "the file could not be taken"),
        (131062...131062, "this message needs a phone number, not a user id"),
        (132000...132099, "the template is wrong, paused or not approved"),
        (137000...137000, "the person's identity has changed"),
    ]
}

/// The body of an answer: `{"messages":[{"id"}]}` or `{"error":{"code",…}}`.
private struct CloudAnswer: Decodable {
    struct Problem {
        let code: Int64
        let isTransient: Bool
        let trace: String?
    }

    let messageID: String?
    let error: Problem?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        messageID = fields.objects("messages", limit: 1).first?.identifier("id")
        error = fields.object("error").flatMap { error in
            error.integer("code").map { code in
                Problem(
                    code: code, isTransient: error.flag("is_transient") == true,
                    trace: error.identifier("fbtrace_id").flatMap { Self.isPlain($0) ? $0 : nil })
            }
        }
    }

    /// Meta's name for the call, which its support asks for; it is logged where it looks like one.
    private static func isPlain(_ trace: String) -> Bool {
        trace.utf8.count <= 64
            && trace.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "-")
            }
    }
}
