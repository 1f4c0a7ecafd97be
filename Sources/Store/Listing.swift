/// A property that the tenant lets or sells.
public struct Listing: Sendable, Equatable {
    /// Its number.
    public let listingID: Int64
    /// `rent` or `sale`.
    public let deal: String
    /// `apartment`, `house`, `office` or `shop`.
    public let propertyKind: String
    /// How many rooms, such as `3.5`; nil for offices.
    public let rooms: String?
    /// Shekels: a month's rent or the whole price.
    public let price: Int64
    /// Square metres.
    public let areaSquareMetres: Int64?
    /// Town, address and summary in Hebrew.
    public let hebrew: Words
    /// Town, address and summary in English.
    public let english: Words
    /// From when it is free, as `2026-12-15`; nil: at once, or by agreement.
    public var availableFrom: String?
    /// Whether it is still to be had.
    public var isAvailable = true
    /// Whether the text that was searched with names this listing's area or address.
    public var isNamed = false

    /// What a listing says in one language.
    public struct Words: Sendable, Equatable {
        /// The town or quarter.
        public let area: String
        /// Street and number.
        public let address: String
        /// A few words on it.
        public let summary: String

        /// The given words.
        public init(area: String, address: String, summary: String) {
            (self.area, self.address, self.summary) = (area, address, summary)
        }
    }

    /// A listing of the given parts.
    public init(
        listingID: Int64, deal: String, propertyKind: String, rooms: String?, price: Int64, areaSquareMetres: Int64?,
        hebrew: Words, english: Words, availableFrom: String? = nil, isAvailable: Bool = true, isNamed: Bool = false
    ) {
        self.listingID = listingID
        self.deal = deal
        self.propertyKind = propertyKind
        self.rooms = rooms
        self.price = price
        self.areaSquareMetres = areaSquareMetres
        self.hebrew = hebrew
        self.english = english
        self.availableFrom = availableFrom
        self.isAvailable = isAvailable
        self.isNamed = isNamed
    }
}

/// What `find_listings` filters by; nil asks for nothing of that.
public struct ListingFilter: Sendable, Equatable {
    /// The customer's words, of which areas, addresses and features are recognised.
    public var text = ""
    /// A town, in Hebrew or English as listings spell it. Where it is given only its listings are found, also if that is none.
    public var area: String?
    /// `rent` or `sale`.
    public var deal: String?
    /// `apartment`, `house`, `office` or `shop`.
    public var propertyKind: String?
    /// The fewest rooms.
    public var minimumRooms: Double?
    /// The most rooms.
    public var maximumRooms: Double?
    /// The least price in shekels.
    public var minimumPrice: Int?
    /// The highest price in shekels.
    public var maximumPrice: Int?
    /// The day by which it must be free, as `2026-12-15`.
    public var availableBy: String?

    /// A filter that asks for nothing.
    public init() {}
}

/// An entry of the tenant's knowledge that fits a question.
public struct KnowledgeHit: Sendable, Equatable {
    /// What it is about, such as `hours`.
    public let topic: String
    /// What the business answers.
    public let answer: String
    /// How well it fits, 0 to 1.
    public let score: Double

    /// A hit of the given parts.
    public init(topic: String, answer: String, score: Double) {
        (self.topic, self.answer, self.score) = (topic, answer, score)
    }
}
