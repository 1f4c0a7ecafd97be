internal import Conversation
internal import Store

/// Tells which of the listings at hand a turn is about.
struct Target {
    let dialogue: LocalDialogue

    /// The listings that the turn is about: one; several of which it may be any; or none of these.
    func among(offered: [Listing], choices: [Listing], booked: [Listing]) -> [Listing] {
        var known = offered
        for listing in choices + booked where !known.contains(where: { $0.listingID == listing.listingID }) {
            known.append(listing)
        }
        let addressed = addressed(among: known)
        if !addressed.isEmpty { return addressed }
        if let number = dialogue.listingNumber, choices.indices.contains(number) { return [choices[number]] }
        let isAbout =
            dialogue.asksDetails || dialogue.wantsViewing || !dialogue.acts.isDisjoint(with: [.haggles, .asksHowMuch])
        guard isAbout, !offered.isEmpty else { return [] }
        if dialogue.acts.contains(.meansCheapest), let least = offered.map(\.price).min() {
            return offered.filter { $0.price == least }
        }
        if dialogue.acts.contains(.meansLargest), let most = offered.compactMap(\.areaSquareMetres).max() {
            return offered.filter { $0.areaSquareMetres == most }
        }
        guard describes else { return offered.count == 1 || isAbout ? offered : [] }
        return offered.filter(fits)
    }

    /// The listings whose street the turn names, and of those whose number it names too if there are any.
    func addressed(among listings: [Listing]) -> [Listing] {
        let named = listings.filter { listing in
            Self.streets(of: listing).contains { dialogue.spoken.contains($0) }
        }
        guard named.count > 1 else { return named }
        let exact = named.filter { listing in
            Self.numbers(of: listing).contains { dialogue.spoken.words.contains($0) }
        }
        return exact.isEmpty ? named : exact
    }

    /// Whether the turn describes which one is meant by something that its row holds.
    private var describes: Bool {
        dialogue.query.rooms != nil || !dialogue.places.isEmpty || dialogue.query.deal != nil
            || dialogue.query.propertyKind == .office || dialogue.query.propertyKind == .shop
            || dialogue.query.propertyKind == .house
    }

    private func fits(_ listing: Listing) -> Bool {
        if let rooms = dialogue.query.rooms, listing.rooms.flatMap(Double.init) != rooms { return false }
        if let deal = dialogue.query.deal, deal.rawValue != listing.deal { return false }
        if let kind = dialogue.query.propertyKind, kind != .apartment, kind.rawValue != listing.propertyKind {
            // "The house" may be any property that one lives in.
            guard kind == .house, listing.propertyKind == "apartment" else { return false }
        }
        return dialogue.places.isEmpty
            || dialogue.places.contains { $0.hebrew == listing.hebrew.area || $0.english == listing.english.area }
    }

    /// A street's own name as words, in both languages, without "street" and the house number.
    private static func streets(of listing: Listing) -> [[String]] {
        [listing.hebrew.address, listing.english.address].map { address in
            SpokenWords.cut(address).filter { Int($0) == nil && !general.contains($0) }
        }.filter { !$0.isEmpty }
    }

    private static func numbers(of listing: Listing) -> [String] {
        SpokenWords.cut(listing.hebrew.address).filter { Int($0) != nil }
    }

    private static let general = Set(
        SpokenWords.cut(
            "רחוב רח שדרות שד שדרה סמטת סמטה דרך כיכר street st avenue ave road rd boulevard blvd lane square"))
}

extension SpokenWords {
    /// Whether the words follow one another somewhere; the name's Hebrew article may be missing.
    fileprivate func contains(_ name: [String]) -> Bool {
        guard let first = name.first, first.unicodeScalars.count > 2 || name.count > 1 else { return false }
        return words.indices.contains { start in
            start + name.count <= words.count
                && name.indices.allSatisfy { isSame(name[$0], at: start + $0) }
        }
    }

    private func isSame(_ word: String, at index: Int) -> Bool {
        if matches(word, at: index) { return true }
        for article in ["ה", "ha"] where word.hasPrefix(article) && word.unicodeScalars.count > article.count + 2 {
            return matches(String(word.dropFirst(article.count)), at: index)
        }
        return false
    }
}
