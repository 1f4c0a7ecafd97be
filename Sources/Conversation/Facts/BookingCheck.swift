/// Finds what an answer claims of viewings that are booked, moved or cancelled, and holds it against those that are.
struct BookingCheck {
    let reply: Reply
    let now: WallTime
    let sheet: FactSheet
    /// The contact's viewings to come, and those that this turn books.
    let booked: [WallTime]
    let hasNewBooking: Bool
    let hasCancelled: Bool

    /// What a claim says, which tells what it needs to be true.
    enum Claim {
        /// The assistant has booked something just now.
        case deed
        /// Something is booked.
        case state
        /// A viewing is at another time now.
        case move
        /// A viewing is off.
        case cancellation
    }

    func violations() -> [FactViolation] {
        let stated = StatedMoments.all(in: reply, now: now)
        let offers = OfferReader(reply: reply, sheet: sheet)
        return reply.sentences.indices.compactMap { index in
            let next = index + 1 < stated.count ? stated[index + 1] : nil
            if let found = claim(in: ClaimSentence(reply.sentences[index], reply), stated[index], next) { return found }
            guard offers.isPlain(index), !holds(.state, stated[index]) else { return nil }
            return FactViolation(kind: .booking, words: reply.words(reply.sentences[index].range.prefix(24)))
        }
    }

    /// The first claim of a sentence that is not so.
    private func claim(
        in sentence: ClaimSentence, _ own: StatedMoments, _ next: StatedMoments?
    ) -> FactViolation? {
        guard sentence.mayClaim else { return nil }
        // "Confirmed! Thursday at 10:00."
        let moments = own.isEmpty ? next ?? own : own
        for index in sentence.statement {
            guard let word = reply.lexemes[index].word, let claim = sentence.claim(at: index, word),
                !holds(claim, claim == .deed || claim == .state ? moments : own), !sentence.isOpen(before: index)
            else { continue }
            let range = max(sentence.range.lowerBound, index - 3)..<min(sentence.range.upperBound, index + 4)
            return FactViolation(kind: claim == .cancellation ? .cancellation : .booking, words: reply.words(range))
        }
        return nil
    }

    /// Whether a claim is true, with the day and time that are said with it.
    private func holds(_ claim: Claim, _ moments: StatedMoments) -> Bool {
        switch claim {
        case .cancellation: return hasCancelled
        case .move where !hasNewBooking: return false
        case .deed where moments.isEmpty, .move where moments.isEmpty: return hasNewBooking
        case .deed, .move, .state:
            if moments.isEmpty { return hasNewBooking || !booked.isEmpty }
            return booked.contains(where: moments.mayMean)
        }
    }
}

extension Range<Int> {
    /// Its beginning, of so many places at most.
    func prefix(_ count: Int) -> Range<Int> { lowerBound..<Swift.min(upperBound, lowerBound + count) }
}
