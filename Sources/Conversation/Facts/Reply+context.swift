// MARK: - What the words around a fact make of it

extension Reply {
    /// Whether a number is named as what is not so, or as what there is nothing for: "not ₪6,000", `אין לנו ב-5,000`.
    func isDenied(_ range: Range<Int>, in sentence: Sentence) -> Bool {
        let near = lexemes[max(sentence.range.lowerBound, range.lowerBound - 3)..<range.lowerBound]
        let last = near.lastIndex { $0.word.map(Self.turnsBack.containsExactly) == true }
        if near[(last.map { $0 + 1 } ?? near.startIndex)...].contains(where: isDenial) { return true }
        let clause = clause(before: range.lowerBound, in: sentence.range)
        guard let denial = clause.firstIndex(where: isDenial) else { return false }
        // "No problem, for 5,000" denies nothing; "it is not dear and costs 5,000" names a price.
        if denial + 1 < lexemes.count, lexemes[denial + 1].word.map(Self.noDenial.containsExactly) == true {
            return false
        }
        return !clause[denial...].contains { $0.word.map(Self.pricing.contains) == true }
    }

    private func isDenial(_ lexeme: Lexeme) -> Bool { lexeme.word.map(Self.denial.containsExactly) == true }

    /// Whether the words around a number say that it is what the customer wants to pay or have.
    func isWished(_ range: Range<Int>, in sentence: Sentence) -> Bool {
        let before = clause(before: range.lowerBound, in: sentence.range).suffix(6)
        if before.contains(where: isWish) { return true }
        if zip(before, before.dropFirst()).contains(where: { $0.text == "up" && $1.text == "to" }) { return true }
        return lexemes[range.upperBound..<max(range.upperBound, min(range.upperBound + 4, sentence.range.upperBound))]
            .prefix { !$0.isClauseEnd }.contains(where: isWish)
    }

    private func isWish(_ lexeme: Lexeme) -> Bool { lexeme.word.map(Self.wish.contains) == true }

    private static let denial = Vocabulary(
        "לא ולא אין ואין not no nothing none isnt dont havent didnt couldnt cannot cant without neither")
    private static let noDenial = Vocabulary("בעיה ספק problem doubt worries wonder")
    private static let turnsBack = Vocabulary("אלא but and ו")
    private static let pricing = Vocabulary("עולה עולים מחיר costs cost price rents")
    private static let wish = Vocabulary(
        """
        תקציב תקציבך תקציבכם תקציבי עד מתחת לפחות מינימום מקסימום טווח ביקשת ביקשתם מחפש מחפשת מחפשים חיפשת שרצית budget under \
        below within least max maximum minimum range looking wanted asked limit
        """)
}
