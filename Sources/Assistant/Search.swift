internal import Conversation
internal import Postgres
internal import Store

/// One look into a tenant's knowledge and listings.
struct Search: Sendable {
    /// What was found.
    struct Found: Sendable {
        var knowledge: [KnowledgeHit] = []
        var listings: [Listing] = []
        /// Whether the customer named an area in which the tenant has listings.
        var namesArea = false
    }

    /// So many listings are compared, and so many are given.
    private static let (mostCompared, mostGiven) = (50, 4)

    /// Whose knowledge and listings.
    let tenantID: Int64
    /// The words that the turn answers, oldest first.
    let texts: [String]
    /// The customer's words before them, oldest first.
    let earlier: [String]
    /// The language of the answer.
    let language: Language
    /// What is looked for, by all these words.
    let query: ListingQuery
    /// Whether the turn's own words look for a property. Where they do not, they go on with an earlier search by naming an
    /// area ("And in Ramat Gan?"), or not at all.
    let asks: Bool

    /// Looks, and looks again for so long where the connection is lost.
    func run(in database: Database, within limit: Duration) async -> Result<Found, PostgresError> {
        do throws(PostgresError) {
            return .success(
                try await database.call(within: limit) { (connection) throws(PostgresError) in
                    let knowledge = try connection.findKnowledge(
                        tenantID: tenantID, text: texts.joined(separator: " "), language: language.rawValue, limit: 3)
                    guard query.isSearch else { return Found(knowledge: knowledge) }
                    var found = try findListings { (text) throws(PostgresError) in
                        try connection.findListings(
                            tenantID: tenantID, text: text, deal: query.likelyDeal?.rawValue,
                            propertyKind: query.propertyKind?.rawValue,
                            rooms: query.maximumRooms == nil ? query.rooms : nil, maximumPrice: query.maximumPrice,
                            limit: Self.mostCompared)
                    }
                    found.knowledge = knowledge
                    return found
                })
        } catch {
            return .failure(error)
        }
    }

    /// Finds the listings in the area that was named last.
    ///
    /// Only the database knows the tenant's areas. Where words make a difference to what it finds, they name one. Where this
    /// turn's name none, it is asked with the earlier words as well, the newest first.
    func findListings<Failure: Error>(
        _ find: (String) throws(Failure) -> [Listing]
    ) throws(Failure) -> Found {
        func fitting(_ words: [String]) throws(Failure) -> [Listing] {
            try find(words.joined(separator: " ")).filter(query.fitsRange)
        }
        let (everywhere, here) = (try fitting([]), try fitting(texts))
        var found = Found(listings: here, namesArea: !here.isSame(as: everywhere))
        if !found.namesArea {
            guard asks else { return Found() }
            if !earlier.isEmpty { found.listings = try fitting(texts + earlier.reversed()) }
            found.namesArea = !found.listings.isSame(as: everywhere)
        }
        found.listings = Array(found.listings.prefix(Self.mostGiven))
        return found
    }
}

extension [Listing] {
    fileprivate func isSame(as others: [Listing]) -> Bool { map(\.listingID) == others.map(\.listingID) }
}

extension ListingQuery {
    /// Whether a property is looked for at all.
    var isSearch: Bool { !isEmpty || mentionsProperty }

    /// The deal that was asked for, or that only the price can mean: nobody rents for hundreds of thousands a month.
    var likelyDeal: Deal? { deal ?? (maximumPrice.map { $0 >= 200_000 } == true ? .sale : nil) }

    /// Whether a listing has as many rooms as the range that was said, if one was; `find_listings` knows no ranges.
    fileprivate func fitsRange(_ listing: Listing) -> Bool {
        guard let rooms, let maximumRooms else { return true }
        return listing.rooms.flatMap(Double.init).map { (rooms...max(rooms, maximumRooms)).contains($0) } ?? false
    }
}
