internal import Conversation
internal import Store

extension LocalComposer {
    /// Answers who wants to see a property: with a booking, with free times, or with a question.
    mutating func arrangeViewing() -> Bool {
        let namesTime = dialogue.namesTimeOfProperty && retrieval.focus != nil
        guard dialogue.wantsViewing || namesTime, !isQuestionOfTime else { return false }
        if let listing = retrieval.focus {
            schedule(listing)
            return true
        }
        if !retrieval.candidates.isEmpty {
            askWhich(Array(retrieval.candidates.prefix(3)))
            return true
        }
        let knows = retrieval.knowledge.first.map { $0.score >= Self.sureScore } == true
        guard !knows, !dialogue.seeks, !retrieval.found.hasSearched, !dialogue.acts.isDisjoint(with: .views),
            !dialogue.acts.contains(.meansBusiness)
        else { return false }
        parts.append(words.whichProperty)
        return true
    }

    /// Whether a time was only named in a question that the house can answer: "until when on Friday?"
    private var isQuestionOfTime: Bool {
        dialogue.acts.isDisjoint(with: .views) && dialogue.acts.contains(.asks)
            && retrieval.knowledge.first.map { $0.score >= Self.verySureScore } == true
    }

    private mutating func askWhich(_ several: [Listing]) {
        listings = several.map(\.listingID)
        parts.append(
            (several.map { "• \(words.title($0)), \(words.place($0))" } + [words.whichOne]).joined(separator: "\n"))
    }

    /// Books, or offers times.
    ///
    /// - Parameter moved: the viewing that the new one replaces, where the customer asks to move it.
    mutating func schedule(_ listing: Listing, moving moved: Appointment? = nil) {
        listings = [listing.listingID]
        guard listing.isAvailable else {
            parts.append(words.gone(listing))
            return
        }
        let existing = moved ?? dialogue.appointments.first { $0.listingID == listing.listingID }
        guard existing != nil || mayBookMore else {
            parts.append(words.noMoreViewings(dialogue.appointments.count))
            return
        }
        let choice = SlotChoice(
            dialogue, free: free(for: listing), existing: existing.flatMap { WallTime($0.startsAt) },
            isOffered: dialogue.offered == [listing.listingID])
        switch choice.outcome {
        case .book(let slot):
            book(listing, at: slot, instead: existing)
        case .booked(let slot):
            parts.append("\(words.appointment(listing, at: slot)) \(words.moveOrCancel)")
        case .none:
            handOver("a viewing of listing \(listing.listingID) is to be arranged", words.agentArranges(listing))
        case .offer(let times, let isOther):
            let note =
                isOther ? isOffTheHour ? words.onTheHour : words.notFree : moved != nil ? words.moving(listing) : nil
            let details = isNews(listing) ? "\(words.line(listing))\n" : ""
            offerTimes(times, details + words.slots(times, of: listing, note: note))
        }
    }

    /// Whether the time that was named is none at which viewings begin, which is on the full hour by the free times.
    private var isOffTheHour: Bool {
        let named = dialogue.wish.times
        let slots = retrieval.slots.compactMap { WallTime($0) }
        return !named.isEmpty && !slots.isEmpty && !named.contains { $0.minutes.isMultiple(of: 60) }
            && slots.allSatisfy { $0.time.minutes.isMultiple(of: 60) }
    }

    /// Whether the contact may have another viewing beside those to come.
    private var mayBookMore: Bool { dialogue.appointments.count < context.viewingsLimit }

    private mutating func offerTimes(_ times: [WallTime], _ text: String) {
        slots = times.map(\.description)
        parts.append(text)
    }

    /// Whether the property was one of several, so that it is good to say which one is spoken of now.
    private func isNews(_ listing: Listing) -> Bool {
        dialogue.offered.count > 1 || !dialogue.seen.contains(listing.listingID)
    }

    private mutating func book(_ listing: Listing, at slot: WallTime, instead existing: Appointment?) {
        if let existing { writes.append(.cancelViewing(appointmentID: existing.appointmentID)) }
        writes.append(.bookViewing(listingID: listing.listingID, startsAt: slot.description))
        parts.append(existing == nil ? words.booked(listing, at: slot) : words.moved(listing, to: slot))
    }

    /// The free times at which the contact sees nothing else.
    private func free(for listing: Listing) -> [WallTime] {
        let others = dialogue.appointments.filter { $0.listingID != listing.listingID }
            .compactMap { WallTime($0.startsAt) }
        return retrieval.slots.compactMap { WallTime($0) }.filter { slot in
            !others.contains { $0.date == slot.date && abs($0.time.minutes - slot.time.minutes) < 60 }
        }
    }

    /// Says that a booking has come too late, and offers what is still free.
    mutating func apologise(for taken: [StagedWrite]) {
        var wanted: (listingID: Int64, slot: WallTime?)?
        for write in taken {
            switch write {
            case .bookViewing(let listingID, let startsAt): wanted = (listingID, WallTime(startsAt))
            case .cancelViewing: continue
            case .recordLead, .handOver: writes.append(write)
            }
        }
        let listing = (retrieval.candidates + retrieval.booked + retrieval.listings).first {
            $0.listingID == wanted?.listingID
        }
        listings = wanted.map { [$0.listingID] } ?? []
        let isMoved = taken.contains { if case .cancelViewing = $0 { true } else { false } }
        guard isMoved || mayBookMore else {
            parts.append(words.noMoreViewings(dialogue.appointments.count))
            return
        }
        let isAtHand = listing != nil && retrieval.focus?.listingID == listing?.listingID
        let times =
            isAtHand ? SlotChoice.spread(retrieval.slots.compactMap { WallTime($0) }.filter { $0 != wanted?.slot }) : []
        if let listing, !listing.isAvailable {
            parts.append(words.gone(listing))
        } else if let listing, !times.isEmpty {
            offerTimes(times, words.slots(times, of: listing, note: words.justTaken(wanted?.slot)))
        } else {
            handOver("a viewing is to be arranged: the time was taken", words.takenAgentArranges)
        }
    }
}
