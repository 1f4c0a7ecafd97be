import Conversation

/// A number as it stands in a text, with what is around it.
struct WrittenNumber: Sendable {
    /// Where it begins, in characters from the text's beginning.
    let place: Int
    /// The digits and what joins them: `6,800`, `03-555-0100`, `10:00`, `26.11.2026`.
    private let body: String
    /// The word, or sign, that stands right before and right after, in lower case; empty for none.
    private let before: String
    private let after: String
    /// Whether no space stands before `after`.
    private let isBound: Bool

    /// All numbers of a text, which is in the form of ``PlainText``.
    static func all(in text: String) -> [WrittenNumber] {
        let characters = Array(text)
        var numbers: [WrittenNumber] = []
        var index = 0
        while index < characters.count {
            guard characters[index].isASCII, characters[index].isNumber else { index += 1; continue }
            let isInternational = index > 0 && characters[index - 1] == "+"
            let end = self.end(of: characters, from: index, hyphensJoin: isInternational)
            numbers.append(
                WrittenNumber(
                    place: index, body: String(characters[index..<end]), before: lastWord(characters[..<index]),
                    after: firstWord(characters[end...]),
                    isBound: end < characters.count && characters[end] != " "))
            index = end
        }
        return numbers
    }

    /// A number goes on over one joining character that a digit follows.
    private static func end(of characters: [Character], from start: Int, hyphensJoin: Bool) -> Int {
        var end = start + 1
        while end < characters.count {
            if isDigit(characters[end]) {
                end += 1
            } else if ".,:/-".contains(characters[end]), end + 1 < characters.count, isDigit(characters[end + 1]),
                hyphensJoin || !isRange(characters[start..<end], joint: characters[end])
            {
                end += 2
            } else {
                break
            }
        }
        return end
    }

    /// A hyphen joins the parts of a telephone number, which begins with 0 or is long; otherwise it stands for "to".
    private static func isRange(_ number: ArraySlice<Character>, joint: Character) -> Bool {
        guard joint == "-", number.first != "0", !isYear(number) else { return false }
        return number.count < 5 || number.contains(where: { ",.:".contains($0) })
    }

