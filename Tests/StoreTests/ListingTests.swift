import Testing

@testable import Postgres
@testable import Store

@Suite struct `A search of listings` {
    let database: TestDatabase

    init() throws { database = try TestDatabase.withDemo() }

    private func find(
        _ text: String = "", tenant: Int64 = 1, limit: Int = 30, _ change: (inout ListingFilter) -> Void = { _ in }
    ) throws -> [Listing] {
        var filter = ListingFilter()
        filter.text = text
        change(&filter)
        return try database.with { try $0.findListings(tenantID: tenant, filter, limit: limit) }
    }

    @Test func `finds what fits, in the area that the text names`() throws {
        let found = try find("דירה בתל אביב") { filter in
            (filter.deal, filter.propertyKind, filter.minimumRooms, filter.maximumRooms) = ("rent", "apartment", 3, 3.5)
            filter.maximumPrice = 7_000
        }
        #expect(found.map(\.listingID) == [101])
        let listing = try #require(found.first)
        #expect(
            listing.hebrew == .init(area: "תל אביב", address: "רחוב השקמה 14", summary: "קומה שנייה, מרפסת שמש, ממ״ד"))
        #expect(listing.english.address == "14 HaShikma Street")
        #expect(listing.rooms == "3.0")
        #expect(listing.price == 6800)
        #expect(listing.areaSquareMetres == 72)
        #expect(listing.availableFrom == "2026-12-15")
        #expect(listing.isAvailable && listing.isNamed)
    }

    @Test func `finds nothing where the named area has nothing that fits`() throws {
        #expect(try find("house in Tel Aviv") { $0.propertyKind = "house" }.isEmpty)
    }

    @Test(arguments: [
        ("תל-אביב", ["תל אביב"]), ("tel aviv", ["תל אביב"]), ("גבעתים", ["גבעתיים"]), ("petach tikva", ["פתח תקווה"]),
        ("Haifa", []), ("חיפה", []), ("רמת השרון", []),
    ])
    func `finds a given area alone, however it is spelled`(area: String, towns: [String]) throws {
        for text in ["דירה", "דירה בירושלים"] {
            let found = try find(text) { $0.area = area }
            #expect(Set(found.map(\.hebrew.area)) == Set(towns))
        }
    }

    @Test(arguments: [
        ("ברחוב השקמה", [101]), ("השקמה 14", [101]), ("the flat on Shikma street", [101]),
        ("מה לגבי נחל איילון", [102]),
        ("מה יש באלון?", [109]), ("ברחוב האלון 9 ברמת גן", [109]), ("שדרות הזית", [103]),
    ])
    func `finds a street that the text names`(text: String, listings: [Int64]) throws {
        let found = try find(text)
        #expect(found.map(\.listingID) == listings)
        #expect(found.allSatisfy { $0.isNamed })
    }

    @Test(arguments: ["שלום, אני אלון ומחפש דירה", "אלון, 3 חדרים"])
    func `takes a person's name for no street`(text: String) throws {
        let found = try find(text)
        #expect(found.count == 18)
        #expect(!found.contains { $0.isNamed })
    }

    @Test func `prefers the very house among those of a street`() throws {
        try database.execute(
            """
            insert into listing select (jsonb_populate_record(
                l, '{"listing_id": 201, "address_he": "רחוב השקמה 3", "address_en": "3 HaShikma Street", "price": 100}')).*
            from listing l where listing_id = 101
            """)
        #expect(try find("השקמה 14").map(\.listingID) == [101, 201])
        #expect(try find("השקמה 3").map(\.listingID) == [201, 101])
        #expect(try find("3 hashikma").map(\.listingID) == [201, 101])
    }

    @Test(arguments: [
        ("דירה עם גינה", [107, 111]), ("דירה עם מרפסת וחנייה", [103, 117, 109]), ("with a garden", [107, 111]),
        ("מעליות", [113, 105, 103, 118]),
    ])
    func `puts first what has the features that are asked for`(text: String, first: [Int64]) throws {
        #expect(try find(text).prefix(first.count).map(\.listingID) == first)
    }

    @Test func `keeps to rooms, prices and dates`() throws {
        let found = try find { filter in
            (filter.deal, filter.minimumRooms, filter.minimumPrice) = ("rent", 3.5, 6_000)
            filter.maximumPrice = 9_200
        }
        #expect(found.map(\.listingID) == [113, 105, 116, 103])
        #expect(try find { ($0.deal, $0.availableBy) = ("rent", "2026-12-05") }.map(\.listingID) == [102, 114, 108])
        #expect(try find { ($0.deal, $0.availableBy) = ("sale", "2026-12-05") }.map(\.listingID).count == 6)
        #expect(try find { $0.maximumPrice = Int.max }.count == 18)
        #expect(try find { $0.minimumRooms = 1e300 }.isEmpty)
    }

    @Test func `offers the cheapest first, only what is available, and no more than asked for`() throws {
        try database.execute("update listing set is_available = false where listing_id = 106")
        let found = try find("an apartment to rent", limit: 2) { ($0.deal, $0.propertyKind) = ("rent", "apartment") }
        #expect(found.map(\.listingID) == [102, 114])
    }

    @Test func `sees a change at once`() throws {
        try database.execute(
            """
            update listing set area_he = 'חיפה', area_en = 'Haifa', summary_he = 'עם בריכה', price = 1 where listing_id = 101
            """)
        #expect(try find("בחיפה").map(\.listingID) == [101])
        #expect(try find("בריכה").first?.listingID == 101)
        try database.execute("delete from listing where listing_id = 101")
        #expect(try find("בחיפה").isEmpty)
    }

    @Test func `is of the tenant's own`() throws {
        #expect(try find("תל אביב", tenant: 2).isEmpty)
        #expect(try database.with { try $0.getListings(tenantID: 2, [101]) }.isEmpty)
    }

    @Test func `by number gives them in the order asked for, also what is gone`() throws {
        try database.execute("update listing set is_available = false where listing_id = 103")
        let found = try database.with { try $0.getListings(tenantID: 1, [105, 103, 999, 105, 101]) }
        #expect(found.map(\.listingID) == [105, 103, 101])
        #expect(found.map(\.isAvailable) == [true, false, true])
        #expect(try database.with { try $0.getListings(tenantID: 1, []) }.isEmpty)
    }

    @Test func `takes hostile texts for words`() throws {
        for text in [
            String(repeating: "תל אביב ", count: 8_000), "' | ! & ( :* \\", "'; drop table listing; --", "\u{202E}👍",
        ] {
            let duration = try ContinuousClock().measure { _ = try find(text) }
            #expect(duration < .seconds(2))
        }
        #expect(try database.count("select count(*) from listing") == 18)
    }
}
