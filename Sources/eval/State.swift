import Conversation

/// What `eval_state` reads of a tenant and its customer.
struct State: Decodable, Sendable {
    let now: String
    let prompt: String
    let secret: String
    /// Everything else that the business says of itself.
    let texts: [String]
    let viewingHours: [ViewingHours]
    let listings: [Listing]
    let turns: [Turn]
    let appointments: [Appointment]
    let lead: Lead?
    let handovers: Int
    /// Changes with the business's own rows.
    let digest: String

    struct ViewingHours: Decodable, Sendable {
        let weekday: Int
        let opens: String
        let closes: String
    }

    struct Turn: Decodable, Sendable {
        let rung: String
        let text: String?
        let error: String?
        let tools: [String]
        let listings: [Int]
        let slots: [String]
    }

    struct Appointment: Decodable, Sendable, Equatable {
        let listing: Int
        let state: String
        let startsAt: String
        /// Null where the customer has not written yet.
        let isCustomers: Bool?

        private enum CodingKeys: String, CodingKey {
            case listing, state
            case startsAt = "starts_at"
            case isCustomers = "is_customers"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case now, prompt, secret, texts, listings, turns, appointments, lead, handovers, digest
        case viewingHours = "viewing_hours"
    }

    /// Whether a viewing may be at this time.
    func isViewingTime(_ time: WallTime) -> Bool {
        viewingHours.contains { hours in
            hours.weekday == time.date.weekday && hours.opens <= time.time.description
                && time.time.description < hours.closes
        }
    }

    /// The customer's own viewings that are booked.
    var booked: [Appointment] { appointments.filter { $0.isCustomers == true && $0.state == "booked" } }

    /// The customer's own viewings that are cancelled.
    var cancelled: [Appointment] { appointments.filter { $0.isCustomers == true && $0.state == "cancelled" } }
}

/// A lead's row: whatever columns it has, as text.
struct Lead: Decodable, Sendable {
    private let values: [String: String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: AnyKey.self)
        var values: [String: String] = [:]
        for key in container.allKeys {
            if let text = try? container.decode(String.self, forKey: key) {
                values[key.stringValue] = text
            } else if let number = try? container.decode(Double.self, forKey: key) {
                values[key.stringValue] = plain(number)
            }
        }
        self.values = values
    }

    subscript(field: String) -> String? { values[field] }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// A listing, as its row is.
struct Listing: Decodable, Sendable {
    let id: Int
    let deal: String
    let kind: String
    let rooms: Double?
    let price: Int
    let squareMetres: Int?
    let areaHebrew: String
    let areaEnglish: String
    let addressHebrew: String
    let addressEnglish: String
    let summaryHebrew: String
    let summaryEnglish: String
    let availableFrom: String?
    let isAvailable: Bool

    private enum CodingKeys: String, CodingKey {
        case id, deal, kind, rooms, price
        case squareMetres = "area_m2"
        case areaHebrew = "area_he"
        case areaEnglish = "area_en"
        case addressHebrew = "address_he"
        case addressEnglish = "address_en"
        case summaryHebrew = "summary_he"
        case summaryEnglish = "summary_en"
        case availableFrom = "available_from"
        case isAvailable = "is_available"
    }

    /// Its summaries in both languages.
    var summaries: String { summaryHebrew + " " + summaryEnglish }

    /// Where its address stands in a text, in either language.
    func place(in text: PlainText) -> Int? {
        let addresses = StreetAddress.all(in: addressHebrew) + StreetAddress.all(in: addressEnglish)
        return addresses.compactMap { $0.place(in: text) }.min()
    }
}

/// What listings a check means.
struct Fits: Decodable, Sendable {
    private let areas: [String]
    private let deal: String?
    private let kind: String?
    private let rooms: ClosedRange<Double>
    private let price: ClosedRange<Int>
    private let features: [String]
    private let availableBy: Int?

    private enum CodingKeys: String, CodingKey {
        case area, deal, kind, feature
        case minimumRooms = "min_rooms"
        case maximumRooms = "max_rooms"
        case minimumPrice = "min_price"
        case maximumPrice = "max_price"
        case availableBy = "available_by"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func texts(_ key: CodingKeys) throws -> [String] {
            if let list = try? container.decode([String].self, forKey: key) { return list }
            return try container.decodeIfPresent(String.self, forKey: key).map { [$0] } ?? []
        }
        areas = try texts(.area)
        features = try texts(.feature)
        deal = try container.decodeIfPresent(String.self, forKey: .deal)
        kind = try container.decodeIfPresent(String.self, forKey: .kind)
        availableBy = try container.decodeIfPresent(Int.self, forKey: .availableBy)
        func number<Value: Decodable>(_ key: CodingKeys, or absent: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? absent
        }
        rooms = try number(.minimumRooms, or: 0)...number(.maximumRooms, or: 1000)
        price = try number(.minimumPrice, or: 0)...number(.maximumPrice, or: Int.max)
    }

    /// Whether a listing is one of these.
    func matches(_ listing: Listing, today: CivilDate) -> Bool {
        (areas.isEmpty || areas.contains(listing.areaHebrew))
            && (deal == nil || listing.deal == deal)
            && (kind == nil || listing.kind == kind)
            && (rooms == 0...1000 || rooms.contains(listing.rooms ?? 0))
            && price.contains(listing.price)
            && (features.isEmpty || features.contains(where: PlainText(listing.summaries).holds))
            && (availableBy.map { (listing.availableFrom ?? "") <= today.adding(days: $0).description } ?? true)
    }
}
