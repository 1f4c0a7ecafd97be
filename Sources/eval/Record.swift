import Conversation

/// What came of a dialogue.
struct Record: Sendable {
    let dialogue: Dialogue
    let script: Script
    /// The business's rows before the first message.
    let before: State
    var turns: [TurnRecord] = []
    /// Everything in the end; until then what was read last.
    var end: State

    init(dialogue: Dialogue, script: Script, before: State) {
        (self.dialogue, self.script, self.before, end) = (dialogue, script, before, before)
    }

    /// The listings that a reply names by their addresses, in its order.
    func named(_ turn: TurnRecord) -> [Int] {
        let text = PlainText(turn.reply)
        let places = turn.state.listings.compactMap { listing in listing.place(in: text).map { (listing.id, $0) } }
        return places.sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// The listings that a reply offers: those that it names, then those of the turn's row, which the next message may mean.
    func offered(_ turn: TurnRecord) -> [Int] {
        let named = named(turn)
        return named + (turn.row?.listings ?? []).filter { !named.contains($0) }
    }

    /// The number of the listing that a check means; nil where none was offered there.
    func number(_ name: ListingName) -> Int? {
        switch name {
        case .number(let number): return number
        case .offered(let place):
            guard turns.indices.contains(place.turn) else { return nil }
            let offered = named(turns[place.turn])
            return offered.indices.contains(place.position) ? offered[place.position] : nil
        }
    }

    /// The moment that a check means, as `2026-11-26T10:00`; nil where none was offered there.
    ///
    /// Where no times were offered the customer has asked for the one that ``Script`` then gives.
    func moment(_ moment: Moment) throws -> String {
        switch moment {
        case .day(let day, let time): return "\(try script.viewingDay(day))T\(time)"
        case .slot(let place):
            let slots = turns.indices.contains(place.turn) ? turns[place.turn].timesTold : []
            if slots.indices.contains(place.position) { return slots[place.position].description }
            return "\(try script.viewingDay(place.position + 1))T10:00"
        }
    }
}

/// What came of one turn.
struct TurnRecord: Sendable {
    /// What the customer wrote.
    let customer: [String]
    /// What was delivered, usually one message.
    var replies: [String]
    /// Everything as it was after the reply.
    let state: State
    /// The turn's row; nil where there is none.
    let row: State.Turn?
    /// How long the reply took.
    let milliseconds: Int?

    /// All that was delivered.
    var reply: String { replies.joined(separator: "\n") }

    /// The day on the tenant's wall clock.
    var today: CivilDate { (WallTime(state.now) ?? .epoch).date }

    /// The viewing times that the turn's row offers and that the reply tells, by day and time of day, in the reply's order.
    var timesTold: [WallTime] {
        let text = DaysAndTimes(reply)
        let slots = (row?.slots ?? []).compactMap { WallTime($0) }
        let places = slots.compactMap { slot in text.place(of: slot, today: today).map { (slot, $0) } }
        return places.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }
}
