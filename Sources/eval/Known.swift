import Conversation

/// The facts that a reply may tell: those of the business's rows, what the customer has said, and what follows from both.
///
/// Of houses: where a line names houses, its prices, sizes, room counts and days must be theirs (in their order, where there
/// are as many prices); a line below it is of the same houses.
struct Known: Sendable {
    private let state: State
    private let today: CivilDate
    private let said: Said
    /// What holds of no house alone: the prompt, the knowledge, what the customer has said.
    private let common: Facts
    private let houses: [(listing: Listing, facts: Facts)]
    /// Viewing times that were offered by now, and the customer's own.
    private let moments: [WallTime]

    init(_ turn: TurnRecord, earlier: ArraySlice<TurnRecord>, said: Said) {
        state = turn.state
        today = turn.today
        self.said = said
        let texts = turn.state.texts + [turn.state.prompt]
        var common = said.facts
        for text in texts { common.formUnion(Facts(text)) }
        for hours in turn.state.viewingHours {
            common.times.formUnion([hours.opens, hours.closes].compactMap { ClockTime($0) })
        }
        self.common = common
        let terms = Terms(texts)
        houses = turn.state.listings.map { ($0, Facts($0, terms)) }
        let own = turn.state.appointments.filter { $0.isCustomers == true }.map(\.startsAt)
        moments = ((earlier + [turn]).flatMap { $0.row?.slots ?? [] } + own).compactMap { WallTime($0) }
    }

    /// The first fact of a reply that is not among these.
    func problem(in reply: String) -> String? {
        let lines = HouseLines(reply, houses: houses.map(\.listing))
        for line in lines.all {
            var known = common
            for house in houses where line.houses.isEmpty || line.houses.contains(house.listing.id) {
                known.formUnion(house.facts)
            }
            if let problem = problem(Facts(line.text), known, line) { return problem }
        }
        return momentProblem(DaysAndTimes(reply))
    }

    private func problem(_ facts: Facts, _ known: Facts, _ line: HouseLines.Line) -> String? {
        let isOf = line.houses.isEmpty ? "" : " at \(line.houses)"
        let compares = Terms.compares(line.text)
        if let amount = facts.amounts.first(where: { !known.amounts.contains($0) && !(compares && isDifference($0)) }) {
            return "the amount \(amount)\(isOf)"
        }
        if let number = facts.telephones.first(where: { !known.telephones.contains($0) }) {
            return "the number \(number)"
        }
        if let address = facts.addresses.first(where: { !isKnown($0) }) { return "the address \(address)" }
        if let rooms = facts.rooms.first(where: { !known.rooms.contains($0) }) { return "\(rooms) rooms\(isOf)" }
        if let size = facts.squareMetres.first(where: { !known.squareMetres.contains($0) }) {
            return "\(size) square metres\(isOf)"
        }
        if let share = facts.percentages.first(where: { !known.percentages.contains($0) }) { return "\(share)%" }
        if let day = facts.days.first(where: { !isKnown($0, known) }) { return "\(day)\(isOf)" }
        return line.swapped(houses.map(\.listing)).map { "the price of \($0) at another house" }
    }

    /// An address stands for itself, whatever line it is in.
    private func isKnown(_ address: StreetAddress) -> Bool {
        common.addresses.contains(address) || houses.contains { $0.facts.addresses.contains(address) }
    }

    private func isDifference(_ amount: Int) -> Bool {
        let prices = houses.map(\.listing.price)
        return prices.contains { price in
            prices.contains(price - amount) || said.facts.amounts.contains(price - amount)
                || said.facts.amounts.contains(price + amount)
        }
    }

    private func isKnown(_ day: DaysAndTimes.Day, _ known: Facts) -> Bool {
        if day.name == .daysFromToday(0) || known.days.contains(where: { $0.name == day.name }) { return true }
        let moveIn = state.lead?["move_in"].flatMap { CivilDate($0) }
        let dates = Set(moments.map(\.date)).union(said.days).union(known.availableFrom).union([today])
            .union(moveIn.map { [$0] } ?? [])
        return dates.contains { day.isOn($0, today: today) }
    }

    /// A time of day is that of an opening hour, was said by the customer, or belongs to the day beside which it stands.
    private func momentProblem(_ reply: DaysAndTimes) -> String? {
        if let contradiction = reply.contradiction(today: today) { return contradiction }
        for time in reply.times where !time.isBare && !common.times.contains(time.time) {
            let around = reply.daysAround(time)
            let holds = moments.contains { moment in
                moment.time == time.time && (around.isEmpty || around.contains { $0.isOn(moment.date, today: today) })
            }
            if !holds { return "the time \(time.time)\(around.isEmpty ? "" : " on that day")" }
        }
        return nil
    }
}
