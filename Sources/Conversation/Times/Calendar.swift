/// Puts what was said of days into the calendar of a certain now.
struct Calendar {
    let now: WallTime
    /// The time of day that was said with the day, if any.
    var time: ClockTime?

    /// The days that a moment means; none where it is no day.
    func days(of moment: Moment) -> [CivilDate] {
        switch moment.kind {
        case .date(let day, let month, let year): date(day: day, month: month, year: year).map { [$0] } ?? []
        case .dayOfMonth(let day): dayOfMonth(day).map { [$0] } ?? []
        case .weekday(let weekday, let week): days(on: weekday, in: week)
        case .fromToday(let days): [now.date.adding(days: days)]
        case .week(let week): days(of: week)
        case .weekend(let week): weekend(week)
        case .time, .from, .until, .part, .soonest: []
        }
    }

    /// The date; without a year the one that is nearest, up to a month ago or else to come.
    func date(day: Int, month: Int, year: Int?) -> CivilDate? {
        if let year { return CivilDate(year: year, month: month, day: day) }
        let earliest = now.date.adding(days: -31)
        return (0...8).lazy.map { now.date.year - 1 + $0 }
            .compactMap { CivilDate(year: $0, month: month, day: day) }.first { $0 >= earliest }
    }

    /// The next day of that number, today included.
    private func dayOfMonth(_ day: Int) -> CivilDate? {
        var (year, month) = (now.date.year, now.date.month)
        for _ in 0..<3 {
            if let date = CivilDate(year: year, month: month, day: day), date >= now.date { return date }
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return nil
    }

    private func days(on weekday: Int, in week: Moment.Week) -> [CivilDate] {
        let ahead = (weekday - now.date.weekday + 7) % 7
        switch week {
        case .next: return days(of: .next).filter { $0.weekday == weekday }
        case .any where ahead == 0:
            let isPast = time.map { $0 <= now.time } ?? (now.time.hour >= 17)
            return isPast ? [now.date.adding(days: 7)] : [now.date, now.date.adding(days: 7)]
        case .any, .this: return [now.date.adding(days: ahead)]
        }
    }

    /// The days of this week that are left, or all of the next. A week begins on Sunday.
    func days(of week: Moment.Week) -> [CivilDate] {
        let left = 6 - now.date.weekday % 7
        switch week {
        case .any, .this: return (0...left).map(now.date.adding)
        case .next: return (left + 1...left + 7).map(now.date.adding)
        }
    }

    private func weekend(_ week: Moment.Week) -> [CivilDate] {
        let start = week == .next ? days(of: .next).first ?? now.date : now.date
        return (0..<7).map(start.adding).filter { $0.weekday == 5 || $0.weekday == 6 }
    }

    /// The days from one weekday to another, as in "Sunday to Thursday", that come next.
    func days(from first: Int, to last: Int, in week: Moment.Week) -> [CivilDate] {
        let length = (last - first + 7) % 7
        let inSpan = Set((0...length).map { (first + $0 - 1) % 7 + 1 })
        let start = week == .next ? days(of: .next).first ?? now.date : now.date
        return (0..<7).map(start.adding).filter { inSpan.contains($0.weekday) }
    }
}
