import Testing

@testable import Postgres
@testable import Store

@Suite struct `What the tenant knows` {
    let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        try database.run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--set", "gateway_url=http://127.0.0.1:1/x", "--set", "secret=x", "--set",
                "idempotent=on", "--file", "\(sqlFolder)/demo.sql",
            ])
    }

    private func best(_ text: String, language: String, tenant: Int64 = 1) throws -> KnowledgeHit? {
        try database.with { try $0.findKnowledge(tenantID: tenant, text: text, language: language, limit: 3) }.first
    }

    @Test(arguments: [
        ("מתי אתם פתוחים?", "he", "hours"), ("When are you open today", "en", "hours"),
        ("מה הכתובת שלכם", "he", "address"), ("אפשר עם כלב?", "he", "pets"),
        ("how much is the deposit", "en", "deposit"),
    ])
    func `is found by the customer's words`(text: String, language: String, topic: String) throws {
        let hit = try #require(try best(text, language: language))
        #expect(hit.topic == topic)
        #expect(hit.score > 0.5 && hit.score <= 1)
    }

    @Test func `is given in the language that is asked for, whatever the question's`() throws {
        #expect(try best("מתי אתם פתוחים", language: "en")?.answer.hasPrefix("We are open") == true)
        #expect(try best("when are you open", language: "he")?.answer.hasPrefix("אנחנו פתוחים") == true)
    }

    @Test func `is its own`() throws {
        #expect(try best("מתי אתם פתוחים", language: "he", tenant: 2) == nil)
        let none = try database.with { connection in
            try connection.findListings(
                tenantID: 2, text: "תל אביב", deal: nil, propertyKind: nil, rooms: nil, maximumPrice: nil, limit: 9)
        }
        #expect(none.isEmpty)
    }

    @Test func `holds the listings that fit, in the area that the text names`() throws {
        let found = try database.with { connection in
            try connection.findListings(
                tenantID: 1, text: "דירה בתל אביב", deal: "rent", propertyKind: "apartment", rooms: 3,
                maximumPrice: 7_000,
                limit: 9)
        }
        #expect(found.map(\.listingID) == [101])
        #expect(found.first?.hebrew.area == "תל אביב")
        #expect(found.first?.english.address == "14 HaShikma Street")
        #expect(found.first?.rooms == "3.0")
    }

    @Test func `holds no listing where the named area has none that fits`() throws {
        let found = try database.with { connection in
            try connection.findListings(
                tenantID: 1, text: "house in Tel Aviv", deal: "rent", propertyKind: "house", rooms: nil,
                maximumPrice: nil,
                limit: 9)
        }
        #expect(found.isEmpty)
    }

    @Test func `offers the cheapest first, and only what is available`() throws {
        try database.execute("update listing set is_available = false where listing_id = 106")
        let found = try database.with { connection in
            try connection.findListings(
                tenantID: 1, text: "an apartment to rent", deal: "rent", propertyKind: "apartment", rooms: nil,
                maximumPrice: nil, limit: 2)
        }
        #expect(found.map(\.listingID) == [102, 104])
    }
}
