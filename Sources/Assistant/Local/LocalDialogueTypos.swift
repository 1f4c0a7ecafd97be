/// Finds the word that a mistyped one stands for, among the words that the rules know.
enum TypedWords {
    /// Words of fewer letters are too easily another word.
    private static let (shortestStretched, shortestChanged) = (4, 6)

    /// The known words that a word may stand for: with letters typed twice, or else, where it is long, with one letter
    /// changed, added, left out or exchanged. None where it is known itself.
    static func meant(by forms: [String]) -> [String] {
        guard let word = forms.first, word.unicodeScalars.count >= shortestStretched,
            !forms.contains(where: known.contains)
        else { return [] }
        let stretched = forms.flatMap { unstretched[once($0)] ?? [] }
        if !stretched.isEmpty { return stretched }
        return forms.filter { $0.unicodeScalars.count >= shortestChanged }.flatMap { form in
            let letters = Array(form.unicodeScalars)
            let lengths = (letters.count - 1)...(letters.count + 1)
            return lengths.flatMap { byLength[$0] ?? [] }.filter { isOneEditApart(letters, $0.letters) }.map(\.word)
        }
    }

    private static let known = Set(DialogueActs.table.flatMap(\.phrases.words))

    /// The known words by what they are with each letter typed once.
    private static let unstretched = Dictionary(grouping: known.filter { once($0).unicodeScalars.count >= 3 }, by: once)

    private static let byLength = Dictionary(
        grouping: known.filter { $0.unicodeScalars.count >= shortestChanged - 1 }.sorted()
            .map { (word: $0, letters: Array($0.unicodeScalars)) },
        by: \.letters.count)

    private static func once(_ word: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in word.unicodeScalars where kept.last != scalar { kept.append(scalar) }
        return String(kept)
    }

    private static func isOneEditApart(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        // The first letter is seldom the wrong one.
        guard long.count - short.count <= 1, short.first == long.first else { return false }
        var start = 0
        while start < short.count, short[start] == long[start] { start += 1 }
        if short.count < long.count { return short[start...].elementsEqual(long[(start + 1)...]) }
        guard start < short.count else { return true }
        if short[(start + 1)...].elementsEqual(long[(start + 1)...]) { return true }
        return start + 1 < short.count && short[start] == long[start + 1] && short[start + 1] == long[start]
            && short[(start + 2)...].elementsEqual(long[(start + 2)...])
    }
}
