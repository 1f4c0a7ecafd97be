internal import Conversation
internal import Store

extension Prompt {
    /// What a section may take, in estimated tokens. Together with the stable part and the history a turn's prompt stays
    /// below some 2,500 tokens however much a tenant knows.
    enum Budget {
        static let listings = 320
        static let knowledge = 320
        static let customer = 120
        static let earlierMessage = 120
        static let history = 400
        static let question = 1200
    }

    /// What is true in this turn: the day, the customer, and what was looked up for the question.
    ///
    /// - Parameter isAnonymous: leaves out all that is this customer's alone, so that the answer can be anybody's.
    static func facts(_ context: TurnContext, _ retrieval: Retrieval, isAnonymous: Bool) -> String {
        var lines = ["Facts for this answer."]
        lines.append(retrieval.language == .hebrew ? "Answer in Hebrew." : "Answer in English.")
        if !isAnonymous {
            let now = context.wallTime
            lines.append("Now it is \(now.date.weekdayName(in: retrieval.language)) \(now.date), \(now.time).")
            var budget = TokenBudget(Budget.customer)
            lines += budget.take(customer(context))
            if let explanation = explanation(context.unanswered) { lines.append(explanation) }
        }
        let others = isAnonymous ? [] : retrieval.candidates + retrieval.booked
        let fitting = retrieval.listings.filter { $0.price > 0 }
        section(
            retrieval.found.relaxation == .none
                ? "Listings that fit" : "Nothing fits in all that was asked for; the nearest",
            fitting.map { line($0, retrieval.language) }, Budget.listings, to: &lines)
        section(
            "Listings that were spoken of",
            others.filter { other in !fitting.contains { $0.listingID == other.listingID } }
                .map { line($0, retrieval.language) }, Budget.listings, to: &lines)
        if let focus = retrieval.focus, !retrieval.slots.isEmpty, !isAnonymous {
            let times = SlotChoice.spread(retrieval.slots.compactMap { WallTime($0) })
            lines.append(
                "When #\(focus.listingID) can be seen: "
                    + times.map { "\($0.date.weekdayName(in: retrieval.language)) \($0)" }.joined(separator: ", "))
        }
        section(
            "What the business says to questions like this",
            retrieval.knowledge.filter { $0.score >= 0.3 }.map { "• \($0.answer)" }, Budget.knowledge, to: &lines)
        return lines.joined(separator: "\n")
    }

    private static func section(_ head: String, _ items: [String], _ tokens: Int, to lines: inout [String]) {
        var budget = TokenBudget(tokens)
        let taken = budget.take(items)
        guard !taken.isEmpty else { return }
        lines.append(head + ":")
        lines += taken
    }

    private static func customer(_ context: TurnContext) -> [String] {
        var lines: [String] = []
        // The customer chooses the name: it stays in its line, where it cannot pass for a fact.
        if let name = context.contactName.map(oneLine), !name.isEmpty {
            lines.append("The customer's name, as the customer gives it: \(name)")
        }
        for viewing in context.appointments.prefix(3) {
            lines.append(
                "Booked viewing \(viewing.appointmentID): listing #\(viewing.listingID) at \(viewing.startsAt)")
        }
        if context.isHandoverOpen { lines.append("A human was asked for and has not answered yet.") }
        if let wishes = context.lead.map({ self.wishes($0.facts) }), !wishes.isEmpty {
            lines.append("What the customer has said to look for: \(wishes)")
        }
        return lines
    }

    /// The facts of a lead in one line.
    static func wishes(_ facts: LeadFacts) -> String {
        let parts: [(String, String?)] = [
            ("deal", facts.deal), ("kind", facts.propertyKind), ("area", facts.area.map(oneLine)),
            ("rooms", facts.rooms.map(short)), ("at most", facts.budget.map { "₪\($0)" }), ("from", facts.moveIn),
            ("notes", facts.notes.map(oneLine)),
        ]
        return parts.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
    }

    /// A listing in one line, with its number, by which tools are asked about it.
    static func line(_ listing: Listing, _ language: Language) -> String {
        let words = language == .hebrew ? listing.hebrew : listing.english
        var parts = ["#\(listing.listingID) \(listing.deal) \(listing.propertyKind)"]
        if let rooms = listing.rooms { parts.append("\(short(Double(rooms) ?? 0)) rooms") }
        if let metres = listing.areaSquareMetres { parts.append("\(metres) m²") }
        parts.append("\(words.address), \(words.area)")
        parts.append("₪\(LocalWords.grouped(listing.price))" + (listing.deal == "rent" ? " a month" : ""))
        if let day = listing.availableFrom { parts.append("free from \(day)") }
        if !listing.isAvailable { parts.append("NOT AVAILABLE any more") }
        if !words.summary.isEmpty { parts.append(words.summary) }
        return oneLine(parts.joined(separator: ", "), limit: 400)
    }

    /// A number without a fraction that is none.
    static func short(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? String(number)
    }

    private static func oneLine(_ text: String) -> String { oneLine(text, limit: 80) }

    static func oneLine(_ text: String, limit: Int) -> String {
        text.prefix(limit).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
