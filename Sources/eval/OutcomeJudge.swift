/// Looks whether checks of what a dialogue came to hold.
struct OutcomeJudge: Sendable {
    let record: Record

    /// What does not hold; nil where it holds.
    func problem(_ rule: OutcomeRule) throws -> String? {
        let state = record.end
        switch rule {
        case .booked(let name, let moment, let isOnly):
            return booked(record.number(name), try record.moment(moment), isOnly: isOnly)
        case .bookedAtMost(let count):
            return state.booked.count <= count ? nil : "booked are \(written(state.booked))"
        case .notBooked: return state.booked.isEmpty ? nil : "booked are \(written(state.booked))"
        case .notBookedAt(let moment):
            let moment = try record.moment(moment)
            return state.booked.contains { $0.startsAt == moment } ? "a viewing is booked at \(moment)" : nil
        case .cancelled(let name): return cancelled(record.number(name))
        case .othersBookingStands(let listing):
            let stands = state.appointments.contains {
                $0.isCustomers != true && $0.listing == listing && $0.state == "booked"
            }
            return stands ? nil : "the other customer's viewing is gone"
        case .lead(let field, let values): return try lead(field, values)
        case .leadLacks(let field):
            return state.lead?[field].map { "\(field) is \($0)" }
        case .handedOver(let wanted):
            return (state.handovers > 0) == wanted ? nil : wanted ? "nobody was handed over to" : "it was handed over"
        case .unchanged:
            // What the dialogue's own events change is read after them.
            let last = record.turns.last?.state.digest ?? record.before.digest
            return state.digest == last && !wasChanged ? nil : "the business's rows have changed"
        }
    }

    /// Whether the rows have changed from one reply to the next, other than by the dialogue's own events.
    private var wasChanged: Bool {
        var digest = record.before.digest
        for (index, turn) in record.turns.enumerated() {
            let hasEvents = !(record.dialogue.turns[index].before ?? []).isEmpty
            if turn.state.digest != digest && !hasEvents { return true }
            digest = turn.state.digest
        }
        return false
    }

    private func booked(_ listing: Int?, _ moment: String, isOnly: Bool) -> String? {
        let booked = record.end.booked
        let stands = booked.contains { $0.listing == listing && $0.startsAt == moment }
        if stands && (!isOnly || booked.count == 1) { return nil }
        return "booked are \(written(booked)), wanted is \(listing ?? 0) at \(moment)"
    }

    private func cancelled(_ listing: Int?) -> String? {
        let cancelled = record.end.appointments.contains {
            $0.isCustomers == true && $0.listing == listing && $0.state == "cancelled"
        }
        if !cancelled { return "none was cancelled" }
        return record.end.booked.isEmpty ? nil : "booked are \(written(record.end.booked))"
    }

    private func lead(_ field: String, _ values: [String]) throws -> String? {
        guard let lead = record.end.lead else { return "there is no lead" }
        let wanted = try values.map { PlainText(try record.script.text($0, slots: [])).text }
        guard let value = lead[field] else { return "\(field) is not known, wanted is \(wanted)" }
        return wanted.contains(PlainText(value).text) ? nil : "\(field) is \(value), wanted is \(wanted)"
    }

    private func written(_ appointments: [State.Appointment]) -> [String] {
        appointments.map { "\($0.listing) at \($0.startsAt)" }
    }
}
