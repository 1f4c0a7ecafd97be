/// Holds the days and times of a sentence against the sheet.
///
/// A sentence that speaks of opening hours may name the business's weekdays and hours; any other that names a time only what
/// is offered or booked. What the customer said may be repeated in a question, and where it is denied or passed on.
struct MomentCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    func violations(of facts: ArraySlice<Fact>, in sentence: Sentence) -> [FactViolation] {
        let moments = facts.compactMap(\.moment)
        guard !moments.isEmpty else { return [] }
        let calendar = Calendar(now: now)
        let context = MomentContext(sentence, moments, reply)
        var days: Set<CivilDate> = []
        var unknown: [FactViolation] = []
        for (index, moment) in moments.enumerated() {
            let meant = calendar.days(of: moment)
            days.formUnion(meant)
            let before = index > 0 ? moments[index - 1] : nil
            let after = index + 1 < moments.count ? moments[index + 1] : nil
            if let kind = problem(moment, meant, context, after: before, before: after) {
                unknown.append(FactViolation(kind: kind, words: reply.words(moment.range)))
            }
        }
        days.formUnion(spans(moments, calendar))
        var hasTime = false
        for moment in moments {
            guard let (time, isOpen) = moment.clock else { continue }
            // "For 4" beside no day may count anything.
            guard moment.isSure || !days.isEmpty else { continue }
            hasTime = true
            if !isKnown(time, isOpen, on: days, context) {
                unknown.append(FactViolation(kind: .time, words: reply.words(moment.range)))
            }
        }
        if !hasTime, !sentence.isQuestion, let part = unknownPart(moments, on: days, context) { unknown.append(part) }
        return unknown
    }

    // MARK: Days

    /// What is wrong with a day, if anything.
    private func problem(
        _ moment: Moment, _ days: [CivilDate], _ context: MomentContext, after before: Moment?, before after: Moment?
    ) -> FactViolation.Kind? {
        switch moment.kind {
        case .date:
            guard let day = days.first else { return nil }
            if let before, case .weekday(let weekday, _) = before.kind, Self.isNear(before, moment),
                weekday != day.weekday
            {
                return .day
            }
            return day == now.date || sheet.days.contains(day) || isLaterMoveIn(day, moment)
                || context.mayRepeat && sheet.said.days.contains(day)
                ? nil : .day
        case .dayOfMonth(let day):
            guard moment.isSure || !days.isEmpty else { return nil }
            return sheet.days.union(context.mayRepeat ? sheet.said.days : []).contains { $0.day == day } ? nil : .day
        case .weekday(let weekday, _):
            // A date right behind is what counts.
            if let after, case .date = after.kind, Self.isNear(moment, after) { return nil }
            return !moment.isSure || isKnown(weekday, context) ? nil : .day
        case .fromToday(let days) where days != 0:
            let day = now.date.adding(days: days)
            return sheet.days.contains(day) || isKnown(day.weekday, context) ? nil : .day
        case .fromToday, .week, .weekend, .time, .from, .until, .part, .soonest: return nil
        }
    }

    /// "You can move in on January 1", where a property is free by then.
    private func isLaterMoveIn(_ day: CivilDate, _ moment: Moment) -> Bool {
        let before = reply.lexemes[..<moment.range.lowerBound].suffix(5)
        return before.contains { $0.word.map(Self.moving.containsExactly) == true }
            && sheet.properties.contains { known in known.property.availableFrom.map { $0 <= day } ?? true }
    }

    private static let moving = Vocabulary("להיכנס להכנס לעבור move moving")

    private static func isNear(_ first: Moment, _ second: Moment) -> Bool {
        second.range.lowerBound - first.range.upperBound <= 2
    }

    private func isKnown(_ weekday: Int, _ context: MomentContext) -> Bool {
        if weekday == now.date.weekday || context.isClosed { return true }
        if context.isHours { return sheet.weekdays.contains(weekday) }
        if context.mayRepeat, sheet.said.weekdays.contains(weekday) { return true }
        if sheet.moments.contains(where: { $0.date.weekday == weekday }) { return true }
        return !(context.isOfViewing && context.isStatement) && sheet.weekdays.contains(weekday)
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

    // MARK: Times

    /// Whether a time is known, on one of the days of its sentence if there are any.
    private func isKnown(_ time: ClockTime, _ isOpen: Bool, on days: Set<CivilDate>, _ context: MomentContext) -> Bool {
        let meant = Set([time, isOpen ? time.twelveHoursLater : nil].compactMap { $0 })
        let moments = sheet.moments.union(context.mayRepeat ? sheet.said.moments : [])
        if moments.contains(where: { meant.contains($0.time) && (days.isEmpty || days.contains($0.date)) }) {
            return true
        }
        if context.isHours {
            return !meant.isDisjoint(with: sheet.times)
                && (days.isEmpty
                    || days.contains { day in
                        meant.contains {
                            sheet.weekTimes.contains(FactSheet.WeekTime(weekday: day.weekday, time: $0))
                        }
                    })
        }
        if context.mayRepeat, days.isEmpty || !days.isDisjoint(with: sheet.said.days),
            !meant.isDisjoint(with: sheet.said.times)
        {
            return true
        }
        return days.isEmpty && !context.isOfViewing && !meant.isDisjoint(with: sheet.times)
    }

    // MARK: Parts of the day

    /// A part of the day in which nothing is offered and the business is closed.
    private func unknownPart(_ moments: [Moment], on days: Set<CivilDate>, _ context: MomentContext) -> FactViolation? {
        guard context.isOfViewing || context.isHours, !context.mayRepeat, !context.isClosed else { return nil }
        let part = moments.lazy.compactMap { moment -> (PartOfDay, Moment)? in
            if case .part(let part) = moment.kind { (part, moment) } else { nil }
        }.first
        guard let (part, moment) = part else { return nil }
        let slots = sheet.moments.filter { days.isEmpty || days.contains($0.date) }
        let hours = sheet.hours.filter { hours in days.isEmpty || days.contains { $0.weekday == hours.key } }
        let isOffered = slots.contains { part.widest.contains($0.time) }
        let isInHours = hours.values.contains { $0.overlaps(part.window) }
        let isKnown = context.isHours ? isInHours || isOffered : isOffered || slots.isEmpty && isInHours
        guard !isKnown, !(sheet.moments.isEmpty && sheet.hours.isEmpty) else { return nil }
        return FactViolation(kind: .time, words: reply.words(moment.range))
    }
}

