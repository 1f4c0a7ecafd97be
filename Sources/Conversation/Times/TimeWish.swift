/// When a customer would like to come, as far as rules can read it from the texts.
public struct TimeWish: Equatable, Sendable {
    /// The days that were said, in the order said; the days of a week or a span one by one. They may be past.
    public var days: [CivilDate] = []
    /// The days that were ruled out: "not on Tuesday".
    public var excludedDays: [CivilDate] = []
    /// The times of day that were said, in the order said.
    public var times: [ClockTime] = []
    /// The part of the day that was said: the morning, "after four", "between ten and twelve".
    public var window: ClosedRange<ClockTime>?
    /// Whether it should be as soon as possible.
    public var wantsSoonest = false

    /// A wish for no time in particular.
    public init() {}

    /// The first time of day that was said.
    public var time: ClockTime? { times.first }

    /// Whether nothing was said about when.
    public var isEmpty: Bool { self == TimeWish() }

    /// Whether a moment is one that was wished for: on one of the days, at one of the times, in the part of the day, as
    /// far as any were said.
    public func accepts(_ moment: WallTime) -> Bool {
        (days.isEmpty || days.contains(moment.date)) && !excludedDays.contains(moment.date)
            && (times.isEmpty || times.contains(moment.time)) && (window?.contains(moment.time) ?? true)
    }

    /// Reads the texts of a customer, oldest first. What a later text says of the day or of the time replaces what an
    /// earlier one said of it.
    ///
    /// An hour that may be meant twelve hours later is taken to be in the day, unless the part of the day says otherwise:
    /// `ב-4` is 16:00. A day on which the customer is to move in is no wish to come: see ``MoveIn``.
    ///
    /// - Parameter now: the tenant's wall clock. A weekday that is today's means today as long as the time that was said
    ///   is to come, and the same day next week.
    public static func parse(_ texts: [String], now: WallTime) -> TimeWish {
        var wish = TimeWish()
        for text in texts {
            let lexemes = Lexer.lexemes(of: text)
            let moments = MomentReader.moments(in: lexemes).filter { !MoveIn.isMoveIn($0, in: lexemes) }
            wish.take(TimeWish(moments, in: lexemes, now: now))
        }
        return wish
    }

    private mutating func take(_ later: TimeWish) {
        if !later.days.isEmpty { days = later.days }
        if !later.excludedDays.isEmpty {
            excludedDays = later.excludedDays
            days.removeAll(where: later.excludedDays.contains)
        }
        if !later.times.isEmpty || later.window != nil { (times, window) = (later.times, later.window) }
        wantsSoonest = wantsSoonest || later.wantsSoonest
    }

    private init(_ moments: [Moment], in lexemes: [Lexeme], now: WallTime) {
        readTimes(moments, in: lexemes)
        readDays(moments, in: lexemes, Calendar(now: now, time: times.first ?? window?.upperBound))
        wantsSoonest = moments.contains { $0.kind == .soonest }
    }

    // MARK: Times

    private mutating func readTimes(_ moments: [Moment], in lexemes: [Lexeme]) {
        let part = moments.lazy.compactMap { if case .part(let part) = $0.kind { part } else { nil } }.first
        var earliest: ClockTime?
        var latest: ClockTime?
        for (index, moment) in moments.enumerated() {
            switch moment.kind {
            case .time(let time, let isOpen):
                let meant = time.meant(isOpen: isOpen, in: part)
                if moment.isJoined, index > 0, moments[index - 1].isTime, let first = times.popLast() ?? earliest {
                    (earliest, latest) = (first, meant < first ? meant.twelveHoursLater ?? meant : meant)
                } else {
                    times.append(meant)
                }
            case .from(let time, let isOpen) where Self.isRuledOut(moment, in: lexemes):
                latest = time.meant(isOpen: isOpen, in: part)
            case .from(let time, let isOpen):
                earliest = time.meant(isOpen: isOpen, in: part)
            case .until(let time, let isOpen) where Self.isRuledOut(moment, in: lexemes):
                earliest = time.meant(isOpen: isOpen, in: part)
            case .until(let time, let isOpen):
                latest = time.meant(isOpen: isOpen, in: part)
                if moment.isJoined, let first = times.popLast() { earliest = first }
            default: break
            }
        }
        let bounds = part?.window ?? .first ... .last
        if earliest != nil || latest != nil {
            // "In the afternoon, not before three" bounds it twice; what does not meet is bounded by the times alone.
            let start = earliest ?? .first
            let window = start...max(start, latest ?? .last)
            self.window = window.overlaps(bounds) ? window.clamped(to: bounds) : window
        } else if times.isEmpty {
            window = part?.window
        }
    }

    // MARK: Days

    private mutating func readDays(_ moments: [Moment], in lexemes: [Lexeme], _ calendar: Calendar) {
        var weekLimit: Moment.Week?
        var named: [(days: [CivilDate], isExcluded: Bool)] = []
        for (index, moment) in moments.enumerated() {
            let isExcluded = Self.isRuledOut(moment, in: lexemes)
            switch moment.kind {
            case .week(let week):
                weekLimit = week
                named.append((calendar.days(of: week), isExcluded))
            case .weekday(let last, _) where moment.isJoined && index > 0:
                guard case .weekday(let first, let week) = moments[index - 1].kind, let begin = named.popLast() else {
                    fallthrough
                }
                named.append((calendar.days(from: first, to: last, in: week), begin.isExcluded))
            default:
                let days = calendar.days(of: moment)
                if !days.isEmpty { named.append((days, isExcluded)) }
            }
        }
        // "Tuesday next week" is one day, not eight.
        if let weekLimit, named.count > 1 {
            let all = calendar.days(of: weekLimit)
            named = named.filter { $0.days != all }.map { days, isExcluded in
                let first = days.first.map(\.weekday)
                return (days.count <= 2 ? all.filter { $0.weekday == first } : days, isExcluded)
            }
        }
        for (days, isExcluded) in named {
            let fresh = days.filter { !(isExcluded ? excludedDays : self.days).contains($0) }
            if isExcluded { excludedDays += fresh } else { self.days += fresh }
        }
        days.removeAll(where: excludedDays.contains)
    }

    /// Whether a "not" stands shortly before the moment: "not on Tuesday", "לא יכולה ביום שלישי".
    private static func isRuledOut(_ moment: Moment, in lexemes: [Lexeme]) -> Bool {
        var distance = 0
        for index in (0..<moment.range.lowerBound).suffix(8).reversed() {
            guard distance < 5, let word = lexemes[index].word else {
                if lexemes[index].isDash { continue }
                return false
            }
            distance += 1
            if but.containsExactly(word) { return false }
            if denials.contains(word) {
                let before = index > 0 ? lexemes[index - 1].word : nil
                // "Why not tomorrow?", "if not tomorrow".
                return before.map(["למה", "אם", "why", "if", "או"].contains) != true
            }
        }
        return false
    }

    private static let denials = Vocabulary("לא not cant cannot dont חוץ except besides unavailable")
    private static let but = Vocabulary("אבל אלא רק but only rather אולי maybe אפשר")
}

extension Moment {
    /// Whether it is a time of day.
    var isTime: Bool {
        switch kind {
        case .time, .from, .until: true
        default: false
        }
    }
}
