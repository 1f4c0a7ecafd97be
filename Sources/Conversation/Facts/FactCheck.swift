/// Holds each fact of an answer against the sheet.
struct FactCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    func violations() -> [FactViolation] {
        let moments = MomentCheck(reply: reply, sheet: sheet, now: now)
        return reply.sentences.flatMap { sentence in
            let facts = reply.facts(in: sentence)
            let prices = PriceCheck(sentence, reply: reply, sheet: sheet)
            return facts.compactMap { fact in
                problem(fact, prices, in: sentence).map { FactViolation(kind: $0, words: reply.words(fact.range)) }
            } + prices.promises() + moments.violations(of: facts, in: sentence)
        }
    }

    /// What is wrong with a fact, if anything.
    private func problem(_ fact: Fact, _ prices: PriceCheck, in sentence: Sentence) -> FactViolation.Kind? {
        switch fact.kind {
        case .price(let price, let isApproximate):
            prices.isKnown(price, isApproximate, at: fact.range) ? nil : .price
        case .percentage(let share): isKnown(share: share, fact.range, in: sentence) ? nil : .percentage
        case .rooms where reply.isDenied(fact.range, in: sentence): nil
        case .rooms(let rooms, areBedrooms: false): sheet.rooms.contains(rooms) ? nil : .rooms
        case .rooms(let bedrooms, areBedrooms: true):
            sheet.bedrooms.contains(bedrooms) || sheet.rooms.contains(bedrooms + 1) ? nil : .rooms
        case .squareMetres(let metres): isKnown(metres: metres, fact.range, in: sentence) ? nil : .size
        case .phone(let digits): isKnown(phone: digits, in: sentence) ? nil : .phone
        case .link(let link): sheet.links.contains { $0.contains(link) || link.contains($0) } ? nil : .link
        case .address(let street, let number): isKnown(street, number, fact.range, in: sentence) ? nil : .address
        case .moment, .number: nil
        }
    }

    private func isKnown(share: Double, _ range: Range<Int>, in sentence: Sentence) -> Bool {
        // A hundred per cent, and none, are figures of speech.
        if [0, 100].contains(share) || sheet.percentages.contains(share) { return true }
        guard sheet.said.percentages.contains(share) else { return false }
        return reply.isWished(range, in: sentence) || reply.isDenied(range, in: sentence)
    }

    private func isKnown(metres: Double, _ range: Range<Int>, in sentence: Sentence) -> Bool {
        if sheet.squareMetres.contains(metres) { return true }
        guard sheet.said.squareMetres.contains(metres) else { return false }
        return sentence.isQuestion || reply.isWished(range, in: sentence) || reply.isDenied(range, in: sentence)
    }

    // MARK: Phones and addresses

    /// A number may be given without its country or with it; nothing else of it may differ. A customer's number may be
    /// said to them as theirs.
    private func isKnown(phone digits: String, in sentence: Sentence) -> Bool {
        if Self.isIn(sheet.phones, digits) { return true }
        return Self.isIn(sheet.said.phones, digits) && !reply.hasWord(in: sentence.range, Self.ours)
    }

    private static func isIn(_ phones: Set<String>, _ digits: String) -> Bool {
        phones.contains {
            $0 == digits || $0.utf8.count >= 7 && digits.hasSuffix($0) || digits.utf8.count >= 7 && $0.hasSuffix(digits)
        }
    }

    private static let ours = Vocabulary("שלנו אלינו לנו אותנו המשרד our ours us office agents")

    private func isKnown(_ street: StreetName, _ number: Int?, _ range: Range<Int>, in sentence: Sentence) -> Bool {
        if Self.isIn(sheet.houses, street, number) { return true }
        // "We have nothing in Dizengoff 99" says nothing of that house.
        return Self.isIn(sheet.said.houses, street, number)
            && (sentence.isQuestion || reply.isDenied(range, in: sentence))
    }

    private static func isIn(_ houses: Set<FactSheet.House>, _ street: StreetName, _ number: Int?) -> Bool {
        houses.contains { house in
            guard number == nil || house.number == number else { return false }
            return house.street.isLike(street) || ends(street, with: house.street) || ends(house.street, with: street)
                || number == nil && house.street.letters.hasPrefix(street.letters)
        }
    }

    /// Whether a name is the other with a title or a first name before it: `שדרות בן גוריון`, `דוד בן גוריון`.
    private static func ends(_ long: StreetName, with short: StreetName) -> Bool {
        short.letters.unicodeScalars.count >= 4 && long.letters.hasSuffix(short.letters)
    }
}
