import Conversation
import Testing

@testable import Assistant
@testable import Postgres
@testable import Store

@Suite struct `A search` {
    let desk: Desk

    init() throws { desk = try Desk() }

    /// What is found for somebody who has said something before, and perhaps been offered something.
    private func ids(_ text: String, after earlier: String? = nil, offered: [Int64] = []) throws -> [Int64] {
        let customer = try desk.customer()
        if let earlier { try customer.says(earlier) }
        if !offered.isEmpty { try customer.wasOffered(offered) }
        return try customer.finds(text).listings.map(\.listingID)
    }

    @Test func `finds what was asked for, in every way of asking`() throws {
        for text in [
            "3 חדרים בתל אביב עד 7000", "דירת 3 חדרים להשכרה בת״א, תקציב 7000",
            "3 room flat to rent in tel aviv up to 7000", "אחי יש משהו שווה בתא? 3 חד' עד 7 אלף להשכרה",
        ] {
            #expect(try ids(text) == [101], "\(text)")
        }
    }

    @Test func `keeps to the area that is named last, and goes on with the rest`() throws {
        let both = try desk.customer().finds("דירה להשכרה", "ברמת גן")
        #expect(both.listings.map(\.listingID) == [104])
        #expect(try ids("ומה יש ברמת גן?", after: "דירה להשכרה בתל אביב") == [104])
        #expect(try ids("עד 5500", after: "דירה להשכרה בתל אביב") == [102])
    }

    @Test func `finds in several areas`() throws {
        #expect(try ids("3 חדרים להשכרה ברמת גן או בגבעתיים") == [104, 105])
    }

    @Test func `keeps to a range of rooms`() throws {
        #expect(try ids("2-3 חדרים להשכרה בתל אביב") == [102, 101])
        #expect(try ids("לפחות 3 חדרים להשכרה בתל אביב") == [101, 103])
    }

    @Test func `where a town has nothing, looks elsewhere and says so`() throws {
        let found = try desk.customer().finds("דירת 3 חדרים להשכרה בחיפה")
        #expect(found.relaxation == .area)
        #expect(found.listings.map(\.listingID) == [104, 113, 105, 101])
    }

    @Test func `where the price is too low, finds the cheapest that fit otherwise`() throws {
        let found = try desk.customer().finds("3 חדרים להשכרה בתל אביב עד 5000")
        #expect(found.relaxation == .price)
        #expect(found.listings.map(\.listingID) == [101])
    }

    @Test func `takes a price that no purchase can have for a rent`() throws {
        #expect(try desk.customer().finds("3 חדרים בתל אביב עד 5000").listings.map(\.deal) == ["rent"])
        #expect(try ids("4 חדרים ברמת גן עד 3 מיליון") == [109])
    }

    @Test func `never gives up the number of rooms`() throws {
        let found = try desk.customer().finds("דירת 12 חדרים להשכרה בתל אביב עד 7000")
        #expect(found.listings.isEmpty && found.hasSearched)
    }

    @Test func `prefers what has the feature that was asked for`() throws {
        #expect(try ids("דירה להשכרה עם חניה").first == 106)
        #expect(try ids("יש לכם פנטהאוז?") == [112])
    }

    @Test func `cheaper is cheaper than what was offered`() throws {
        #expect(try ids("יש יותר זול?", after: "דירה להשכרה בתל אביב", offered: [101, 103]) == [102])
    }

    @Test func `looks for no listing where neither a property nor a place is named`() throws {
        for text in ["תודה", "שלום", "מה נשמע?"] {
            let customer = try desk.customer()
            try customer.says("דירה להשכרה בתל אביב")
            let found = try customer.finds(text)
            #expect(found.listings.isEmpty && !found.hasSearched && found.candidates.isEmpty, "\(text)")
        }
    }

