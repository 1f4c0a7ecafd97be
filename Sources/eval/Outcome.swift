/// What the evaluation came to.
struct Outcome: Sendable {
    /// One dialogue's record and the verdicts on it.
    struct Result: Sendable {
        let category: String
        let record: Record
        let verdicts: [Verdict]
    }

    let categories: [String]
    let results: [Result]
    /// The model that the system asked; nil for none.
    let model: String?
    let showsHeldOut: Bool

    /// Checks and how many of them held.
    struct Score: Sendable, Encodable {
        var checks = 0
        var held = 0

        mutating func count(_ verdict: Verdict) {
            checks += 1
            held += verdict.problem == nil ? 1 : 0
        }

        /// `3 of 4`; empty where nothing was checked.
        var written: String { checks == 0 ? "" : "\(held) of \(checks)" }

        var percent: String {
            guard checks > 0 else { return "-" }
            let tenths = (held * 1000 + checks / 2) / checks
            return "\(tenths / 10).\(tenths % 10)"
        }
    }

    /// Whether a check counts: those that need a model do only where there is one.
    func counts(_ verdict: Verdict) -> Bool { model != nil || !verdict.check.needsModel }

    /// The score of the verdicts that a condition lets through.
    func score(_ condition: (Result, Verdict) -> Bool) -> Score {
        var score = Score()
        for result in results {
            for verdict in result.verdicts where condition(result, verdict) { score.count(verdict) }
        }
        return score
    }

    /// How long replies took, in milliseconds, in ascending order.
    var durations: [Int] { results.flatMap(\.record.turns).compactMap(\.milliseconds).sorted() }

    /// How many replies came from each rung of the ladder.
    var rungs: [String: Int] {
        results.flatMap(\.record.turns).reduce(into: [:]) { $0[$1.row?.rung ?? "none", default: 0] += 1 }
    }
}

extension Check.Rule {
    /// Whether the check is of something that must come about. What must not happen, and what every dialogue is checked for,
    /// holds of an assistant that says and does next to nothing, too.
    var isTask: Bool {
        switch self {
        case .reply(let rule): rule.isTask
        case .outcome(let rule): rule.isTask
        case .answeredOnce, .grounded, .claims, .language, .keepsSecrets: false
        }
    }
}

extension ReplyRule {
    fileprivate var isTask: Bool {
        switch self {
        case .offers, .offersTimes, .says, .saysAmount, .saysFact: true
        case .offersOnly, .offersNothing, .avoids: false
        }
    }
}

extension OutcomeRule {
    fileprivate var isTask: Bool {
        switch self {
        case .booked, .cancelled, .lead: true
        case .handedOver(let wanted): wanted
        case .bookedAtMost, .notBooked, .notBookedAt, .othersBookingStands, .leadLacks, .unchanged: false
        }
    }
}
