import FoundationEssentials

extension Outcome {
    /// Writes what did not hold, as JSON: for each such dialogue what was said, and the checks with what was found.
    ///
    /// Of dialogues that are held out only the counts are written, unless the settings ask for more.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let shown = results.filter { showsHeldOut || $0.record.dialogue.set == .development }
        let report = Report(
            model: model ?? "none",
            scores: Dictionary(
                uniqueKeysWithValues: categories.map { name in
                    (name, score { $0.category == name && counts($1) && $1.check.rule.isTask })
                }),
            failures: shown.compactMap { result in
                let failed = result.verdicts.filter { counts($0) && $0.problem != nil }
                return failed.isEmpty ? nil : Failure(result, failed)
            })
        try encoder.encode(report).write(to: URL(filePath: path))
    }

    private struct Report: Encodable {
        let model: String
        /// Of the task checks.
        let scores: [String: Score]
        let failures: [Failure]
    }

    private struct Failure: Encodable {
        let dialogue: String
        let title: String
        let failed: [Failed]
        let transcript: [Said]

        init(_ result: Result, _ failed: [Verdict]) {
            dialogue = result.record.dialogue.id
            title = result.record.dialogue.title
            self.failed = failed.map(Failed.init)
            transcript = result.record.turns.map(Said.init)
        }
    }

    private struct Failed: Encodable {
        let turn: Int?
        let check: String
        let problem: String

        init(_ verdict: Verdict) {
            turn = verdict.turn.map { $0 + 1 }
            check = "\(verdict.check.rule)"
            problem = verdict.problem ?? ""
        }
    }

    private struct Said: Encodable {
        let customer: [String]
        let reply: [String]
        let rung: String?
        let error: String?
        let tools: [String]?
        let listings: [Int]?
        let slots: [String]?

        init(_ turn: TurnRecord) {
            customer = turn.customer.map { String($0.prefix(500)) }
            reply = turn.replies
            rung = turn.row?.rung
            error = turn.row?.error
            tools = turn.row?.tools
            listings = turn.row?.listings
            slots = turn.row?.slots
        }
    }
}
