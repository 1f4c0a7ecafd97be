/// Tells whether a text is in another language than the one it should be in.
enum ForeignText {
    /// The first words of a text of which most letters are of another script; nil where it is in the language, or has hardly
    /// any letters.
    static func found(in text: String, language: Language) -> String? {
        var own = 0
        var foreign = 0
        for word in text.split(whereSeparator: \.isWhitespace) {
            // Links and addresses are in Latin letters everywhere.
            guard !word.contains("@"), !word.hasPrefix("http"), !word.contains("www.") else { continue }
            for scalar in word.unicodeScalars where scalar.isLetter {
                switch scalar {
                case "א"..."ת": if language == .hebrew { own += 1 } else { foreign += 1 }
                case "a"..."z", "A"..."Z": if language == .english { own += 1 } else { foreign += 1 }
                default: foreign += 1
                }
            }
        }
        // Hebrew has room for Latin names; English with Hebrew names has rarely more of them than of its own words.
        let isForeign = language == .hebrew ? foreign > own * 2 : foreign > own
        guard isForeign, own + foreign >= 8 else { return nil }
        return text.split(whereSeparator: \.isWhitespace).prefix(8).joined(separator: " ")
    }
}
