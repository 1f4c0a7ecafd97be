/// Holds an answer against what is known, before it is sent.
///
/// A model that is asked for facts sometimes makes them up, and a customer who is told a wrong price, or a viewing that
/// nobody booked, is worse off than one who waits. What an answer may say is on a ``FactSheet``. Numbers that are none of
/// the facts below (floors, years, balconies) pass.
public enum FactFence {
    /// What an answer says that it must not: empty for an honest answer.
    ///
    /// - Parameters:
    ///   - reply: the answer.
    ///   - sheet: what it may say.
    ///   - now: the tenant's wall clock.
    ///   - hasBooked: whether the contact has a booked viewing, or this turn books one.
    ///   - hasCancelled: whether this turn cancels a viewing, or the conversation did.
    ///   - language: the customer's; nil where that is open.
    ///   - secrets: texts that must not be repeated, such as the prompt: eight words of it in a row are a leak.
    public static func violations(
        in reply: String, sheet: FactSheet, now: WallTime, hasBooked: Bool, hasCancelled: Bool, language: Language?,
        secrets: [String]
    ) -> [FactViolation] {
        let lexemes = Lexer.lexemes(of: reply)
        let check = FactCheck(reply: Reply(lexemes, streets: Set(sheet.houses.map(\.street))), sheet: sheet, now: now)
        var violations = check.violations()
        let claims = ClaimCheck(reply: check.reply, sheet: sheet, now: now)
        violations += claims.availability()
        if !hasBooked { violations += claims.booking() }
        if !hasCancelled { violations += claims.cancellation(hasBooked: hasBooked) }
        violations += PropertyCheck(reply: check.reply, sheet: sheet, now: now).violations()
        if let language, let words = ForeignText.found(in: reply, language: language) {
            violations.append(FactViolation(kind: .language, words: words))
        }
        if let words = Leak.found(in: lexemes, of: secrets, quotable: sheet.quotable) {
            violations.append(FactViolation(kind: .leak, words: words))
        }
        return violations
    }
}

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
