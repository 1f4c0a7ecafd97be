import Conversation

/// Looks for facts in replies that nobody gave: see ``Check`` for which.
struct Grounding: Sendable {
    let record: Record

    /// The first invented fact; nil where there is none.
    func problem() -> String? {
        var said = Said(record.dialogue.said ?? [], today: record.script.now.date)
        for (index, turn) in record.turns.enumerated() {
            for text in turn.customer { said.add(text) }
            let known = Known(turn, earlier: record.turns[..<index], said: said)
            if let problem = known.problem(in: turn.reply) { return "in reply \(index + 1) \(problem)" }
        }
        return nil
    }
}

/// What a customer has said so far.
struct Said: Sendable {
    private(set) var facts = Facts()
    /// The days that may be meant.
    private(set) var days: Set<CivilDate> = []
    private let today: CivilDate

    /// `inFigures` is what the customer says in words, in figures.
    init(_ inFigures: [String], today: CivilDate) {
        self.today = today
        for text in inFigures { facts.formUnion(Facts(text)) }
    }

    /// A number alone may be thousands or millions, rooms, metres or a time of day.
    mutating func add(_ text: String) {
        facts.formUnion(Facts(text))
        for number in WrittenNumber.all(in: PlainText(text).text) {
            guard let value = number.value, value < 1e9 else { continue }
            facts.amounts.formUnion([1.0, 1000, 1_000_000].map { Int((value * $0).rounded()) })
            facts.rooms.insert(plain(value))
            facts.squareMetres.insert(plain(value))
            if let hour = Int(exactly: value), number.rooms == nil { addHour(hour) }
        }
        for day in facts.days {
            // Within a fortnight for a weekday, within a year for a date.
            let distance = if case .weekday = day.name { 14 } else { 366 }
            days.formUnion((0...distance).map(today.adding(days:)).filter { day.isOn($0, today: today) })
        }
    }

    /// At 4 may be in the afternoon.
    private mutating func addHour(_ hour: Int) {
        for hour in hour < 12 ? [hour, hour + 12] : [hour] {
            if let time = ClockTime(hour: hour) { facts.times.insert(time) }
        }
    }
}
