/// A text as facts are looked for in it: without case, invisible marks, Hebrew points and the different forms of quotation
/// marks and hyphens, every white space a space.
struct PlainText: Sendable {
    let text: String

    init(_ text: String) {
        var scalars = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars {
            switch scalar.value {
            case 0x0591...0x05BD, 0x05BF...0x05C7, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xAD:
                continue
            case 0x05F3, 0x2018, 0x2019, 0x60, 0xB4: scalars.append("'")
            case 0x05F4, 0x201C, 0x201D, 0x201E: scalars.append("\"")
            case 0x05BE, 0x2010...0x2015, 0x2212: scalars.append("-")
            case _ where scalar.properties.isWhitespace: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        self.text = String(scalars)
    }

    /// Whether the words stand in it, not in the middle of a number.
    func holds(_ words: String) -> Bool {
        let words = Array(PlainText(words).text)
        guard !words.isEmpty else { return false }
        let characters = Array(text)
        guard characters.count >= words.count else { return false }
        return (0...(characters.count - words.count)).contains { start in
            characters[start..<(start + words.count)].elementsEqual(words)
                && !Self.continues(characters, words.first, before: start)
                && !Self.continues(characters, words.last, after: start + words.count - 1)
        }
    }

    private static func continues(_ characters: [Character], _ edge: Character?, before start: Int) -> Bool {
        edge?.isNumber == true && start > 0 && characters[start - 1].isNumber
    }

    private static func continues(_ characters: [Character], _ edge: Character?, after end: Int) -> Bool {
        edge?.isNumber == true && end + 1 < characters.count && characters[end + 1].isNumber
    }

    /// Whether these characters stand anywhere in it.
    func contains(_ words: String) -> Bool { text.contains(PlainText(words).text) }

    /// Its words, without punctuation.
    var words: [String] {
        text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }
}
