import Conversation

/// Turns the placeholders of a dialogue into words, so that it says the same on whatever day it is run.
///
/// | placeholder | becomes |
/// |---|---|
/// | `{day1}` … `{day4}` | the first … fourth viewing day after today, as one says it: מחר, מחרתיים, ביום שלישי |
/// | `{day2.weekday}` `.letter` `.date` `.iso` `.en` | יום שלישי · ביום ג' · 26.11 · 2026-11-26 · on Tuesday (tomorrow) |
/// | `{date+30.date}` `.long` `.long.en` `.iso` | that many days from today (`-`: ago): 26.11 · 26 בנובמבר · 26 November · 2026-11-26 |
/// | `{slot1}` `{slot1.en}` `{slot1.time}` | the first time that was offered last: ביום שלישי ב-10:00 · Tuesday at 10:00 · 10:00 |
/// | `{other}` | the number of a neighbouring tenant |
/// | `{huge20000}` | a text of so many characters |
///
/// Viewing days are Sunday to Thursday. None falls on today's weekday, so that a weekday's name never means today.
struct Script: Sendable {
    /// The day and time on the tenants' wall clock.
    let now: WallTime
    /// The number of a tenant that this one's customers must learn nothing of.
    let neighbour: Int

    /// The nth viewing day after today, from 1.
    func viewingDay(_ number: Int) throws -> CivilDate {
        let days = (1...6).map { now.date.adding(days: $0) }.filter { $0.weekday != 5 && $0.weekday != 6 }
        guard days.indices.contains(number - 1) else { throw EvaluationError("there is no viewing day \(number)") }
        return days[number - 1]
    }

    /// A text with its placeholders replaced. `slots` are the times that were offered last.
    func text(_ text: String, slots: [WallTime]) throws -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            if let close = rest.firstIndex(of: "}"),
                let words = try words(rest[rest.index(after: open)..<close], slots: slots)
            {
                result += words
                rest = rest[rest.index(after: close)...]
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// What a placeholder stands for; nil where the braces hold none.
    private func words(_ placeholder: Substring, slots: [WallTime]) throws -> String? {
        let parts = placeholder.split(separator: ".", maxSplits: 1).map(String.init)
        guard let head = parts.first else { return nil }
        let form = parts.count > 1 ? parts[1] : ""
        if head == "other" { return String(neighbour) }
        if let number = Self.number(head, after: "huge") { return Self.huge(number) }
        if let number = Self.number(head, after: "date") {
            return try Self.write(now.date.adding(days: number), form: form)
        }
        if let number = Self.number(head, after: "day") { return try write(viewingDay: number, form: form) }
        if let number = Self.number(head, after: "slot") { return try write(slot: number, of: slots, form: form) }
        return nil
    }

    private static func number(_ text: String, after prefix: String) -> Int? {
        text.hasPrefix(prefix) ? Int(text.dropFirst(prefix.count)) : nil
    }

    private func write(viewingDay number: Int, form: String) throws -> String {
        let day = try viewingDay(number)
        let distance = day.dayNumber - now.date.dayNumber
        return switch form {
        case "": distance == 1 ? "מחר" : distance == 2 ? "מחרתיים" : "ב" + Weekday.hebrew(day)
        case "weekday": Weekday.hebrew(day)
        case "letter": "ביום " + Weekday.letter(day) + "'"
        case "en": distance == 1 ? "tomorrow" : "on " + Weekday.english(day)
        default: try Self.write(day, form: form)
        }
    }

    private static func write(_ date: CivilDate, form: String) throws -> String {
        switch form {
        case "date": "\(date.day).\(date.month)"
        case "iso": date.description
        case "long": "\(date.day) ב\(Month.hebrew[date.month - 1])"
        case "long.en": "\(date.day) \(Month.english[date.month - 1])"
        default: throw EvaluationError("a day cannot be written as \(form)")
        }
    }

    /// Where no times were offered, a customer asks for one of a viewing day.
    private func write(slot number: Int, of slots: [WallTime], form: String) throws -> String {
        let slot = try slots.indices.contains(number - 1) ? slots[number - 1] : Self.usual(on: viewingDay(number))
        return switch form {
        case "": "ב\(Weekday.hebrew(slot.date)) ב-\(slot.time)"
        case "en": "\(Weekday.english(slot.date)) at \(slot.time)"
        case "time": slot.time.description
        default: throw EvaluationError("a time cannot be written as \(form)")
        }
    }

    private static func usual(on day: CivilDate) throws -> WallTime {
        guard let time = ClockTime(hour: 10) else { throw EvaluationError("there is no ten o'clock") }
        return WallTime(day, time)
    }

    private static func huge(_ length: Int) -> String {
        let words = "ואז אמרתי לו שאני לא מבין מה הוא רוצה ממני כי כבר דיברנו על זה פעם "
        return String(String(repeating: words, count: length / words.count + 1).prefix(length))
    }
}

/// The names of the days of the week.
enum Weekday {
    private static let hebrewNames = ["שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת", "ראשון"]
    private static let letters = ["ב", "ג", "ד", "ה", "ו", "ש", "א"]
    private static let englishNames = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// יום שלישי
    static func hebrew(_ date: CivilDate) -> String { "יום " + hebrewNames[date.weekday - 1] }
    /// ג
    static func letter(_ date: CivilDate) -> String { letters[date.weekday - 1] }
    /// Tuesday
    static func english(_ date: CivilDate) -> String { englishNames[date.weekday - 1] }
}

/// The names of the months.
enum Month {
    static let hebrew = [
        "ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר",
    ]
    static let english = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
