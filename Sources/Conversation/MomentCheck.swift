/// Holds the days and times of a sentence against the sheet.
struct MomentCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    func violations(of facts: ArraySlice<Fact>, in sentence: Sentence) -> [FactViolation] {
        let calendar = Calendar(now: now)
        let moments = facts.compactMap { if case .moment(let moment) = $0.kind { moment } else { nil } }
        var days: Set<CivilDate> = []
        var unknown: [FactViolation] = []
        for (index, moment) in moments.enumerated() {
            let meant = calendar.days(of: moment)
            days.formUnion(meant)
            if let kind = problem(moment, meant, after: index > 0 ? moments[index - 1] : nil) {
                unknown.append(FactViolation(kind: kind, words: reply.words(moment.range)))
            }
        }
        days.formUnion(spans(moments, calendar))
        for moment in moments {
            guard let (time, isOpen) = moment.clock else { continue }
            // "For 4" beside no day may count anything.
            guard moment.isSure || !days.isEmpty else { continue }
            if !isKnown(time, isOpen, on: days) {
                unknown.append(FactViolation(kind: .time, words: reply.words(moment.range)))
            }
        }
        return unknown
    }

    /// What is wrong with a day, if anything.
    private func problem(_ moment: Moment, _ days: [CivilDate], after before: Moment?) -> FactViolation.Kind? {
        switch moment.kind {
        case .date:
            guard let day = days.first else { return nil }
            if let before, case .weekday(let weekday, _) = before.kind,
                moment.range.lowerBound - before.range.upperBound <= 2,
                weekday != day.weekday
            {
                return .day
            }
            return day == now.date || sheet.days.contains(day) ? nil : .day
        case .dayOfMonth(let day):
            return moment.isSure || !days.isEmpty ? (sheet.days.contains { $0.day == day } ? nil : .day) : nil
        case .weekday(let weekday, _):
            guard moment.isSure else { return nil }
            return sheet.weekdays.contains(weekday) || weekday == now.date.weekday ? nil : .day
        case .fromToday(let days) where days != 0:
            let day = now.date.adding(days: days)
            return sheet.days.contains(day) || sheet.weekdays.contains(day.weekday) ? nil : .day
        case .fromToday, .week, .weekend, .time, .from, .until, .part, .soonest: return nil
        }
    }

    /// The days of spans such as "Sunday to Thursday".
    private func spans(_ moments: [Moment], _ calendar: Calendar) -> [CivilDate] {
        zip(moments, moments.dropFirst()).flatMap { first, last -> [CivilDate] in
            guard last.isJoined, case .weekday(let begin, let week) = first.kind, case .weekday(let end, _) = last.kind
            else {
                return []
            }
            return calendar.days(from: begin, to: end, in: week)
        }
    }

    /// Whether a time was offered or said, on one of the days of its sentence if there are any.
    private func isKnown(_ time: ClockTime, _ isOpen: Bool, on days: Set<CivilDate>) -> Bool {
        let meant = [time, isOpen ? time.twelveHoursLater : nil].compactMap { $0 }
        return meant.contains { time in
            guard sheet.times.contains(time) else { return false }
            return days.isEmpty
                || days.contains { day in
                    sheet.moments.contains(WallTime(day, time))
                        || sheet.weekTimes.contains(FactSheet.WeekTime(weekday: day.weekday, time: time))
                }
        }
    }
}
