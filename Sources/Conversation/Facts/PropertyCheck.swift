/// Holds what an answer says of one property against that property: a price can be known and still be another's.
///
/// An address governs the facts behind it, up to the next address, a blank line, or words that bring up another property.
/// Of several in one sentence each has the facts that stand next to it.
struct PropertyCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    /// A fact, and the properties of which it must be true of one.
    private struct Pairing {
        let fact: Fact
        let owners: [FactSheet.Property]
    }

    func violations() -> [FactViolation] {
        guard !sheet.properties.isEmpty else { return [] }
        var governing: [FactSheet.Property] = []
        return zip(reply.sentences.indices, reply.sentences).flatMap { index, sentence -> [FactViolation] in
            let facts = reply.facts(in: sentence)
            let addresses = facts.filter { if case .address = $0.kind { true } else { false } }
            if addresses.isEmpty, endsGovernment(index, sentence) { governing = [] }
            let pairings = pairings(facts, addresses, governing)
            if let last = addresses.last { governing = owners(of: last) }
            if sentence.isQuestion, addresses.isEmpty { return [] }
            return violations(of: pairings, in: sentence)
        }
    }

    /// Whether a sentence without an address speaks of something else than the one before.
    private func endsGovernment(_ index: Int, _ sentence: Sentence) -> Bool {
        let start = sentence.range.lowerBound
        if start >= 2, reply.lexemes[start - 1].isSign("\n"), reply.lexemes[start - 2].isSign("\n") { return true }
        if reply.hasWord(in: sentence.range, Self.others) { return true }
        return sentence.range.contains { position in
            guard let word = reply.lexemes[position].word else { return false }
            // "A flat", `דירת 3 חדרים`: one that was not spoken of; "the flat" is.
            if Self.anyHebrew.containsExactly(word) { return true }
            return PropertyWords.apartment.containsExactly(word) && !word.unicodeScalars.contains { $0 >= "א" }
                && reply.lexemes[sentence.range.lowerBound..<position].suffix(5).contains {
                    $0.text == "a" || $0.text == "an"
                }
        }
    }

    // MARK: Which fact is whose

    private func pairings(
        _ facts: ArraySlice<Fact>, _ addresses: [Fact], _ governing: [FactSheet.Property]
    ) -> [Pairing] {
        var pairings: [Pairing] = []
        for isKind in [Self.isPrice, Self.isRooms, Self.isSize] {
            let own = facts.filter { isKind($0.kind) }
            guard let first = own.first else { continue }
            guard let firstAddress = addresses.first else {
                pairings += own.map { Pairing(fact: $0, owners: governing) }
                continue
            }
            // "3 rooms in HaShikma 14, 3.5 in HaGefen 5": the facts come first.
            let isBefore = first.range.lowerBound < firstAddress.range.lowerBound
            pairings += isBefore ? paired(own, toNextOf: addresses) : paired(own, toGroupsOf: addresses)
        }
        return pairings
    }

    private func paired(_ facts: [Fact], toNextOf addresses: [Fact]) -> [Pairing] {
        var next = 0
        let owners = addresses.map(owners)
        return facts.map { fact in
            while next + 1 < addresses.count, addresses[next].range.lowerBound < fact.range.lowerBound { next += 1 }
            return Pairing(fact: fact, owners: owners[next])
        }
    }

    /// Addresses that stand in a row have the facts behind them in the same order; where the numbers differ, any of them.
    private func paired(_ facts: [Fact], toGroupsOf addresses: [Fact]) -> [Pairing] {
        var pairings: [Pairing] = []
        var rest = facts[...]
        var group: [Fact] = []
        for (index, address) in addresses.enumerated() {
            group.append(address)
            let end = index + 1 < addresses.count ? addresses[index + 1].range.lowerBound : Int.max
            let own = rest.prefix { $0.range.lowerBound < end }
            guard !own.isEmpty else { continue }
            let each = group.map(owners)
            // An address that is nobody's known property may be what a fact is about.
            let all = each.contains(where: \.isEmpty) ? [] : Array(each.joined().prefix(Self.mostOwners))
            for (position, fact) in own.enumerated() {
                pairings.append(Pairing(fact: fact, owners: own.count == group.count ? each[position] : all))
            }
            rest = rest.dropFirst(own.count)
            group = []
        }
        return pairings
    }

    /// No answer speaks of more properties in a row.
    private static let mostOwners = 32

    /// The properties that an address may be; several where flats are in one house, or only a street is named.
    private func owners(of address: Fact) -> [FactSheet.Property] {
        guard case .address(let street, let number) = address.kind else { return [] }
        return sheet.properties.filter { known in
            known.houses.contains { $0.street.isLike(street) && (number == nil || $0.number == number) }
        }.map(\.property)
    }

    private static func isPrice(_ kind: Fact.Kind) -> Bool { if case .price = kind { true } else { false } }
    private static func isRooms(_ kind: Fact.Kind) -> Bool {
        if case .rooms(_, areBedrooms: false) = kind { true } else { false }
    }
    private static func isSize(_ kind: Fact.Kind) -> Bool { if case .squareMetres = kind { true } else { false } }

    // MARK: What is wrong

    private func violations(of pairings: [Pairing], in sentence: Sentence) -> [FactViolation] {
        let mayWish = reply.hasWord(in: sentence.range, Self.wishes)
        return pairings.compactMap { pairing in
            let (fact, owners) = (pairing.fact, pairing.owners)
            guard !owners.isEmpty, !reply.isDenied(fact.range, in: sentence) else { return nil }
            switch fact.kind {
            case .price(let price, let isApproximate):
                let isTrue = isTrue(price: price, isApproximate, of: owners, at: fact.range, in: sentence)
                return isTrue ? nil : FactViolation(kind: .price, words: reply.words(fact.range))
            case .rooms(let rooms, _):
                let known = owners.compactMap(\.rooms)
                guard known.count == owners.count, !known.contains(rooms), !mayWish else { return nil }
                return FactViolation(kind: .rooms, words: reply.words(fact.range))
            case .squareMetres(let size):
                let known = owners.compactMap(\.squareMetres).map(Double.init)
                let isAnothers = sheet.properties.contains { $0.property.squareMetres.map(Double.init) == size }
                guard isAnothers, known.count == owners.count, !known.contains(size), !mayWish,
                    !isNear(fact.range, in: sentence, Self.parts)
                else { return nil }
                return FactViolation(kind: .size, words: reply.words(fact.range))
            default: return nil
            }
        }
    }

    /// Whether a price is one of theirs, or plainly another sum than a property's price.
    private func isTrue(
        price: Double, _ isApproximate: Bool, of owners: [FactSheet.Property], at range: Range<Int>,
        in sentence: Sentence
    ) -> Bool {
        let known = owners.compactMap(\.price)
        guard known.count == owners.count else { return true }
        let rounded = Int(price.rounded())
        if known.contains(rounded)
            || isApproximate && known.contains(where: { PriceCheck.isAbout(price, $0) })
        {
            return true
        }
        let isAnothers = sheet.properties.contains { $0.property.price == rounded }
        if reply.isWished(range, in: sentence) || isCompared(range, in: sentence) { return true }
        return !isAnothers
            && (price < 1000 || isNear(range, in: sentence, Self.otherSums) || !sheet.prices.contains(rounded))
    }

    /// "Than the one for 5,900".
    private func isCompared(_ range: Range<Int>, in sentence: Sentence) -> Bool {
        reply.clause(before: range.lowerBound, in: sentence.range).suffix(5).contains {
            $0.word.map(Self.comparing.containsExactly) == true
        }
    }

    private func isNear(_ range: Range<Int>, in sentence: Sentence, _ words: Vocabulary) -> Bool {
        let near = (range.lowerBound - 5..<range.upperBound + 4).clamped(to: sentence.range)
        return reply.lexemes[near].contains { $0.word.map(words.contains) == true }
    }

    private static let others = Vocabulary(
        """
        גם נוספת נוסף נוספות אחרת אחר אחרות עוד שנייה שניה שתי שתיהן another other others also else alternatively second ones both \
        two options
        """)
    private static let anyHebrew = Vocabulary("דירה דירת דירות נכס נכסים אחת ודירה ודירת ואחת")
    private static let wishes = Vocabulary("ביקשת ביקשתם חיפשת מחפש מחפשת שרצית wanted asked looking")
    private static let comparing = Vocabulary("than מאשר לעומת unlike versus vs מהדירה מזו against instead")
    private static let parts = Vocabulary("מרפסת גינה מחסן גג חצר balcony garden storage roof terrace yard")
    private static let otherSums = Vocabulary(
        """
        פיקדון ערבות ארנונה ועד עמלה תיווך סהכ מעמ שנה חודשיים חודשים הפרש deposit guarantee tax arnona fee fees commission total \
        vat year months
        """)
}
