/// Holds the prices of a sentence against the sheet.
struct PriceCheck {
    private let sentence: Sentence
    private let reply: Reply
    private let sheet: FactSheet
    /// "900 shekels cheaper".
    private let hasDifference: Bool
    /// "2 % of the price", "with VAT".
    private let hasShare: Bool
    /// "A year".
    private let isYearly: Bool

    init(_ sentence: Sentence, reply: Reply, sheet: FactSheet) {
        (self.sentence, self.reply, self.sheet) = (sentence, reply, sheet)
        let mayHold = !reply.facts(in: sentence).isEmpty
        hasDifference = mayHold && reply.hasWord(in: sentence.range, Self.difference)
        hasShare = mayHold && reply.hasWord(in: sentence.range, Self.share)
        isYearly = mayHold && reply.hasWord(in: sentence.range, Self.year)
    }

    func isKnown(_ price: Double, _ isApproximate: Bool, at range: Range<Int>) -> Bool {
        let rounded = Int(price.rounded())
        if sheet.prices.contains(rounded) { return true }
        if isApproximate, sheet.prices.contains(where: { Self.isAbout(price, $0) }) { return true }
        if reply.isDenied(range, in: sentence) { return true }
        if sheet.said.prices.contains(rounded), reply.isWished(range, in: sentence) { return true }
        if isPerMetre(range) {
            return sheet.properties.contains { known in
                guard let whole = known.property.price, let size = known.property.squareMetres else { return false }
                return abs(Double(whole) / Double(size) - price) <= 1
            }
        }
        return hasDifference && isDifference(rounded) || isDerived(price)
    }

    /// A price may be rounded by one per cent, or in millions to two digits; one that is given to the tens is not rounded.
    static func isAbout(_ said: Double, _ price: Int) -> Bool {
        guard said.truncatingRemainder(dividingBy: 100) == 0 else { return false }
        let price = Double(price)
        return abs(price - said) <= price * 0.01
            || price >= 1_000_000 && said.truncatingRemainder(dividingBy: 100_000) == 0 && abs(price - said) <= 50_000
    }

    private func isPerMetre(_ range: Range<Int>) -> Bool {
        reply.lexemes[range.upperBound...].prefix(6).contains { $0.word.map(Self.metre.containsExactly) == true }
    }

    /// Whether a sum is what one listing costs more than another, or less than a budget that is spoken of.
    private func isDifference(_ sum: Int) -> Bool {
        let own = sheet.properties.compactMap(\.property.price)
        let others = own + (reply.hasWord(in: sentence.range, Self.budget) ? Array(sheet.said.prices) : [])
        return own.contains { price in others.contains { abs(price - $0) == sum } }
    }

    /// Whether a sum follows from a listing's price: the months of its rent that are asked for, a year's rent, a share that
    /// is stated, either with VAT.
    private func isDerived(_ price: Double) -> Bool {
        var factors = sheet.rentMonths
        if hasShare { factors.formUnion(sheet.percentages.map { $0 / 100 }) }
        if isYearly { factors.insert(12) }
        guard hasShare || isYearly || !factors.isEmpty else { return false }
        let taxes = hasShare ? Self.taxes : [1]
        return sheet.properties.contains { known in
            guard let base = known.property.price else { return false }
            return factors.contains { factor in taxes.contains { abs(Double(base) * factor * $0 - price) < 1.5 } }
        }
    }

    /// Without VAT, and with Israel's 17 % (until 2024) or 18 %.
    private static let taxes = [1, 1.17, 1.18]

    // MARK: What costs nothing, and months of rent

    /// The promises and the months of rent that nobody spoke of.
    func promises() -> [FactViolation] {
        guard !sentence.isQuestion else { return [] }
        let gifts = Gift.all(in: sentence, of: reply).filter { !sheet.gifts.contains($0.gift) }.map(\.range)
        let months = RentMonths.all(in: reply.lexemes, within: sentence.range)
            .filter { !sheet.rentMonths.contains($0.count) && !reply.isDenied($0.range, in: sentence) }.map(\.range)
        return (gifts.prefix(1) + months).map { FactViolation(kind: .price, words: reply.words($0)) }
    }

    private static let difference = Vocabulary(
        "יקר יקרה זול זולה יותר פחות הפרש מעל מתחת חוסך תוספת cheaper less more above below over under difference save")
    private static let share = Vocabulary("עמלה עמלת תיווך מעמ commission fee fees vat אחוז percent סהכ total")
    private static let year = Vocabulary("שנה שנתי שנתית לשנה year yearly annually annual")
    private static let budget = Vocabulary("תקציב תקציבך תקציבכם budget")
    private static let metre = Vocabulary("למר למטר sqm square metre meter m מר מטר")
}
