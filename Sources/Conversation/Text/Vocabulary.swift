/// A set of words, matched as Hebrew and English are typed.
struct Vocabulary: Sendable {
    private let words: Set<String>

    /// The given words, separated by spaces: small letters, without geresh and gershayim.
    init(_ words: String) {
        self.words = Set(words.split(separator: " ").map { Self.foldingFinals(String($0)) })
    }

    /// Whether the word is one of these, as it stands or behind Hebrew's one-letter prefixes (ולדירה for דירה).
    func contains(_ word: String) -> Bool {
        Self.forms(of: word).contains { words.contains($0) }
    }

    /// Whether the word is one of these just as it stands.
    func containsExactly(_ word: String) -> Bool {
        words.contains(Self.foldingFinals(word))
    }

    /// The forms of a word under which it is looked up: see ``withoutPrefixes(_:)`` and ``foldingFinals(_:)``.
    static func forms(of word: String) -> [String] {
        withoutPrefixes(word).map(foldingFinals)
    }

    /// A word as it stands, and what may be left of it without up to three of Hebrew's prefix letters.
    ///
    /// בחיפה may be חיפה; מודיעין may be a town, or ודיעין: which one, only the words that are looked for can tell.
    static func withoutPrefixes(_ word: String) -> [String] {
        var forms = [word]
        var rest = word.unicodeScalars[...]
        while forms.count <= 3, rest.count > 2, let first = rest.first, "ובכלמשה".unicodeScalars.contains(first) {
            rest = rest.dropFirst()
            forms.append(String(rest))
        }
        return forms
    }

    /// The word with final letters as ordinary ones: both are typed at the end of a word.
    static func foldingFinals(_ word: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            switch scalar {
            case "ך": folded.append("כ")
            case "ם": folded.append("מ")
            case "ן": folded.append("נ")
            case "ף": folded.append("פ")
            case "ץ": folded.append("צ")
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }
}
