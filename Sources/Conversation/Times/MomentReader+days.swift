// MARK: - Dates

extension MomentReader {
    /// A date that begins with digits: `26.11`, `26/11/2026`, `2026-11-26`, `26 November`, `26th`, `26 לחודש`.
    func date(at index: Int) -> Moment? {
        isoDate(at: index) ?? numericDate(at: index) ?? dayThenMonth(at: index)
    }

    private func isoDate(at index: Int) -> Moment? {
        guard lexeme(index)?.text.utf8.count == 4, let year = number(index), lexeme(index + 1)?.isDash == true,
            let month = number(index + 2), lexeme(index + 3)?.isDash == true, let day = number(index + 4),
            (1...4).allSatisfy({ isTight(index + $0) }), CivilDate(year: year, month: month, day: day) != nil
        else { return nil }
        return Moment(kind: .date(day: day, month: month, year: year), range: index..<index + 5)
    }

    private func numericDate(at index: Int) -> Moment? {
        guard let day = dayNumber(index), let sign = lexeme(index + 1), sign.isSign(".") || sign.isSign("/"),
            let month = monthNumber(index + 2), isTight(index + 1), isTight(index + 2),
            !isContinued(before: index), !isCounted(before: index)
        else { return nil }
        if isSign(sign.text, index + 3), isTight(index + 3), isTight(index + 4), let year = year(index + 4) {
            guard CivilDate(year: year, month: month, day: day) != nil else { return nil }
            return Moment(kind: .date(day: day, month: month, year: year), range: index..<index + 5)
        }
        // 2028 is a leap year: without one, 29 February is a day too.
        let isMore =
            ["/", ".", ":"].contains { isSign($0, index + 3) } && isTight(index + 4)
            && lexeme(index + 4)?.kind == .digits
        guard CivilDate(year: 2028, month: month, day: day) != nil, !isMore, !isCounted(behind: index + 3),
            sign.text == "/" ? (day, month) != (24, 7) : isDottedDate(at: index, day: day)
        else { return nil }
        return Moment(kind: .date(day: day, month: month, year: nil), range: index..<index + 3)
    }

    /// Whether two numbers with a dot between them are a day, not a decimal fraction such as 3.5.
    private func isDottedDate(at index: Int, day: Int) -> Bool {
        if day >= 10 || lexeme(index)?.text.hasPrefix("0") == true || lexeme(index + 2)?.text.utf8.count == 2 {
            return true
        }
        if let last = moments.last, index - last.range.upperBound <= 1, case .weekday = last.kind { return true }
        return marker(before: index).map(Self.beforeDate.containsExactly) == true
    }

    private static let beforeDate = Vocabulary("ב ה מ ל בתאריך לתאריך מה לה on until")

    private func isContinued(before index: Int) -> Bool {
        isTight(index) && [".", "/", ":", ","].contains { isSign($0, index - 1) } && lexeme(index - 2)?.kind == .digits
    }

    /// `26 November`, `26th of November 2026`, `ה-26 לנובמבר`, and without a month `26th`, `ה-26`, `26 לחודש`.
    private func dayThenMonth(at index: Int) -> Moment? {
        guard let day = dayNumber(index), !isContinued(before: index), !isCounted(before: index) else { return nil }
        var end = index + 1
        let isOrdinal = isTight(end) && word(end).map(Self.ordinals.containsExactly) == true
        if isOrdinal { end += 1 }
        let next = word(end) == "of" || word(end) == "ב" || word(end) == "ל" ? end + 1 : end
        if let month = word(next).flatMap({ CalendarWords.value(of: $0, in: CalendarWords.months) }) {
            let year = year(next + 1).flatMap { $0 > 1000 ? $0 : nil }
            guard CivilDate(year: year ?? 2028, month: month, day: day) != nil else { return nil }
            let range = index..<(year == nil ? next + 1 : next + 2)
            return Moment(kind: .date(day: day, month: month, year: year), range: range)
        }
        if word(end) == "לחודש", marker(before: index).map(Self.beforeDate.containsExactly) == true {
            return Moment(kind: .dayOfMonth(day), range: index..<end + 1)
        }
        let isNamed =
            isOrdinal && !isCounted(behind: end)
            || marker(before: index) == "ה" && lexeme(index - 1)?.isDash == true
                && !isCounted(behind: end) && !isSign(":", end) && !isSign(".", end)
        return isNamed ? Moment(kind: .dayOfMonth(day), range: index..<end, isSure: false) : nil
    }

