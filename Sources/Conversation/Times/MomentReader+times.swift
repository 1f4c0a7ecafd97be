// MARK: - Times of day

extension MomentReader {
    /// A time that begins with digits: `10:30`, `10.30`, `4pm`, `ב-10`, `10 בבוקר`.
    func time(at index: Int) -> Moment? {
        guard let first = lexeme(index), first.text.utf8.count <= 2, let hour = number(index), hour <= 24,
            !isCounted(before: index)
        else { return nil }
        if isTight(index), let before = lexeme(index - 1), [":", ".", ",", "/"].contains(before.text),
            lexeme(index - 2)?.kind == .digits
        {
            return nil
        }
        if isSign(":", index + 1), isTight(index + 1), isTight(index + 2), let minute = minutes(index + 2) {
            // The minutes make it a time, whatever stands before.
            return moment(hour, minute, at: index, end: index + 3, isSure: true, isOpen: !first.text.hasPrefix("0"))
        }
        if isSign(".", index + 1), isTight(index + 1), isTight(index + 2), let minute = minutes(index + 2),
            minute.isMultiple(of: 5), hasMarker(index) || isContinuing(index), !isCounted(behind: index + 3)
        {
            return moment(hour, minute, at: index, end: index + 3, isSure: true, isOpen: !first.text.hasPrefix("0"))
        }
        let isBroken =
            (isSign(".", index + 1) || isSign(",", index + 1) || isSign("/", index + 1) || isSign(":", index + 1))
            && isTight(index + 1) && isTight(index + 2) && lexeme(index + 2)?.kind == .digits
        guard !isBroken else { return nil }
        if let half = meridiem(at: index + 1) {
            return moment(hour, 0, at: index, end: index + 1, isSure: true, isOpen: half.isLater || hour <= 12)
        }
        guard !isCounted(behind: index + 1), !isHouseNumber(index), !isDefinite(index + 1) else { return nil }
        let isFollowed = isDayPart(behind: index + 1)
        guard hasMarker(index) || isContinuing(index) || isFollowed || isAfterDay(index) else { return nil }
        let (minute, end) = fraction(at: index + 1)
        return moment(hour, minute, at: index, end: end, isSure: isFollowed || isAfterDay(index), isOpen: true)
    }

    /// A time in words: `בעשר`, `בשעה שלוש וחצי`, "at ten", "noon".
    func spokenTime(at index: Int, _ word: String) -> Moment? {
        if word == "noon", let noon = ClockTime(hour: 12) {
            return Moment(kind: .time(noon, isOpen: false), range: index..<index + 1)
        }
        let isExact = CalendarWords.exactValue(of: word, in: CalendarWords.hours) != nil
        guard var hour = CalendarWords.value(of: word, in: CalendarWords.hours) else { return nil }
        let isPrefixed = !isExact && (word.hasPrefix("ב") || word.hasPrefix("ל") || word.hasPrefix("וב"))
        let isOClock = self.word(index + 1) == "oclock"
        guard isPrefixed || isOClock || isExact && hasMarker(index) || isExact && isDayPart(behind: index + 1) else {
            return nil
        }
        var end = index + 1
        if hour <= 2, let next = self.word(end), next == "עשרה" || next == "עשר" {
            hour += 10
            end += 1
        }
        if isOClock { end += 1 }
        if hour == 1 || hour == 2, let next = self.word(end), next.hasPrefix("ה") || next.hasPrefix("מ"),
            partNamed(next) == nil
        {
            // "in one of the flats"
            return nil
        }
        guard !isCounted(behind: end), self.word(end) != "of", self.word(end) != "point", self.word(end) != "time",
            self.word(end).map({ Self.largerUnits.contains($0) }) != true
        else { return nil }
        let (minute, last) = fraction(at: end)
        return moment(hour, minute, at: index, end: last, isSure: isPrefixed || isOClock, isOpen: true)
    }

    private static let largerUnits = Vocabulary("מאות אלפים מיליון")

    /// `בבוקר`, `אחרי הצהריים`, "in the evening"; not in greetings.
    func part(at index: Int, _ word: String) -> Moment? {
        if CalendarWords.afternoonStart.contains(word), let next = self.word(index + 1),
            CalendarWords.noon.contains(next)
        {
            return Moment(kind: .part(.afternoon), range: index..<index + 2)
        }
        guard let part = partNamed(word) else { return nil }
        if let before = self.word(index - 1), CalendarWords.goodBefore.containsExactly(before) { return nil }
        if let after = self.word(index + 1), CalendarWords.goodAfter.containsExactly(after) { return nil }
        return Moment(kind: .part(part), range: index..<index + 1)
    }

    func partNamed(_ word: String) -> PartOfDay? {
        // לבקר is "to visit", and no morning.
        if CalendarWords.morning.contains(word), word != "לבקר" { return .morning }
        if CalendarWords.noon.contains(word) { return .noon }
        if CalendarWords.afternoon.contains(word) { return .afternoon }
        return CalendarWords.evening.contains(word) ? .evening : nil
    }
}

