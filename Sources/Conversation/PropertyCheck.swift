/// Holds what an answer says of one property against that property: a price can be known and still be another's.
struct PropertyCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    func violations() -> [FactViolation] {
        reply.sentences.filter { !$0.isQuestion }.flatMap(violations)
    }

    private func violations(in sentence: Sentence) -> [FactViolation] {
        let facts = reply.facts(in: sentence)
        // A sentence that compares has several properties in mind.
        guard let property = onlyProperty(facts), !reply.hasWord(in: sentence.range, Self.comparison) else { return [] }
        var violations: [FactViolation] = []
        let prices = facts.compactMap { fact -> (Double, Fact)? in
            if case .price(let price, false) = fact.kind { (price, fact) } else { nil }
        }
        if let price = property.price, let wrong = prices.first,
            !prices.contains(where: { Int($0.0.rounded()) == price }),
            isAnothers(Int(wrong.0.rounded())) || wrong.0 >= 1000 && !reply.hasWord(in: sentence.range, Self.otherSums)
        {
            violations.append(FactViolation(kind: .price, words: reply.words(wrong.1.range)))
        }
        let rooms = facts.compactMap { fact -> (Double, Fact)? in
            if case .rooms(let rooms, false) = fact.kind { (rooms, fact) } else { nil }
        }
        if let own = property.rooms, let wrong = rooms.first, !rooms.contains(where: { $0.0 == own }) {
            violations.append(FactViolation(kind: .rooms, words: reply.words(wrong.1.range)))
        }
        if let wrong = wrongAvailability(property, facts, in: sentence) {
            violations.append(FactViolation(kind: .availability, words: wrong))
        }
        return violations
    }

    /// The property whose address stands in the sentence, if it is the only address there.
    private func onlyProperty(_ facts: ArraySlice<Fact>) -> FactSheet.Property? {
        var found: FactSheet.Property?
        var addresses = 0
        for case .address(let street, let number) in facts.map(\.kind) {
            addresses += 1
            let owners = sheet.properties.filter { known in
                known.houses.contains { $0.street.isLike(street) && (number == nil || $0.number == number) }
            }
            // Two flats in one house cannot be told apart.
            guard owners.count == 1 else { return nil }
            found = owners.first?.property
        }
        return addresses == 1 ? found : nil
    }

    private func isAnothers(_ price: Int) -> Bool { sheet.properties.contains { $0.property.price == price } }

    /// "Available from…" with a day that is another property's, or at once where this one is not.
    private func wrongAvailability(
        _ property: FactSheet.Property, _ facts: ArraySlice<Fact>, in sentence: Sentence
    ) -> String? {
        guard let day = property.availableFrom, reply.hasWord(in: sentence.range, ClaimWords.free) else { return nil }
        if day > now.date,
            let word = reply.lexemes[sentence.range].first(where: {
                $0.word.map(ClaimWords.atOnce.containsExactly) == true
            })
        {
            return word.text
        }
        let calendar = Calendar(now: now)
        for fact in facts {
            guard case .moment(let moment) = fact.kind, case .date = moment.kind, isAvailability(fact, in: sentence)
            else { continue }
            return calendar.days(of: moment).contains(day) ? nil : reply.words(fact.range)
        }
        return nil
    }

    /// Whether the words right before a day say that it is the one from which a property is free.
    private func isAvailability(_ fact: Fact, in sentence: Sentence) -> Bool {
        reply.lexemes[sentence.range.lowerBound..<fact.range.lowerBound].suffix(4)
            .contains { $0.word.map(ClaimWords.free.contains) == true }
    }

    private static let comparison = Vocabulary(
        "יותר פחות מאשר לעומת זולה זול יקר יקרה than cheaper compared unlike while whereas versus vs אבל but")
    private static let otherSums = Vocabulary(
        """
        תקציב תקציבך עד מתחת מתוך בטווח פיקדון ערבות ארנונה ועד עמלה תיווך סהכ מעמ שנה חודשיים חודשים הפרש budget within under \
        upto deposit guarantee tax arnona fee fees commission total vat year months range maximum
        """)
}
