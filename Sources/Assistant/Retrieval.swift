public import Conversation
internal import Postgres
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
    /// Fitting entries of the tenant's knowledge, best first.
    public var knowledge: [KnowledgeHit] = []
    /// Fitting listings.
    public var listings: [Listing] = []
    /// Why the data could not be read, if so.
    public var problem: String?

    /// Reads the messages of a turn, without looking anything up.
    public init(context: TurnContext) {
        let unanswered = context.messages.filter(\.unanswered)
        texts = unanswered.compactMap(\.text).filter { !$0.isEmpty }
        kinds = unanswered.map { MessageKind(rawValue: $0.kind) ?? .unsupported }
        let said = context.messages.filter { $0.author == "customer" }.compactMap(\.text)
        language =
            Language.of(texts) ?? Language.of(said) ?? Language(rawValue: context.tenantLanguage) ?? .hebrew
        query = ListingQuery.parse(texts)
        // "And up to 6000?" goes on from what was asked before; what is said later wins.
        if !query.isEmpty || query.mentionsProperty { query = ListingQuery.parse(said) }
    }

    /// Looks up the tenant's knowledge and listings. Where the database fails, the turn goes on without them.
    public mutating func lookUp(tenantID: Int64, in database: Database) async {
        guard !texts.isEmpty else { return }
        let text = texts.joined(separator: " ")
        let (query, language) = (self.query, self.language)
        do throws(PostgresError) {
            (knowledge, listings) = try await database.call(within: .milliseconds(500)) {
                (connection) throws(PostgresError) in
                let knowledge = try connection.findKnowledge(
                    tenantID: tenantID, text: text, language: language.rawValue, limit: 3)
                let listings =
                    query.isEmpty && !query.mentionsProperty
                    ? []
                    : try connection.findListings(
                        tenantID: tenantID, text: text, deal: query.deal?.rawValue,
                        propertyKind: query.propertyKind?.rawValue, rooms: query.rooms,
                        maximumPrice: query.maximumPrice, limit: 4)
                return (knowledge, listings)
            }
        } catch {
            problem = "knowledge and listings could not be read: \(error)"
        }
    }
}
