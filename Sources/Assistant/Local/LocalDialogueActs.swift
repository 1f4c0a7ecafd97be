internal import Conversation

/// What the customer does with the words of a turn, as far as rules can tell.
struct DialogueActs: OptionSet, Sendable {
    let rawValue: UInt32

    /// Agrees: "yes", "gladly".
    static let agrees = DialogueActs(rawValue: 1 << 0)
    /// Declines: "no", "not interested".
    static let declines = DialogueActs(rawValue: 1 << 1)
    /// Wants to see a property.
    static let views = DialogueActs(rawValue: 1 << 2)
    /// Gives a viewing up.
    static let cancels = DialogueActs(rawValue: 1 << 3)
    /// Wants a viewing at another time.
    static let moves = DialogueActs(rawValue: 1 << 4)
    /// Asks when the booked viewing is.
    static let asksAppointment = DialogueActs(rawValue: 1 << 5)
    /// Asks for something that costs less.
    static let wantsCheaper = DialogueActs(rawValue: 1 << 6)
    /// Asks for something with more room.
    static let wantsLarger = DialogueActs(rawValue: 1 << 7)
    /// Asks for other properties than those offered.
    static let wantsOthers = DialogueActs(rawValue: 1 << 8)
    /// Asks for the price.
    static let asksPrice = DialogueActs(rawValue: 1 << 9)
    /// Asks where a property is.
    static let asksAddress = DialogueActs(rawValue: 1 << 10)
    /// Asks how many rooms there are.
    static let asksRooms = DialogueActs(rawValue: 1 << 11)
    /// Asks how large it is.
    static let asksSize = DialogueActs(rawValue: 1 << 12)
    /// Asks for the floor.
    static let asksFloor = DialogueActs(rawValue: 1 << 13)
    /// Asks from when it is free, or whether it still is.
    static let asksEntry = DialogueActs(rawValue: 1 << 14)
    /// Wants to hear more of it.
    static let asksMore = DialogueActs(rawValue: 1 << 15)
    /// Wants pictures.
    static let asksPictures = DialogueActs(rawValue: 1 << 16)
    /// Haggles.
    static let haggles = DialogueActs(rawValue: 1 << 17)
    /// Speaks of the business itself: "your office", "אצלכם".
    static let meansBusiness = DialogueActs(rawValue: 1 << 18)
    /// Points at one property: "it", "that one", אותה.
    static let points = DialogueActs(rawValue: 1 << 19)
    /// Means the cheapest.
    static let meansCheapest = DialogueActs(rawValue: 1 << 20)
    /// Means the largest.
    static let meansLargest = DialogueActs(rawValue: 1 << 21)
    /// Takes leave.
    static let leaves = DialogueActs(rawValue: 1 << 22)
    /// Asks something.
    static let asks = DialogueActs(rawValue: 1 << 23)
    /// Has a property to let or to sell.
    static let owns = DialogueActs(rawValue: 1 << 24)
    /// Speaks of one time in place of another.
    static let replaces = DialogueActs(rawValue: 1 << 25)
    /// Asks whether a property can still be had.
    static let asksStill = DialogueActs(rawValue: 1 << 26)

    /// Complains.
    static let complains = DialogueActs(rawValue: 1 << 28)

    /// Asks how much, whatever of.
    static let asksHowMuch = DialogueActs(rawValue: 1 << 27)

    /// Questions about one property that its row can answer.
    static let details: DialogueActs = [
        .asksPrice, .asksAddress, .asksRooms, .asksSize, .asksFloor, .asksEntry, .asksMore, .asksPictures,
        .asksStill,
    ]

    /// Reads the words of a turn.
    init(_ spoken: SpokenWords, texts: [String]) {
        self = DialogueActs(Self.table.filter { $0.phrases.occur(in: spoken) }.map(\.act))
        // Pictures are seen without coming.
        if contains(.asksPictures), Self.seesPictures.occur(in: spoken) { remove(.views) }
        // "Do not cancel."
        if contains(.cancels), Self.keeps.occur(in: spoken) { remove([.cancels, .moves]) }
        if contains(.cancels), contains(.moves), !Self.gives.occur(in: spoken) { remove(.cancels) }
        if spoken.words.count <= 2, !spoken.words.contains(where: { $0.first?.isNumber == true }) {
            formUnion(DialogueActs(Self.brief.filter { $0.phrases.occur(in: spoken) }.map(\.act)))
        }
        if texts.contains(where: { $0.contains("?") }) { insert(.asks) }
        if texts.contains(where: { $0.contains("👍") }) { insert(.agrees) }
        // A "no" or "yes" says something only where it is about all that is said.
        if spoken.words.count > 12 { remove([.agrees, .declines, .leaves]) }
        if contains(.declines) { remove(.agrees) }
    }

    private init(_ acts: [DialogueActs]) { self = acts.reduce(into: []) { $0.formUnion($1) } }

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// What a word or two mean alone.
    private static let brief: [(act: DialogueActs, phrases: Phrases)] = [
        (.asksRooms, Phrases("rooms, bedrooms, חדרים")), (.asksSize, Phrases("size, גודל, מטר, מטרים, שטח")),
        (.asksEntry, Phrases("entry, כניסה, when")), (.asksPrice, Phrases("rent, שכירות")),
        (.wantsOthers, Phrases("any more")),
    ]
    private static let seesPictures = Phrases(
        """
        לראות תמונות, לראות את התמונות, לראות צילומים, לראות סרטון, לראות וידאו, לראות תמונה, see pictures, see photos,
        see pics, see some, see the pictures, see the photos, see a picture, see a photo, see a video, see more, see images
        """)
    private static let keeps = Phrases("לא לבטל, אל תבטל*, בלי לבטל, dont cancel, do not cancel, not cancel")
    private static let gives = Phrases("לבטל את הביקור, תבטלו את הביקור, cancel the viewing, cancel my viewing")
}
