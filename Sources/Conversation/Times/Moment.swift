/// A day, a time or a part of the day as it is said in a text, not yet put into a calendar.
struct Moment: Equatable {
    enum Kind: Equatable {
        /// `26.11`, `26 November 2026`.
        case date(day: Int, month: Int, year: Int?)
        /// `ה-26`, `the 26th`.
        case dayOfMonth(Int)
        /// A weekday as ISO 8601 counts, of any week, of this one or of the next.
        case weekday(Int, in: Week)
        /// So many days from today.
        case fromToday(Int)
        /// All of a week.
        case week(Week)
        /// Friday and Saturday.
        case weekend(Week)
        /// A time of day. It is open where the hour may be meant twelve hours later.
        case time(ClockTime, isOpen: Bool)
        /// From a time on.
        case from(ClockTime, isOpen: Bool)
        /// Until a time.
        case until(ClockTime, isOpen: Bool)
        /// A part of the day.
        case part(PartOfDay)
        /// As soon as possible.
        case soonest
    }

    /// Which week is meant; Israel's begin on Sunday.
    enum Week: Equatable {
        case any
        case this
        case next
    }

    let kind: Kind
    /// The lexemes that say it.
    let range: Range<Int>
    /// Whether it is the other end of a span that began with the moment before: `9:00-18:00`, "Sunday to Thursday".
    var isJoined = false
    /// Whether the words can hardly mean anything else.
    var isSure = true
}

/// A part of the day as people speak of it.
enum PartOfDay: Equatable {
    case morning
    case noon
    case afternoon
    case evening

    /// When one would come.
    var window: ClosedRange<ClockTime> {
        switch self {
        case .morning: .hours(8, 12)
        case .noon: .hours(12, 14)
        case .afternoon: .hours(13, 18)
        case .evening: .hours(17, 21)
        }
    }

    /// The hours that are still called so: "8 in the morning", "11 in the evening".
    var widest: ClosedRange<ClockTime> {
        switch self {
        case .morning: .hours(4, 12)
        case .noon: .hours(11, 16)
        case .afternoon: .hours(12, 19)
        case .evening: .hours(16, 23)
        }
    }
}

extension ClosedRange<ClockTime> {
    /// From one full hour to another.
    static func hours(_ first: Int, _ last: Int) -> ClosedRange<ClockTime> {
        ClockTime(clampedMinutes: first * 60)...ClockTime(clampedMinutes: Swift.max(first, last) * 60)
    }
}

extension ClockTime {
    /// The first minute of the day.
    static let first = ClockTime(clampedMinutes: 0)
    /// The last minute of the day.
    static let last = ClockTime(clampedMinutes: 24 * 60)

    /// The same time twelve hours later; nil where that is another day.
    var twelveHoursLater: ClockTime? { ClockTime(hour: hour + 12, minute: minute) }

    /// The time that is meant where only the hour as on a dial was said: in this trade nobody means the night.
    func meant(isOpen: Bool, in part: PartOfDay?) -> ClockTime {
        guard isOpen, let later = twelveHoursLater else { return self }
        if let part {
            return part.widest.contains(self) || !part.widest.contains(later) ? self : later
        }
        return hour < 8 ? later : self
    }
}
