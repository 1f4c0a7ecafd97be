extension Outcome {
    /// The table for people, and after it lines for programs: `eval CATEGORY checks held percent`.
    var table: String {
        let present = categories.filter { category in results.contains { $0.category == category } }
        let rows = present.map { category in row(category) { $0.category == category } } + [row("all") { _ in true }]
        let lines = present.map { category in line(category, score { $0.category == category && counts($1) }) }
        return
            (["answers come from: \(model ?? "rules alone"), \(results.count) dialogues", "", Self.head] + rows + [""]
            + lines
            + totals).joined(separator: "\n")
    }

    private static let widths = [12, 9, 14, 9, 14, 14, 14]
    private static let head = columns([
        "", "dialogues", "checks held", "percent", "development", "held out", "need a model",
    ])

    private static func columns(_ cells: [String]) -> String {
        zip(cells, widths).enumerated().map { index, cell in
            let padding = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + padding : padding + cell.0
        }.joined(separator: "  ")
    }

    private func row(_ name: String, _ isMeant: (Result) -> Bool) -> String {
        let all = score { isMeant($0) && counts($1) }
        let sets = Dialogue.Set.allCases.map { set in
            score { isMeant($0) && counts($1) && $0.record.dialogue.set == set }.percent
        }
        let model = score { isMeant($0) && $1.check.needsModel }
        return Self.columns(
            [name, String(results.count(where: isMeant)), "\(all.held) of \(all.checks)", all.percent] + sets
                + [model.checks == 0 ? "" : "\(model.held) of \(model.checks)"])
    }

    private func line(_ name: String, _ score: Score) -> String {
        "eval \(name) \(score.checks) \(score.held) \(score.percent)"
    }

    /// Lines on all categories together. `total_task` leaves out the checks that every dialogue has: they hold of an
    /// assistant that says next to nothing.
    private var totals: [String] {
        let sets = Dialogue.Set.allCases.map { set in
            line("total_\(set.rawValue)", score { counts($1) && $0.record.dialogue.set == set })
        }
        let task = score { counts($1) && !$1.check.rule.isOfEveryDialogue }
        let times = durations
        func percentile(_ percent: Int) -> Int { times.isEmpty ? 0 : times[(times.count - 1) * percent / 100] }
        return [line("total", score { counts($1) }), line("total_task", task)] + sets
            + ["eval_reply_ms p50 \(percentile(50)) p99 \(percentile(99)) longest \(times.last ?? 0)"]
            + rungs.sorted { $0.key < $1.key }.map { "eval_rung \($0.key) \($0.value)" }
    }
}
