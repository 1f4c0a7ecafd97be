extension Outcome {
    /// The table for people, in Markdown, and after it lines for programs: `eval CATEGORY checks held percent` of the task
    /// checks, `eval_all …` of all checks.
    var table: String {
        let present = categories.filter { category in results.contains { $0.category == category } }
        let rows = present.map { category in row(category) { $0.category == category } } + [row("all") { _ in true }]
        let head = [
            "answers come from: \(model ?? "rules alone"), \(results.count) dialogues", "", Self.head, Self.rule,
        ]
        return (head + rows + [""] + lines(present) + totals + measures).joined(separator: "\n")
    }

    private static let names = [
        "", "dialogues", "task checks", "%", "development %", "held out %", "all checks", "%", "need a model",
    ]
    private static let widths = [12, 9, 11, 5, 13, 10, 12, 5, 12]
    private static let head = columns(names)
    private static let rule =
        "|" + widths.enumerated().map { String(repeating: "-", count: $1 + 1) + ($0 == 0 ? "-" : ":") + "|" }.joined()

    private static func columns(_ cells: [String]) -> String {
        let padded = zip(cells, widths).enumerated().map { index, cell in
            let padding = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + padding : padding + cell.0
        }
        return "| " + padded.joined(separator: " | ") + " |"
    }

    private func row(_ name: String, _ isMeant: (Result) -> Bool) -> String {
        let task = score { isMeant($0) && isTask($1) }
        let sets = Dialogue.Set.allCases.map { set in
            score { isMeant($0) && isTask($1) && $0.record.dialogue.set == set }.percent
        }
        let all = score { isMeant($0) && counts($1) }
        let model = score { isMeant($0) && $1.check.needsModel }
        return Self.columns(
            [name, String(results.count(where: isMeant)), task.written, task.percent] + sets
                + [all.written, all.percent, model.written])
    }

    /// Whether a verdict counts and is on what must come about.
    private func isTask(_ verdict: Verdict) -> Bool { counts(verdict) && verdict.check.rule.isTask }

    private func lines(_ categories: [String]) -> [String] {
        categories.map { name in line("eval", name, score { $0.category == name && isTask($1) }) }
            + categories.map { name in line("eval_all", name, score { $0.category == name && counts($1) }) }
    }

    private func line(_ kind: String, _ name: String, _ score: Score) -> String {
        "\(kind) \(name) \(score.checks) \(score.held) \(score.percent)"
    }

    /// Lines on all categories together, and on each of the two sets.
    private var totals: [String] {
        func lines(_ suffix: String, _ isMeant: (Result) -> Bool) -> [String] {
            [
                line("eval", "total" + suffix, score { isMeant($0) && isTask($1) }),
                line("eval_all", "total" + suffix, score { isMeant($0) && counts($1) }),
            ]
        }
        return lines("") { _ in true }
            + Dialogue.Set.allCases.flatMap { set in lines("_\(set.rawValue)") { $0.record.dialogue.set == set } }
    }

    private var measures: [String] {
        let times = durations
        func percentile(_ percent: Int) -> Int { times.isEmpty ? 0 : times[(times.count - 1) * percent / 100] }
        return ["eval_reply_ms p50 \(percentile(50)) p99 \(percentile(99)) longest \(times.last ?? 0)"]
            + rungs.sorted { $0.key < $1.key }.map { "eval_rung \($0.key) \($0.value)" }
    }
}
