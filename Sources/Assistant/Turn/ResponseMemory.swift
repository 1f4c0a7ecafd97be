internal import Conversation
internal import Postgres
public import Store

/// An answer that may be given again to the same words, by whatever worker, as long as the tenant's facts stay as they are.
public struct RememberedReply: Sendable {
    let language: Language
    let words: String
    let factsVersion: Int64
    let reply: String
    let model: String

    /// Puts it into the response cache. That may fail: the next such message then asks the model again.
    public func keep(tenantID: Int64, in database: Database) async {
        try? await database.call(within: .zero) { (connection) throws(PostgresError) in
            try connection.storeResponse(
                tenantID: tenantID, language: language.rawValue, words: words, factsVersion: factsVersion, reply: reply,
                model: model)
        }
    }
}

/// A message that needs no context, by the words under which its answer is kept.
struct ContextFreeWords: Sendable {
    /// An earlier answer is waited for so long at most: asking the model is no loss.
    private static let mostTime = Duration.milliseconds(150)

    let language: Language
    let words: String

    /// The words of a turn; nil where what was said before, or who says it, could make a difference to the answer.
    init?(_ context: TurnContext, language: Language) {
        let unanswered = context.unanswered
        let texts = unanswered.compactMap(\.text)
        let kinds = unanswered.map(\.messageKind)
        let earlier = context.messages.filter { !$0.unanswered }
        guard ResponseKey.isContextFree(texts: texts, kinds: kinds), context.appointments.isEmpty,
            !context.isHandoverOpen,
            context.lead?.facts.isEmpty ?? true,
            // Whoever greets twice is greeted twice; but what was offered may be meant.
            earlier.allSatisfy({ entry in
                entry.author == "bot" && entry.listings.isEmpty && entry.slots.isEmpty
                    || entry.author == "customer" && Greeting.isGreeting(entry.text ?? "")
            })
        else { return nil }
        self.language = language
        words = ResponseKey.words(of: texts)
        if words.isEmpty { return nil }
    }

    /// The answer that was kept, if there is one that is still true.
    func reply(tenantID: Int64, in database: Database, by deadline: ContinuousClock.Instant) async -> String? {
        let limit = min(deadline, .now + Self.mostTime)
        return await outcome(by: limit) { [words, language] in
            do throws(PostgresError) {
                return try await database.call(within: .zero) { (connection) throws(PostgresError) in
                    try connection.takeResponse(tenantID: tenantID, language: language.rawValue, words: words)
                }
            } catch {
                return nil
            }
        } ?? nil
    }
}
