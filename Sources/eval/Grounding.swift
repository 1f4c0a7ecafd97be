import Conversation

/// Looks for facts in replies that nobody gave: prices, telephone numbers, addresses, room counts and times that stand in
/// none of the tenant's rows and that the customer has not said.
struct Grounding: Sendable {
    let record: Record

    /// The first invented fact; nil where there is none.
    func problem() -> String? {
        var said = Facts()
        for text in record.dialogue.said ?? [] { said.formUnion(Facts(text)) }
        for (index, turn) in record.turns.enumerated() {
            for text in turn.customer { said.formUnion(Self.said(text)) }
            let reply = Facts(turn.reply)
            if let problem = problem(reply, known: known(turn, said), state: turn.state) {
                return "in reply \(index + 1) \(problem)"
            }
        }
        return nil
    }

    private func problem(_ reply: Facts, known: Facts, state: State) -> String? {
        if let amount = reply.amounts.first(where: { !known.amounts.contains($0) }) { return "the amount \(amount)" }
        if let number = reply.telephones.first(where: { !known.telephones.contains($0) }) {
            return "the number \(number)"
        }
        if let address = reply.addresses.first(where: { !known.addresses.contains($0) }) {
            return "the address \(address)"
        }
        if let rooms = reply.rooms.first(where: { !known.rooms.contains($0) }) { return "\(rooms) rooms" }
        if let time = reply.times.first(where: { !known.times.contains($0) && !isUsual($0, state) }) {
            return "the time \(time)"
        }
        return nil
    }

    /// Hours and half hours at which there are viewings may be named, the last hour's end included.
    private func isUsual(_ time: ClockTime, _ state: State) -> Bool {
        time.minute % 30 == 0
            && state.viewingHours.contains { $0.opens <= time.description && time.description <= $0.closes }
    }

    /// What a customer said, also where "5.5" stands for 5,500 or 5,500,000.
    private static func said(_ text: String) -> Facts {
        var facts = Facts(text)
        for number in WrittenNumber.all(in: PlainText(text).text) {
            guard let value = number.value, value < 1e9 else { continue }
            facts.amounts.formUnion(
                [1.0, 1000, 1_000_000].map { value * $0 }.map { Int($0.rounded()) })
            facts.rooms.insert(plain(value))
            if let time = ClockTime(hour: Int(exactly: value) ?? -1) { facts.times.insert(time) }
        }
        return facts
    }

    private func known(_ turn: TurnRecord, _ said: Facts) -> Facts {
        var known = said
        for text in turn.state.texts + [turn.state.prompt] { known.formUnion(Facts(text)) }
        for listing in turn.state.listings {
            known.amounts.insert(listing.price)
            if let rooms = listing.rooms { known.rooms.insert(plain(rooms)) }
            for text in [
                listing.addressHebrew, listing.addressEnglish, listing.summaryHebrew, listing.summaryEnglish,
            ] { known.formUnion(Facts(text)) }
        }
        let moments = record.turns.flatMap { $0.row?.slots ?? [] } + turn.state.appointments.map(\.startsAt)
        known.times.formUnion(moments.compactMap { WallTime($0)?.time })
        return known
    }
}
