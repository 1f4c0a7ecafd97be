/// A piece of a customer's text, as far as the rules look at it.
enum TextToken: Equatable {
    /// A word: small letters, without niqqud, quotation marks and geresh (`ש"ח` is `שח`).
    case word(String)
    /// A number. It is grouped where thousands are set off, as in `7,000`.
    case number(Double, isGrouped: Bool)
    /// A hyphen, dash or maqaf.
    case dash
    /// The sign of the shekel.
    case shekel
    /// Punctuation that separates, and numbers that count nothing: phone numbers, dates, times.
    case stop

    /// The word, if it is one.
    var word: String? {
        if case .word(let word) = self { word } else { nil }
    }
}

/// Cuts a text into tokens. Hebrew and English, with the usual typing habits of both.
struct TextTokenizer {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var tokens: [TextToken] = []

    /// The tokens of a text, of which at most `InboundMessage.textLimit` UTF-16 units are looked at.
    static func tokens(of text: String) -> [TextToken] {
        var tokenizer = TextTokenizer(text)
        tokenizer.run()
        return tokenizer.tokens
    }

    private init(_ text: String) {
        scalars = text.prefix(utf16Units: InboundMessage.textLimit).lowercased().unicodeScalars
            .filter { !$0.isInvisibleMark }
    }

    private mutating func run() {
        while index < scalars.count {
            let scalar = scalars[index]
            if Self.isDigit(scalar) {
                number()
            } else if scalar.properties.isAlphabetic {
                word()
            } else {
                index += 1
                switch scalar {
                case _ where scalar.isDash: tokens.append(.dash)
                case "₪": tokens.append(.shekel)
                case _ where scalar.properties.isWhitespace && scalar != "\n": break
                default: tokens.append(.stop)
                }
            }
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    private mutating func word() {
        var word = String.UnicodeScalarView()
        while let scalar = peek(), scalar.properties.isAlphabetic || scalar.isQuotationMark {
            if !scalar.isQuotationMark { word.append(scalar) }
            index += 1
        }
        tokens.append(.word(String(word)))
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        index + offset < scalars.count ? scalars[index + offset] : nil
    }
}

// MARK: - Numbers

extension TextTokenizer {
    private mutating func number() {
        let groups = digitGroups()
        let next = peek(1)
        // 10:30, 1/9
        if let sign = peek(), sign == ":" || sign == "/", let next, Self.isDigit(next) {
            while let scalar = peek(), Self.isDigit(scalar) || ":/.".unicodeScalars.contains(scalar) { index += 1 }
            tokens.append(.stop)
            return
        }
        guard let (value, isGrouped) = Self.value(of: groups) else {
            tokens.append(.stop)
            return
        }
        if peek() == "½" {
            index += 1
            tokens.append(.number(value + 0.5, isGrouped: isGrouped))
        } else {
            tokens.append(.number(value, isGrouped: isGrouped))
        }
    }

    /// The digits from here on, cut at dots and commas that stand between digits, each group with the sign before it.
    private mutating func digitGroups() -> [(sign: Unicode.Scalar?, digits: String)] {
        var groups: [(sign: Unicode.Scalar?, digits: String)] = [(nil, digits())]
        while let sign = peek(), sign == "." || sign == ",", let next = peek(1), Self.isDigit(next) {
            index += 1
            groups.append((sign, digits()))
        }
        // "7 000", as some write it.
        if groups.count == 1, groups[0].digits.utf8.count <= 3, let space = peek(), space != "\n",
            space.properties.isWhitespace, hasHundreds(at: index + 1)
        {
            index += 1
            groups.append((space, digits()))
        }
        return groups
    }

    private mutating func digits() -> String {
        var digits = String.UnicodeScalarView()
        while let scalar = peek(), Self.isDigit(scalar) {
            digits.append(scalar)
            index += 1
        }
        return String(digits)
    }

    /// Whether exactly three digits, full hundreds, stand there.
    private func hasHundreds(at position: Int) -> Bool {
        guard position + 3 <= scalars.count, Self.isDigit(scalars[position]), scalars[position + 1] == "0",
            scalars[position + 2] == "0"
        else { return false }
        return position + 3 == scalars.count || !Self.isDigit(scalars[position + 3])
    }

    /// What groups of digits mean; nil where they count nothing.
    private static func value(of groups: [(sign: Unicode.Scalar?, digits: String)]) -> (Double, isGrouped: Bool)? {
        let first = groups[0].digits
        // A number that begins with 0 is a phone number, unless it is a decimal fraction.
        let isFraction = groups.count == 2 && groups[1].sign == "."
        guard first.utf8.count <= 9, first.utf8.count == 1 || !first.hasPrefix("0") || isFraction else { return nil }
        guard groups.count > 1 else { return Double(first).map { ($0, false) } }
        let rest = groups.dropFirst()
        let joined = groups.map(\.digits).joined()
        guard joined.utf8.count <= 12 else { return nil }
        if first != "0", first.utf8.count <= 3, rest.allSatisfy({ $0.digits.utf8.count == 3 }) {
            return Double(joined).map { ($0, true) }
        }
        guard let last = rest.last else { return nil }
        // 4,500.50 and 3.5, or 3,5 as a decimal comma; two dots are a date.
        let wholeGroups = groups.dropLast()
        if wholeGroups.count > 1 {
            guard last.sign == ".", wholeGroups.dropFirst().allSatisfy({ $0.sign == "," }) else { return nil }
            return Double(wholeGroups.map(\.digits).joined() + "." + last.digits).map { ($0, true) }
        }
        return last.sign == "." || last.digits.utf8.count <= 2
            ? Double(first + "." + last.digits).map { ($0, false) } : Double(joined).map { ($0, true) }
    }
}
