/// Tells whether an answer repeats a text that it must not.
enum Leak {
    /// So many words in a row are no accident.
    static let length = 8

    /// The runs of words of a text. A shorter text is one run; one of fewer than four words is none.
    static func runs(of lexemes: [Lexeme]) -> Set<[String]> {
        let words = words(of: lexemes)
        guard words.count >= length else { return words.count >= 4 ? [words] : [] }
        return Set((0...words.count - length).map { Array(words[$0..<$0 + length]) })
    }

    /// The first run of words in an answer that stands in a secret too, and is not quotable.
    static func found(in lexemes: [Lexeme], of secrets: [String], quotable: Set<[String]>) -> String? {
        let words = words(of: lexemes)
        for secret in secrets {
            let runs = runs(of: Lexer.lexemes(of: secret))
            guard let size = runs.first?.count, words.count >= size else { continue }
            for start in 0...words.count - size {
                let run = Array(words[start..<start + size])
                if runs.contains(run), !quotable.contains(run) { return run.joined(separator: " ") }
            }
        }
        return nil
    }

    private static func words(of lexemes: [Lexeme]) -> [String] {
        lexemes.filter { $0.kind != .sign }.map(\.text)
    }
}

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
