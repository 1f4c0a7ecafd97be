/// A day of the Gregorian calendar, wherever that is.
///
/// Time zones are the database's business: all days and times here are the tenant's own wall clock.
public struct CivilDate: Hashable, Comparable, Sendable {
    /// The year, 1 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// A day of the given numbers; nil where there is none, such as 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    private init(knownYear: Int, month: Int, day: Int) { (year, self.month, self.day) = (knownYear, month, day) }

    /// 1 January 1970.
    static let epoch = CivilDate(knownYear: 1970, month: 1, day: 1)

    /// Reads `2026-11-24`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day that lies so many days after 1 January 1970; nil outside the years 1 to 9999.
    public init?(dayNumber: Int) {
        guard (-719_162...2_932_896).contains(dayNumber) else { return nil }
        // Counted from 1 March of year 0, a leap day is a year's last day (the algorithm is Howard Hinnant's).
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// How many days after 1 January 1970 it is.
    public var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day of the week as ISO 8601 counts: 1 is Monday, 6 Saturday, 7 Sunday.
    public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 + 1 }

    /// What the day of the week is called: `יום שלישי`, `Tuesday`.
    public func weekdayName(in language: Language) -> String {
        let names =
            switch language {
            case .hebrew: ["יום שני", "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "שבת", "יום ראשון"]
            case .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            }
        return names[weekday - 1]
    }

    /// The day so many days later; itself where the calendar ends.
    public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) ?? self }

    /// Whether the one day comes before the other.
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: CustomStringConvertible {
    /// As ISO 8601 writes it: `2026-11-24`.
    public var description: String { padded(year, to: 4) + "-" + padded(month, to: 2) + "-" + padded(day, to: 2) }
}

/// A time of day on the wall clock, to the minute.
public struct ClockTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes since midnight, 0 to 1439.
    public let minutes: Int

    /// A time of the given numbers; nil where there is none.
    public init?(hour: Int, minute: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        minutes = hour * 60 + minute
    }

    /// So many minutes after midnight, or the day's first or last minute.
    init(clampedMinutes minutes: Int) {
        self.minutes = min(max(minutes, 0), 24 * 60 - 1)
    }

    private init(minutes: Int) { self.minutes = minutes }

    /// 00:00.
    static let midnight = ClockTime(minutes: 0)

    /// Reads `09:30`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.map(\.count) == [2, 2], let hour = Int(parts[0]), let minute = Int(parts[1])
        else {
            return nil
        }
        self.init(hour: hour, minute: minute)
    }

    /// The hour, 0 to 23.
    public var hour: Int { minutes / 60 }
    /// The minute, 0 to 59.
    public var minute: Int { minutes % 60 }

    /// `09:30`.
    public var description: String { padded(hour, to: 2) + ":" + padded(minute, to: 2) }

    /// Whether the one time comes before the other.
    public static func < (a: ClockTime, b: ClockTime) -> Bool { a.minutes < b.minutes }
}

/// A moment on the tenant's wall clock, to the minute: when a viewing begins, or now.
public struct WallTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The day.
    public let date: CivilDate
    /// The time of the day.
    public let time: ClockTime

    /// A moment of the given parts.
    public init(_ date: CivilDate, _ time: ClockTime) {
        (self.date, self.time) = (date, time)
    }

    /// The beginning of 1 January 1970.
    public static let epoch = WallTime(.epoch, .midnight)

    /// Reads `2026-11-24T09:30`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CivilDate(parts[0]), let time = ClockTime(parts[1]) else { return nil }
        self.init(date, time)
    }

    /// `2026-11-24T09:30`.
    public var description: String { "\(date)T\(time)" }

    /// Whether the one moment comes before the other.
    public static func < (a: WallTime, b: WallTime) -> Bool { (a.date, a.time) < (b.date, b.time) }
}

private func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