/// What a sentence does with the days and times in it.
struct MomentContext {
    let isStatement: Bool
    /// It tells when the business is open, or when viewings are held at all.
    let isHours: Bool
    /// It speaks of a viewing.
    let isOfViewing: Bool
    /// It says that the business is closed, or that something is not possible then.
    let isClosed: Bool
    /// It may repeat what the customer said: it asks, denies, or passes a wish on.
    let mayRepeat: Bool

    init(_ sentence: Sentence, _ moments: [Moment], _ reply: Reply) {
        func has(_ words: Vocabulary) -> Bool { reply.hasWord(in: sentence.range, words) }
        let viewing = has(ClaimWords.viewing) || has(Self.visits)
        let isSpan = moments.contains { moment in
            if moment.isJoined { return true }
            if case .until = moment.kind { return true } else { return false }
        }
        let isSpanOfDays = moments.contains { moment in
            if moment.isJoined, case .weekday = moment.kind { return true } else { return false }
        }
        isStatement = !sentence.isQuestion
        isHours =
            has(Self.hours) || has(ClaimWords.allViewings) || has(Self.allVisits) || isSpanOfDays || isSpan && !viewing
        isOfViewing = viewing
        isClosed = has(Self.closed)
        mayRepeat = sentence.isQuestion || isClosed || has(ClaimWords.request) || has(Self.wishes)
    }

    private static let hours = Vocabulary(
        "פתוח פתוחים פתוחה שעות פעילות סגור סגורים סגורה משרד open opens opening hours close closes closed office")
    private static let visits = Vocabulary("להגיע לבוא לבקר לראות come visit see")
    private static let allVisits = Vocabulary("ביקורים סיורים פגישות")
    private static let closed = Vocabulary(
        "סגור סגורים סגורה לא אין תפוס תפוסה תפוסים לצערי לצערנו closed not no none nothing isnt cant unfortunately taken sorry"
    )
    private static let wishes = Vocabulary("ביקשת ביקשתם רצית שרצית שנוח noted asked requested wanted like")
}
