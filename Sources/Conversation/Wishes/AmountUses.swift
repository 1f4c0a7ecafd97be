/// What the amounts of a text stand for: rooms, or a price.
struct AmountUses {
    /// The rooms: one number as a range of one.
    private(set) var rooms: ClosedRange<Double>?
    /// The most that it may cost, in shekels.
    private(set) var maximumPrice: Int?
    /// The least that it may cost, in shekels.
    private(set) var minimumPrice: Int?
    /// A most that was said in few words, as in `עד 7`: thousands of rent, or millions to buy.
    private(set) var shortMaximum: Double?

    private let parts: [TextPart]
    /// How sure the price is: a price that was called the most is not replaced by one that just stood there.
    private var priceRank = 0
    /// Behind the noun that the last amount belonged to, so that a noun before an amount is not used twice.
    private var used = 0

    /// Reads the parts of one text.
    init(_ parts: [TextPart]) {
        self.parts = parts
        var index = 0
        while index < parts.count {
            if let range = AmountRange(parts, at: index) {
                read(range)
                index = range.end
            } else {
                index += 1
            }
        }
    }

    private mutating func read(_ range: AmountRange) {
        if let rooms = roomsNamed(by: range) {
            // Half rooms exist, thirds do not; and 40 rooms are no flat.
            if rooms.lowerBound >= 1, rooms.upperBound <= 20, (rooms.lowerBound * 2).rounded() == rooms.lowerBound * 2 {
                self.rooms = rooms
            }
        } else if !isArea(range) {
            readPrice(range)
        }
    }

    // MARK: Rooms

    private mutating func roomsNamed(by range: AmountRange) -> ClosedRange<Double>? {
        let noun = nounPosition(after: range)
        if let word = noun.flatMap(word) {
            if PropertyWords.rooms.contains(word) {
                used = (noun ?? range.end) + 1
                return withLivingRoom(range.values, if: self.word(used).map(PropertyWords.bedroomAfterRoom.contains))
            }
            if PropertyWords.bedrooms.contains(word) {
                used = (noun ?? range.end) + 1
                return withLivingRoom(range.values, if: true)
            }
        }
        // A form: "חדרים: 3", "rooms: 3".
        var before = range.start - 1
        while before >= used, case .stop = parts[before] { before -= 1 }
        guard before >= used, before < range.start, !range.isLarge, range.values.upperBound <= 20,
            let word = word(before), PropertyWords.rooms.contains(word)
        else { return nil }
        return range.values
    }

    /// Bedrooms are one fewer than rooms, which in Israel count the living room.
    private func withLivingRoom(_ values: ClosedRange<Double>, if areBedrooms: Bool?) -> ClosedRange<Double> {
        areBedrooms == true ? values.lowerBound + 1...values.upperBound + 1 : values
    }

    /// Where the noun that an amount counts would stand: right behind it, or behind a hyphen ("3-room").
    private func nounPosition(after range: AmountRange) -> Int? {
        guard range.end < parts.count else { return nil }
        return parts[range.end] == .dash ? range.end + 1 : range.end
    }

    private func isArea(_ range: AmountRange) -> Bool {
        word(range.end).map(PropertyWords.metres.containsExactly) == true
    }

    // MARK: Price

    private mutating func readPrice(_ range: AmountRange) {
        let context = PriceContext(parts, before: range.start)
        let isInShekels =
            part(range.end) == .shekel || part(range.start - 1) == .shekel
            || (word(range.end).map(PropertyWords.shekels.contains) ?? false)
            || (word(range.start - 1).map(PropertyWords.shekels.contains) ?? false)
        let isAlone = range.end - range.start == parts.count
        if isLeast(range, context) {
            if let price = price(range.values.lowerBound, isSure: isInShekels || range.isLarge) { minimumPrice = price }
            return
        }
        if context == .most, !range.isRange, isShort(range) { shortMaximum = range.values.upperBound }
        let rank: Int
        switch context {
        case .most, .least: rank = 3
        case _ where range.isRange && (isInShekels || range.values.lowerBound >= 1000 || range.isLarge): rank = 3
        case _ where isInShekels || range.isLarge: rank = 2
        case .price: rank = 1
        case _ where isAlone || isMonthly(range): rank = 1
        default: return
        }
        guard let price = price(range.values.upperBound, isSure: isInShekels || range.isLarge) else { return }
        // What was called the most is replaced by a later correction; else the price is the largest amount, and the
        // smaller ones are what comes on top of it.
        let isBetter = rank == priceRank && rank < 3 ? price > maximumPrice ?? 0 : rank >= priceRank
        guard isBetter else { return }
        priceRank = rank
        maximumPrice = price
        minimumPrice = range.isRange ? Int(range.values.lowerBound.rounded()) : minimumPrice
    }

    /// The amount as a price; nil where it can hardly be one: below that it is a floor, an hour or a day of the month, and a
    /// bare year is when it was built or is free.
    private func price(_ amount: Double, isSure: Bool) -> Int? {
        let isYear = (1900...2039).contains(amount) && amount != 2000
        guard amount >= (isSure ? 300 : 1000), amount <= 1_000_000_000, isSure || !isYear else { return nil }
        return Int(amount.rounded())
    }

    /// Whether it is the least: "from 5000", `5000 ומעלה`; but "more than 5000 I cannot" names the most.
    private func isLeast(_ range: AmountRange, _ context: PriceContext) -> Bool {
        guard !range.isRange else { return false }
        if word(range.end) == "ומעלה"
            || word(range.end) == "and" && ["up", "above", "more"].contains(word(range.end + 1))
        {
            return true
        }
        guard context == .least else { return false }
        return !(range.end..<range.end + 4).compactMap(word).contains(where: PropertyWords.negation.containsExactly)
    }

    /// Whether a small amount stands right behind "up to", with nothing that it counts: `עד 7`.
    private func isShort(_ range: AmountRange) -> Bool {
        guard range.values.upperBound <= 30, !range.isLarge, let before = word(range.start - 1),
            PropertyWords.upTo.contains(before) || before == "to"
        else { return false }
        switch part(range.end) {
        case nil, .stop: return true
        default: return false
        }
    }

    private func isMonthly(_ range: AmountRange) -> Bool {
        [range.end, range.end + 1].compactMap(word).contains(where: PropertyWords.monthly.contains)
    }

    private func part(_ index: Int) -> TextPart? { parts.indices.contains(index) ? parts[index] : nil }

    private func word(_ index: Int) -> String? { part(index)?.word }
}
