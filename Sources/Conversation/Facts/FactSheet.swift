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
    /// Weekdays on which the business is said to be closed.
    var closedWeekdays: Set<Int> = []
    /// Times of day in all the ways in which they can be meant.
    var times: Set<ClockTime> = []
    /// Moments that were offered, booked or named with their date.
    var moments: Set<WallTime> = []
    /// Weekdays with times, such as opening hours.
    var weekTimes: Set<WeekTime> = []
    /// From when to when the business is open on a weekday, as far as texts say.
    var hours: [Int: ClosedRange<ClockTime>] = [:]
    var isFreeNow = false
    var properties: [KnownProperty] = []
    /// How many months' rent are asked for something: a deposit, a fee.
    var rentMonths: Set<Double> = []
    /// What is said to cost nothing.
    var gifts: Set<Gift> = []
    /// Words that may be quoted although they may stand in a secret too.
    var quotable = Leak.Quotable()
    /// What the customer said, which is a wish or a claim and no fact of the business.
    var said = Said()

    /// What a customer's texts name.
    struct Said: Sendable {
        var prices: Set<Int> = []
        var percentages: Set<Double> = []
        var squareMetres: Set<Double> = []
        var phones: Set<String> = []
        var houses: Set<House> = []
        var days: Set<CivilDate> = []
        var weekdays: Set<Int> = []
        var times: Set<ClockTime> = []
        var moments: Set<WallTime> = []
    }

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

    /// Adds the most or least that the customer wants to pay: an answer may speak of it as of a budget only.
    public mutating func add(budget: Int) { said.prices.insert(budget) }

    /// Adds a phone number in any notation.
    ///
    /// - Parameter author: whose it is: the customer's may be repeated to them, but is not the business's.
    public mutating func add(phone: String, of author: Author = .business) {
        switch author {
        case .business: phones.insert(PhoneDigits.national(phone))
        case .customer: said.phones.insert(PhoneDigits.national(phone))
        }
    }

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
        if let day = property.availableFrom { days.insert(day) }
        isFreeNow = isFreeNow || property.availableFrom.map { $0 <= now.date } ?? true
        // A listing that was read twice is still one.
        guard !properties.contains(where: { $0.property == property }) else { return }
        properties.append(KnownProperty(houses: houses, property: property))
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
