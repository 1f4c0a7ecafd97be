internal import Conversation
internal import Postgres
internal import Store

/// The tools at work in one turn: what they read is kept as facts, what they write is staged.
///
/// Everything is the turn's own tenant's and contact's. A call that cannot be done is answered with words that help the
/// model on, never with an error that ends the turn.
struct Toolbox {
    /// The most listings that one search gives.
    static let mostListings = 4
    /// So many days ahead viewings are offered.
    static let days = 7
    /// The most changes that one turn stages.
    static let mostWrites = 4

    let tenantID: Int64
    let context: TurnContext
    let language: Language
    let database: Database

    /// The listings that were read, each once.
    var listings: [Listing] = []
    /// The viewing times that were offered.
    var slots: [WallTime] = []
    /// What was staged.
    var writes: [StagedWrite] = []
    /// The tools that were called, in order.
    private(set) var called: [String] = []

    init(tenantID: Int64, context: TurnContext, language: Language, database: Database) {
        self.tenantID = tenantID
        self.context = context
        self.language = language
        self.database = database
    }

    /// The viewings that were staged.
    var bookings: [WallTime] {
        writes.compactMap { if case .bookViewing(_, let startsAt) = $0 { WallTime(startsAt) } else { nil } }
    }

    /// The numbers of the viewings that are given up.
    var cancelled: [Int64] {
        writes.compactMap { if case .cancelViewing(let appointmentID) = $0 { appointmentID } else { nil } }
    }

    /// Does what a call asks for, and returns the answer for the model as JSON.
    mutating func run(_ call: ToolCall, by deadline: ContinuousClock.Instant) async -> String {
        guard let tool = Tools(rawValue: call.name) else {
            return Self.json(["error": .text("there is no such tool")])
        }
        called.append(tool.rawValue)
        do {
            let arguments = try ToolArguments(call.arguments, names: tool.argumentNames)
            return Self.json(try await run(tool, arguments, by: deadline))
        } catch let fault as ToolArguments.Fault {
            return Self.json(["error": .text(fault.message)])
        } catch {
            return Self.json(["error": .text("this cannot be looked up now; say that a colleague will check")])
        }
    }

    private mutating func run(
        _ tool: Tools, _ arguments: ToolArguments, by deadline: ContinuousClock.Instant
    ) async throws -> [String: JSONValue] {
        switch tool {
        case .searchListings: return try await search(arguments, by: deadline)
        case .getListing:
            let listing = try await listing(arguments, by: deadline)
            return ["listing": .text(Prompt.line(listing, language))]
        case .offerViewingSlots: return try await offer(arguments, by: deadline)
        case .bookViewing: return try await book(arguments, by: deadline)
        case .cancelViewing: return try cancel(arguments)
        case .recordLead: return try record(arguments)
        case .handOver:
            let reason = try arguments.required("reason", try arguments.text("reason", atMost: 200))
            try stage(.handOver(reason: reason))
            return ["done": .text("a colleague is asked; tell the customer that an agent will get back")]
        }
    }

    // MARK: Reading

    private mutating func search(
        _ arguments: ToolArguments, by deadline: ContinuousClock.Instant
    ) async throws -> [String: JSONValue] {
        var filter = ListingFilter()
        filter.text = try arguments.text("words", atMost: 200) ?? ""
        filter.area = try arguments.text("area")
        filter.deal = try arguments.word("deal", of: Tools.deals)
        filter.propertyKind = try arguments.word("property_kind", of: Tools.propertyKinds)
        filter.minimumRooms = try arguments.number("minimum_rooms", in: 0...50)
        filter.maximumRooms = try arguments.number("maximum_rooms", in: 0...50)
        filter.minimumPrice = try arguments.integer("minimum_price", in: 0...2_000_000_000)
        filter.maximumPrice = try arguments.integer("maximum_price", in: 0...2_000_000_000)
        let found = try await call(by: deadline) { [tenantID, filter] (connection) throws(PostgresError) in
            try connection.findListings(tenantID: tenantID, filter, limit: Self.mostListings)
        }
        keep(found)
        if found.isEmpty { return ["listings": .texts([]), "note": .text("nothing fits; do not invent any")] }
        return ["listings": .texts(found.map { Prompt.line($0, language) })]
    }

    mutating func listing(
        _ arguments: ToolArguments, by deadline: ContinuousClock.Instant
    ) async throws -> Listing {
        let id = Int64(
            try arguments.required("listing_id", try arguments.integer("listing_id", in: 0...9_007_199_254_740_991)))
        if let known = listings.first(where: { $0.listingID == id }) { return known }
        let found = try await call(by: deadline) { [tenantID] (connection) throws(PostgresError) in
            try connection.getListings(tenantID: tenantID, [id])
        }
        guard let listing = found.first else { throw ToolArguments.Fault(message: "there is no listing #\(id)") }
        keep(found)
        return listing
    }

    private mutating func offer(
        _ arguments: ToolArguments, by deadline: ContinuousClock.Instant
    ) async throws -> [String: JSONValue] {
        let listing = try await listing(arguments, by: deadline)
        guard listing.isAvailable else { return ["error": .text("this listing is not available any more")] }
        let from = try arguments.day("from_day").map { "\($0)T00:00" }
        let free = try await freeSlots(listing.listingID, from: from, days: Self.days, by: deadline)
        let offered = SlotChoice.spread(free)
        slots += offered.filter { !slots.contains($0) }
        if offered.isEmpty { return ["slots": .texts([]), "note": .text("no time is free in these days")] }
        return ["slots": .texts(offered.map { "\($0.date.weekdayName(in: language)) \($0)" })]
    }

    func freeSlots(
        _ listingID: Int64, from: String?, days: Int, by deadline: ContinuousClock.Instant
    ) async throws -> [WallTime] {
        try await call(by: deadline) { [tenantID] (connection) throws(PostgresError) in
            try connection.freeSlots(tenantID: tenantID, listingID: listingID, from: from, days: days, limit: 200)
        }.compactMap { WallTime($0) }
    }

    private mutating func keep(_ found: [Listing]) {
        for listing in found where !listings.contains(where: { $0.listingID == listing.listingID }) {
            listings.append(listing)
        }
    }

    /// A call of the database that ends in time.
    private func call<Value: Sendable>(
        by deadline: ContinuousClock.Instant,
        _ body: @escaping @Sendable (inout Connection) throws(PostgresError) -> Value
    ) async throws -> Value {
        let limit = min(deadline, .now + Ladder.mostTimeForLookUp)
        let result: Result<Value, PostgresError>? = await outcome(by: limit) { [database] in
            do throws(PostgresError) {
                return .success(try await database.call(within: limit - .now, body))
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw PostgresError(sqlState: nil, message: "the database does not answer") }
        return try result.get()
    }

    private static func json(_ answer: [String: JSONValue]) -> String { JSONValue.object(answer).text ?? "{}" }
}

extension JSONValue {
    static func text(_ text: String) -> JSONValue { .string(text) }

    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
