internal import Conversation

/// The words of a customer's texts as the rules of the local dialogue look at them.
///
/// Small letters, without niqqud, quotation marks and geresh, final letters as ordinary ones: both are typed at the end of
/// a word.
struct SpokenWords: Sendable {
    /// So many words at most are looked at, the last ones.
    static let limit = 400

    /// In a text of more words, typing errors are left alone.
    private static let mostCorrected = 60

    /// The words in their order.
    let words: [String]
    /// Each word as it stands and without Hebrew's one-letter prefixes.
    private let forms: [[String]]
    /// Where a form of a word stands.
    private let positions: [String: [Int]]

    init(_ texts: [String]) {
        var words: [String] = []
        for text in texts { words += Self.cut(text) }
        self.words = Array(words.suffix(Self.limit))
        // Somebody who writes much says it more than once.
        let mayCorrect = self.words.count <= Self.mostCorrected
        forms = self.words.map { word in
            let forms = Self.forms(of: word)
            return mayCorrect ? forms + TypedWords.meant(by: forms) : forms
        }
        var positions: [String: [Int]] = [:]
        for (index, forms) in forms.enumerated() {
            for form in forms { positions[form, default: []].append(index) }
        }
        self.positions = positions
    }

    /// Where the word stands, with or without a prefix.
    func positions(of word: String) -> [Int] { positions[word] ?? [] }

    /// Whether the word at a place is the given one, with or without a prefix.
    func matches(_ word: String, at index: Int) -> Bool { forms[index].contains(word) }

    /// Whether the word at a place begins with the given letters, with or without a prefix.
    func begins(with letters: some StringProtocol, at index: Int) -> Bool {
        forms[index].contains { $0.hasPrefix(letters) }
    }

    /// A word as it stands, and what may be left of it without up to three of Hebrew's prefix letters.
    private static func forms(of word: String) -> [String] {
        var forms = [word]
        var rest = word.unicodeScalars[...]
        while forms.count <= 3, rest.count > 2, let first = rest.first, "ובכלמשה".unicodeScalars.contains(first) {
            rest = rest.dropFirst()
            forms.append(String(rest))
        }
        return forms
    }

    /// Cuts a text into words. A dot or colon between digits belongs to the number.
    static func cut(_ text: String) -> [String] {
        let scalars = Array(text.prefix(utf16Units: InboundMessage.textLimit).lowercased().unicodeScalars)
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar.properties.isAlphabetic || isDigit(scalar) {
                word.append(folded(scalar))
            } else if isSilent(scalar) {
                continue
            } else if scalar == "." || scalar == ":", let last = word.last, isDigit(last),
                index + 1 < scalars.count, isDigit(scalars[index + 1])
            {
                word.append(scalar)
            } else if !word.isEmpty {
                words.append(String(word))
                word.removeAll()
            }
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    /// Niqqud, marks of direction, and quotation marks, which stand inside Hebrew abbreviations.
    private static func isSilent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "'", "\"", "`", "׳", "״", "‘", "’", "“", "”", "„": true
        default:
            switch scalar.value {
            case 0x591...0x5BD, 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x200B...0x200F, 0x202A...0x202E,
                0x2060...0x2069, 0xFE0F, 0xFEFF:
                true
            default: false
            }
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "ך": "כ"
        case "ם": "מ"
        case "ן": "נ"
        case "ף": "פ"
        case "ץ": "צ"
        default: scalar
        }
    }
}

/// Phrases that mean one thing, Hebrew and English.
struct Phrases: Sendable {
    private let phrases: [[String]]

    /// Phrases between commas or on lines of their own, written as people write them. A word that ends with `*` stands for
    /// all that begin so.
    init(_ text: String) {
        phrases = text.split { $0 == "," || $0 == "\n" }.map { phrase in
            phrase.split(separator: " ").flatMap { word in
                SpokenWords.cut(String(word)).map { word.hasSuffix("*") ? $0 + "*" : $0 }
            }
        }.filter { !$0.isEmpty }
    }

    /// All words that stand in them; not the beginnings of words.
    var words: [String] { phrases.joined().filter { !$0.hasSuffix("*") } }

    /// Whether one of them occurs.
    func occur(in spoken: SpokenWords) -> Bool { place(in: spoken) != nil }

    /// Where the first of them that occurs begins.
    func place(in spoken: SpokenWords) -> Int? {
        phrases.lazy.compactMap { Self.place(of: $0, in: spoken) }.first
    }

    private static func place(of phrase: [String], in spoken: SpokenWords) -> Int? {
        if let first = phrase.first, !first.hasSuffix("*") {
            return spoken.positions(of: first).first { occurs(phrase, in: spoken, at: $0) }
        }
        return spoken.words.indices.first { occurs(phrase, in: spoken, at: $0) }
    }

    private static func occurs(_ phrase: [String], in spoken: SpokenWords, at start: Int) -> Bool {
        guard start >= 0, start + phrase.count <= spoken.words.count else { return false }
        return phrase.indices.allSatisfy { offset in
            let word = phrase[offset]
            guard word.hasSuffix("*") else { return spoken.matches(word, at: start + offset) }
            return spoken.begins(with: word.dropLast(), at: start + offset)
        }
    }
}
