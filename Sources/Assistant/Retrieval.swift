public import Conversation
public import Store

/// What a turn is about, and what the tenant's own data says to it.
public struct Retrieval: Sendable {
    /// The words that this turn answers, oldest first.
    public var texts: [String]
    /// The kinds of the messages that this turn answers.
    public var kinds: [MessageKind]
    /// The language that the customer writes.
    public var language: Language
    /// What the customer is looking for, from this turn's words and those before.
    public var query: ListingQuery
    /// Whether this turn's own words name rooms or a price.
    public var namesNumbers: Bool
    /// Fitting entries of the tenant's knowledge, best first.
    public var knowledge: [KnowledgeHit] = []
    /// Fitting listings.
    public var listings: [Listing] = []
    /// Why the data could not be read, if so.
    public var problem: String?
    /// Whether an area was named in which the tenant has listings.
    var namesArea = false
    /// The customer's words before this turn, oldest first.
    private let earlier: [String]
    /// What all the customer's words look for.
    private let whole: ListingQuery
    /// Whether this turn's own words look for a property.
    private let asks: Bool

    /// Reads the messages of a turn, without looking anything up.
    public init(context: TurnContext) {
        let unanswered = context.messages.filter(\.unanswered)
        texts = unanswered.compactMap(\.text).filter { !$0.isEmpty }
        kinds = unanswered.map { MessageKind(rawValue: $0.kind) ?? .unsupported }
        let said = context.messages.filter { $0.author == "customer" }.compactMap(\.text)
        // The newest words decide, but an "ok" does not make an English speaker of somebody who wrote Hebrew before.
        language = Language.of(said) ?? Language(rawValue: context.tenantLanguage) ?? .hebrew
        let asked = ListingQuery.parse(texts)
        namesNumbers = asked.rooms != nil || asked.maximumPrice != nil
        asks = asked.isSearch
        // "And up to 6000?" goes on from what was asked before; what is said later wins.
        whole = ListingQuery.parse(said)
        query = asks ? whole : asked
        earlier = context.messages.filter { $0.author == "customer" && !$0.unanswered }.compactMap(\.text)
    }

    /// Looks up the tenant's knowledge and listings. Where the database fails, or has not answered by the deadline, the turn
    /// goes on without them.
    public mutating func lookUp(
        tenantID: Int64, in database: Database, by deadline: ContinuousClock.Instant
    ) async {
        guard !texts.isEmpty else { return }
        let search = Search(
            tenantID: tenantID, texts: texts, earlier: earlier, language: language, query: whole, asks: asks)
        let found = await outcome(by: deadline) { await search.run(in: database, within: deadline - .now) }
        switch found {
        case .success(let found): take(found)
        case .failure(let error): problem = "knowledge and listings could not be read: \(error)"
        case nil: problem = "knowledge and listings could not be read in time"
        }
    }

    /// Takes over what was found. A named area makes a search of words that are none by themselves.
    mutating func take(_ found: Search.Found) {
        knowledge = found.knowledge
        listings = found.listings
        namesArea = found.namesArea
        if namesArea { query = whole }
    }
}
