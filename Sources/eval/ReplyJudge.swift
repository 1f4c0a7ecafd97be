import Conversation

/// Looks whether checks of one reply hold.
struct ReplyJudge: Sendable {
    let record: Record
    let turn: TurnRecord
    private let text: PlainText
    private let numbers: [WrittenNumber]

    init(record: Record, turn: TurnRecord) {
        self.record = record
        self.turn = turn
        text = PlainText(turn.reply)
        numbers = WrittenNumber.all(in: text.text)
    }

    /// What does not hold; nil where it holds.
    func problem(_ rule: ReplyRule) -> String? {
        switch rule {
        case .offers(let selection): offers(selection)
        case .offersOnly(let selection): offersOnly(selection)
        case .offersNothing: offered.isEmpty ? nil : "it offers \(offered)"
        case .offersTimes(let wanted): offersTimes(wanted)
        case .says(let texts): texts.contains(where: text.says) ? nil : "it does not say \(texts)"
        case .avoids(let texts): texts.first(where: text.contains).map { "it says \($0)" }
        case .saysAmount(let amounts):
            amounts.contains(where: Facts(turn.reply).amounts.contains) ? nil : "it does not say \(amounts)"
        case .saysFact(let name, let fact): saysFact(name, fact)
        }
    }

    private var offered: [Int] { record.offered(turn) }

    private func isMeant(_ id: Int, _ selection: Selection) -> Bool {
        switch selection {
        case .listings(let names): return names.contains { record.number($0) == id }
        case .fits(let fits):
            let listing = turn.state.listings.first { $0.id == id }
            return listing.map { fits.matches($0, today: record.script.now.date) } ?? false
        }
    }

    private func offers(_ selection: Selection) -> String? {
        let named = record.named(turn)
        switch selection {
        case .listings(let names):
            let missing = names.filter { name in record.number(name).map { !named.contains($0) } ?? true }
            return missing.isEmpty ? nil : "it lacks \(missing.map { record.number($0) ?? 0 }) and names \(named)"
        case .fits:
            return named.contains { isMeant($0, selection) } ? nil : "nothing that fits is among \(named)"
        }
    }

    private func offersOnly(_ selection: Selection) -> String? {
        let wrong = offered.filter { !isMeant($0, selection) }
        return wrong.isEmpty ? nil : "it offers \(wrong)"
    }

    private func offersTimes(_ wanted: TimesWanted) -> String? {
        let slots = (turn.row?.slots ?? []).compactMap { WallTime($0) }
        let wrong = slots.filter { $0 <= record.script.now || !turn.state.isViewingTime($0) }
        if !wrong.isEmpty { return "it offers \(wrong), when there are no viewings" }
        let told = turn.timesTold
        if told.count < wanted.atLeast { return "it tells \(told.count) of \(slots.count) times" }
        let day = wanted.day.flatMap { try? record.script.viewingDay($0) }
        let misfits = slots.filter { slot in
            (day.map { $0 != slot.date } ?? false)
                || (wanted.after.map { slot.time.description < $0 } ?? false)
                || (wanted.before.map { slot.time.description >= $0 } ?? false)
        }
        return misfits.isEmpty ? nil : "it offers \(misfits), which was not asked for"
    }

    private func saysFact(_ name: ListingName, _ fact: Fact) -> String? {
        guard let id = record.number(name), let listing = turn.state.listings.first(where: { $0.id == id }) else {
            return "no listing was offered there"
        }
        let holds =
            switch fact {
            case .price: Facts(turn.reply).amounts.contains(listing.price)
            case .squareMetres: listing.squareMetres.map { metres in says(Double(metres)) } ?? false
            case .rooms: listing.rooms.map { says($0) || saysInWords($0) } ?? false
            case .address: listing.place(in: text) != nil
            case .availableFrom: listing.availableFrom.flatMap { CivilDate($0) }.map(says) ?? false
            }
        return holds ? nil : "it does not say the \(fact.rawValue) of \(id)"
    }

    private func says(_ number: Double) -> Bool { numbers.contains { $0.value == number } }

    private func says(_ date: CivilDate) -> Bool {
        DaysAndTimes(text).days.contains { $0.name == .date(day: date.day, month: date.month) }
    }

    private static let roomWords: [Double: [String]] = [
        2: ["שני חדרים", "two"], 3: ["שלושה", "three"], 3.5: ["שלושה וחצי", "three and a half"], 4: ["ארבעה", "four"],
        5: ["חמישה", "five"], 6: ["שישה", "ששה", "six"],
    ]

    private func saysInWords(_ rooms: Double) -> Bool {
        (Self.roomWords[rooms] ?? []).contains(where: text.holds)
    }
}
