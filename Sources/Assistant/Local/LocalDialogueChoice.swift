internal import Conversation

// What of our lists the customer chose: "the second one", "number 3", "2".
extension LocalDialogue {
    /// The place in our list of viewing times that the customer chose, from 0.
    var slotNumber: Int? { offeredSlots.count > 1 ? number(of: offeredSlots.count) : nil }

    /// The place in our list of properties that the customer chose, from 0.
    var listingNumber: Int? { offeredSlots.count > 1 ? nil : number(of: choices.count) }

    /// The newest offer; or the list before it, where all that was spoken of since are listings of that list.
    static func choices(_ offers: [[Int64]]) -> [Int64] {
        guard let newest = offers.last else { return [] }
        guard let index = offers.lastIndex(where: { $0.count > 1 }) else { return newest }
        let list = offers[index]
        return offers[index...].joined().allSatisfy(list.contains) ? list : newest
    }

    private func number(of count: Int) -> Int? {
        let isBrief = spoken.words.count <= 2 && wish.days.isEmpty
        let index =
            Self.ordinals.firstIndex { $0.place(in: spoken).map(isFloor) == false }
            ?? (isBrief ? Self.bareOrdinals.firstIndex { $0.occur(in: spoken) } : nil)
        if let index { return index < count ? index : nil }
        if Self.last.occur(in: spoken) { return count > 0 ? count - 1 : nil }
        // A bare number, or "number 2".
        let numbers = spoken.words.compactMap { Int($0) }
        guard spoken.words.count == 1 || Self.numbered.occur(in: spoken), numbers.count == 1, let number = numbers.first
        else { return nil }
        return (1...max(1, count)).contains(number) && number <= count ? number - 1 : nil
    }

    /// Whether the ordinal at a place counts a floor: "the second floor" chooses nothing.
    private func isFloor(_ place: Int) -> Bool {
        place > 0 && spoken.matches("קומה", at: place - 1)
            || place + 1 < spoken.words.count && spoken.words[place + 1] == "floor"
    }

    /// What was asked before of one property, where the turn only names another of the list: "and the first one?"
    var sameQuestion: (acts: DialogueActs, features: [Feature])? {
        guard listingNumber != nil, offered.count == 1, spoken.words.count <= 6, let last = earlier.last else {
            return nil
        }
        let before = SpokenWords([last])
        let acts = DialogueActs(before, texts: [last]).intersection(.details)
        let features = Feature.named(in: before)
        return acts.isEmpty && features.isEmpty ? nil : (acts, features)
    }

    private static let ordinals = [
        Phrases("הראשונה, הראשון, first, 1st"), Phrases("השנייה, השניה, השני, second, 2nd"),
        Phrases("השלישית, השלישי, third, 3rd"), Phrases("הרביעית, הרביעי, fourth, 4th"),
        Phrases("החמישית, החמישי, fifth, 5th"),
    ]
    private static let bareOrdinals = [
        Phrases("ראשונה, ראשון, א, one"), Phrases("שנייה, שניה, שני, ב, two"), Phrases("שלישית, שלישי, ג, three"),
        Phrases("רביעית, רביעי, ד, four"), Phrases("חמישית, חמישי, ה, five"),
    ]
    private static let last = Phrases("האחרונה, האחרון, the last one, last one")
    private static let numbered = Phrases("מספר, מס, אופציה, number, no, option")
}
