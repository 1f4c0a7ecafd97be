/// The part of a cut-off text up to the end of its last finished sentence; empty when none is finished.
///
/// A sentence ends at `.`, `!`, `?` or `…`, with the quotation marks, brackets and emoji right behind it, where white
/// space or the end of the text follows. A line of a list ends with its line. What only looks like an end is none:
/// decimals and prices (`4,500.50`), list numbers (`1.`), abbreviations (`Dr.`, `רח.`), links. At the very end of the
/// text, where more may have been coming, a dot behind a digit or in a link does not count either.
public func finishedSentences(of text: String) -> String {
    var scanner = SentenceScanner(text)
    return scanner.finishedPart()
}

private struct SentenceScanner {
    private let characters: [Character]
    private var lineStart = 0
    private var hasWords = false

    init(_ text: String) {
        characters = Array(text)
    }

    mutating func finishedPart() -> String {
        var end = 0
        var index = 0
        while index < characters.count {
            let character = characters[index]
            hasWords = hasWords || character.isLetter || character.isNumber
            if character.isNewline {
                if lineIsFinished(before: index) { end = index }
                lineStart = index + 1
            } else if Self.isTerminator(character) {
                let behind = afterClosers(index)
                if endsSentence(at: index, behind: behind) { end = behind }
                index = behind
                continue
            }
            index += 1
        }
        while end > 0, characters[end - 1].isWhitespace { end -= 1 }
        return String(characters[..<end])
    }

    private static func isTerminator(_ character: Character) -> Bool {
        character == "." || character == "!" || character == "?" || character == "…"
    }

    private static func isCloser(_ character: Character) -> Bool {
        switch character {
        case "\"", "'", "”", "’", "״", ")", "]", "»", "*", "_": true
        default: character.unicodeScalars.first?.properties.isEmojiPresentation == true
        }
    }

    /// The position behind further terminators and what closes.
    private func afterClosers(_ index: Int) -> Int {
        var index = index + 1
        while index < characters.count, Self.isTerminator(characters[index]) || Self.isCloser(characters[index]) {
            index += 1
        }
        return index
    }

    private func endsSentence(at index: Int, behind: Int) -> Bool {
        let isAtEnd = behind == characters.count
        guard hasWords, isAtEnd || characters[behind].isWhitespace else { return false }
        guard characters[index] == ".", behind == index + 1 else { return true }
        let word = wordBefore(index)
        guard let last = word.last else { return false }
        if last.isNumber {
            return !isAtEnd && !isListNumber(word, before: index)
        }
        if isAtEnd, Self.isLink(word) { return false }
        return !Self.isAbbreviation(word)
    }

    /// The characters since the last white space, without what opens: brackets, quotation marks, a bullet.
    private func wordBefore(_ index: Int) -> ArraySlice<Character> {
        var start = index
        while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
        return characters[start..<index].drop { !$0.isLetter && !$0.isNumber }
    }

    /// A number of up to two digits at the beginning of its line.
    private func isListNumber(_ word: ArraySlice<Character>, before index: Int) -> Bool {
        word.count <= 2 && characters[lineStart..<index].allSatisfy { $0.isWhitespace || $0.isNumber || $0 == "*" }
    }

    private static func isLink(_ word: ArraySlice<Character>) -> Bool {
        let word = String(word).lowercased()
        return word.hasPrefix("www") || word.contains("/") || word.contains("@")
    }

    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "ave", "rd", "blvd", "apt", "vs", "etc", "approx", "sq", "ft", "fl",
        "tel",
        "ext", "inc", "ltd", "jan", "feb", "aug", "sept", "oct", "nov", "dec",
        "רח", "שד", "מס", "טל", "עמ", "פרופ", "דר", "גב", "שכ", "קומ", "וכו",
    ]

    /// A known abbreviation, a single letter, or letters with dots between them (`a.m`, `ת.ז`).
    private static func isAbbreviation(_ word: ArraySlice<Character>) -> Bool {
        let letters = word.filter { $0.isLetter }
        if letters.count <= 1 { return true }
        if word.contains("."), word.split(separator: ".").allSatisfy({ $0.count == 1 }) { return true }
        return abbreviations.contains(String(letters).lowercased())
    }

    /// A line with words on it that does not announce what comes next.
    private func lineIsFinished(before index: Int) -> Bool {
        let line = characters[lineStart..<index]
        guard line.contains(where: \.isLetter), let last = line.last(where: { !$0.isWhitespace }) else { return false }
        return last != ":" && last != "," && last != "-" && last != "–"
    }
}
