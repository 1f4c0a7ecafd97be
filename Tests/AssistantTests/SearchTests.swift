import Conversation
import Testing

@testable import Assistant
@testable import Store

@Suite struct `A search for listings` {
    private let all = [
        listing(1, rooms: "2.0", price: 5200, area: ("פתח תקווה", "Petah Tikva")),
        listing(2, rooms: "3.5", price: 5900, area: ("רמת גן", "Ramat Gan")),
        listing(3, rooms: "4.0", price: 6800, area: ("תל אביב", "Tel Aviv")),
        listing(4, kind: "office", rooms: nil, price: 7800, area: ("תל אביב", "Tel Aviv")),
    ]

    private func search(_ texts: [String], earlier: [String] = []) -> Search {
        let asks = ListingQuery.parse(texts).isSearch
        let query = ListingQuery.parse(earlier + texts)
        return Search(tenantID: 1, texts: texts, earlier: earlier, language: .hebrew, query: query, asks: asks)
    }

    /// As the database does: where a text names areas, only their listings; else all.
    private func find(_ text: String) -> [Listing] {
        let named = all.filter { text.contains($0.hebrew.area) }
        return named.isEmpty ? all : named
    }

    private func found(_ texts: [String], earlier: [String] = []) -> Search.Found {
        search(texts, earlier: earlier).findListings(find)
    }

    private func ids(_ texts: [String], earlier: [String] = []) -> [Int64] {
        found(texts, earlier: earlier).listings.map(\.listingID)
    }

    @Test func `keeps to the area that this turn names`() {
        #expect(ids(["דירה ברמת גן"]) == [2])
        #expect(ids(["דירה", "ברמת גן"]) == [2])
        #expect(ids(["דירה ברמת גן"], earlier: ["דירה בתל אביב"]) == [2])
        #expect(found(["דירה ברמת גן"]).namesArea)
    }

    @Test func `keeps to the area that was named before, where this turn names none`() {
        #expect(ids(["עד 7000"], earlier: ["דירה להשכרה בתל אביב"]) == [3, 4])
        #expect(found(["עד 7000"], earlier: ["דירה להשכרה בתל אביב"]).namesArea)
    }

    @Test func `looks everywhere where no area was named`() {
        #expect(ids(["דירה להשכרה"]) == [1, 2, 3, 4])
        #expect(ids(["עד 7000"], earlier: ["דירה להשכרה"]) == [1, 2, 3, 4])
        #expect(!found(["עד 7000"], earlier: ["דירה להשכרה"]).namesArea)
    }

    @Test func `goes on with an earlier one where only an area is named`() {
        #expect(ids(["ומה יש ברמת גן?"], earlier: ["דירה להשכרה בתל אביב"]) == [2])
    }

    @Test(arguments: ["תודה", "מתי אתם פתוחים?"])
    func `does not go on where neither a property nor an area is named`(text: String) {
        let found = found([text], earlier: ["דירה להשכרה בתל אביב"])
        #expect(found.listings.isEmpty && !found.namesArea)
    }

    @Test func `asks with the newest words first, since the database reads only the beginning of a long text`() {
        var asked: [String] = []
        _ = search(["עד 7000"], earlier: ["ישן", "חדש"]).findListings { text in
            asked.append(text)
            return all
        }
        #expect(asked.last == "עד 7000 חדש ישן")
    }

    @Test func `finds nothing where the area that is named has nothing`() {
        let found = search(["דירה ברמת גן"], earlier: ["דירה בתל אביב"]).findListings { text in
            text.contains("רמת גן") ? [] : all
        }
        #expect(found.listings.isEmpty && found.namesArea)
    }

    @Test(
        arguments: [
            ("3-4 חדרים", [2, 3]), ("2 עד 3 חדרים", [1]), ("3.5-5 חדרים", [2, 3]), ("5-6 חדרים", []),
            ("דירה", [1, 2, 3, 4]),
        ] as [(String, [Int64])])
    func `keeps to a range of rooms`(text: String, expected: [Int64]) {
        #expect(ids([text]) == expected)
    }

    @Test func `gives the best four`() {
        let many = (1...20).map { listing($0) }
        #expect(search(["דירה"]).findListings { _ in many }.listings.map(\.listingID) == [1, 2, 3, 4])
    }

    @Test func `fails as the database does`() {
        struct Down: Error {}
        #expect(throws: Down.self) {
            try search(["דירה"]).findListings { (_) throws(Down) in throw Down() }
        }
    }

    @Test(arguments: [
        ("דירת 4 חדרים עד 3 מיליון", ListingQuery.Deal?.some(.sale)), ("דירת 3 חדרים עד 7000", nil),
        ("דירה להשכרה עד 300000", .rent), ("דירה למכירה", .sale), ("דירה", nil),
    ])
    func `takes a price that no rent can be for a purchase`(text: String, deal: ListingQuery.Deal?) {
        #expect(ListingQuery.parse([text]).likelyDeal == deal)
    }
}
