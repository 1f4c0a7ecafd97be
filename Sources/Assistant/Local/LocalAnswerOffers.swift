internal import Conversation
internal import Store

extension LocalDialogue {
    /// Whether the turn says so much of what is looked for that it wants to see properties, whatever else it asks.
    var isStrongSearch: Bool {
        guard seeks else { return false }
        let facts = wishes.facts
        let goesOn = facts.deal != nil || facts.rooms != nil || facts.budget != nil
        return query.rooms != nil || query.maximumPrice != nil
            || (looks || !features.isEmpty) && query.deal != nil && query.propertyKind != nil
            || !places.isEmpty && (query.mentionsProperty || goesOn && !acts.contains(.meansBusiness))
            || !acts.isDisjoint(with: [.wantsCheaper, .wantsLarger, .wantsOthers, .meansCheapest, .meansLargest])
    }
}

extension LocalComposer {
    /// Offers what was found, or says that nothing was.
    mutating func offer() {
        let hasSearched = dialogue.seeks || retrieval.found.hasSearched
        let isSpecific = dialogue.wishes.isSpecific || retrieval.found.hasSearched && !dialogue.seeks
        guard hasSearched, isSpecific || dialogue.isStrongSearch, !dialogue.acts.contains(.owns) else { return }
        let priced = retrieval.listings.filter { $0.price > 0 }
        if priced.isEmpty {
            if retrieval.listings.isEmpty { parts.append(nothing) }
            return
        }
        let shown = priced.prefix(3)
        listings = shown.map(\.listingID)
        let deals = Set(shown.map(\.deal))
        let hasMore = priced.count > shown.count || deals.count > 1
        let question = hasMore ? words.narrowing(dialogue.wishes, deals: deals) : nil
        parts.append(words.offer(priced, opening: opening(Array(shown)), closing: question))
    }

    private var nothing: String {
        if dialogue.acts.contains(.wantsCheaper), !dialogue.offered.isEmpty { return words.nothingCheaper }
        if dialogue.acts.contains(.wantsOthers), !dialogue.seen.isEmpty { return words.nothingElse }
        return dialogue.wishes.facts.area == nil ? words.nothingFits : words.nothingThere(dialogue.wishes)
    }

    /// What is said first, where not all is as it was asked for.
    private func opening(_ shown: [Listing]) -> String? {
        let missing = dialogue.wishes.features.filter { feature in !shown.contains(where: feature.isNamed) }
        if retrieval.found.relaxation == .area, dialogue.acts.contains(.wantsCheaper) {
            return words.nothingCheaperThere(dialogue.wishes)
        }
        if let relaxed = words.opening(retrieval.found.relaxation, dialogue.wishes) { return relaxed }
        return missing.isEmpty ? nil : words.opening(without: missing)
    }
}
