/// Reads what somebody can raise the budget to: "I can stretch to 9500", `אני יכול להגיע גם ל-9500`.
enum PriceRaise {
    /// The last amount behind a word of raising that can be a price; nil where there is none.
    static func price(in parts: [TextPart]) -> Int? {
        parts.indices.reversed().lazy.compactMap { price(at: $0, in: parts) }.first
    }

    private static func price(at index: Int, in parts: [TextPart]) -> Int? {
        guard let amount = parts[index].amount, (1000...100_000_000).contains(amount.value),
            // A bare year is no price.
            amount.isLarge || !(1900...2039).contains(amount.value) || amount.value == 2000,
            isRaise(words(before: index, in: parts))
        else { return nil }
        return Int(amount.value.rounded())
    }

    /// The words between an amount and the one before it, the nearest six.
    private static func words(before index: Int, in parts: [TextPart]) -> [String] {
        let start = parts[..<index].lastIndex { $0.amount != nil }.map { $0 + 1 } ?? 0
        return parts[start..<index].compactMap(\.word).suffix(6)
    }

    private static func isRaise(_ words: [String]) -> Bool {
        guard !words.contains(where: PropertyWords.negation.containsExactly) else { return false }
        if words.contains(where: verbs.containsExactly) { return true }
        // "Go to 9500", "go as high as 9500".
        return words.lastIndex(of: "go").map { words[$0...].contains { $0 == "to" || $0 == "high" } } == true
    }

    private static let verbs = Vocabulary(
        """
        להגיע נגיע אגיע לעלות עולה עולים נעלה אעלה להעלות להגדיל נגדיל להתמתח למתוח stretch raise increase
        """)
}
