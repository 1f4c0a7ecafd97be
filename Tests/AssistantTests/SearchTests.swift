import Conversation
import Postgres
import Testing

@testable import Assistant
@testable import Store

/// Rows of which the calls are kept, to see what is asked of the database.
private struct AskedRows: SearchSource {
    var rows = DemoRows()
    var filters: [ListingFilter] = []
    var slotCalls: [(listingID: Int64?, from: String?)] = []
    var failure: PostgresError?

    mutating func findKnowledge(
        tenantID: Int64, text: String, language: String, limit: Int
    ) throws(PostgresError) -> [KnowledgeHit] {
        if let failure { throw failure }
        return try rows.findKnowledge(tenantID: tenantID, text: text, language: language, limit: limit)
    }

    mutating func findListings(
        tenantID: Int64, _ filter: ListingFilter, limit: Int
    ) throws(PostgresError) -> [Listing] {
        filters.append(filter)
        return try rows.findListings(tenantID: tenantID, filter, limit: limit)
    }

    mutating func getListings(tenantID: Int64, _ listingIDs: [Int64]) throws(PostgresError) -> [Listing] {
        try rows.getListings(tenantID: tenantID, listingIDs)
    }

    mutating func freeSlots(
        tenantID: Int64, listingID: Int64?, from: String?, days: Int, limit: Int
    ) throws(PostgresError) -> [String] {
        slotCalls.append((listingID, from))
        return try rows.freeSlots(tenantID: tenantID, listingID: listingID, from: from, days: days, limit: limit)
    }
}

@Suite struct `A search` {
    private func run(
        _ messages: [TurnContext.Entry], in source: inout AskedRows, viewing: Int64? = nil
    ) throws -> Search.Found {
        let dialogue = Retrieval(context: context(messages)).dialogue
        return try Search(tenantID: 1, dialogue: dialogue, viewing: viewing).run(in: &source)
    }

    private func found(_ texts: String..., after earlier: [TurnContext.Entry] = []) throws -> Search.Found {
        var source = AskedRows()
        return try run(earlier + texts.map { asked($0) }, in: &source)
    }

    private func ids(_ texts: String..., after earlier: [TurnContext.Entry] = []) throws -> [Int64] {
        var source = AskedRows()
        return try run(earlier + texts.map { asked($0) }, in: &source).listings.map(\.listingID)
    }

    @Test func `finds what was asked for, in every way of asking`() throws {
        for text in [
            "3 חדרים בתל אביב עד 7000", "דירת 3 חדרים להשכרה בת״א, תקציב 7000",
            "3 room flat to rent in tel aviv up to 7000",
        ] {
            #expect(try ids(text) == [101], "\(text)")
        }
    }

    @Test func `keeps to the area that is named last, and goes on with the rest`() throws {
        #expect(try ids("דירה להשכרה", "ברמת גן") == [104])
        #expect(try ids("ומה יש ברמת גן?", after: [said("דירה להשכרה בתל אביב")]) == [104])
        #expect(try ids("עד 5500", after: [said("דירה להשכרה בתל אביב")]) == [102])
    }

    @Test func `finds in several areas`() throws {
        #expect(try ids("3 חדרים להשכרה ברמת גן או בגבעתיים") == [104, 105])
    }

    @Test(arguments: [("2-3 חדרים להשכרה בתל אביב", [102, 101]), ("לפחות 3 חדרים להשכרה בתל אביב", [101, 103])])
    func `keeps to a range of rooms`(text: String, expected: [Int64]) throws {
        #expect(try ids(text) == expected)
    }

    @Test func `where a town has nothing, looks elsewhere and says so`() throws {
        let found = try found("דירת 3 חדרים להשכרה בחיפה")
        #expect(found.relaxation == .area)
        #expect(found.listings.map(\.listingID) == [104, 105, 101])
    }

