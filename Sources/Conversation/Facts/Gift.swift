/// What an answer may promise for nothing.
enum Gift: Hashable, Sendable {
    /// The commission.
    case fee
    case deposit
    /// A month's rent.
    case month

    /// The promises of a sentence: "no agency fee", `ללא דמי תיווך`, `חודש ראשון חינם`. "No fee for a viewing" is none.
    static func all(in sentence: Sentence, of reply: Reply) -> [(gift: Gift, range: Range<Int>)] {
        guard !reply.hasWord(in: sentence.range, ClaimWords.viewing) else { return [] }
        return sentence.range.compactMap { index in
            guard let word = reply.lexemes[index].word else { return nil }
            if without.containsExactly(word) {
                // "We have none without a fee" promises nothing.
                let isDenied = reply.clause(before: index, in: sentence.range).contains {
                    $0.word.map(without.containsExactly) == true || $0.word == "לא" || $0.word == "not"
                }
                guard !isDenied else { return nil }
                return named(in: (index + 1..<index + 4).clamped(to: sentence.range), reply)
            }
            guard free.containsExactly(word) else { return nil }
            // "The first month is free", "a free month"; not "free next month".
            let around = (index - 3..<index + 2).clamped(to: sentence.range)
            let isDenied = reply.clause(before: index, in: sentence.range).contains {
                $0.word.map(ClaimWords.denial.containsExactly) == true
            }
            return isDenied ? nil : named(in: around, reply)
        }
    }

    private static func named(in range: Range<Int>, _ reply: Reply) -> (gift: Gift, range: Range<Int>)? {
        for index in range {
            guard let word = reply.lexemes[index].word else { return nil }
            if let gift = words.first(where: { $0.words.contains(word) })?.gift {
                // "No other fee than a month's rent" promises nothing.
                let isOther = index + 1 < reply.lexemes.count && reply.isWord(index + 1, in: stops)
                return isOther ? nil : (gift, range)
            }
            if stops.containsExactly(word) { return nil }
        }
        return nil
    }

    private static let words: [(gift: Gift, words: Vocabulary)] = [
        (.fee, Vocabulary("עמלה עמלת תיווך fee fees commission")),
        (.deposit, Vocabulary("פיקדון ערבות deposit")),
        (.month, Vocabulary("חודש month")),
    ]
    private static let without = Vocabulary("ללא בלי אין no without zero waive waived waiving")
    private static let free = Vocabulary("חינם במתנה free waived")
    private static let stops = Vocabulary(
        "נוספת נוסף אחרת other additional extra further מידע פרטים שאלה information details question idea לי לנו about על"
    )
}

/// How many months' rent a text asks for something: "one month's rent", `שלושה חודשי שכירות`.
enum RentMonths {
    static func all(in lexemes: [Lexeme], within part: Range<Int>) -> [(count: Double, range: Range<Int>)] {
        part.compactMap { index in
            guard let word = lexemes[index].word, months.contains(word) else { return nil }
            let after = lexemes[(index + 1)...].prefix(2).compactMap(\.word)
            guard after.first.map(rent.contains) == true else { return nil }
            let end = index + 2
            if Vocabulary.forms(of: word).contains("חודשיים") || Vocabulary.forms(of: word).contains("חודשיימ") {
                return (2, index..<end)
            }
            // The number stands up to two words before: "three full months' rent".
            let before = (1...2).lazy.compactMap { offset -> (Double, Int)? in
                guard index - offset >= 0 else { return nil }
                let lexeme = lexemes[index - offset]
                return (lexeme.number.map(Double.init) ?? lexeme.word.flatMap(CountingWords.value)).map {
                    ($0, index - offset)
                }
            }.first
            if let (count, start) = before { return (count, start..<end) }
            return after.last.flatMap(CountingWords.value).map { ($0, index..<min(end + 1, lexemes.count)) }
                ?? (isOne(word) ? (1, index..<end) : nil)
        }
    }

    /// Without a number one month is meant, where the word is in the singular.
    private static func isOne(_ word: String) -> Bool { singular.contains(word) }

    private static let singular = Vocabulary("חודש month")
    private static let months = Vocabulary("חודש חודשי חודשיים month months")
    private static let rent = Vocabulary("שכירות שכר rent")
}
