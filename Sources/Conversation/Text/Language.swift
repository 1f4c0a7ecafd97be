/// A language in which the assistant answers.
public enum Language: String, Codable, Sendable, CaseIterable {
    /// Hebrew.
    case hebrew = "he"
    /// English.
    case english = "en"

    /// The language that a customer writes in, told by the letters; nil where there are neither Hebrew nor Latin ones.
    ///
    /// The newest text decides. One of fewer than four letters ("ok") decides only where no other does: people who
    /// write Hebrew use such words too. Hebrew counts double, since its writers put Latin names of firms and places
    /// between their words, which the others hardly do. Links and addresses do not count.
    ///
    /// - Parameter texts: what the customer wrote, oldest first.
    public static func of(_ texts: [String]) -> Language? {
        var briefly: Language?
        for text in texts.reversed() {
            let letters = LetterCount(text)
            guard let language = letters.language else { continue }
            if letters.total >= 4 { return language }
            briefly = briefly ?? language
        }
        return briefly
    }
}

/// How many letters of each script a text has.
private struct LetterCount {
    private var hebrew = 0
    private var latin = 0

    var total: Int { hebrew + latin }

    var language: Language? {
        guard total > 0 else { return nil }
        return hebrew * 2 >= latin ? .hebrew : .english
    }

    init(_ text: String) {
        for word in text.prefix(utf16Units: InboundMessage.textLimit).split(whereSeparator: \.isWhitespace) {
            guard !word.contains("@"), !word.hasPrefix("http"), !word.hasPrefix("www.") else { continue }
            for scalar in word.unicodeScalars {
                switch scalar {
                case "א"..."ת": hebrew += 1
                case "a"..."z", "A"..."Z": latin += 1
                default: break
                }
            }
        }
    }
}