    @Test func `where the price is too low, finds the cheapest that fit otherwise`() throws {
        let found = try found("3 חדרים להשכרה בתל אביב עד 5000")
        #expect(found.relaxation == .price)
        #expect(found.listings.map(\.listingID) == [101])
    }

    @Test func `takes a price that no purchase can have for a rent`() throws {
        #expect(try found("3 חדרים בתל אביב עד 5000").listings.map(\.deal) == ["rent"])
        #expect(try found("4 חדרים ברמת גן עד 3 מיליון").listings.map(\.listingID) == [109])
    }

    @Test func `never gives up the number of rooms`() throws {
        let found = try found("דירת 12 חדרים להשכרה בתל אביב עד 7000")
        #expect(found.listings.isEmpty && found.hasSearched)
    }

    @Test func `prefers what has the feature that was asked for`() throws {
        #expect(try ids("דירה להשכרה עם חניה").first == 106)
        #expect(try ids("יש לכם פנטהאוז?") == [112])
    }

    @Test func `cheaper is cheaper than what was offered`() throws {
        let offer = said("הנה", by: "bot", listings: [101, 103])
        #expect(try ids("יש יותר זול?", after: [said("דירה להשכרה בתל אביב"), offer]) == [102])
    }

    @Test(arguments: ["תודה", "שלום", "מה נשמע?"])
    func `looks for no listing where neither a property nor a place is named`(text: String) throws {
        let found = try found(text, after: [said("דירה להשכרה בתל אביב")])
        #expect(found.listings.isEmpty && !found.hasSearched && found.candidates.isEmpty)
    }

    @Test func `asks for free times only of the one listing that somebody wants to see`() throws {
        let offer = said("הנה", by: "bot", listings: [101, 103])
        for (text, wanted) in [("השנייה", [103]), ("אפשר לראות את הדירה ברחוב השקמה?", [101]), ("אפשר לראות?", [])] {
            var source = AskedRows()
            _ = try run([offer, asked(text)], in: &source)
            #expect(source.slotCalls.map(\.listingID) == wanted.map { Int64($0) }, "\(text)")
        }
    }

    @Test func `asks for free times of a day that is far from that day on`() throws {
        var source = AskedRows()
        let offer = said("הנה", by: "bot", listings: [101])
        let found = try run([offer, asked("אפשר לראות ב-15.12?")], in: &source)
        #expect(source.slotCalls.map(\.from) == ["2026-12-15T00:00"])
        #expect(found.slots.first?.hasPrefix("2026-12-15") == true)
    }

    @Test func `looks only for the times of a listing that is known to be wanted`() throws {
        var source = AskedRows()
        let found = try run([asked("3 חדרים להשכרה")], in: &source, viewing: 104)
        #expect(found.candidates.map(\.listingID) == [104] && !found.slots.isEmpty && source.filters.isEmpty)
    }

    @Test func `needs few calls`() throws {
        var desk = LocalDesk()
        _ = desk.hears("3 חדרים להשכרה בתל אביב עד 7000")
        #expect(desk.rows.reads <= 3)
        desk.rows.reads = 0
        _ = desk.hears("כן")
        #expect(desk.rows.reads <= 3)
    }

    @Test func `fails as the database does`() {
        var source = AskedRows(failure: PostgresError(sqlState: "57014", message: "cancelled"))
        #expect(throws: PostgresError.self) { _ = try run([asked("דירה")], in: &source) }
    }

    @Test(arguments: [
        ("דירת 4 חדרים עד 3 מיליון", ListingQuery.Deal?.some(.sale)), ("דירת 3 חדרים עד 7000", nil),
        ("דירה להשכרה עד 300000", .rent), ("דירה למכירה", .sale), ("דירה", nil),
    ])
    func `takes a price that no rent can be for a purchase`(text: String, deal: ListingQuery.Deal?) {
        #expect(ListingQuery.parse([text]).likelyDeal == deal)
    }
}