    /// `November 26`, `Dec 1st, 2026`.
    func monthFirst(at index: Int) -> Moment? {
        guard let month = word(index).flatMap({ CalendarWords.exactValue(of: $0, in: CalendarWords.months) }),
            let day = dayNumber(index + 1), !isSign(":", index + 2)
        else { return nil }
        var end = index + 2
        if isTight(end), word(end).map(Self.ordinals.containsExactly) == true { end += 1 }
        let comma = isSign(",", end) ? 1 : 0
        let year = year(end + comma).flatMap { $0 > 1000 ? $0 : nil }
        guard CivilDate(year: year ?? 2028, month: month, day: day) != nil else { return nil }
        if year != nil { end += comma + 1 }
        return Moment(kind: .date(day: day, month: month, year: year), range: index..<end)
    }

    private static let ordinals = Vocabulary("st nd rd th")

    private func dayNumber(_ index: Int) -> Int? {
        guard let lexeme = lexeme(index), lexeme.text.utf8.count <= 2, let number = lexeme.number,
            (1...31).contains(number)
        else { return nil }
        return number
    }

    private func monthNumber(_ index: Int) -> Int? { dayNumber(index).flatMap { $0 <= 12 ? $0 : nil } }

    /// A year of four digits, or of two behind a date.
    private func year(_ index: Int) -> Int? {
        guard let lexeme = lexeme(index), let number = lexeme.number else { return nil }
        switch lexeme.text.utf8.count {
        case 4: return (1900...2100).contains(number) ? number : nil
        case 2: return 2000 + number
        default: return nil
        }
    }
}

// MARK: - Weekdays, and days counted from today

extension MomentReader {
    func day(at index: Int, _ word: String) -> Moment? {
        relativeDay(at: index, word) ?? dayByName(at: index, word) ?? weekday(at: index, word)
    }

    private func relativeDay(at index: Int, _ word: String) -> Moment? {
        if word == "day", self.word(index + 1) == "after", self.word(index + 2) == "tomorrow" {
            return Moment(kind: .fromToday(2), range: index..<index + 3)
        }
        if let days = CalendarWords.value(of: word, in: CalendarWords.relativeDays) {
            return Moment(kind: .fromToday(days), range: index..<index + 1)
        }
        guard word == "בעוד" || word == "עוד" || word == "in" else { return nil }
        let next = self.word(index + 1) ?? ""
        switch next {
        case "יומיים", "יומים": return Moment(kind: .fromToday(2), range: index..<index + 2)
        case "שבוע": return Moment(kind: .fromToday(7), range: index..<index + 2)
        case "שבועיים": return Moment(kind: .fromToday(14), range: index..<index + 2)
        default: break
        }
        guard let count = number(index + 1) ?? CalendarWords.exactValue(of: next, in: CalendarWords.counts),
            let unit = self.word(index + 2)
        else { return nil }
        switch unit {
        case "ימים", "days", "day": return Moment(kind: .fromToday(min(count, 400)), range: index..<index + 3)
        case "שבועות", "weeks", "week": return Moment(kind: .fromToday(min(count, 60) * 7), range: index..<index + 3)
        default: return nil
        }
    }

    /// `יום שלישי`, `ביום ג'`, `ימים א'-ה'`.
    private func dayByName(at index: Int, _ word: String) -> Moment? {
        let forms = Vocabulary.withoutPrefixes(word)
        if forms.contains("יום") || forms.contains("ימים") || forms.contains("ימי"), let name = self.word(index + 1) {
            let named =
                CalendarWords.value(of: name, in: CalendarWords.doubtfulWeekdays)
                ?? CalendarWords.value(of: name, in: CalendarWords.weekdays)
                ?? weekdayLetter(at: index + 1)
            return named.map { weekday($0, range: index..<index + 2) }
        }
        // The ends of a span go without the word: א'-ה'.
        guard lexeme(index)?.hasQuote == true, let letter = weekdayLetter(at: index) else { return nil }
        let isBegin =
            lexeme(index + 1)?.isDash == true && lexeme(index + 2)?.hasQuote == true
            && weekdayLetter(at: index + 2) != nil
        let isEnd = lexeme(index - 1)?.isDash == true && moments.last?.range.upperBound == index - 1
        return isBegin || isEnd ? weekday(letter, range: index..<index + 1) : nil
    }

