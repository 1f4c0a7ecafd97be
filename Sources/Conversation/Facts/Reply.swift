/// An answer with its facts and sentences.
struct Reply {
    let lexemes: [Lexeme]
    let facts: [Fact]
    let sentences: [Sentence]

    init(_ lexemes: [Lexeme], streets: Set<StreetName>) {
        self.lexemes = lexemes
        facts = FactReader.facts(in: lexemes, streets: streets)
        sentences = Sentence.of(lexemes)
    }

    /// The facts that begin in a sentence.
    func facts(in sentence: Sentence) -> ArraySlice<Fact> { facts.within(sentence.range) }

    /// The words that stand somewhere, near enough to how they were written.
    func words(_ range: Range<Int>) -> String {
        var text = ""
        for lexeme in lexemes[range] {
            if lexeme.isSpaced, !text.isEmpty { text += " " }
            text += lexeme.text
        }
        return text
    }

    /// Whether one of the words stands there.
    func isWord(_ index: Int, in vocabulary: Vocabulary) -> Bool {
        lexemes.indices.contains(index) && lexemes[index].word.map(vocabulary.contains) == true
    }

    /// Whether one of the words stands in a part of the answer.
    func hasWord(in range: Range<Int>, _ vocabulary: Vocabulary) -> Bool {
        lexemes[range].contains { $0.word.map(vocabulary.contains) == true }
    }
}

extension Reply {
    /// How far back a clause is looked at, in lexemes.
    private static let clauseLimit = 40

    /// What stands before a word in its clause, which begins behind a comma, a colon or a "but".
    func clause(before index: Int, in range: Range<Int>) -> ArraySlice<Lexeme> {
        let before = lexemes[max(range.lowerBound, index - Self.clauseLimit)..<index]
        let start = before.indices.last { position in
            if let word = before[position].word { return Self.turns.containsExactly(word) }
            return before[position].isClauseEnd && !isInNumber(position)
        }
        return start.map { before[($0 + 1)...] } ?? before
    }

    /// Whether a sign stands within a number, as the comma of 7,000.
    func isInNumber(_ index: Int) -> Bool {
        index + 1 < lexemes.count && lexemes[index + 1].kind == .digits && !lexemes[index + 1].isSpaced
    }

    private static let turns = Vocabulary("אבל אלא but")
}

extension Lexeme {
    /// Whether a clause ends with it, unless it stands within a number.
    var isClauseEnd: Bool { [",", ";", ":"].contains(text) }
}

extension [Fact] {
    /// The facts, which are in order, that begin in a range of lexemes.
    func within(_ range: Range<Int>) -> ArraySlice<Fact> {
        self[firstIndex(from: range.lowerBound)..<firstIndex(from: range.upperBound)]
    }

    /// The place of the first fact that begins at a lexeme or behind it.
    private func firstIndex(from lexeme: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].range.lowerBound < lexeme { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
