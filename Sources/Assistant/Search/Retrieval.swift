public import Conversation
public import Store

/// What a turn is about, and what the tenant's own data says to it.
public struct Retrieval: Sendable {
    /// The words that this turn answers, oldest first.
    public var texts: [String]
    /// The kinds of the messages that this turn answers; what its words say all of is a text.
    public var kinds: [MessageKind]
    /// The language that the customer writes.
    public var language: Language
    /// What the customer is known to look for: the lead's facts and what was said in this conversation.
    public var facts: LeadFacts { dialogue.wishes.facts }
    /// Fitting entries of the tenant's knowledge, best first.
    public var knowledge: [KnowledgeHit] {
        get { found.knowledge }
        set { found.knowledge = newValue }
    }
    /// Fitting listings, best first. Where nothing fits in all, those that fit in all but the area or the price.
    public var listings: [Listing] {
        get { found.listings }
        set { found.listings = newValue }
    }
    /// The listing that the turn is about, if it is about one.
    public var focus: Listing? { found.candidates.count == 1 ? found.candidates.first : nil }
    /// The listings that the turn may be about, or that were offered and are asked about.
    public var candidates: [Listing] { found.candidates }
    /// When the listing in focus can be seen, as `2026-11-26T10:00`, the earliest first; only where that matters.
    public var slots: [String] { found.slots }
    /// The listings of the contact's viewings to come.
    public var booked: [Listing] { found.booked }
    /// Why the data could not be read, if so.
    public var problem: String?
    /// What the turn's messages hold.
    let contents: TurnContents
    /// The turn as the rules understand it.
    let dialogue: LocalDialogue
    /// What was looked up.
    var found = Search.Found()

    /// Reads the messages of a turn, without looking anything up.
    public init(context: TurnContext) {
        let said = context.messages.filter { $0.author == "customer" }.compactMap(\.words)
        // The newest words decide, but an "ok" does not make an English speaker of somebody who wrote Hebrew before.
        language = Language.of(said) ?? Language(rawValue: context.tenantLanguage) ?? .hebrew
        contents = TurnContents(context)
        kinds = contents.kinds
        dialogue = LocalDialogue(context, contents, language: language)
        texts = dialogue.texts
    }

    /// Looks up the tenant's knowledge, listings and free times. Where the database fails, or has not answered by the
    /// deadline, the turn goes on without them.
    ///
    /// - Parameter viewing: the listing of which free times are wanted, where it is known: after a booking that came too late.
    public mutating func lookUp(
        tenantID: Int64, in database: Database, by deadline: ContinuousClock.Instant, viewing: Int64? = nil
    ) async {
        guard !texts.isEmpty else { return }
        let search = Search(tenantID: tenantID, dialogue: dialogue, viewing: viewing)
        let outcome = await outcome(by: deadline) { await search.run(in: database, within: deadline - .now) }
        problem = nil
        switch outcome {
        case .success(let found): self.found = found
        case .failure(let error): problem = "knowledge and listings could not be read: \(error)"
        case nil: problem = "knowledge and listings could not be read in time"
        }
    }
}