    /// As in 2026-11-26.
    private static func isYear(_ number: ArraySlice<Character>) -> Bool {
        number.count >= 4 && number.starts(with: "20") && number.prefix(4).allSatisfy(isDigit)
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    private static func firstWord(_ rest: ArraySlice<Character>) -> String {
        let start = rest.drop { $0 == " " || $0 == "-" }
        if let sign = start.first, "₪%$€".contains(sign) { return String(sign) }
        return String(start.prefix { $0.isLetter || $0.isNumber || $0 == "\"" || $0 == "'" })
    }

    private static func lastWord(_ rest: ArraySlice<Character>) -> String {
        let end = rest.reversed().drop { $0 == " " || $0 == "-" }
        if let sign = end.first, "₪%$€+".contains(sign) { return String(sign) }
        return String(end.prefix { $0.isLetter || $0 == "\"" }.reversed())
    }

    private static let currencies = [
        "₪", "ש\"ח", "שח", "שקל", "שקלים", "nis", "ils", "shekel", "shekels", "$", "€",
    ]
    private static let multipliers = [
        "k": 1000.0, "אלף": 1000, "אלפים": 1000, "thousand": 1000, "מיליון": 1_000_000, "מליון": 1_000_000,
        "million": 1_000_000,
    ]
    /// `2.85M` are millions; `65 m` are metres.
    private static let millions = "m"
    private static let roomWords = ["חדרים", "חדר", "חד'", "rooms", "room", "bedrooms", "bedroom"]

    private static let sizeWords = ["מ\"ר", "מטר", "מטרים", "m²", "m2", "sqm", "sq", "square", "metres", "meters"]
    private static let percentWords = ["%", "אחוז", "אחוזים", "percent"]
    private static let halvesOfDay = ["am", "pm"]
    private static let hourWords = ["ב", "בשעה", "at"]

    /// Its digits alone; of a telephone number as one dials it within Israel.
    var digits: String {
        let digits = body.filter(Self.isDigit)
        return before == "+" && digits.hasPrefix("972") ? "0" + digits.dropFirst(3) : digits
    }

    /// Whether it is one that can be called: nine digits or more, or with hyphens and a leading 0.
    var isTelephone: Bool {
        let joints = body.filter { !Self.isDigit($0) }
        guard joints.allSatisfy({ $0 == "-" }) else { return false }
        return (9...15).contains(digits.count) || (digits.count >= 8 && body.hasPrefix("0"))
    }

    /// The amount of money: what a currency or a word such as "thousand" says is one, or a number that is too big for
    /// anything else. A year is none.
    var amount: Int? {
        guard !isTelephone, rooms == nil, let value, value < 1e12 else { return nil }
        if let multiplier = Self.multipliers[after] ?? (isBound && after == Self.millions ? 1_000_000 : nil) {
            return Int((value * multiplier).rounded())
        }
        let isMarked = Self.currencies.contains(after) || Self.currencies.contains(before)
        guard value == value.rounded() else { return nil }
        if isMarked { return Int(value) }
        let isYear = !body.contains(",") && (1900...2100).contains(value)
        return value >= 1000 && !isYear ? Int(value) : nil
    }

    /// The count of rooms, such as `3.5`.
    var rooms: String? {
        Self.roomWords.contains(after) ? value.map(plain) : nil
    }

    /// The size in square metres.
    var squareMetres: String? {
        Self.sizeWords.contains(after) ? value.map(plain) : nil
    }

    /// The share, such as the 2 of 2%.
    var percentage: String? {
        Self.percentWords.contains(after) ? value.map(plain) : nil
    }

    /// The time of day, as 14:00, 2:00 pm or 2 pm.
    var time: ClockTime? {
        let parts = body.split(separator: ":")
        guard body.allSatisfy({ Self.isDigit($0) || $0 == ":" }), let hour = parts.first.flatMap({ Int($0) }) else {
            return nil
        }
        let isHalfOfDay = Self.halvesOfDay.contains(after)
        let later = after == "pm" && hour < 12 ? 12 : after == "am" && hour == 12 ? -12 : 0
        switch parts.count {
        case 1: return isHalfOfDay && (1...12).contains(hour) ? ClockTime(hour: hour + later) : nil
        case 2 where parts[1].count == 2:
            return Int(parts[1]).flatMap { ClockTime(hour: isHalfOfDay ? hour + later : hour, minute: $0) }
        default: return nil
        }
    }

    /// The full hour that it may be where a text speaks of times without minutes: at 10, ב-10.
    var bareHour: ClockTime? {
        guard body.count <= 2, Self.hourWords.contains(before), let hour = Int(body) else { return nil }
        return ClockTime(hour: hour)
    }

    /// Its value, where it is one number: commas stand before three digits each, one point before decimals.
    var value: Double? {
        let groups = body.split(separator: ",", omittingEmptySubsequences: false)
        guard groups.dropFirst().allSatisfy({ $0.prefix { $0 != "." }.count == 3 }) else { return nil }
        let joined = groups.joined()
        guard joined.allSatisfy({ Self.isDigit($0) || $0 == "." }) else { return nil }
        return Double(joined)
    }

    /// The day, where it is a date without words: 26.11, 26/11/2026, 2026-11-26. The year may be missing.
    var dayAndMonth: (day: Int, month: Int)? {
        let parts = body.split { "./-".contains($0) }.compactMap { Int($0) }
        guard parts.count == 2 || parts.count == 3, !body.contains(","), !body.contains(":"), body != "24/7",
            rooms == nil, squareMetres == nil, percentage == nil, amount == nil, !isHalfRoom
        else { return nil }
        let (day, month) = parts[0] > 31 ? (parts.count == 3 ? parts[2] : 0, parts[1]) : (parts[0], parts[1])
        return (1...31).contains(day) && (1...12).contains(month) ? (day, month) : nil
    }

    /// Whether it is the 3.5 of "3.5-4 rooms".
    private var isHalfRoom: Bool { body.count == 3 && body.hasSuffix(".5") && after.first?.isNumber == true }
}
