internal import Conversation
internal import Postgres
internal import Store

/// One look into a tenant's knowledge, listings and free viewing times, in one visit to the database.
struct Search: Sendable {
    /// What was found.
    struct Found: Sendable {
        /// Entries of the knowledge, best first.
        var knowledge: [KnowledgeHit] = []
        /// Listings that fit what is looked for.
        var listings: [Listing] = []
        /// What had to be left out of the search for anything to fit.
        var relaxation = Relaxation.none
        /// The listings that the turn is about: one, or several of which it may be any.
        var candidates: [Listing] = []
        /// Free viewing times of the one listing that the turn is about.
        var slots: [String] = []
        /// The listings of the contact's viewings to come.
        var booked: [Listing] = []
        /// Whether listings were looked for.
        var hasSearched = false
    }

    /// What a search leaves out where nothing fits.
    enum Relaxation: Sendable {
        case none
        /// The day by which it must be free.
        case entry
        /// The price: the cheapest that fit otherwise.
        case price
        /// The kind of property, where only an earlier word named it.
        case kind
        /// The area.
        case area
        /// The area and the price.
        case areaAndPrice
    }

    /// So many listings are compared, and so many are given.
    static let (mostCompared, mostGiven) = (40, 4)
    /// So many days of free times are looked at, unless a later day was named, and so many times.
    private static let (daysAhead, mostSlots) = (8, 120)

    /// Whose knowledge and listings.
    let tenantID: Int64
    /// What the turn is about.
    let dialogue: LocalDialogue
    /// The listing that is to be seen, where that is known beforehand.
    var viewing: Int64?

    /// Looks, and looks again for so long where the connection is lost.
    func run(in database: Database, within limit: Duration) async -> Result<Found, PostgresError> {
        do throws(PostgresError) {
            return .success(
                try await database.call(within: limit) { (connection) throws(PostgresError) in
                    try run(in: &connection)
                })
        } catch {
            return .failure(error)
        }
    }

    /// Looks.
    func run(in connection: inout Connection) throws(PostgresError) -> Found {
        var found = Found()
        let words = dialogue.texts.joined(separator: " ")
        found.knowledge = try findKnowledge(words, in: &connection)
        if let other = dialogue.inOtherWords, found.knowledge.allSatisfy({ $0.score < LocalComposer.sureScore }) {
            found.knowledge = try findKnowledge(other, in: &connection)
        }
        let known = try known(in: &connection, &found)
        try findListings(in: &connection, known: known, &found)
        if let listing = viewed(found) {
            found.candidates = [listing]
            found.slots = try connection.freeSlots(
                tenantID: tenantID, listingID: listing.listingID, from: firstDay, days: Self.daysAhead,
                limit: Self.mostSlots)
        }
        return found
    }

    private func findKnowledge(
        _ text: String, in connection: inout Connection
    ) throws(PostgresError) -> [KnowledgeHit] {
        try connection.findKnowledge(tenantID: tenantID, text: text, language: dialogue.language.rawValue, limit: 3)
    }

    /// The listings that were offered and booked, as they are now; those of the contact's viewings are noted.
    private func known(
        in connection: inout Connection, _ found: inout Found
    ) throws(PostgresError) -> [Listing] {
        let booked = dialogue.appointments.map(\.listingID)
        let ids = (viewing.map { [$0] } ?? []) + dialogue.offered + dialogue.choices + booked
        guard !ids.isEmpty else { return [] }
        var unique: [Int64] = []
        for id in ids where !unique.contains(id) { unique.append(id) }
        let rows = try connection.getListings(tenantID: tenantID, unique)
        found.booked = booked.compactMap { id in rows.first { $0.listingID == id } }
        if let viewing {
            found.candidates = rows.filter { $0.listingID == viewing }
        }
        return rows
    }

    private static func rows(_ ids: [Int64], of listings: [Listing]) -> [Listing] {
        ids.compactMap { id in listings.first { $0.listingID == id } }
    }

    private func findListings(
        in connection: inout Connection, known: [Listing], _ found: inout Found
    ) throws(PostgresError) {
        guard viewing == nil else { return }
        let target = Target(dialogue: dialogue)
        let offered = Self.rows(dialogue.offered, of: known)
        let choices = Self.rows(dialogue.choices, of: known)
        found.candidates = target.among(offered: offered, choices: choices, booked: found.booked)
        // Who names an address means that, whatever was offered.
        let named = try named(in: &connection)
        let meant = target.addressed(among: named)
        if !meant.isEmpty {
            found.candidates = meant
            return
        }
        guard found.candidates.isEmpty || dialogue.seeks && found.candidates.count > 1 else { return }
        guard dialogue.seeks || !named.isEmpty else { return }
        found.candidates = []
        found.hasSearched = true
        let plan = SearchPlan(dialogue: dialogue, offered: offered)
        for (relaxation, filter) in plan.filters {
            let rows = try connection.findListings(tenantID: tenantID, filter, limit: Self.mostCompared)
            let fitting = plan.fitting(rows, filter)
            guard !fitting.isEmpty else { continue }
            found.listings = Array(fitting.prefix(Self.mostGiven))
            found.relaxation = relaxation
            break
        }
        // Who wants to see or know something of what was described, and only one is so, means that one.
        let asks =
            !dialogue.acts.isDisjoint(with: .details) || !dialogue.features.isEmpty && dialogue.acts.contains(.points)
        if dialogue.wantsViewing || asks, found.relaxation == .none, found.listings.count == 1 {
            found.candidates = found.listings
        }
    }

    /// The listings whose area or address the turn names.
    private func named(in connection: inout Connection) throws(PostgresError) -> [Listing] {
        guard dialogue.mayNamePlace else { return [] }
        var filter = ListingFilter()
        filter.text = dialogue.texts.joined(separator: " ")
        return try connection.findListings(tenantID: tenantID, filter, limit: Self.mostCompared).filter(\.isNamed)
    }

    /// The listing for which free times are needed, if one.
    private func viewed(_ found: Found) -> Listing? {
        if viewing != nil { return found.candidates.first }
        let isWanted = dialogue.wantsViewing || dialogue.namesTimeOfProperty
        if isWanted, !dialogue.changesAppointment || found.booked.isEmpty, found.candidates.count == 1 {
            return found.candidates.first
        }
        guard dialogue.changesAppointment else { return nil }
        let candidates = Set(found.candidates.map(\.listingID))
        let meant = found.booked.filter { candidates.contains($0.listingID) }
        return meant.count == 1 ? meant.first : found.booked.count == 1 ? found.booked.first : nil
    }

    /// From when free times are looked for: from now, or from the first day that was named, if that is far.
    private var firstDay: String? {
        guard let now = dialogue.now, let day = dialogue.wish.days.min(),
            day.dayNumber >= now.date.dayNumber + Self.daysAhead - 1
        else { return nil }
        return "\(day)T00:00"
    }
}