extension MomentReader {
    /// The moment of an hour and its minutes, with what stands before and behind it.
    private func moment(
        _ hour: Int, _ minute: Int, at index: Int, end: Int, isSure: Bool, isOpen: Bool
    ) -> Moment? {
        var (hour, minute, end, isOpen) = (hour, minute, end, isOpen && hour <= 12 && hour > 0)
        if let half = meridiem(at: end) {
            guard hour <= 12, hour > 0 else { return nil }
            hour = hour % 12 + (half.isLater ? 12 : 0)
            (end, isOpen) = (half.end, false)
        }
        // "half past ten", "רבע לעשר"
        if let before = word(index - 1), before == "past" || before == "to", let share = word(index - 2) {
            if share == "half", before == "past" { minute = 30 }
            if share == "quarter" { (hour, minute) = before == "past" ? (hour, 15) : (hour - 1, 45) }
        }
        guard let time = ClockTime(hour: hour == 24 ? 0 : hour, minute: minute) else { return nil }
        let range = index..<end
        let before = marker(before: index)
        let isBare = !isSure && minute == 0 && moments.last.map { index - $0.range.upperBound > 4 } != false
        if let before, CalendarWords.after.containsExactly(before) {
            let isWeak = before == "מ" || before == "from"
            return isWeak && isBare ? nil : Moment(kind: .from(time, isOpen: isOpen), range: range, isSure: isSure)
        }
        if let before, CalendarWords.before.containsExactly(before) {
            // "Up to 5" is a budget more often than a time.
            return isBare ? nil : Moment(kind: .until(time, isOpen: isOpen), range: range, isSure: isSure)
        }
        return Moment(kind: .time(time, isOpen: isOpen), range: range, isSure: isSure)
    }

    private func minutes(_ index: Int) -> Int? {
        guard let lexeme = lexeme(index), lexeme.text.utf8.count == 2, let number = lexeme.number, number < 60 else {
            return nil
        }
        return number
    }

    /// `am`, `p.m.`: whether it is the later half of the day.
    private func meridiem(at index: Int) -> (isLater: Bool, end: Int)? {
        guard let word = word(index) else { return nil }
        switch word {
        case "am": return (false, index + 1)
        case "pm": return (true, index + 1)
        case "a" where isSign(".", index + 1) && self.word(index + 2) == "m": return (false, index + 3)
        case "p" where isSign(".", index + 1) && self.word(index + 2) == "m": return (true, index + 3)
        default: return nil
        }
    }

    /// The minutes that stand behind an hour as words: `וחצי`, `ורבע`, "thirty".
    private func fraction(at index: Int) -> (minute: Int, end: Int) {
        switch word(index) {
        case "וחצי", "thirty": (30, index + 1)
        case "ורבע", "fifteen": (15, index + 1)
        case "oclock": (0, index + 1)
        default: (0, index)
        }
    }

    private func hasMarker(_ index: Int) -> Bool {
        guard let marker = marker(before: index) else { return false }
        if marker == "past" || marker == "to", let share = word(index - 2) {
            return share == "half" || share == "quarter"
        }
        return CalendarWords.atHour.containsExactly(marker) || CalendarWords.after.containsExactly(marker)
            || CalendarWords.before.containsExactly(marker) || Self.betweenWords.containsExactly(marker)
    }

    private static let betweenWords = Vocabulary("בין between")

    /// Whether the last moment is a time, and a joint leads from it to here: `10-12`, `בין 10 ל-12`.
    private func isContinuing(_ index: Int) -> Bool {
        guard let last = moments.last, last.range.upperBound < index, index - last.range.upperBound <= 2 else {
            return false
        }
        switch last.kind {
        case .time, .from: break
        default: return false
        }
        return lexemes[last.range.upperBound..<index].allSatisfy { lexeme in
            lexeme.isDash || ["and", "to", "or", "או", "ל", "עד"].contains(lexeme.text)
        }
    }

    /// Whether a day is named right before: "tomorrow 10".
    private func isAfterDay(_ index: Int) -> Bool {
        guard let last = moments.last, last.range.upperBound <= index, index - last.range.upperBound <= 1 else {
            return false
        }
        if last.range.upperBound < index, !isSign(",", index - 1) { return false }
        switch last.kind {
        case .fromToday, .weekday, .date, .part: return lexeme(index)?.isSpaced == true
        default: return false
        }
    }

    private func isDayPart(behind index: Int) -> Bool {
        guard let word = word(index) else { return false }
        if word == "oclock" { return true }
        if word == "in", self.word(index + 1) == "the" { return self.word(index + 2).flatMap(partNamed) != nil }
        if word == "אחרי" || word == "אחר" { return self.word(index + 1).map(CalendarWords.noon.contains) == true }
        return word.hasPrefix("ב") && partNamed(word) != nil || word == "אחהצ" || word == "לפנהצ"
    }

    /// `ב-2 הדירות`: a noun with the article is counted. `הבוקר`, and what says which day, is none.
    private func isDefinite(_ index: Int) -> Bool {
        guard let word = word(index), word.hasPrefix("ה"), word.unicodeScalars.count > 3 else { return false }
        return partNamed(word) == nil && CalendarWords.value(of: word, in: CalendarWords.relativeDays) == nil
            && !CalendarWords.this.containsExactly(word) && !CalendarWords.next.containsExactly(word)
    }

    /// "at 14 HaShikma Street": a number before a name in capitals is a house's.
    private func isHouseNumber(_ index: Int) -> Bool {
        guard let next = lexeme(index + 1), next.isCapitalized, let word = next.word else { return false }
        return partNamed(word) == nil && CalendarWords.value(of: word, in: CalendarWords.relativeDays) == nil
            && CalendarWords.value(of: word, in: CalendarWords.weekdays) == nil && word != "am" && word != "pm"
    }
}
