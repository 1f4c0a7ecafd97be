/// What an answer may say: the facts of the rows that were read, of the business's own texts, and of the conversation.
public struct FactSheet: Sendable {
    /// A listing as far as its facts can be told apart from another's.
    public struct Property: Sendable, Equatable {
        /// Its addresses, street and number, in any language.
        public var addresses: [String]
        /// A month's rent, or the whole price, in shekels.
        public var price: Int?
        /// How many rooms.
        public var rooms: Double?
        /// Square metres.
        public var squareMetres: Int?
        /// From when it is free; nil where it is at once, or by agreement.
        public var availableFrom: CivilDate?

        /// A listing of the given facts.
        public init(
            addresses: [String], price: Int? = nil, rooms: Double? = nil, squareMetres: Int? = nil,
            availableFrom: CivilDate? = nil
        ) {
            self.addresses = addresses
            self.price = price
            self.rooms = rooms
            self.squareMetres = squareMetres
            self.availableFrom = availableFrom
        }
    }

    /// Whose words a text is.
    public enum Author: Sendable {
        /// The business's: prompt, knowledge, summaries, what it answered before.
        case business
        /// The customer's: an answer may repeat what they say, but what they claim of a property is not thereby so.
        case customer
    }

    /// A house: the street as letters, and the number.
    struct House: Hashable {
        let street: StreetName
        let number: Int?
    }

    /// A property with its addresses read.
    struct KnownProperty {
        let houses: Set<House>
        let property: Property
    }

    var prices: Set<Int> = []
    var percentages: Set<Double> = []
    var rooms: Set<Double> = []
    /// Bedrooms that somebody spoke of: one fewer than rooms.
    var bedrooms: Set<Double> = []
    var squareMetres: Set<Double> = []
    var phones: Set<String> = []
    var links: Set<String> = []
    var houses: Set<House> = []
    var days: Set<CivilDate> = []
    var weekdays: Set<Int> = []
    /// Times of day in all the ways in which they can be meant.
    var times: Set<ClockTime> = []
    /// Moments that were offered or said, and weekdays with times, such as opening hours.
    var moments: Set<WallTime> = []
    var weekTimes: Set<WeekTime> = []
    var isFreeNow = false
    var properties: [KnownProperty] = []
    /// Runs of words that may be quoted although they may stand in a secret too.
    var quotable: Set<[String]> = []

    /// A time of day on a day of the week.
    struct WeekTime: Hashable {
        let weekday: Int
        let time: ClockTime
    }

    /// A sheet without any facts.
    public init() {}

    // MARK: From rows

    /// Adds a price in shekels.
    public mutating func add(price: Int) { prices.insert(price) }

    /// Adds a number of rooms.
    public mutating func add(rooms: Double) { self.rooms.insert(rooms) }

    /// Adds a size in square metres.
    public mutating func add(squareMetres: Int) { self.squareMetres.insert(Double(squareMetres)) }

    /// Adds a phone number in any notation.
    public mutating func add(phone: String) { phones.insert(PhoneDigits.national(phone)) }

    /// Adds a street and number, with or without the word for a street; other facts in the text are not added.
    public mutating func add(address: String) { houses.formUnion(Self.houses(of: address)) }

    /// Adds a moment that may be offered, with its day.
    public mutating func add(time: WallTime) {
        moments.insert(time)
        add(day: time.date)
        times.insert(time.time)
    }

    /// Adds a day, with its weekday.
    public mutating func add(day: CivilDate) {
        days.insert(day)
        weekdays.insert(day.weekday)
    }

    /// Adds a listing: each of its facts, and that they belong together.
    ///
    /// - Parameter now: the tenant's wall clock, which tells whether it is free already.
    public mutating func add(_ property: Property, now: WallTime) {
        let houses = property.addresses.reduce(into: Set<House>()) { $0.formUnion(Self.houses(of: $1)) }
        self.houses.formUnion(houses)
        if let price = property.price { add(price: price) }
        if let rooms = property.rooms { add(rooms: rooms) }
        if let squareMetres = property.squareMetres { add(squareMetres: squareMetres) }
        if let day = property.availableFrom { add(day: day) }
        isFreeNow = isFreeNow || property.availableFrom.map { $0 <= now.date } ?? true
        // A listing that was read twice is still one.
        guard !properties.contains(where: { $0.property == property }) else { return }
        properties.append(KnownProperty(houses: houses, property: property))
    }

    // MARK: From texts

