/// A name that somebody gives as their own: `קוראים לי דנה`, "my name is Dana".
enum StatedName {
    /// The name that stands in a text, of at most two words; nil where none is given.
    static func name(in lexemes: [Lexeme]) -> String? {
        for index in lexemes.indices {
            guard let word = lexemes[index].word, let start = begin(after: index, word, in: lexemes) else { continue }
            let name = lexemes[min(start, lexemes.count)...].prefix {
                $0.kind == .word && !Self.noName.containsExactly($0.text)
            }.prefix(2)
            let kept = name.first?.isCapitalized == true ? name.prefix { $0.isCapitalized } : name
            if let first = kept.first, first.text.unicodeScalars.count > 1 {
                return kept.map { $0.isCapitalized ? $0.text.prefix(1).uppercased() + $0.text.dropFirst() : $0.text }
                    .joined(separator: " ")
            }
        }
        return nil
    }

    /// Where the name would begin, if the words at an index announce one.
    private static func begin(after index: Int, _ word: String, in words: [Lexeme]) -> Int? {
        func text(_ offset: Int) -> String { words.indices.contains(index + offset) ? words[index + offset].text : "" }
        switch word {
        case "קוראים" where text(1) == "לי": return index + 2
        case "שמי", "ושמי": return words.indices.contains(index + 1) ? index + 1 : nil
        case "השם" where text(1) == "שלי": return text(2) == "הוא" ? index + 3 : index + 2
        case "my" where text(1) == "name" && text(2) == "is": return index + 3
        case "my" where text(1) == "names": return index + 2
        case "im" where isCapitalized(index + 1, words): return index + 1
        case "i" where text(1) == "am" && isCapitalized(index + 2, words): return index + 2
        case "this" where text(1) == "is" && isCapitalized(index + 2, words): return index + 2
        case "call" where text(1) == "me" && isCapitalized(index + 2, words): return index + 2
        default: return nil
        }
    }

    private static func isCapitalized(_ index: Int, _ words: [Lexeme]) -> Bool {
        words.indices.contains(index) && words[index].isCapitalized
    }

    private static let noName = Vocabulary(
        """
        ואני אני ו מחפש מחפשת מחפשים רוצה רוצים מעוניין מעוניינת ורוצה ומחפש ומחפשת and i from looking interested the a in here \
        מ של ב עם גם
        """)
}
