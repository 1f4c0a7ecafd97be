internal import Conversation
internal import Store

extension LocalComposer {
    /// Answers questions about one property, or about each of those that may be meant.
    mutating func tellDetails() -> Bool {
        guard !retrieval.candidates.isEmpty, !isAboutBusiness else { return false }
        let knows = retrieval.knowledge.contains { $0.score >= Self.sureScore }
        let asksHowMuch = dialogue.acts.contains(.asksHowMuch) && !dialogue.asksDetails && !knows
        let asks = dialogue.asksDetails || dialogue.acts.contains(.haggles) || asksHowMuch
        // Who only names an address or "the second one" wants to hear of it, unless the house knows what else is asked.
        guard asks || !knows else { return false }
        let acts = asksHowMuch ? dialogue.acts.union(.asksPrice) : dialogue.acts
        if let listing = retrieval.focus {
            let same = asks ? nil : dialogue.sameQuestion
            tell(listing, asks ? acts : same?.acts ?? .asksMore, features: same?.features ?? dialogue.features)
        } else {
            compare(Array(retrieval.candidates.prefix(3)), acts)
        }
        return true
    }

    /// Whether the business itself is asked about, although there is a property at hand.
    private var isAboutBusiness: Bool {
        guard let best = retrieval.knowledge.first, best.score >= Self.sureScore else { return false }
        if dialogue.acts.contains(.meansBusiness) { return true }
        if !dialogue.acts.isDisjoint(with: [.asksAddress, .asksPictures, .points]) { return false }
        return best.score >= Self.verySureScore && dialogue.clauses == 1
    }

    private mutating func tell(_ listing: Listing, _ acts: DialogueActs, features: [Feature]) {
        listings = [listing.listingID]
        guard listing.isAvailable else {
            parts.append(words.gone(listing))
            return
        }
        let facts = words.facts(listing, acts, features: features, now: dialogue.now)
        let isElsewhere = acts.contains(.asksPictures) || acts.contains(.haggles)
        var sentences: [String] = []
        if !facts.known.isEmpty || facts.unknown.isEmpty && !isElsewhere {
            sentences.append(words.details(listing, facts.known))
        }
        if !facts.unknown.isEmpty { sentences.append(words.notListed(facts.unknown)) }
        let answer = sentences.joined(separator: " ")
        guard isElsewhere else {
            parts.append("\(answer)\n\(facts.unknown.isEmpty ? question(listing) : words.shallAgentCheck)")
            return
        }
        if !answer.isEmpty { parts.append(answer) }
        askAgent(of: " of listing \(listing.listingID)")
    }

    /// Passes on what only an agent can do: send pictures, talk about a price.
    private mutating func askAgent(of property: String) {
        if dialogue.acts.contains(.asksPictures) { handOver("pictures\(property) are wanted", words.pictures) }
        if dialogue.acts.contains(.haggles) {
            handOver("the price\(property) is to be talked about", words.priceIsForAgents)
        }
    }

    /// Leads on: to a viewing, or to the one that is booked.
    private func question(_ listing: Listing) -> String {
        guard let appointment = dialogue.appointments.first(where: { $0.listingID == listing.listingID }),
            let moment = WallTime(appointment.startsAt)
        else { return words.shallWeView }
        return words.appointment(listing, at: moment)
    }

    /// The same question about several: which of them has it, or what each says.
    private mutating func compare(_ several: [Listing], _ acts: DialogueActs) {
        listings = several.map(\.listingID)
        let features = dialogue.features
        let having = several.filter { listing in features.allSatisfy { $0.isNamed(by: listing) } }
        if !features.isEmpty, !having.isEmpty {
            listings = having.map(\.listingID)
            parts.append(words.offer(having, opening: words.theseHave(features)))
            return
        }
        if features.isEmpty, dialogue.acts.isDisjoint(with: DialogueActs.details.subtracting(.asksPictures)),
            !dialogue.acts.isDisjoint(with: [.asksPictures, .haggles])
        {
            return askAgent(of: "")
        }
        let lines = several.map { listing -> String in
            let facts = words.facts(listing, acts, features: [], now: dialogue.now).known
            return facts.isEmpty ? words.line(listing) : "• \(words.details(listing, facts))"
        }
        let opening = features.isEmpty ? [] : [words.notListed(features.map { $0.name(in: retrieval.language) })]
        parts.append((opening + lines + [words.whichOne]).joined(separator: "\n"))
        askAgent(of: "")
    }
}
