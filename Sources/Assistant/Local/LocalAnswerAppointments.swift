internal import Conversation
internal import Store

extension LocalComposer {
    /// Gives up, moves or tells the contact's own viewing.
    mutating func changeAppointment() -> Bool {
        guard dialogue.changesAppointment else { return false }
        guard !dialogue.appointments.isEmpty else { return sayNone() }
        let meant = meantAppointments
        guard meant.count == 1, let appointment = meant.first else {
            let isAll = dialogue.acts.contains(.cancels) && Self.all.occur(in: dialogue.spoken)
            if isAll { meant.forEach { cancel($0) } } else { tell(meant, asking: words.whichViewing) }
            return true
        }
        if moves(appointment) {
            move(appointment)
        } else if dialogue.acts.contains(.cancels) {
            cancel(appointment)
        } else {
            tell([appointment], asking: nil)
        }
        return true
    }

    /// Whoever has no viewing can only ask for one to be changed by mistake, or means something else that the house knows.
    private mutating func sayNone() -> Bool {
        // "I want to cancel": there is nothing else that could be cancelled here.
        let isBare =
            dialogue.acts.contains(.cancels) && dialogue.spoken.words.count <= 5
            && !Self.contracts.occur(in: dialogue.spoken)
            && retrieval.knowledge.allSatisfy { $0.score < Self.sureScore }
        let means = isBare || dialogue.acts.contains(.asksAppointment) || Self.viewings.occur(in: dialogue.spoken)
        guard means, !dialogue.acts.isDisjoint(with: [.cancels, .asksAppointment]) || dialogue.offeredSlots.isEmpty
        else {
            return false
        }
        parts.append(words.noViewing)
        return true
    }

    /// The viewings that may be meant: by address, by day, or all.
    private var meantAppointments: [Appointment] {
        let all = dialogue.appointments
        guard all.count > 1 else { return all }
        let addressed = Target(dialogue: dialogue).addressed(among: retrieval.booked).map(\.listingID)
        let byAddress = all.filter { addressed.contains($0.listingID) }
        if !byAddress.isEmpty { return byAddress }
        let byTime = all.filter { appointment in
            dialogue.namesTime && WallTime(appointment.startsAt).map(dialogue.wish.accepts) == true
        }
        return byTime.isEmpty ? all : byTime
    }

    /// Whether the viewing is to be at another time: one was named, or asked for, and it is not only given up.
    private func moves(_ appointment: Appointment) -> Bool {
        if dialogue.acts.contains(.moves) { return true }
        guard dialogue.acts.contains(.cancels), dialogue.acts.contains(.replaces), dialogue.namesTime else {
            return false
        }
        return WallTime(appointment.startsAt).map(dialogue.wish.accepts) != true
    }

    private mutating func move(_ appointment: Appointment) {
        guard let listing = listing(of: appointment) else {
            return handOver("a viewing is to be moved", words.agentWillCall)
        }
        schedule(listing, moving: appointment)
    }

    private mutating func cancel(_ appointment: Appointment) {
        writes.append(.cancelViewing(appointmentID: appointment.appointmentID))
        guard let moment = WallTime(appointment.startsAt) else { return }
        parts.append(words.cancelled(listing(of: appointment), at: moment))
    }

    private mutating func tell(_ appointments: [Appointment], asking question: String?) {
        listings = appointments.map(\.listingID)
        let lines = appointments.compactMap { appointment in
            WallTime(appointment.startsAt).map { words.appointment(listing(of: appointment), at: $0) }
        }
        parts.append((lines + [question].compactMap { $0 }).joined(separator: "\n"))
    }

    func listing(of appointment: Appointment) -> Listing? {
        retrieval.booked.first { $0.listingID == appointment.listingID }
    }

    private static let contracts = Phrases("חוזה, חוזים, הסכם, בלעדיות, contract, lease, agreement, mandate")
    private static let all = Phrases("הכל, הכול, כל הביקורים, שניהם, את שניהם, all, both, everything")
    private static let viewings = Phrases("ביקור, הביקור, פגישה, סיור, viewing, viewings, appointment, visit, tour")
}
