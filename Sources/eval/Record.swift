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

    /// The listings that a reply offers: those of the turn's row in its order, then those whose addresses stand in it.
    func offered(_ turn: TurnRecord) -> [Int] {
        let text = PlainText(turn.reply)
        let listed = turn.row?.listings ?? []
        return listed + turn.state.listings.filter { !listed.contains($0.id) && $0.isNamed(in: text) }.map(\.id)
    }

    /// The number of the listing that a check means; nil where none was offered there.
    func number(_ name: ListingName) -> Int? {
        switch name {
        case .number(let number): return number
        case .offered(let place):
            guard turns.indices.contains(place.turn) else { return nil }
            let offered = offered(turns[place.turn])
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
            let slots = turns.indices.contains(place.turn) ? turns[place.turn].row?.slots ?? [] : []
            if slots.indices.contains(place.position) { return slots[place.position] }
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
}
