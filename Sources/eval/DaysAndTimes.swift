import Conversation

/// The days and the times of day that a text names, each with where it stands.
struct DaysAndTimes: Sendable {
    /// A day, as far as the text tells which.
    struct Day: Sendable, Equatable, CustomStringConvertible {
        let place: Int
        let name: Name

        /// What a day is called by.
        enum Name: Sendable, Equatable {
            case date(day: Int, month: Int)
            /// 1 Monday … 7 Sunday.
            case weekday(Int)
            /// Today is 0.
            case daysFromToday(Int)
        }

        /// Whether this day is meant, or may be.
        func isOn(_ date: CivilDate, today: CivilDate) -> Bool {
            switch name {
            case .date(let day, let month): date.day == day && date.month == month
            case .weekday(let weekday): date.weekday == weekday
            case .daysFromToday(let distance): date == today.adding(days: distance)
            }
        }

        var description: String {
            switch name {
            case .date(let day, let month): "the date \(day).\(month)"
            case .weekday(let weekday): "the weekday \(weekday)"
            case .daysFromToday(let distance): "the day in \(distance) days"
            }
        }
    }

    /// A time of day.
    struct Time: Sendable, Equatable {
        let place: Int
        let time: ClockTime
        /// Whether it is but a number behind "at": it may be something else than a time.
        let isBare: Bool
    }

    let days: [Day]
    let times: [Time]

    init(_ text: String) { self.init(PlainText(text)) }

    init(_ text: PlainText) {
        let numbers = WrittenNumber.all(in: text.text)
        let dates = numbers.compactMap { number in
            number.dayAndMonth.map { Day(place: number.place, name: .date(day: $0.day, month: $0.month)) }
        }
        days = (dates + DayWords(text.placedWords, dates: dates.map(\.place)).days).sorted { $0.place < $1.place }
        times = numbers.compactMap { number in
            if let time = number.time { return Time(place: number.place, time: time, isBare: false) }
            return number.bareHour.map { Time(place: number.place, time: $0, isBare: true) }
        }
    }

    /// Where the text tells of a moment: its time of day, with its day as the last one named before or the first one after.
    func place(of moment: WallTime, today: CivilDate) -> Int? {
        times.first { $0.time == moment.time && daysAround($0).contains { $0.isOn(moment.date, today: today) } }?.place
    }

    /// The day named last before a time, and the one named first after it.
    func daysAround(_ time: Time) -> [Day] {
        [days.last { $0.place < time.place }, days.first { $0.place > time.place }].compactMap { $0 }
    }

    /// The first weekday that is named right beside a date that falls on another one.
    func contradiction(today: CivilDate) -> String? {
        for (first, second) in zip(days, days.dropFirst()) where second.place - first.place < Self.beside {
            guard case (.weekday(let weekday), .date(let day, let month)) = (first.name, second.name),
                let date = Self.next(day: day, month: month, today: today), date.weekday != weekday
            else { continue }
            return "the weekday \(weekday) for \(date)"
        }
        return nil
    }

    /// In `יום חמישי, 26.11` the second begins so near to the first.
    private static let beside = 16

    private static func next(day: Int, month: Int, today: CivilDate) -> CivilDate? {
        let dates = (0...1).compactMap { CivilDate(year: today.year + $0, month: month, day: day) }
        return dates.first { $0 >= today }
    }
}

/// Finds days that are named in words: ביום ג', ראשון 29.11, מחר, on Tuesday, 26 בנובמבר, November 26th.
private struct DayWords {
    private let words: [(word: String, place: Int)]
    /// Where dates in figures stand.
    private let dates: [Int]

    init(_ words: [(word: String, place: Int)], dates: [Int]) {
        self.words = words
        self.dates = dates
    }

    var days: [DaysAndTimes.Day] {
        words.indices.compactMap { index in
            let name = month(index) ?? relative(index) ?? weekday(index).map { .weekday($0) }
            return name.map { DaysAndTimes.Day(place: words[index].place, name: $0) }
        }
    }

    private func word(_ index: Int) -> String { words.indices.contains(index) ? words[index].word : "" }

    private static let today = ["היום", "today"]
    private static let tomorrow = ["מחר", "tomorrow"]
    private static let dayAfter = ["מחרתיים"]

    private func relative(_ index: Int) -> DaysAndTimes.Day.Name? {
        let word = word(index)
        func isOne(of names: [String]) -> Bool { names.contains { word == $0 || PlainText.isPrefixed(word, $0) } }
        if Self.today.contains(word) { return .daysFromToday(0) }
        if isOne(of: Self.dayAfter) { return .daysFromToday(2) }
        return isOne(of: Self.tomorrow) ? .daysFromToday(self.word(index - 1) == "after" ? 2 : 1) : nil
    }

    private static let hebrew = ["שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת", "ראשון"]
    private static let letters = ["ב'", "ג'", "ד'", "ה'", "ו'", "ש'", "א'"]
    private static let english = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    /// A Hebrew name is a number's as well (the third, two), and a letter stands for a number: only beside the word for day,
    /// another weekday, or a date are they weekdays. Saturday is always one, but for a Sabbath lift.
    private func weekday(_ index: Int) -> Int? {
        let word = word(index)
        if let day = Self.english.firstIndex(where: { word == $0 || word == $0 + "s" || word == $0 + "'s" }) {
            return day + 1
        }
        if let day = Self.letters.firstIndex(of: word) { return followsDay(index) ? day + 1 : nil }
        guard let day = Self.hebrew.firstIndex(where: { word == $0 || PlainText.isPrefixed(word, $0) }) else {
            return nil
        }
        let isSaturday = day == 5 && self.word(index - 1) != "מעלית"
        return isSaturday || followsDay(index) || precedesDate(index) ? day + 1 : nil
    }

    private func followsDay(_ index: Int) -> Bool {
        let before = word(index - 1)
        if ["יום", "ימים", "ימי"].contains(where: before.hasSuffix) { return true }
        guard index > 0 else { return false }
        let previous = before == "עד" || before == "ו" ? index - 2 : index - 1
        return previous >= 0 && weekday(previous) != nil
    }

    private func precedesDate(_ index: Int) -> Bool {
        let end = words[index].place + words[index].word.count
        return dates.contains { ($0 - end) >= 1 && ($0 - end) <= 3 }
    }

    /// A month's name with the day's number before it or after it.
    private func month(_ index: Int) -> DaysAndTimes.Day.Name? {
        let word = word(index)
        let month =
            Month.hebrew.firstIndex { word == $0 || PlainText.isPrefixed(word, $0) }
            ?? Month.english.firstIndex { word == $0.lowercased() || word == $0.lowercased().prefix(3) }
        guard let month else { return nil }
        let before = self.word(index - 1) == "of" ? index - 2 : index - 1
        let day = Self.day(self.word(before)) ?? (Self.isEnglish(word) ? Self.day(self.word(index + 1)) : nil)
        return day.map { .date(day: $0, month: month + 1) }
    }

    private static func isEnglish(_ word: String) -> Bool { word.first?.isASCII == true }

    /// 26 or 26th.
    private static func day(_ word: String) -> Int? {
        let ending = ["st", "nd", "rd", "th"].first(where: word.hasSuffix)
        return Int(ending == nil ? word[...] : word.dropLast(2)).flatMap { (1...31).contains($0) ? $0 : nil }
    }
}
