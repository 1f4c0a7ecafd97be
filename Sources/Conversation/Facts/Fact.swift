/// Something in a text that can be true or invented.
struct Fact: Equatable {
    enum Kind: Equatable {
        /// Shekels. Behind "about" it is approximate.
        case price(Double, isApproximate: Bool)
        case percentage(Double)
        /// Rooms as Israel counts them, or bedrooms, which are one fewer.
        case rooms(Double, areBedrooms: Bool)
        case squareMetres(Double)
        /// The digits of a phone number, national.
        case phone(String)
        /// An e-mail address or a link.
        case link(String)
        /// A street, and the number of a house in it where one is said.
        case address(StreetName, number: Int?)
        case moment(Moment)
        /// A number that is none of these.
        case number(Double)
    }

    let kind: Kind
    /// The lexemes that say it.
    let range: Range<Int>
}

/// The name of a street, so that its spellings are equal: without the word for a street, without the article.
struct StreetName: Hashable {
    let letters: String

    init(_ words: some Sequence<String>) {
        var letters = Vocabulary.foldingFinals(words.joined())
        for article in ["ה", "ha"] where letters.hasPrefix(article) && letters.unicodeScalars.count > article.count + 2
        {
            letters = String(letters.dropFirst(article.count))
            break
        }
        self.letters = letters
    }

    /// Whether it is the same name, or, in a long one, the same but for one letter.
    func isLike(_ other: StreetName) -> Bool {
        if letters == other.letters { return true }
        let (a, b) = (Array(letters.unicodeScalars), Array(other.letters.unicodeScalars))
        return min(a.count, b.count) >= 5 && PlaceNames.isOneEditApart(a, b)
    }
}
