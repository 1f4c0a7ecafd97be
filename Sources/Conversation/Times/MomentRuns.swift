/// Days and times of a sentence that belong together: in "Sunday to Thursday 9:00-18:00, Friday until 13:00" there are two.
struct MomentRun {
    /// Where it begins, in lexemes.
    let first: Int
    /// The days with a date, or counted from today.
    private(set) var days: Set<CivilDate> = []
    /// The days that its weekdays mean next.
    private(set) var nextDays: Set<CivilDate> = []
    private(set) var weekdays: Set<Int> = []
    /// Times of day in all the ways in which they can be meant.
    private(set) var times: Set<ClockTime> = []
    /// The times as they are most likely meant, and whether they bound a span.
    private var likely: [ClockTime] = []
    private var isSpan = false

    /// From the first to the last time of a span.
    var span: ClosedRange<ClockTime>? {
        guard isSpan, let first = likely.min(), let last = likely.max() else { return nil }
        return likely.count > 1 ? first...last : ClockTime.first...last
    }

    init(first: Int) { self.first = first }

    /// Adds a day, and of a span such as "Sunday to Thursday" all between.
    fileprivate mutating func add(day moment: Moment, after before: Moment?, _ calendar: Calendar) {
        var found = calendar.days(of: moment)
        guard case .weekday(let last, let week) = moment.kind else {
            days.formUnion(found)
            return
        }
        if moment.isJoined, case .weekday(let first, _)? = before?.kind {
            found += calendar.days(from: first, to: last, in: week)
        }
        nextDays.formUnion(found)
        weekdays.formUnion(found.map(\.weekday))
    }

    fileprivate mutating func add(time moment: Moment, _ time: ClockTime, isOpen: Bool) {
        times.formUnion([time, isOpen ? time.twelveHoursLater : nil].compactMap { $0 })
        likely.append(time.meant(isOpen: isOpen, in: nil))
        if case .until = moment.kind { isSpan = true }
        isSpan = isSpan || moment.isJoined
    }
}

/// Pairs the days of a sentence with its times.
enum MomentRuns {
    /// Days that stand in a row go with the times that stand next to them; days without any have those of all the sentence.
    static func pairs(of moments: [Moment], _ calendar: Calendar) -> [MomentRun] {
        var runs: [MomentRun] = []
        let timesFirst = moments.first?.clock != nil
        var before: Moment?
        for moment in moments {
            let isTime = moment.clock != nil
            let wasTime = before.map { $0.clock != nil }
            // A new run begins where days follow times, or the other way round where times come first.
            if runs.isEmpty || wasTime == !isTime && isTime == timesFirst {
                runs.append(MomentRun(first: moment.range.lowerBound))
            }
            if let (time, isOpen) = moment.clock {
                runs[runs.count - 1].add(time: moment, time, isOpen: isOpen)
            } else {
                runs[runs.count - 1].add(day: moment, after: before, calendar)
            }
            before = moment
        }
        return runs
    }
}

/// The clauses of a sentence that say that nothing is open or possible then.
struct ClosedClauses {
    private let starts: [(start: Int, isClosed: Bool)]

    init(_ sentence: Sentence, _ reply: Reply) {
        var starts: [(start: Int, isClosed: Bool)] = []
        var start = sentence.range.lowerBound
        func close(at end: Int) {
            let words = reply.lexemes[start..<end].compactMap(\.word)
            let isClosed = words.contains(where: Self.closed.containsExactly)
            let isOpen = words.contains(where: Self.open.containsExactly)
            // A clause without either goes on with the one before: "closed on Friday, Saturday and holidays".
            starts.append((start, isClosed || !isOpen && starts.last?.isClosed == true && !words.isEmpty))
            start = end + 1
        }
        for index in sentence.range where reply.lexemes[index].isClauseEnd && !reply.isInNumber(index) {
            close(at: index)
        }
        close(at: sentence.range.upperBound)
        self.starts = starts
    }

    /// Whether a lexeme stands in such a clause.
    func contains(_ index: Int) -> Bool { starts.last { $0.start <= index }?.isClosed == true }

    private static let closed = Vocabulary("סגור סגורים סגורה לא אין closed close not no never except")
    private static let open = Vocabulary("פתוח פתוחים פתוחה open יש אפשר")
}