    private func weekdayLetter(at index: Int) -> Int? {
        word(index).flatMap { CalendarWords.exactValue(of: $0, in: CalendarWords.weekdayLetters) }
    }

    private func weekday(at index: Int, _ word: String) -> Moment? {
        if let day = CalendarWords.value(of: word, in: CalendarWords.weekdays) {
            if self.word(index + 1) == "שלום" || self.word(index - 1) == "ערב" { return nil }
            return weekday(day, range: index..<index + 1)
        }
        guard let day = CalendarWords.value(of: word, in: CalendarWords.doubtfulWeekdays),
            self.word(index + 1) != "לציון", !isCounted(behind: index + 1)
        else { return nil }
        let isBare = CalendarWords.exactValue(of: word, in: CalendarWords.doubtfulWeekdays) != nil
        if !isBare, word.hasPrefix("ב") || word.hasPrefix("לי") || word.hasPrefix("ל") {
            return weekday(day, range: index..<index + 1)
        }
        guard isBare || word.hasPrefix("ו"), isAmongTimes(index) else { return nil }
        var moment = weekday(day, range: index..<index + 1)
        moment.isSure = false
        return moment
    }

    /// Whether what stands around a doubtful name of a weekday speaks of days or times too, or there is hardly anything.
    private func isAmongTimes(_ index: Int) -> Bool {
        if let before = word(index - 1), Self.besideDay.containsExactly(before) { return true }
        if let last = moments.last, index - last.range.upperBound <= 1, index >= last.range.upperBound { return true }
        if let after = word(index + 1) {
            if Self.besideDay.containsExactly(after) || CalendarWords.next.containsExactly(after)
                || CalendarWords.week.contains(after)
                || CalendarWords.this.containsExactly(after) || partNamed(after) != nil
                || CalendarWords.atHour.containsExactly(after) && lexeme(index + 2)?.kind != .word
            {
                return true
            }
            if after.hasPrefix("ב"), CalendarWords.value(of: after, in: CalendarWords.hours) != nil { return true }
        }
        if number(index + 1) != nil, isSign(":", index + 2) || isSign(".", index + 2) { return true }
        return lexemes.lazy.filter { $0.kind != .sign }.prefix(3).count <= 2
    }

    private static let besideDay = Vocabulary(
        "on this next or until till maybe או עד הקרוב הבא at אולי אפשר נוח מתאים עדיף מעדיף מעדיפה לא")

    private func weekday(_ day: Int, range: Range<Int>) -> Moment {
        var week = Moment.Week.any
        var end = range.upperBound
        if let after = word(end) {
            if CalendarWords.next.containsExactly(after), self.word(end + 1).map(CalendarWords.week.contains) != true {
                (week, end) = (.next, end + 1)
            } else if CalendarWords.this.containsExactly(after), after != "this" {
                (week, end) = (.this, end + 1)
            }
        }
        if let before = word(range.lowerBound - 1) {
            if before == "next" { week = .next }
            if before == "this" { week = .this }
        }
        return Moment(kind: .weekday(day, in: week), range: range.lowerBound..<end)
    }

    /// `השבוע`, `בשבוע הבא`, `next week`, `סוף השבוע`.
    func week(at index: Int, _ word: String) -> Moment? {
        let next = self.word(index + 1)
        let isNext = next.map(CalendarWords.next.containsExactly) == true
        if CalendarWords.weekend.contains(word) {
            let week = isNext || self.word(index - 1) == "next" ? Moment.Week.next : .any
            return Moment(kind: .weekend(week), range: index..<index + (isNext ? 2 : 1))
        }
        if Vocabulary.forms(of: word).contains(Vocabulary.foldingFinals("סוף")), let next,
            CalendarWords.week.contains(next)
        {
            let isNext = self.word(index + 2).map(CalendarWords.next.containsExactly) == true
            return Moment(kind: .weekend(isNext ? .next : .any), range: index..<index + (isNext ? 3 : 2))
        }
        if word == "next", next == "week" { return Moment(kind: .week(.next), range: index..<index + 2) }
        if word == "this", next == "week" { return Moment(kind: .week(.this), range: index..<index + 2) }
        guard Vocabulary.withoutPrefixes(word).contains("שבוע") else { return nil }
        if isNext { return Moment(kind: .week(.next), range: index..<index + 2) }
        return word.hasSuffix("השבוע") ? Moment(kind: .week(.this), range: index..<index + 1) : nil
    }
}
