internal import Conversation
internal import Store

extension Toolbox {
    mutating func book(
        _ arguments: ToolArguments, by deadline: ContinuousClock.Instant
    ) async throws -> [String: JSONValue] {
        let startsAt = try arguments.required("starts_at", try arguments.moment("starts_at"))
        let listing = try await listing(arguments, by: deadline)
        let free = try await freeSlots(listing.listingID, from: "\(startsAt.date)T00:00", days: 1, by: deadline)
        guard listing.isAvailable, free.contains(startsAt) else {
            slots += SlotChoice.spread(free).filter { !slots.contains($0) }
            return [
                "error": .text("this time is not free"),
                "free_that_day": .texts(SlotChoice.spread(free).map(\.description)),
            ]
        }
        guard context.appointments.count - cancelled.count + bookings.count < context.viewingsLimit else {
            throw ToolArguments.Fault(
                message: "this customer has as many viewings as are allowed; cancel one first, or hand over")
        }
        try stage(.bookViewing(listingID: listing.listingID, startsAt: startsAt.description))
        return [
            "done": .text("booked with your reply; tell the customer"),
            "viewing": .text(
                "\(startsAt.date.weekdayName(in: language)) \(startsAt), \(Prompt.line(listing, language))"),
        ]
    }

    mutating func cancel(_ arguments: ToolArguments) throws -> [String: JSONValue] {
        let id = Int64(
            try arguments.required(
                "appointment_id", try arguments.integer("appointment_id", in: 0...9_007_199_254_740_991)))
        guard context.appointments.contains(where: { $0.appointmentID == id }) else {
            throw ToolArguments.Fault(message: "this customer has no viewing \(id)")
        }
        try stage(.cancelViewing(appointmentID: id))
        return ["done": .text("cancelled with your reply; tell the customer")]
    }

    mutating func record(_ arguments: ToolArguments) throws -> [String: JSONValue] {
        var facts = LeadFacts()
        facts.name = try arguments.text("name")
        facts.area = try arguments.text("area")
        facts.deal = try arguments.word("deal", of: Tools.deals)
        facts.propertyKind = try arguments.word("property_kind", of: Tools.propertyKinds)
        facts.rooms = try arguments.number("rooms", in: 1...20)
        facts.budget = try arguments.integer("budget", in: 1...1_000_000_000)
        facts.moveIn = try arguments.day("move_in")?.description
        facts.notes = try arguments.text("notes", atMost: 300)
        if facts.isEmpty { throw ToolArguments.Fault(message: "nothing to record") }
        try stage(.recordLead(facts))
        return ["done": .text("recorded")]
    }

    /// Stages a change once, however often the model asks for it.
    mutating func stage(_ write: StagedWrite) throws(ToolArguments.Fault) {
        guard !writes.contains(write) else { return }
        guard writes.count < Self.mostWrites else {
            throw ToolArguments.Fault(message: "too many changes in one answer")
        }
        writes.append(write)
    }
}
