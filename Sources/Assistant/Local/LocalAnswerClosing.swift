internal import Conversation
internal import Store

// Answers that end something: a search, a negotiation, or a conversation that goes in circles.
extension LocalComposer {
    /// Answers whoever thanks, has found something else, comes late, or has decided. False for all others.
    mutating func close() -> Bool {
        if dialogue.onlyThanks {
            rung = .fallback
            parts.append(fallbackText)
        } else if dialogue.givesUpSearch {
            sayGoodbye()
        } else if dialogue.hasDecided {
            let property = retrieval.focus.map { " listing \($0.listingID)" } ?? " a property"
            listings = retrieval.focus.map { [$0.listingID] } ?? []
            handOver("a contract for\(property) is to be signed", words.agentSigns)
        } else if dialogue.comesLate, !dialogue.appointments.isEmpty {
            handOver("somebody comes late to a viewing", words.agentKnowsOfDelay)
        } else {
            return false
        }
        return true
    }

    /// Takes leave, and where a viewing is still booked asks what is to become of it.
    private mutating func sayGoodbye() {
        parts.append(words.goodbye)
        guard let appointment = dialogue.appointments.first, let moment = WallTime(appointment.startsAt) else { return }
        let viewing = words.appointment(listing(of: appointment), at: moment)
        listings = [appointment.listingID]
        parts.append("\(viewing) \(words.moveOrCancel)")
    }

    /// Whoever gets the same answer again was not understood, unless it is a fact that answers another question, too. What the answer offers stays at hand for the next turn.
    mutating func varyRepetition() {
        let text = SpokenWords.cut(parts.joined(separator: " "))
        guard text == SpokenWords.cut(dialogue.lastReply), !changesViewings else { return }
        if isFact {
            parts.insert(words.asSaid, at: 0)
            return
        }
        parts = []
        if retrieval.contents.words.isEmpty, !retrieval.contents.leftToAgents.isEmpty {
            parts.append(words.receivedToo)
        } else if dialogue.onlyThanks || dialogue.onlyGreets {
            parts.append(words.stillHere)
        } else if dialogue.asksHuman || dialogue.acts.contains(.complains) {
            let knows = words.agentKnowsAlready
            parts.append(text == SpokenWords.cut(knows) ? words.agentWillCall : knows)
        } else {
            handOver("the same answer would be given twice", words.notUnderstood)
        }
    }

    /// Whether the answer says what the house knows, or something of one property or viewing.
    private var isFact: Bool {
        guard slots.isEmpty else { return false }
        return retrieval.knowledge.contains { parts.contains($0.answer) }
            || listings.count == 1 && !retrieval.found.hasSearched
    }

    /// Whether the answer tells of a viewing that is booked or given up with it.
    private var changesViewings: Bool {
        writes.contains { write in
            switch write {
            case .bookViewing, .cancelViewing: true
            case .recordLead, .handOver: false
            }
        }
    }
}

extension LocalDialogue {
    /// Whether the turn only greets.
    var onlyGreets: Bool { !texts.isEmpty && texts.allSatisfy(Greeting.isGreeting) }

    /// Whether the turn only thanks, and is no yes to a question that can be answered by one: "great, thanks".
    var onlyThanks: Bool {
        guard !texts.isEmpty, Self.answers(texts, like: "thanks"), !Self.answers(texts, like: "?") else { return false }
        return !acts.contains(.agrees) || offered.count > 1 || offeredSlots.count > 1
    }

    private static func answers(_ texts: [String], like text: String) -> Bool {
        func reply(_ texts: [String]) -> String {
            Fallback.reply(to: texts, kinds: [.text], language: .english, greeting: nil)
        }
        return reply(texts) == reply([text])
    }

    /// Whether the customer looks for nothing any more.
    var givesUpSearch: Bool {
        Self.noLonger.occur(in: spoken) && !acts.contains(.asks) && !seeks && !changesAppointment
    }

    /// Whether the customer wants to sign for a property, or to take it.
    var hasDecided: Bool {
        Self.decisions.occur(in: spoken) && !acts.contains(.asks) && !namesTime && offeredSlots.isEmpty
            && !acts.contains(.owns)
    }

    /// Whether the customer says to come late.
    var comesLate: Bool { Self.delays.occur(in: spoken) && acts.isDisjoint(with: [.asks, .cancels, .moves]) }

    private static let noLonger = Phrases(
        """
        כבר לא רלוונטי, כבר לא רלוונטית, לא רלוונטי יותר, לא רלוונטית יותר, לא רלוונטי לי, לא רלוונטית לי, כבר לא מחפש,
        כבר לא מחפשת, כבר לא מחפשים, not relevant any more, not relevant anymore, no longer relevant, no longer looking,
        no longer interested, not looking any more, not looking anymore, not interested any more, not interested anymore
        """)
    private static let decisions = Phrases(
        """
        רוצה לחתום, רוצים לחתום, מוכן לחתום, מוכנה לחתום, מוכנים לחתום, לוקח אותה, לוקחת אותה, לוקחים אותה, לוקח את הדירה,
        לוקחת את הדירה, לוקחים את הדירה, רוצה לקחת אותה, רוצים לקחת אותה, want to sign, would like to sign, ready to sign,
        want to take it, would like to take it, ill take it, i will take it, well take it, we will take it, we take it
        """)
    private static let delays = Phrases(
        """
        מאחר, מאחרת, מאחרים, אאחר, נאחר, איחור, מתעכב, מתעכבת, מתעכבים, be late, running late, minutes late, a bit late,
        be delayed
        """)
}