    /// Adds whatever facts stand in a text.
    ///
    /// - Parameters:
    ///   - text: a prompt, an entry of the knowledge, a summary, or words of the conversation.
    ///   - now: the tenant's wall clock, from which "tomorrow" counts.
    ///   - author: whose words they are.
    ///   - isQuotable: whether its very words may be repeated, though they may stand in a secret too: true for knowledge and
    ///     for what was said in the conversation, false for a prompt.
    public mutating func add(text: String, now: WallTime, from author: Author = .business, isQuotable: Bool = false) {
        let lexemes = Lexer.lexemes(of: text)
        let facts = FactReader.facts(in: lexemes)
        for fact in facts { add(fact.kind) }
        for sentence in Sentence.of(lexemes) {
            addMoments(facts.within(sentence.range), Calendar(now: now), from: author)
        }
        switch author {
        case .business:
            isFreeNow = isFreeNow || lexemes.contains { $0.word.map(ClaimWords.atOnce.containsExactly) == true }
        case .customer: addWishes(text, facts)
        }
        if isQuotable { quotable.formUnion(Leak.runs(of: lexemes)) }
    }

    private mutating func add(_ kind: Fact.Kind) {
        switch kind {
        case .price(let price, _): prices.insert(Int(price.rounded()))
        case .percentage(let share): percentages.insert(share)
        case .rooms(let rooms, areBedrooms: false): self.rooms.insert(rooms)
        case .rooms(let bedrooms, areBedrooms: true):
            self.bedrooms.insert(bedrooms)
            rooms.insert(bedrooms + 1)
        case .squareMetres(let metres): squareMetres.insert(metres)
        case .phone(let digits): phones.insert(digits)
        case .link(let link): links.insert(link)
        case .address(let street, let number): houses.insert(House(street: street, number: number))
        case .moment, .number: break
        }
    }

    /// What a customer gives in bare numbers: a budget in thousands, rooms, an hour.
    private mutating func addWishes(_ text: String, _ facts: [Fact]) {
        let query = ListingQuery.parse([text])
        for price in [query.minimumPrice, query.maximumPrice].compactMap({ $0 }) { add(price: price) }
        for rooms in [query.rooms, query.maximumRooms].compactMap({ $0 }) { add(rooms: rooms) }
        for case .number(let number) in facts.map(\.kind) {
            if number >= 1, number <= 12, (number * 2).rounded() == number * 2 { add(rooms: number) }
            if let time = ClockTime(hour: Int(min(max(number, 0), 99))) { add(time, isOpen: true) }
            if number >= 300, number < 1e9 { add(price: Int(number)) }
        }
    }

    /// Adds the days and times of a sentence. A weekday in the business's words ("Sunday to Thursday") is every week's; a
    /// customer who says Thursday means the next.
    private mutating func addMoments(_ facts: ArraySlice<Fact>, _ calendar: Calendar, from author: Author) {
        let moments = facts.compactMap { if case .moment(let moment) = $0.kind { moment } else { nil } }
        var dates: Set<CivilDate> = []
        var weekdays: Set<Int> = []
        for (index, moment) in moments.enumerated() {
            var days = calendar.days(of: moment)
            guard case .weekday(let last, let week) = moment.kind else {
                dates.formUnion(days)
                continue
            }
            if moment.isJoined, index > 0, case .weekday(let first, _) = moments[index - 1].kind {
                days += calendar.days(from: first, to: last, in: week)
            }
            weekdays.formUnion(days.map(\.weekday))
            if author == .customer { dates.formUnion(days) }
        }
        for date in dates { add(day: date) }
        self.weekdays.formUnion(weekdays)
        for case (let time, let isOpen)? in moments.map(\.clock) {
            add(time, isOpen: isOpen)
            for meant in [time, isOpen ? time.twelveHoursLater : nil].compactMap({ $0 }) {
                self.moments.formUnion(dates.map { WallTime($0, meant) })
                weekTimes.formUnion(weekdays.map { WeekTime(weekday: $0, time: meant) })
            }
        }
    }

    private mutating func add(_ time: ClockTime, isOpen: Bool) {
        times.insert(time)
        if isOpen, let later = time.twelveHoursLater { times.insert(later) }
    }

    private static func houses(of address: String) -> Set<House> {
        let lexemes = Lexer.lexemes(of: address)
        let read = FactReader.facts(in: lexemes).compactMap { fact -> House? in
            if case .address(let street, let number) = fact.kind { House(street: street, number: number) } else { nil }
        }
        if !read.isEmpty { return Set(read) }
        // Without a word for a street: the words before or behind the number are its name.
        guard let position = lexemes.firstIndex(where: { $0.kind == .digits }) else { return [] }
        let before = lexemes[..<position].compactMap(\.word)
        let words = before.isEmpty ? lexemes[position...].prefix { !$0.isSign(",") }.compactMap(\.word) : before
        return words.isEmpty ? [] : [House(street: StreetName(words), number: lexemes[position].number)]
    }
}

extension Moment {
    /// The time of day that it says, and whether it may be meant twelve hours later.
    var clock: (time: ClockTime, isOpen: Bool)? {
        switch kind {
        case .time(let time, let isOpen), .from(let time, let isOpen), .until(let time, let isOpen): (time, isOpen)
        default: nil
        }
    }
}
