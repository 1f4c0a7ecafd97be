/// What a customer looks for, as far as rules can read it from the texts.
///
/// Areas are not in here: the database knows the areas of its own listings, and finds them among ``wordForms``.
public struct ListingQuery: Equatable, Sendable {
    /// To rent or to buy.
    public enum Deal: String, Codable, Sendable {
        /// The customer wants to rent.
        case rent
        /// The customer wants to buy.
        case sale
    }

    /// What kind of property, as listings name it.
    public enum PropertyKind: String, Codable, Sendable {
        /// A flat, studio, penthouse or duplex.
        case apartment
        /// A house, villa or cottage.
        case house
        /// An office.
        case office
        /// A shop.
        case shop
    }

    /// How many rooms, counted as in Israel, with the living room; of a range, the fewest. A multiple of a half.
    public var rooms: Double?
    /// The most rooms, where a range was said.
    public var maximumRooms: Double?
    /// The most that it may cost, in shekels: a month's rent, or the whole price.
    public var maximumPrice: Int?
    /// The least that it may cost, in shekels, where that was said: `מעל 5000`, `5000-6500`.
    public var minimumPrice: Int?
    /// To rent or to buy; nil where the customer did not say, or said both.
    public var deal: Deal?
    /// What kind of property.
    public var propertyKind: PropertyKind?
    /// Whether the texts are about a property at all.
    public var mentionsProperty = false
    /// The last words of the texts, each once: small letters, without niqqud, geresh and punctuation.
    public var words: [String] = []

    /// A query that asks for nothing.
    public init() {}

    /// Whether nothing was said that a search could use. The words, which may name an area, do not count.
    public var isEmpty: Bool {
        rooms == nil && maximumPrice == nil && minimumPrice == nil && deal == nil && propertyKind == nil
    }

    /// The words as they stand and without Hebrew's prefix letters: `בחיפה` and `חיפה`.
    public var wordForms: [String] { words.flatMap(Vocabulary.withoutPrefixes) }

    /// Reads the texts of a customer, oldest first. What was said later replaces what was said before.
    public static func parse(_ texts: [String]) -> ListingQuery {
        var query = ListingQuery()
        for text in texts {
            let tokens = TextTokenizer.tokens(of: text)
            let parts = AmountReader.parts(of: tokens)
            let uses = AmountUses(parts)
            query.readAmounts(uses)
            query.readRaise(parts, said: uses.maximumPrice)
            query.readWords(tokens)
            query.readShortMaximum(uses)
        }
        query.mentionsProperty = query.mentionsProperty || query.rooms != nil || query.deal != nil
        query.words = query.words.suffix(wordLimit)
        return query
    }

    private static let wordLimit = 64

    private mutating func readAmounts(_ uses: AmountUses) {
        if let range = uses.rooms {
            rooms = range.lowerBound
            maximumRooms = range.upperBound > range.lowerBound ? range.upperBound : nil
        }
        if let price = uses.maximumPrice { (minimumPrice, maximumPrice) = (uses.minimumPrice, price) }
        if let price = uses.minimumPrice {
            minimumPrice = price
            if let most = maximumPrice, most < price { maximumPrice = nil }
        }
    }

    /// `עד 7` is seven thousand a month, or, of what is for sale, as many millions; where nothing speaks of a property it is
    /// no price.
    private mutating func readShortMaximum(_ uses: AmountUses) {
        guard let amount = uses.shortMaximum, uses.maximumPrice == nil, mentionsProperty || rooms != nil || deal != nil
        else { return }
        let unit: Double = deal == .sale ? 1_000_000 : 1000
        guard deal == .sale ? amount <= 20 : amount >= 2 else { return }
        maximumPrice = Int((amount * unit).rounded())
    }

    /// "I can go up to 9500", `אפשר לעלות ל-7000`: what somebody can raise the budget to, unless more was called the most.
    private mutating func readRaise(_ parts: [TextPart], said: Int?) {
        guard let price = PriceRaise.price(in: parts), price > said ?? 0 else { return }
        maximumPrice = price
    }

    private mutating func readWords(_ tokens: [TextToken]) {
        var deals: Set<Deal> = []
        let spoken = tokens.compactMap(\.word)
        // Said of a flat that is looked for, "to let" is "to rent".
        if spoken.contains("להשכיר"), !Self.isOwner(spoken) {
            deals.insert(.rent)
            mentionsProperty = true
        }
        for (position, word) in spoken.enumerated() {
            let before = position > 0 ? spoken[position - 1] : nil
            let after = position + 1 < spoken.count ? spoken[position + 1] : nil
            if let deal = Self.deal(word) {
                // "not to buy"
                let denial = before == "to" && position > 1 ? spoken[position - 2] : before
                if denial.map(PropertyWords.negation.containsExactly) != true { deals.insert(deal) }
            }
            if let kind = Self.propertyKind(word, before: before, after: after) {
                propertyKind = kind
                mentionsProperty = true
            }
            if PropertyWords.general.contains(word) { mentionsProperty = true }
        }
        if deals.count == 1 { deal = deals.first }
        for word in spoken.suffix(Self.wordLimit) where word.unicodeScalars.count > 1 {
            words.removeAll { $0 == word }
            words.append(word)
        }
    }

    private static func deal(_ word: String) -> Deal? {
        if PropertyWords.rent.contains(word) { return .rent }
        return PropertyWords.sale.contains(word) ? .sale : nil
    }

    private static func propertyKind(_ word: String, before: String?, after: String?) -> PropertyKind? {
        if PropertyWords.apartment.contains(word) { return .apartment }
        if PropertyWords.shop.contains(word) { return parks(word, before: before, after: after) ? nil : .shop }
        if PropertyWords.house.contains(word) {
            let isNone =
                PropertyWords.notAHouse.containsExactly(word)
                || after.map(PropertyWords.afterNoHouse.containsExactly) == true
            return isNone ? nil : .house
        }
        if PropertyWords.office.contains(word) {
            let isOwn =
                PropertyWords.ownOffice.containsExactly(word)
                || before.map(PropertyWords.beforeOwnOffice.containsExactly) == true
            return isOwn ? nil : .office
        }
        return nil
    }

    /// Whether somebody has a property to let: "to let my flat", not "to let" alone.
    private static func isOwner(_ words: [String]) -> Bool {
        zip(words, words.dropFirst()).contains { first, second in
            first == "להשכיר" && second == "את"
                || PropertyWords.isProperty(first) && PropertyWords.own.containsExactly(second)
                || PropertyWords.owner.containsExactly(first) && PropertyWords.isProperty(second)
        }
    }

    /// Whether somebody wants to park: `איפה לחנות` looks for no shop, which is written alike.
    private static func parks(_ word: String, before: String?, after: String?) -> Bool {
        word == "לחנות"
            && (before.map(PropertyWords.beforeParking.containsExactly) == true
                || after.map(PropertyWords.afterParking.containsExactly) == true)
    }
}

extension ListingQuery {
    /// Whether a property is looked for at all.
    public var isSearch: Bool { !isEmpty || mentionsProperty }

    /// The deal that was asked for, or that only the price can mean: nobody rents for hundreds of thousands a month.
    public var likelyDeal: Deal? { deal ?? (maximumPrice.map { $0 >= 200_000 } == true ? .sale : nil) }
}
