internal import Conversation
internal import Store

/// What the customer looks for, by all that was said: the lead's facts, the earlier words, and this turn's.
struct Wishes: Sendable {
    /// What goes into the lead.
    var facts = LeadFacts()
    /// The areas asked for now, or else before.
    var places: [Place] = []
    /// The most rooms.
    var maximumRooms: Double?
    /// The least price.
    var minimumPrice: Int?
    /// What the property shall have.
    var features: [Feature] = []
    /// The day by which it must be free.
    var availableBy: CivilDate?

    /// Reads the words; what was said later replaces what was said before, and what is said the lead's facts.
    ///
    /// - Parameters:
    ///   - earlier: the customer's words before this turn, oldest first.
    ///   - texts: this turn's.
    init(lead: LeadFacts?, earlier: [String], texts: [String], now: WallTime?) {
        let before = lead ?? LeadFacts()
        let (past, present) = (ListingQuery.parse(earlier), ListingQuery.parse(texts))
        facts = before
        facts.name = Self.name(in: texts) ?? Self.name(in: earlier) ?? before.name
        take(past)
        let pastDeal = facts.deal
        let pastKind = facts.propertyKind
        take(present)
        // A month's rent says nothing of what a purchase may cost, and an office has no rooms.
        if present.maximumPrice == nil, let deal = facts.deal, let budget = facts.budget,
            deal != Self.deal(of: budget) || pastDeal.map({ $0 != deal }) == true
        {
            facts.budget = nil
        }
        if let kind = present.propertyKind, kind == .office || kind == .shop, kind.rawValue != pastKind {
            facts.rooms = present.rooms
            maximumRooms = present.maximumRooms
        }
        readPlaces(lead: before.area, earlier: earlier, texts: texts)
        readLimits(earlier: earlier, texts: texts)
        let searches = earlier.filter { ListingQuery.parse([$0]).isSearch }
        let spoken = SpokenWords(texts)
        features = Feature.named(in: spoken)
        if features.isEmpty { features = Feature.named(in: SpokenWords(searches)) }
        readEntry(earlier + texts, now: now)
    }

    /// The deal that a price can only mean.
    private static func deal(of price: Int) -> String { price >= 200_000 ? "sale" : "rent" }

    private mutating func take(_ query: ListingQuery) {
        if let rooms = query.rooms {
            facts.rooms = rooms
            maximumRooms = query.maximumRooms
        }
        facts.budget = query.maximumPrice ?? facts.budget
        minimumPrice = query.minimumPrice ?? (query.maximumPrice == nil ? minimumPrice : nil)
        facts.deal = query.likelyDeal?.rawValue ?? facts.deal
        facts.propertyKind = query.propertyKind?.rawValue ?? facts.propertyKind
    }

    private mutating func readPlaces(lead: String?, earlier: [String], texts: [String]) {
        let isAnywhere = Self.anywhere.occur(in: SpokenWords(texts))
        places = Self.wanted(texts)
        if places.isEmpty, !isAnywhere {
            places = earlier.reversed().lazy.map { Self.wanted([$0]) }.first { !$0.isEmpty } ?? []
            if places.isEmpty, let lead { places = Self.wanted([lead]) }
        }
        facts.area = Self.area(places) ?? (isAnywhere ? nil : facts.area)
    }

    /// The places that texts ask for: towns, or else those of a region. A later text replaces the places of an earlier one,
    /// unless it adds to them.
    static func wanted(_ texts: [String]) -> [Place] {
        guard let last = texts.lastIndex(where: { !Places.named(in: [$0]).isEmpty }) else {
            return Region.named(in: texts)?.places ?? []
        }
        let addition = SpokenWords.cut(texts[last]).first
        guard last > 0, let addition, additions.contains(addition) else { return Places.named(in: [texts[last]]) }
        return Places.named(in: Array(texts[...last]))
    }

    /// The region, or the places in the order in which they were named.
    private static func area(_ places: [Place]) -> String? {
        if let region = Region.of(places) { return region.hebrew }
        return places.isEmpty ? nil : places.reversed().map(\.hebrew).joined(separator: ", ")
    }

    private static let additions: Set<String> = ["או", "גמ", "וגמ", "or", "also", "and"]

    /// "At least 3 rooms" has no upper end, "up to 3 rooms" no lower.
    private mutating func readLimits(earlier: [String], texts: [String]) {
        guard let rooms = facts.rooms else { return }
        let newest = SpokenWords(ListingQuery.parse(texts).rooms == nil ? earlier : texts)
        if maximumRooms == nil {
            maximumRooms = Self.atLeast.occur(in: newest) || texts.contains(where: Self.hasPlus) ? 20 : rooms + 0.5
        }
    }

