/// A sentence among the lexemes of a text, or a line of a list.
struct Sentence {
    let range: Range<Int>
    let isQuestion: Bool

    /// The sentences of a text. A dot between digits ends none.
    static func of(_ lexemes: [Lexeme]) -> [Sentence] {
        var sentences: [Sentence] = []
        var start = 0
        for index in lexemes.indices where lexemes[index].kind == .sign {
            let sign = lexemes[index].text
            let isEnd =
                sign == "\n" || sign == "!" || sign == "?" || sign == "…"
                || sign == "." && !isInside(lexemes, index)
            guard isEnd else { continue }
            if index > start { sentences.append(Sentence(range: start..<index, isQuestion: sign == "?")) }
            start = index + 1
        }
        if start < lexemes.count { sentences.append(Sentence(range: start..<lexemes.count, isQuestion: false)) }
        return sentences
    }

    /// Whether something follows the dot without a space: a decimal, a date, an abbreviation.
    private static func isInside(_ lexemes: [Lexeme], _ index: Int) -> Bool {
        guard index > 0, index + 1 < lexemes.count else { return false }
        let isAbbreviation = lexemes[index - 1].word.map(abbreviations.containsExactly) == true
        return isAbbreviation || !lexemes[index + 1].isSpaced && lexemes[index + 1].kind != .sign
    }

    private static let abbreviations = Vocabulary("st ave rd blvd no dr mr mrs apt approx a p m רח שד מס טל")
}
