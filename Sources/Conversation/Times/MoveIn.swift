/// From when a customer needs a property: "entry on 1.12", "move in January", "כניסה מיידית".
public enum MoveIn {
    /// The day by which it must be free, as the last of the texts that says so has it; today for "at once". Nil where none
    /// says so.
    public static func day(in texts: [String], now: WallTime) -> CivilDate? {
        for text in texts.reversed() {
            if let day = day(in: Lexer.lexemes(of: text), now: now) { return day }
        }
        return nil
    }

    private static func day(in lexemes: [Lexeme], now: WallTime) -> CivilDate? {
        let calendar = Calendar(now: now)
        for moment in MomentReader.moments(in: lexemes) where isMoveIn(moment, in: lexemes) {
            if let day = calendar.days(of: moment).first { return day }
        }
        for index in lexemes.indices {
            guard let word = lexemes[index].word else { continue }
            if atOnce.containsExactly(word), isEntry(before: index, in: lexemes) { return now.date }
            if let month = CalendarWords.value(of: word, in: CalendarWords.months), isMonth(at: index, in: lexemes) {
                return calendar.date(day: 1, month: month, year: nil).map { max($0, now.date) }
            }
        }
        return nil
    }

    /// Whether a moment is a day to move in, not one to come and see.
    static func isMoveIn(_ moment: Moment, in lexemes: [Lexeme]) -> Bool {
        switch moment.kind {
        case .date, .dayOfMonth, .week: isEntry(before: moment.range.lowerBound, in: lexemes)
        default: false
        }
    }

    private static func isMonth(at index: Int, in lexemes: [Lexeme]) -> Bool {
        let word = lexemes[index].word ?? ""
        // "May" and "march" are words too; beside the word for moving in, or behind "from", they are months.
        let before = index > 0 ? lexemes[index - 1].word : nil
        let isFrom = word.hasPrefix("מ") && CalendarWords.exactValue(of: word, in: CalendarWords.months) == nil
        return isFrom || before.map(beforeMonth.contains) == true || isEntry(before: index, in: lexemes)
    }

    /// Whether one of the words before speaks of moving in: not of the time of somebody ("I am available on…"), nor of moving
    /// a viewing.
    private static func isEntry(before index: Int, in lexemes: [Lexeme]) -> Bool {
        lexemes.indices[..<index].suffix(5).contains { position in
            guard let word = lexemes[position].word, entry.contains(word) else { return false }
            let before = position > 0 ? lexemes[position - 1].text : ""
            let after = position + 1 < lexemes.count ? lexemes[position + 1].text : ""
            return !people.contains(before) && !(word.hasPrefix("mov") && movable.contains(after))
        }
    }

    private static let people: Set<String> = ["i", "im", "am", "we", "were", "are", "אני", "אנחנו", "אהיה", "נהיה"]
    private static let movable: Set<String> = ["it", "my", "the", "our", "this", "that", "to"]
    private static let entry = Vocabulary(
        """
        כניסה כניסת להיכנס נכנסים פינוי פנוי פנויה מתפנה לעבור עוברים move moving entry enter available vacant
        """)
    private static let beforeMonth = Vocabulary(
        "תחילת סוף אמצע חודש from since starting beginning of end mid early late")
    private static let atOnce = Vocabulary("מיידית מיידי מידית מידי מיד immediate immediately asap now עכשיו")
}
