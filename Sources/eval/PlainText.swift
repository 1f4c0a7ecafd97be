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
    func holds(_ words: String) -> Bool { place(of: words) != nil }

    /// Where the words first stand in it, not in the middle of a number; in characters from its beginning.
    func place(of words: String) -> Int? {
        let words = Array(PlainText(words).text)
        let characters = Array(text)
        guard !words.isEmpty, characters.count >= words.count else { return nil }
        return (0...(characters.count - words.count)).first { start in
            characters[start..<(start + words.count)].elementsEqual(words)
                && !Self.continues(characters, words.first, before: start)
                && !Self.continues(characters, words.last, after: start + words.count - 1)
        }
    }

    /// Whether the words stand in it as whole words, one after the other. A Hebrew word may have letters before it that
    /// stand for "and", "the", "in" and the like. A number may be an end of a range.
    func says(_ words: String) -> Bool {
        if !words.contains(where: \.isLetter) { return holds(words) }
        let wanted = PlainText(words).placedWords.map(\.word)
        let said = placedWords.map(\.word)
        guard !wanted.isEmpty, said.count >= wanted.count else { return false }
        return (0...(said.count - wanted.count)).contains { start in
            zip(said[start...], wanted).enumerated().allSatisfy { index, pair in
                pair.0 == pair.1 || (index == 0 && Self.isPrefixed(pair.0, pair.1))
            }
        }
    }

    /// Whether a Hebrew word is another one behind up to three letters of "and, the, in, to, from, that, as".
    static func isPrefixed(_ word: String, _ bare: String) -> Bool {
        guard bare.first.map({ ("א"..."ת").contains($0) }) == true, word.hasSuffix(bare) else { return false }
        let prefix = word.dropLast(bare.count)
        return prefix.count <= 3 && prefix.allSatisfy("משהוכלב".contains)
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

    /// Its words and numbers, and where each begins, in characters. Apostrophes and quotation marks within a word belong to
    /// it, an apostrophe after a single letter too (ג'), a per cent sign after a number, and whatever joins a number's digits.
    var placedWords: [(word: String, place: Int)] {
        let characters = Array(text)
        var words: [(word: String, place: Int)] = []
        var start: Int?
        for index in 0...characters.count {
            if index < characters.count, Self.belongs(index, characters) {
                start = start ?? index
            } else if let begin = start {
                words.append((String(characters[begin..<index]), begin))
                start = nil
            }
        }
        return words
    }

    private static func belongs(_ index: Int, _ characters: [Character]) -> Bool {
        let character = characters[index]
        if character.isLetter || character.isNumber { return true }
        guard index > 0 else { return false }
        let before = characters[index - 1]
        let after = index + 1 < characters.count ? characters[index + 1] : " "
        switch character {
        case "'", "\"":
            let isSingle = index < 2 || !characters[index - 2].isLetter
            return before.isLetter && (after.isLetter || (character == "'" && isSingle))
        case "%": return before.isNumber
        case ".", ",", ":", "/", "-": return before.isNumber && after.isNumber
        default: return false
        }
    }
}
