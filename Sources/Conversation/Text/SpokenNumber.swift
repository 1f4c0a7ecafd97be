/// A number as it stands in a text, in digits, in words or both: `6,800`, `6.8K`, `ששת אלפים ושמונה מאות`.
struct SpokenNumber: Equatable {
    let value: Double
    /// The lexemes that say it.
    let range: Range<Int>
    /// Whether its thousands are set off, or said as a word or letter.
    let isLarge: Bool
    /// Whether it stands in words alone.
    let isInWords: Bool

    /// Reads the number that begins at a lexeme; nil where none does.
    static func read(_ lexemes: [Lexeme], at index: Int) -> SpokenNumber? {
        var reader = SpokenNumberReader(lexemes: lexemes, index: index)
        return reader.number()
    }
}

/// Reads one number from a place on: what is counted in ones, then thousands and millions.
private struct SpokenNumberReader {
    let lexemes: [Lexeme]
    var index: Int
    private let start: Int
    /// What thousands and millions were counted so far.
    private var total = 0.0
    /// What is counted since.
    private var current = 0.0
    private var lastUnit = 1.0
    private var isLarge = false
    private var hasDigits = false
    private var terms = 0

    init(lexemes: [Lexeme], index: Int) {
        (self.lexemes, self.index, start) = (lexemes, index, index)
    }

    mutating func number() -> SpokenNumber? {
        while terms < 12, term() { terms += 1 }
        guard terms > 0 else { return nil }
        return SpokenNumber(
            value: total + current, range: start..<index, isLarge: isLarge, isInWords: !hasDigits)
    }

    /// Reads the next term of the number, if one stands here: digits, a small number, hundreds, a unit, a fraction.
    private mutating func term() -> Bool {
        guard index < lexemes.count else { return false }
        if lexemes[index].kind == .digits { return digits() }
        if terms > 0, joint() { return true }
        guard let word = lexemes[index].word else {
            guard lexemes[index].isSign("½"), terms > 0 else { return false }
            current += 0.5
            index += 1
            return true
        }
        return fraction(word) || unit(word) || small(word)
    }

    /// "and", and the Hebrew prefix before digits: `6 אלף ו-800`, "six thousand and eight hundred".
    private mutating func joint() -> Bool {
        var next = index
        guard let word = lexemes[next].word, word == "ו" || word == "and" else { return false }
        next += 1
        if word == "ו", next < lexemes.count, lexemes[next].isDash { next += 1 }
        guard next < lexemes.count, current == 0,
            lexemes[next].kind == .digits || lexemes[next].word.map(isSmall) == true
        else { return false }
        let before = (index, current)
        index = next
        if term() { return true }
        (index, current) = before
        return false
    }

    private func isSmall(_ word: String) -> Bool {
        CountingWords.value(of: word) != nil || CountingWords.hundreds(word) != nil
    }

    // MARK: Digits

    private mutating func digits() -> Bool {
        // A second run of digits goes on with a number only behind its thousands: "6 אלף 800".
        if terms > 0 {
            guard current == 0, lastUnit > 1, (3...6).contains(lexemes[index].text.utf8.count) || isFollowedByUnit
            else {
                return false
            }
        }
        let (text, isGrouped, end) = digitGroups()
        guard let value = Double(text), value < 1e12 else { return false }
        current += value
        isLarge = isLarge || isGrouped
        hasDigits = true
        index = end
        return true
    }

    /// The digits from here on with their groups and decimals: `4,500.50`, `6.800`, `3.5`, `3,5`, `7 000`.
    private func digitGroups() -> (text: String, isGrouped: Bool, end: Int) {
        var text = lexemes[index].text
        var end = index + 1
        var isGrouped = false
        while end + 1 < lexemes.count, lexemes[end + 1].kind == .digits, !lexemes[end].isSpaced,
            !lexemes[end + 1].isSpaced,
            lexemes[end].isSign(",") || lexemes[end].isSign(".")
        {
            let group = lexemes[end + 1].text
            if group.utf8.count == 3, text.utf8.count <= (isGrouped ? 12 : 3), !text.hasPrefix("0") {
                text += group
                isGrouped = true
                end += 2
            } else {
                text += "." + group
                end += 2
                break
            }
        }
        if !isGrouped, end == index + 1, text.utf8.count <= 3, !text.hasPrefix("0"), end < lexemes.count,
            lexemes[end].isSpaced,
            lexemes[end].kind == .digits, lexemes[end].text.utf8.count == 3, lexemes[end].text.hasSuffix("00")
        {
            text += lexemes[end].text
            isGrouped = true
            end += 1
        }
        return (text, isGrouped, end)
    }

    // MARK: Words

    private mutating func small(_ word: String) -> Bool {
        if let hundreds = CountingWords.hundreds(word) {
            current += hundreds
        } else if CountingWords.hundred.containsExactly(word), terms > 0, current >= 1, current < 100 {
            current *= 100
        } else if let value = CountingWords.value(of: word), terms == 0 || canFollow(value, word) {
            current += value
        } else {
            return false
        }
        index += 1
        return true
    }

    /// Whether a small number goes on with this one: behind hundreds or thousands, or ones behind tens.
    private func canFollow(_ value: Double, _ word: String) -> Bool {
        // "Six thousand and two flats" are two numbers.
        if current == 0 { return lastUnit > 1 && isFollowedByUnit }
        if hasDigits && lastUnit == 1 { return false }
        if current >= 100 { return value < 100 && current.truncatingRemainder(dividingBy: 100) == 0 }
        return current >= 20 && current.truncatingRemainder(dividingBy: 10) == 0 && value < 10 && !hasDigits
    }

    /// Whether hundreds, thousands or millions stand right behind the number here, or behind the next: "fifty three thousand".
    private var isFollowedByUnit: Bool {
        [word(1), word(2)].contains { word in
            guard let word else { return false }
            return CountingWords.hundred.containsExactly(word) || CountingWords.unit(word, of: 1) != nil
        }
    }

    private mutating func unit(_ word: String) -> Bool {
        if let whole = CountingWords.wholeUnit(word), terms == 0 || current == 0 {
            total += whole
            lastUnit = whole >= 1_000_000 ? 1_000_000 : 1000
        } else if terms > 0, current > 0 || hasDigits, let unit = CountingWords.unit(word, of: current) {
            total += current * unit
            lastUnit = unit
            current = 0
        } else {
            return false
        }
        isLarge = true
        index += 1
        return true
    }

    private mutating func fraction(_ word: String) -> Bool {
        let share: Double
        var length = 1
        switch word {
        case "וחצי": share = 0.5
        case "ורבע": share = 0.25
        case "חצי" where terms == 0, "half" where terms == 0: share = 0.5
        case "רבע" where terms == 0: share = 0.25
        case "and" where self.word(1) == "a" && self.word(2) == "half": (share, length) = (0.5, 3)
        default: return false
        }
        if terms == 0 {
            // Half of what? Of a million, or it is no number.
            if self.word(1) == "a" { length = 2 }
            guard let unit = self.word(length), CountingWords.million.containsExactly(unit) else { return false }
        }
        current += current == 0 && terms > 0 ? share * lastUnit : share
        index += length
        return true
    }

    private func word(_ offset: Int) -> String? {
        index + offset < lexemes.count ? lexemes[index + offset].word : nil
    }
}
