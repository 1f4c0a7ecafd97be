/// Holds an answer against what is known, before it is sent.
///
/// A model that is asked for facts sometimes makes them up, and a customer who is told a wrong price, or a viewing that
/// nobody booked, is worse off than one who waits. What an answer may say is on a ``FactSheet``. Numbers that are none of
/// the facts below (floors, years, balconies) pass.
public enum FactFence {
    /// What an answer says that it must not: empty for an honest answer.
    ///
    /// - Parameters:
    ///   - reply: the answer.
    ///   - sheet: what it may say.
    ///   - now: the tenant's wall clock.
    ///   - booked: the contact's viewings to come, and those that this turn books.
    ///   - hasNewBooking: whether this turn books a viewing.
    ///   - hasCancelled: whether this turn cancels a viewing, or the conversation did.
    ///   - language: the customer's; nil where that is open.
    ///   - secrets: texts that must not be repeated, such as the prompt: see ``Leak``.
    public static func violations(
        in reply: String, sheet: FactSheet, now: WallTime, booked: [WallTime], hasNewBooking: Bool, hasCancelled: Bool,
        language: Language?, secrets: [String]
    ) -> [FactViolation] {
        let lexemes = Lexer.lexemes(of: reply)
        let check = FactCheck(reply: Reply(lexemes, streets: Set(sheet.houses.map(\.street))), sheet: sheet, now: now)
        var violations = check.violations()
        violations += AvailabilityCheck(reply: check.reply, sheet: sheet, now: now).violations()
        violations += BookingCheck(
            reply: check.reply, now: now, sheet: sheet, booked: booked, hasNewBooking: hasNewBooking,
            hasCancelled: hasCancelled
        ).violations()
        violations += PropertyCheck(reply: check.reply, sheet: sheet, now: now).violations()
        if let language, let words = ForeignText.found(in: reply, language: language) {
            violations.append(FactViolation(kind: .language, words: words))
        }
        if let words = Leak.found(in: lexemes, of: secrets, quotable: sheet.quotable) {
            violations.append(FactViolation(kind: .leak, words: words))
        }
        return violations
    }

    /// Whether an answer names a day and a time, in whatever words: "tomorrow at ten", `יום חמישי 26.11, 10:00`.
    ///
    /// - Parameters:
    ///   - time: the day and time.
    ///   - reply: the answer.
    ///   - now: the tenant's wall clock, from which "tomorrow" counts.
    public static func states(_ time: WallTime, in reply: String, now: WallTime) -> Bool {
        let reply = Reply(Lexer.lexemes(of: reply), streets: [])
        return StatedMoments.all(in: reply, now: now).contains { $0.states(time) }
    }
}
