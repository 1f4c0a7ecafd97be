/// A town in Israel.
public struct Place: Hashable, Sendable {
    /// Its name in Hebrew, as a listing would have it: `תל אביב`.
    public let hebrew: String
    /// Its name in English: `Tel Aviv`.
    public let english: String

    /// A place of the given names.
    public init(hebrew: String, english: String) {
        (self.hebrew, self.english) = (hebrew, english)
    }
}

/// Finds the towns that a customer names.
public enum Places {
    /// The towns named in the texts, each once, the one that was named last first.
    ///
    /// Hebrew and English spellings, abbreviations (`ת"א`, `TLV`), Hebrew's prefixes (`בחיפה`), and in long names one wrong,
    /// missing, doubled or exchanged letter. A town that is ruled out ("not in Haifa") does not count.
    ///
    /// - Parameter texts: the texts, oldest first.
    public static func named(in texts: [String]) -> [Place] {
        var places: [Place] = []
        for text in texts {
            for place in PlaceReader.places(in: text) {
                places.removeAll { $0 == place }
                places.append(place)
            }
        }
        return places.reversed()
    }
}

/// Finds towns in one text.
struct PlaceReader {
    private let lexemes: [Lexeme]
    /// The positions of the words among the lexemes.
    private let words: [Int]
    private let mentionsProperty: Bool

    static func places(in text: String) -> [Place] {
        let lexemes = Lexer.lexemes(of: text.prefix(utf16Units: InboundMessage.textLimit))
        return PlaceReader(lexemes).places()
    }

    private init(_ lexemes: [Lexeme]) {
        self.lexemes = lexemes
        words = lexemes.indices.filter { lexemes[$0].kind == .word }
        mentionsProperty = words.contains { index in
            let word = lexemes[index].text
            return PropertyWords.apartment.contains(word) || PropertyWords.rooms.contains(word)
                || PropertyWords.rent.contains(word) || PropertyWords.sale.contains(word)
                || PropertyWords.house.contains(word) || PropertyWords.general.contains(word)
        }
    }

    private func places() -> [Place] {
        var places: [Place] = []
        var position = 0
        while position < words.count {
            guard let (place, length) = place(at: position) else {
                position += 1
                continue
            }
            if !isRuledOut(position) { places.append(place) }
            position += length
        }
        return places
    }

    private func place(at position: Int) -> (Place, length: Int)? {
        for isExact in [true, false] {
            for length in (1...3).reversed() where position + length <= words.count && isOnePhrase(position, length) {
                if let place = place(at: position, length: length, isExact: isExact) { return (place, length) }
            }
        }
        return nil
    }

    /// Whether the words stand one behind the other, with at most a hyphen between them.
    private func isOnePhrase(_ position: Int, _ length: Int) -> Bool {
        (position..<position + length - 1).allSatisfy { index in
            let between = lexemes[words[index] + 1..<words[index + 1]]
            return between.count <= 1 && between.allSatisfy(\.isDash)
        }
    }

    private func place(at position: Int, length: Int, isExact: Bool) -> Place? {
        let first = lexemes[words[position]]
        let rest = (position + 1..<position + length).map { Vocabulary.foldingFinals(lexemes[words[$0]].text) }
        for (index, form) in Vocabulary.forms(of: first.text).enumerated() {
            let letters = ([form] + rest).joined()
            let entry = isExact ? PlaceNames.entry(letters) : PlaceNames.similarEntry(letters, wordCount: length)
            if let entry, fits(entry, at: position, length: length, isPrefixed: index > 0) { return entry.place }
        }
        return nil
    }

    /// Whether a name that may also mean something else means the town here.
    private func fits(_ entry: PlaceNames.Entry, at position: Int, length: Int, isPrefixed: Bool) -> Bool {
        let lexeme = lexemes[words[position]]
        switch entry.condition {
        case .none: return true
        case .quoted: return lexeme.hasQuote
        case .quotedOrPrefixed: return lexeme.hasQuote || isPrefixed && mentionsProperty
        case .prefixed:
            let before = position > 0 ? lexemes[words[position - 1]].text : nil
            let after = position + length < words.count ? words[position + length] : nil
            let isAlone = after.map { $0 != words[position + length - 1] + 1 } ?? true
            let isIn =
                isPrefixed || before.map { ["in", "near", "to", "from", "around", "באזור"].contains($0) } == true
            return isIn && (isAlone || !entry.isStreetWord)
        case .amongProperty:
            let before = position > 0 ? lexemes[words[position - 1]].text : ""
            return mentionsProperty && !Vocabulary.withoutPrefixes(before).contains("יום")
        }
    }

    private func isRuledOut(_ position: Int) -> Bool {
        guard position > 0 else { return false }
        let before = lexemes[words[position - 1]].text
        if Self.denials.contains(before) { return true }
        return position > 1 && ["in", "מ"].contains(before) && Self.denials.contains(lexemes[words[position - 2]].text)
    }

    private static let denials: Set<String> = ["לא", "not", "except", "חוץ"]
}