    /// Whether a small number has a plus behind it: "3+ rooms".
    private static func hasPlus(_ text: String) -> Bool {
        text.split(whereSeparator: \.isWhitespace).contains { word in
            word.hasSuffix("+") && word.count <= 4 && word.first?.isNumber == true
        }
    }

    private mutating func readEntry(_ texts: [String], now: WallTime?) {
        guard let now, let day = MoveIn.day(in: texts, now: now) else {
            availableBy = facts.moveIn.flatMap { CivilDate($0) }.map { max($0, now?.date ?? $0) }
            return
        }
        facts.moveIn = day.description
        // Who names a month takes any day of it.
        let namesMonth = day.day == 1 && !texts.contains { $0.contains("1") }
        let nextMonth = CivilDate(
            year: day.month == 12 ? day.year + 1 : day.year, month: day.month % 12 + 1, day: 1)
        availableBy = namesMonth ? nextMonth?.adding(days: -1) ?? day : day
    }

    /// What the customer says to be called.
    private static func name(in texts: [String]) -> String? {
        for text in texts.reversed() {
            for opening in ["קוראים לי ", "שמי ", "השם שלי ", "my name is ", "name's "] {
                guard let start = text.range(of: opening, caseInsensitive: true)?.upperBound else { continue }
                let words = text[start...].prefix { !",.;!?\n".contains($0) }.split(separator: " ").prefix(2)
                let name = words.prefix {
                    $0.allSatisfy { $0.isLetter || "'׳-".contains($0) } && !Self.noName.contains($0)
                }
                if !name.isEmpty { return name.joined(separator: " ") }
            }
        }
        return nil
    }

    private static let noName: Set<Substring> = ["ואני", "אני", "ו", "and", "i", "I", "from", "מחפש", "מחפשת"]
    private static let anywhere = Phrases(
        "בכל אזור, בכל מקום, לא משנה האזור, לא משנה איפה, anywhere, any area, other areas, אזור אחר, אזורים אחרים")
    private static let atLeast = Phrases("לפחות, מינימום, ומעלה, ויותר, at least, minimum, or more, min, and up")
}

extension Wishes {
    /// What `find_listings` is asked for.
    ///
    /// - Parameter text: this turn's words. Several places are told by a text that names them all, since only one can be given;
    ///   what the property shall have goes with it, so that such properties come first.
    func filter(text: String) -> ListingFilter {
        var filter = ListingFilter()
        let named = places.count > 1 ? places.map(\.hebrew).joined(separator: ", ") : text
        filter.text = ([named] + features.flatMap { [$0.hebrew, $0.english] }).joined(separator: ", ")
        // An area that is no town is known by the lead only, as the tenant's own listings call it.
        filter.area = places.isEmpty ? facts.area : places.count == 1 ? places.first?.hebrew : nil
        filter.deal = facts.deal ?? facts.budget.map(Self.deal)
        filter.propertyKind = facts.propertyKind
        if facts.propertyKind != "office", facts.propertyKind != "shop" {
            filter.minimumRooms = facts.rooms
            filter.maximumRooms = maximumRooms
        }
        filter.minimumPrice = minimumPrice
        filter.maximumPrice = facts.budget
        filter.availableBy = availableBy?.description
        return filter
    }

    /// Whether enough was said to offer something: more than that a flat is wanted.
    var isSpecific: Bool {
        facts.rooms != nil || facts.budget != nil || facts.deal != nil || !places.isEmpty || !features.isEmpty
            || facts.area != nil || facts.propertyKind == "office" || facts.propertyKind == "shop"
    }
}

extension String {
    /// Where other words occur; Latin letters large or small alike.
    fileprivate func range(of other: String, caseInsensitive: Bool) -> Range<String.Index>? {
        guard caseInsensitive else { return firstRange(of: other) }
        let lowered = lowercased()
        // Where lowering changes how long the text is, places in it say nothing about the text.
        guard lowered.utf8.count == utf8.count else { return firstRange(of: other) }
        guard let range = lowered.firstRange(of: other) else { return nil }
        let start = lowered.utf8.distance(from: lowered.startIndex, to: range.lowerBound)
        let end = lowered.utf8.distance(from: lowered.startIndex, to: range.upperBound)
        return utf8.index(startIndex, offsetBy: start)..<utf8.index(startIndex, offsetBy: end)
    }
}
