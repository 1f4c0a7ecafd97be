/// One amount, or two that are a range: `5000-6500`, `3 או 4`, `5-6 אלף`.
struct AmountRange {
    /// The least and the most; the same for one amount.
    let values: ClosedRange<Double>
    /// Whether there are two amounts.
    let isRange: Bool
    /// Whether its thousands are said or set off.
    let isLarge: Bool
    /// Where it begins and ends among the parts.
    let start: Int
    let end: Int

    private static let joints = Vocabulary("עד או ועד to or and")

    /// The range that begins at a part; nil where no amount does.
    init?(_ parts: [TextPart], at index: Int) {
        guard let first = parts[index].amount else { return nil }
        start = index
        guard let (second, end) = Self.second(in: parts, after: index), let values = Self.span(first, second) else {
            values = first.value...first.value
            isRange = false
            isLarge = first.isLarge
            self.end = index + 1
            return
        }
        self.values = values
        isRange = true
        isLarge = first.isLarge || second.isLarge
        self.end = end
    }

    /// The second amount of a range, behind a dash or a word such as עד, which may carry a prefix (`בין 5000 ל-6500`).
    private static func second(in parts: [TextPart], after index: Int) -> (TextPart.Amount, end: Int)? {
        var next = index + 1
        // The currency can be said with both.
        if next < parts.count, parts[next] == .shekel || parts[next].word.map(PropertyWords.shekels.contains) == true {
            next += 1
        }
        guard next < parts.count else { return nil }
        switch parts[next] {
        case .dash: next += 1
        case .word(let word) where joints.containsExactly(word): next += 1
        case .word("ל"):
            next += 1
            if next < parts.count, parts[next] == .dash { next += 1 }
        default: return nil
        }
        guard next < parts.count, let second = parts[next].amount else { return nil }
        return (second, next + 1)
    }

    /// The span of two amounts; the unit of the second holds for the first too ("5-6 אלף"). Nil where they fall.
    private static func span(_ first: TextPart.Amount, _ second: TextPart.Amount) -> ClosedRange<Double>? {
        var lower = first.value
        if let unit = second.unit, first.unit == nil, lower * unit <= second.value { lower *= unit }
        return lower <= second.value ? lower...second.value : nil
    }
}
