internal import Conversation
internal import Postgres
internal import Store

/// The stable part of a turn's prompt: from the prompt cache, or rendered now and put there for the others.
struct PreparedPrompt: Sendable {
    /// The text.
    let content: String

    /// Takes it from what `begin_turn` found in the cache, or renders it with the free viewing times of the next days. Where
    /// these cannot be read in time it is rendered without them, and not kept.
    static func prepare(
        tenantID: Int64, context: TurnContext, language: Language, in database: Database,
        by deadline: ContinuousClock.Instant
    ) async -> PreparedPrompt {
        if let content = context.prepared[language.rawValue] { return PreparedPrompt(content: content) }
        let slots: [WallTime]? =
            await outcome(by: deadline) {
                do throws(PostgresError) {
                    let slots = try await database.call(within: deadline - .now) { (connection) throws(PostgresError) in
                        try connection.freeSlots(
                            tenantID: tenantID, listingID: nil, from: nil, days: Toolbox.days, limit: 500)
                    }
                    return slots.compactMap { WallTime($0) }
                } catch {
                    return nil
                }
            } ?? nil
        let prompt = PreparedPrompt(
            content: Prompt.stable(business: context.prompt, slots: slots ?? [], language: language))
        if slots != nil { prompt.keep(tenantID: tenantID, context: context, language: language, in: database) }
        return prompt
    }

    /// Puts it into the cache, while the turn goes on. That may fail: the next turn then renders it again.
    private func keep(tenantID: Int64, context: TurnContext, language: Language, in database: Database) {
        let (facts, slots) = (context.factsVersion, context.slotsVersion)
        Task {
            try? await database.call(within: .zero) { (connection) throws(PostgresError) in
                try connection.storePrompt(
                    tenantID: tenantID, language: language.rawValue, factsVersion: facts, slotsVersion: slots,
                    content: content)
            }
        }
    }
}
