/// A text as words and amounts: number words, halves, thousands and millions are worked out.
enum TextPart: Equatable {
    case word(String)
    case amount(Amount)
    case dash
    case shekel
    case stop

    /// A number in a text.
    struct Amount: Equatable {
        var value: Double
        /// Whether a unit of thousands or millions was said with it, or its thousands are set off.
        var isLarge: Bool
        /// Whether a unit of thousands or millions was said with it.
        var unit: Double?
    }

    var word: String? {
        if case .word(let word) = self { word } else { nil }
    }

    var amount: Amount? {
        if case .amount(let amount) = self { amount } else { nil }
    }
}

/// Works amounts out of tokens.
struct AmountReader {
    private let tokens: [TextToken]
    private var index = 0

    /// The parts of a text that was cut into tokens.
    static func parts(of tokens: [TextToken]) -> [TextPart] {
        var reader = AmountReader(tokens: tokens)
        return reader.parts()
    }

    private init(tokens: [TextToken]) {
        self.tokens = tokens
    }

    private mutating func parts() -> [TextPart] {
        var parts: [TextPart] = []
        while index < tokens.count {
            if let amount = amount() {
                parts.append(.amount(amount))
                continue
            }
            switch tokens[index] {
            case .word(let word): parts.append(.word(word))
            case .dash: parts.append(.dash)
            case .shekel: parts.append(.shekel)
            case .stop, .number: parts.append(.stop)
            }
            index += 1
        }
        return parts
    }

    /// Reads an amount that begins here, and goes past it.
    private mutating func amount() -> TextPart.Amount? {
        var amount: TextPart.Amount
        if case .number(let value, let isGrouped) = tokens[index] {
            amount = TextPart.Amount(value: value, isLarge: isGrouped, unit: nil)
            index += 1
        } else if let whole = wholeAmount() {
            return whole
        } else if let word = word(at: index), let value = NumberWords.value(of: word) {
            amount = TextPart.Amount(value: value, isLarge: false, unit: nil)
            index += 1
        } else {
            return nil
        }
        amount.value += fraction() ?? 0
        guard let word = word(at: index), let unit = NumberWords.unit(word, of: amount.value) else { return amount }
        index += 1
        amount.value = (amount.value + (fraction() ?? 0)) * unit
        amount.isLarge = true
        amount.unit = unit
        return amount
    }

    /// Reads a large amount that begins with its unit: a million (and a half), half a million, אלפיים.
    private mutating func wholeAmount() -> TextPart.Amount? {
        guard let first = word(at: index) else { return nil }
        let (share, start) = NumberWords.half.contains(first) ? (0.5, index + 1) : (1.0, index)
        let article = word(at: start) == "a" ? 1 : 0
        guard let word = word(at: start + article), let unit = NumberWords.wholeUnit(word) else { return nil }
        index = start + article + 1
        let value = (share + (fraction() ?? 0)) * unit
        return TextPart.Amount(value: value, isLarge: true, unit: unit)
    }

    /// Reads "and a half" or "and a quarter" if it stands here.
    private mutating func fraction() -> Double? {
        guard let word = word(at: index) else { return nil }
        switch word {
        case "וחצי":
            index += 1
            return 0.5
        case "ורבע":
            index += 1
            return 0.25
        case "and" where self.word(at: index + 1) == "a" && self.word(at: index + 2) == "half":
            index += 3
            return 0.5
        default:
            return nil
        }
    }

    private func word(at position: Int) -> String? {
        guard position < tokens.count, case .word(let word) = tokens[position] else { return nil }
        return word
    }
}

/// Words that are numbers in a search. Without one, which stands for too much else, and without what is no number of rooms.
enum NumberWords {
    static let half = Vocabulary("חצי half")

    /// The number that a word says, from two to ten.
    static func value(of word: String) -> Double? {
        CountingWords.value(of: word).flatMap { (2...10).contains($0) ? $0 : nil }
    }

    /// The unit that a word after a number says.
    static func unit(_ word: String, of value: Double) -> Double? {
        CountingWords.unit(word, of: value) ?? (word == "m" && value <= 30 ? 1_000_000 : nil)
    }

    /// What a unit says without a number before it.
    static func wholeUnit(_ word: String) -> Double? {
        CountingWords.wholeUnit(word).flatMap { $0 == 1000 ? nil : $0 }
    }
}