    @Test func `asks for free times only of the one listing that somebody wants to see`() throws {
        let offered: [Int64] = [101, 103]
        let texts: [(String, [Int64])] = [
            ("השנייה", [103]), ("אפשר לראות את הדירה ברחוב השקמה?", [101]), ("אפשר לראות?", []),
        ]
        for (text, wanted) in texts {
            let context = try desk.customer().wasOffered(offered).begin([text]).context
            let (found, calls) = try counted(context)
            #expect(calls["free_slots", default: 0] == wanted.count, "\(text)")
            #expect(found.slots.isEmpty == wanted.isEmpty)
            if !wanted.isEmpty { #expect(found.candidates.map(\.listingID) == wanted) }
        }
    }

    @Test func `asks for free times of a day that is far from that day on`() throws {
        let customer = try desk.customer().wasOffered([101])
        let context = try customer.begin(["מה השעה?"]).context
        let today = try #require(WallTime(context.now)?.date)
        let later = (14...20).map { today.adding(days: $0) }
        let far = try #require(later.first { $0.weekday == 2 })
        let day = WallTime(far, try desk.time(0, 10).time)
        let other = try desk.customer().wasOffered([101])
        let found = try other.finds("אפשר לראות ב-\(day.hebrewDay)?")
        #expect(found.slots.first == "\(far)T09:00")
    }

    @Test func `looks only for the times of a listing that is known to be wanted`() throws {
        let context = try desk.customer().begin(["3 חדרים להשכרה"]).context
        let (found, calls) = try counted(context, viewing: 104)
        #expect(found.candidates.map(\.listingID) == [104] && !found.slots.isEmpty)
        #expect(calls["find_listings"] == nil)
    }

    @Test func `needs few calls`() throws {
        let customer = try desk.customer()
        #expect(
            try counted(try customer.begin(["3 חדרים להשכרה בתל אביב עד 7000"]).context).calls.values.reduce(0, +) <= 3)
        let other = try desk.customer().wasOffered([101])
        #expect(try counted(try other.begin(["כן"]).context).calls.values.reduce(0, +) <= 3)
    }

    /// What a search finds, and how often it calls each of the functions that it may call.
    private func counted(
        _ context: TurnContext, viewing: Int64? = nil
    ) throws -> (found: Search.Found, calls: [String: Int]) {
        let search = Search(tenantID: 1, dialogue: Retrieval(context: context).dialogue, viewing: viewing)
        return try desk.database.with { connection in
            // Only a superuser may have the calls counted, and what was counted before is still there.
            try connection.execute("begin; set local track_functions = 'all'")
            let before = try Self.calls(&connection)
            let found = try search.run(in: &connection)
            let calls = try Self.calls(&connection).merging(before) { $0 - $1 }
            try connection.execute("commit")
            return (found, calls.filter { $0.value > 0 })
        }
    }

    private static func calls(_ connection: inout Connection) throws -> [String: Int] {
        let rows = try connection.column(
            """
            select funcname || ' ' || calls from pg_stat_xact_user_functions
            where schemaname = 'shi' and funcname in ('find_knowledge', 'find_listings', 'get_listings', 'free_slots')
            """
        ).compactMap { $0?.split(separator: " ") }
        return Dictionary(uniqueKeysWithValues: rows.map { (String($0[0]), Int($0[1]) ?? 0) })
    }

    @Test func `goes through the worker's own threads, and says so where the database fails`() async throws {
        let context = try desk.customer().begin(["3 חדרים להשכרה בתל אביב עד 7000"]).context
        let threads = Database(
            threads: 1, applicationName: "desk", overrides: desk.database.settings(user: "shi_worker"))
        var retrieval = Retrieval(context: context)
        // The deadline is far: a task that waits comes back only behind the tests that keep their threads.
        await retrieval.lookUp(tenantID: 1, in: threads, by: .now + .seconds(600))
        #expect(retrieval.problem == nil && retrieval.listings.map(\.listingID) == [101], "\(retrieval.problem ?? "")")

        try desk.database.execute("revoke execute on function find_listings from shi_worker")
        await retrieval.lookUp(tenantID: 1, in: threads, by: .now + .seconds(600))
        try desk.database.execute("grant execute on function find_listings to shi_worker")
        #expect(retrieval.problem?.contains("42501") == true, "\(retrieval.problem ?? "")")
        #expect(LocalAnswer(retrieval, context: context).rung == .fallback)
    }
}
