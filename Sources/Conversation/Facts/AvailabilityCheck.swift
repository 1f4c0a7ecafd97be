/// Finds what an answer claims to be free, and is not: at once, from a day on, or at all.
struct AvailabilityCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    /// From when somebody is told that they can have a property.
    private struct Claim {
        let days: ClosedRange<CivilDate>
        /// Whether it is one day, which must be the very day.
        let isExact: Bool
        let range: Range<Int>
    }

    func violations() -> [FactViolation] {
        var owners: [FactSheet.Property] = []
        return reply.sentences.compactMap { sentence in
            let named = properties(in: sentence)
            if named.hasAddress { owners = named.owners }
            guard !sentence.isQuestion, let claim = claim(in: sentence), !isTrue(claim, of: owners) else { return nil }
            return FactViolation(kind: .availability, words: reply.words(claim.range))
        }
    }

    /// The properties whose addresses stand in a sentence.
    private func properties(in sentence: Sentence) -> (hasAddress: Bool, owners: [FactSheet.Property]) {
        var hasAddress = false
        var owners: [FactSheet.Property] = []
        for case .address(let street, let number) in reply.facts(in: sentence).map(\.kind) {
            hasAddress = true
            owners += sheet.properties.filter { known in
                known.houses.contains { $0.street.isLike(street) && (number == nil || $0.number == number) }
            }.map(\.property)
        }
        return (hasAddress, owners)
    }

    /// Whether it is so of the properties spoken of, or, where none is named, of any.
    private func isTrue(_ claim: Claim, of owners: [FactSheet.Property]) -> Bool {
        if owners.isEmpty, sheet.isFreeNow, claim.days.upperBound <= now.date.adding(days: 31) { return true }
        let properties = owners.isEmpty ? sheet.properties.map(\.property) : owners
        if owners.isEmpty, claim.days.lowerBound > now.date || properties.isEmpty {
            // A summary may name the day.
            let slots = Set(sheet.moments.map(\.date))
            if sheet.days.contains(where: { claim.days.contains($0) && !slots.contains($0) }) { return true }
        }
        return properties.contains { property in
            guard let day = property.availableFrom, day > now.date else { return true }
            return claim.isExact ? claim.days.contains(day) : day <= claim.days.upperBound
        }
    }

    // MARK: Claims

    private func claim(in sentence: Sentence) -> Claim? {
        for index in sentence.range where reply.isWord(index, in: ClaimWords.free) {
            let end = min(index + 6, sentence.range.upperBound)
            let claim = atOnce(behind: index, end, in: sentence) ?? dated(behind: index, end, in: sentence)
            guard let claim, !isDenied(claim.range, in: sentence), !isOfPeople(index, claim.range, in: sentence) else {
                continue
            }
            return claim
        }
        return nil
    }

    /// "Available immediately", "move in straight away", `פנויה כעת`, `החל מהיום`.
    private func atOnce(behind index: Int, _ end: Int, in sentence: Sentence) -> Claim? {
        let start = max(sentence.range.lowerBound, index - 1)
        for next in start..<max(start, end) where next != index {
            guard let word = reply.lexemes[next].word, isAtOnce(next, word, isBefore: next < index) else { continue }
            return Claim(days: now.date...now.date, isExact: false, range: min(index, next)..<max(index, next) + 1)
        }
        return nil
    }

    private func isAtOnce(_ index: Int, _ word: String, isBefore: Bool) -> Bool {
        if ClaimWords.atOnce.containsExactly(word) { return true }
        if isBefore { return false }
        switch word {
        case "עכשיו", "כעת", "now", "היום", "מהיום", "today": return true
        case "right", "straight": return text(index + 1) == "away" || text(index + 1) == "now"
        case "at": return text(index + 1) == "once"
        default: return false
        }
    }

    /// "Available from Sunday", "free next month", `כניסה בינואר`, "move in tomorrow".
    private func dated(behind index: Int, _ end: Int, in sentence: Sentence) -> Claim? {
        let isMoveIn = reply.isWord(index, in: ClaimWords.moveIn)
        let calendar = Calendar(now: now)
        for fact in reply.facts.within(index + 1..<max(index + 1, end)) {
            guard let moment = fact.moment else { continue }
            let days = calendar.days(of: moment).sorted()
            guard let first = days.first, let last = days.last, isMoveIn || isFrom(fact.range.lowerBound, moment)
            else { continue }
            let range = index..<fact.range.upperBound
            switch moment.kind {
            case .date, .dayOfMonth: return Claim(days: first...first, isExact: !isMoveIn, range: range)
            case .weekday: return Claim(days: first...first, isExact: false, range: range)
            default: return Claim(days: first...last, isExact: false, range: range)
            }
        }
        return month(behind: index, end)
    }

    private func month(behind index: Int, _ end: Int) -> Claim? {
        for next in index + 1..<max(index + 1, end) {
            guard let word = reply.lexemes[next].word, !isOfFact(next) else {
                continue
            }
            let range = index..<next + 1
            let isNextMonth =
                text(next) == "month" && text(next - 1) == "next"
                || Vocabulary.withoutPrefixes(word).contains("חודש") && text(next + 1) == "הבא"
            if isNextMonth {
                let month = now.date.month % 12 + 1
                return days(ofMonth: month).map { Claim(days: $0, isExact: false, range: range) }
            }
            guard let month = CalendarWords.value(of: word, in: CalendarWords.months), isIn(next, word),
                let days = days(ofMonth: month)
            else { continue }
            return Claim(days: days, isExact: true, range: range)
        }
        return nil
    }

    private func isOfFact(_ index: Int) -> Bool {
        reply.facts.within(max(0, index - 8)..<index + 1).contains { $0.range.contains(index) }
    }

    /// The days of the next month of that number, or of this one.
    private func days(ofMonth month: Int) -> ClosedRange<CivilDate>? {
        let year = month < now.date.month ? now.date.year + 1 : now.date.year
        guard let first = CivilDate(year: year, month: month, day: 1),
            let next = CivilDate(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
        else { return nil }
        return first...next.adding(days: -1)
    }

    private func isIn(_ index: Int, _ word: String) -> Bool {
        word.hasPrefix("מ") || word.hasPrefix("ב")
            || ["from", "in", "since", "תחילת", "סוף", "אמצע", "of"].contains(text(index - 1))
    }

    /// Whether a day is the first of a time: "from Sunday", `מיום ראשון`, `החל מ-1.12`; a week or date needs no such word.
    private func isFrom(_ index: Int, _ moment: Moment) -> Bool {
        switch moment.kind {
        case .date, .week: return true
        default: break
        }
        if text(index).hasPrefix("מ") { return true }
        return reply.lexemes[max(0, index - 2)..<index].contains {
            ["from", "since", "starting", "החל", "מ", "of"].contains($0.text)
        }
    }

    // MARK: What it is not

    private func isDenied(_ range: Range<Int>, in sentence: Sentence) -> Bool {
        let before = reply.clause(before: range.lowerBound, in: sentence.range)
        let behind = reply.lexemes[range.lowerBound..<min(range.upperBound + 3, sentence.range.upperBound)]
            .prefix { !$0.isClauseEnd }
        return before.contains(where: isDenial) || behind.contains(where: isDenial)
    }

    private func isDenial(_ lexeme: Lexeme) -> Bool {
        guard let word = lexeme.word else { return false }
        return ClaimWords.denial.containsExactly(word) || Self.wishes.containsExactly(word)
    }

    /// Whether somebody's time is free, or a property for a viewing.
    private func isOfPeople(_ index: Int, _ range: Range<Int>, in sentence: Sentence) -> Bool {
        let before = reply.lexemes[sentence.range.lowerBound..<index].suffix(5)
        if before.contains(where: { $0.word.map(ClaimWords.people.contains) == true }) { return true }
        let near = (range.lowerBound - 4..<range.upperBound + 3).clamped(to: sentence.range)
        return reply.lexemes[near].contains { $0.word.map(Self.viewings.contains) == true }
            || reply.facts.within(near).contains { $0.moment?.clock != nil }
    }

    private func text(_ index: Int) -> String {
        reply.lexemes.indices.contains(index) ? reply.lexemes[index].text : ""
    }

    private static let wishes = Vocabulary(
        "מחפש מחפשת מחפשים ביקשת ביקשתם רצית שרצית wont until עד asked looking wanted need want whether")
    private static let viewings = Vocabulary(
        "ביקור ביקורים לביקורים סיור סיורים צפייה לראות מועד מועדים viewing viewings view see visit visits tour tours slot slots"
    )
}
