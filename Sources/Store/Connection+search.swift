public import Postgres

extension Connection {
    private static let findKnowledge = Statement(function: "find_knowledge", parameters: 4)
    private static let findListings = Statement(function: "find_listings", parameters: 11)
    private static let getListings = Statement(function: "get_listings", parameters: 2)
    private static let freeSlots = Statement(function: "free_slots", parameters: 5)

    /// Calls `find_knowledge`: the best entries for a text, each in the language asked for where it exists in that.
    public mutating func findKnowledge(
        tenantID: Int64, text: String, language: String, limit: Int
    ) throws(PostgresError) -> [KnowledgeHit] {
        try call(Self.findKnowledge, [String(tenantID), text, language, String(limit)]).map { row in
            KnowledgeHit(
                topic: row.text(0) ?? "", answer: row.text(1) ?? "", score: row.text(2).flatMap(Double.init) ?? 0)
        }
    }

    /// Calls `find_listings`: what is available and fits, best first.
    public mutating func findListings(
        tenantID: Int64, _ filter: ListingFilter, limit: Int
    ) throws(PostgresError) -> [Listing] {
        let rows = try call(
            Self.findListings,
            [
                String(tenantID), filter.text, filter.area, filter.deal, filter.propertyKind,
                filter.minimumRooms.map { "\($0)" }, filter.maximumRooms.map { "\($0)" },
                filter.minimumPrice.map(String.init), filter.maximumPrice.map(String.init), filter.availableBy,
                String(limit),
            ])
        return rows.map { Self.listing($0) }
    }

    /// Calls `get_listings`: listings by their numbers, in that order, whether or not they are still available.
    public mutating func getListings(tenantID: Int64, _ listingIDs: [Int64]) throws(PostgresError) -> [Listing] {
        try call(Self.getListings, [String(tenantID), ArrayLiteral.integers(listingIDs)]).map { Self.listing($0) }
    }

    /// Calls `free_slots`: when a viewing can begin, as `2026-11-26T10:00` on the tenant's wall clock, the earliest first.
    ///
    /// - Parameters:
    ///   - listingID: which listing is to be seen; nil asks whether anybody is free to show one.
    ///   - from: not before this moment of the wall clock; nil, or a moment that has passed: from now on.
    ///   - days: within so many days.
    public mutating func freeSlots(
        tenantID: Int64, listingID: Int64?, from: String?, days: Int, limit: Int
    ) throws(PostgresError) -> [String] {
        try call(
            Self.freeSlots, [String(tenantID), listingID.map(String.init), from, String(days), String(limit)]
        ).map { $0.text(0) ?? "" }
    }

    private static func listing(_ row: borrowing Row) -> Listing {
        Listing(
            listingID: row.integer(0) ?? 0, deal: row.text(1) ?? "", propertyKind: row.text(2) ?? "",
            rooms: row.text(3), price: row.integer(4) ?? 0, areaSquareMetres: row.integer(5),
            hebrew: .init(area: row.text(6) ?? "", address: row.text(8) ?? "", summary: row.text(10) ?? ""),
            english: .init(area: row.text(7) ?? "", address: row.text(9) ?? "", summary: row.text(11) ?? ""),
            availableFrom: row.text(12), isAvailable: row.boolean(13) ?? false, isNamed: row.boolean(14) ?? false)
    }
}
