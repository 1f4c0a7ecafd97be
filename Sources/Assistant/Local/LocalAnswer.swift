public import Store

/// The rungs of the ladder below the model: an answer from the tenant's own rows, or else a fallback text.
///
/// Without any model this is the assistant, so it answers as a person at the desk would: with the fitting flats, with what
/// the house knows, with a viewing, or with a question that leads on.
public struct LocalAnswer: Sendable {
    /// The answer.
    public let text: String
    /// `knowledge` or `fallback`.
    public let rung: TurnReport.Rung
    /// The listings that the answer offers or speaks of, in its order.
    public let listings: [Int64]
    /// The viewing times that the answer offers, as `2026-11-26T10:00`.
    public let slots: [String]
    /// What is to be written with the answer.
    public let writes: [StagedWrite]

    /// Answers from what was looked up.
    public init(_ retrieval: Retrieval, context: TurnContext) {
        var composer = LocalComposer(retrieval, context: context)
        composer.compose()
        self.init(composer)
    }

    private init(_ composer: LocalComposer) {
        text = composer.parts.joined(separator: "\n\n")
        rung = composer.rung
        listings = composer.listings
        slots = composer.slots
        writes = composer.writes
    }

    /// The answer after a booking has come too late: says so, and offers other times.
    ///
    /// - Parameters:
    ///   - retrieval: what is known now, looked up anew since the booking failed.
    ///   - taken: the writes that failed; what else they hold is written now.
    public static func slotTaken(_ retrieval: Retrieval, context: TurnContext, taken: [StagedWrite]) -> LocalAnswer {
        var composer = LocalComposer(retrieval, context: context)
        composer.apologise(for: taken)
        return LocalAnswer(composer)
    }
}
