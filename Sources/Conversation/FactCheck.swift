/// Holds each fact of an answer against the sheet.
struct FactCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    func violations() -> [FactViolation] {
        reply.sentences.flatMap { sentence in
            let facts = reply.facts(in: sentence)
            let sums = facts.isEmpty ? Sums.none : Sums(of: sentence, in: reply)
            return facts.compactMap { fact in
                problem(fact.kind, sums).map { FactViolation(kind: $0, words: reply.words(fact.range)) }
            } + MomentCheck(reply: reply, sheet: sheet, now: now).violations(of: facts, in: sentence)
        }
    }

    /// What is wrong with a fact, if anything.
    private func problem(_ fact: Fact.Kind, _ sums: Sums) -> FactViolation.Kind? {
        switch fact {
        case .price(let price, let isApproximate): isKnown(price, isApproximate, sums) ? nil : .price
        // A hundred per cent, and none, are figures of speech.
        case .percentage(let share): [0, 100].contains(share) || sheet.percentages.contains(share) ? nil : .percentage
        case .rooms(let rooms, areBedrooms: false): sheet.rooms.contains(rooms) ? nil : .rooms
        case .rooms(let bedrooms, areBedrooms: true):
            sheet.bedrooms.contains(bedrooms) || sheet.rooms.contains(bedrooms + 1) ? nil : .rooms
        case .squareMetres(let metres): sheet.squareMetres.contains(metres) ? nil : .size
        case .phone(let digits): isKnown(phone: digits) ? nil : .phone
        case .link(let link): sheet.links.contains { $0.contains(link) || link.contains($0) } ? nil : .link
        case .address(let street, let number): isKnown(street, number) ? nil : .address
        case .moment, .number: nil
        }
    }

    // MARK: Prices

    /// What the words of a sentence say of the sums in it.
    private struct Sums {
        static let none = Sums(areDifferences: false, areDerived: false)
        /// "900 shekels cheaper".
        let areDifferences: Bool
        /// "A deposit of three months".
        let areDerived: Bool

        private init(areDifferences: Bool, areDerived: Bool) {
            (self.areDifferences, self.areDerived) = (areDifferences, areDerived)
        }

        init(of sentence: Sentence, in reply: Reply) {
            areDifferences = reply.hasWord(in: sentence.range, FactCheck.difference)
            areDerived = reply.hasWord(in: sentence.range, FactCheck.derived)
        }
    }

    private func isKnown(_ price: Double, _ isApproximate: Bool, _ sums: Sums) -> Bool {
        let rounded = Int(price.rounded())
        if sheet.prices.contains(rounded) { return true }
        if isApproximate, sheet.prices.contains(where: { abs(Double($0) - price) <= Double($0) * 0.03 }) { return true }
        if sums.areDifferences, sheet.prices.contains(where: { sheet.prices.contains($0 + rounded) }) { return true }
        return sums.areDerived && isDerived(price)
    }

    /// Whether a sum follows from known prices: some months of a rent, a share of a price, either with VAT.
    private func isDerived(_ price: Double) -> Bool {
        let shares = sheet.percentages.map { $0 / 100 } + (1...12).map(Double.init)
        let factors = shares.flatMap { share in Self.taxes.map { share * $0 } }
        return sheet.prices.contains { base in
            base >= 1000 && factors.contains { abs(Double(base) * $0 - price) < 1.5 }
        }
    }

    /// Without VAT, and with Israel's 17 % (until 2024) or 18 %.
    private static let taxes = [1, 1.17, 1.18]

    private static let difference = Vocabulary(
        "יקר יקרה זול זולה יותר פחות הפרש מעל מתחת חוסך תוספת cheaper less more above below over under difference save")
    private static let derived = Vocabulary(
        """
        פיקדון ערבות סהכ סך שנה שנתי לשנה חודשיים חודשים עמלה תיווך מעמ מקדמה deposit guarantee total year yearly annually \
        months commission fee fees vat upfront
        """)

    // MARK: Phones and addresses

    /// A number may be given without its country or with it; nothing else of it may differ.
    private func isKnown(phone digits: String) -> Bool {
        sheet.phones.contains {
            $0 == digits || $0.utf8.count >= 7 && digits.hasSuffix($0) || digits.utf8.count >= 7 && $0.hasSuffix(digits)
        }
    }

    private func isKnown(_ street: StreetName, _ number: Int?) -> Bool {
        sheet.houses.contains { house in
            guard number == nil || house.number == number else { return false }
            return house.street.isLike(street) || Self.ends(street, with: house.street)
                || Self.ends(house.street, with: street)
        }
    }

    /// Whether a name is the other with a title or a first name before it: `שדרות בן גוריון`, `דוד בן גוריון`.
    private static func ends(_ long: StreetName, with short: StreetName) -> Bool {
        short.letters.unicodeScalars.count >= 4 && long.letters.hasSuffix(short.letters)
    }
}
