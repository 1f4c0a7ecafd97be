/// A piece of a text that keeps all that was written: a word, a run of digits, or a single sign.
///
/// ``TextToken`` forgets what a search does not look at; readers of days, times, phone numbers and addresses need it.
struct Lexeme: Equatable {
    enum Kind: Equatable {
        /// Letters, with the quotation marks, geresh and gershayim among them.
        case word
        /// Decimal digits, written as ASCII whatever script they came in.
        case digits
        /// Anything else that is not white space, and line feeds.
        case sign
    }

    let kind: Kind
    /// A word in small letters without niqqud and quotation marks; digits; or the sign.
    let text: String
    /// Whether a quotation mark, geresh or gershayim stands in or behind the word: `ת"א`, `ג'`.
    let hasQuote: Bool
    /// Whether the word begins with a capital letter.
    let isCapitalized: Bool
    /// Whether white space stands before it.
    let isSpaced: Bool

    /// The word, if it is one.
    var word: String? { kind == .word ? text : nil }
    /// The number, of at most nine digits, if it is one.
    var number: Int? { kind == .digits && text.utf8.count <= 9 ? Int(text) : nil }
    /// Whether it is a hyphen, dash or maqaf.
    var isDash: Bool { kind == .sign && (text.unicodeScalars.first?.isDash ?? false) }

    /// Whether it is this sign.
    func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
}

/// Cuts a text into lexemes, in time that grows with the text's length only.
struct Lexer {
    /// How much of a text is looked at, in UTF-16 units.
    static let limit = 65_536

    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var isSpaced = false
    private var lexemes: [Lexeme] = []

    /// The lexemes of a text, of which at most ``limit`` UTF-16 units are looked at.
    static func lexemes(of text: String) -> [Lexeme] {
        var lexer = Lexer(text)
        lexer.run()
        return lexer.lexemes
    }

    private init(_ text: String) {
        scalars = text.prefix(utf16Units: Self.limit).unicodeScalars.filter { !$0.isInvisibleMark }
    }

    private mutating func run() {
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar.decimalDigit != nil {
                digits()
            } else if scalar.isLetter {
                word()
            } else if scalar.properties.isWhitespace, scalar != "\n" {
                index += 1
                isSpaced = true
            } else {
                index += 1
                append(.sign, String(Character(scalar)))
            }
        }
    }

    private mutating func digits() {
        var text = ""
        while index < scalars.count, let digit = scalars[index].decimalDigit {
            text += String(digit)
            index += 1
        }
        append(.digits, text)
    }

    private mutating func word() {
        let isCapitalized = scalars[index].properties.isUppercase
        var word = String.UnicodeScalarView()
        var hasQuote = false
        while index < scalars.count, scalars[index].isLetter || scalars[index].isQuotationMark {
            if scalars[index].isQuotationMark { hasQuote = true } else { word.append(scalars[index]) }
            index += 1
        }
        append(.word, String(word).lowercased(), hasQuote: hasQuote, isCapitalized: isCapitalized)
    }

    private mutating func append(
        _ kind: Lexeme.Kind, _ text: String, hasQuote: Bool = false, isCapitalized: Bool = false
    ) {
        lexemes.append(
            Lexeme(kind: kind, text: text, hasQuote: hasQuote, isCapitalized: isCapitalized, isSpaced: isSpaced))
        isSpaced = false
    }
}

extension Unicode.Scalar {
    /// Whether it is a letter of any script.
    var isLetter: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "א"..."ת": true
        default: value > 0x7F && properties.isAlphabetic
        }
    }

    /// The value of a decimal digit of any script.
    var decimalDigit: Int? {
        if self >= "0", self <= "9" { return Int(value) - 48 }
        guard value > 0x7F, properties.numericType == .decimal, let value = properties.numericValue else { return nil }
        return Int(value)
    }

    /// Niqqud and cantillation, marks of direction, joiners, and the selectors of emoji.
    var isInvisibleMark: Bool {
        switch value {
        case 0x591...0x5BD, 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x61C, 0x200B...0x200F, 0x202A...0x202E,
            0x2060...0x2069, 0xFE0F, 0xFEFF:
            true
        default: false
        }
    }

    /// Quotation marks, apostrophes, geresh and gershayim.
    var isQuotationMark: Bool {
        switch self {
        case "'", "\"", "`", "׳", "״", "‘", "’", "“", "”", "„", "´", "′", "″": true
        default: false
        }
    }

    /// Hyphens, dashes, the minus sign and maqaf.
    var isDash: Bool {
        switch self {
        case "-", "‐", "‑", "‒", "–", "—", "−", "\u{5BE}": true
        default: false
        }
    }
}
