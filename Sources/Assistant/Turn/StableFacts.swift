internal import Conversation
internal import Store
internal import Synchronization

/// The facts of a tenant's prompt and greetings, read once and not in every turn: they are the longest texts of a turn, and the
/// same for all turns of a day.
final class StableFacts: Sendable {
    private struct Key: Hashable {
        let prompt: String
        let greetings: [String]
        let day: CivilDate
    }

    /// So many tenants' are kept; then all are forgotten, which costs each of them one reading.
    private static let most = 64

    private let sheets = Mutex<[Key: FactSheet]>([:])

    /// The facts of a turn's prompt and greetings.
    func sheet(_ context: TurnContext) -> FactSheet {
        let now = context.wallTime
        let key = Key(
            prompt: context.prompt ?? Prompt.standard,
            greetings: [context.greetingHebrew, context.greetingEnglish].compactMap { $0 }, day: now.date)
        if let known = sheets.withLock({ $0[key] }) { return known }
        var sheet = FactSheet()
        // The prompt may be kept to, but not quoted; a greeting may be said again as it stands.
        sheet.add(text: key.prompt, now: now)
        for greeting in key.greetings { sheet.add(text: greeting, now: now, isQuotable: true) }
        return sheets.withLock { [sheet] sheets in
            if sheets.count >= Self.most { sheets.removeAll() }
            sheets[key] = sheet
            return sheet
        }
    }
}
