import Conversation

/// What a reply says that was done about a viewing: that one is booked, cancelled or moved.
///
/// This is the one place that looks at wording, for a claim has no other form. It reads sentence by sentence; a question, a
/// condition or a denial claims nothing.
struct Claims: Sendable {
    private(set) var booked = false
    private(set) var cancelled = false
    private(set) var moved = false
    /// The sentences that say that one is booked or moved.
    private(set) var sentences: [String] = []
    /// All sentences that state something.
    private(set) var statements: [String] = []

    init(_ reply: String) {
        for sentence in Self.sentences(reply) {
            let text = PlainText(sentence)
            guard !sentence.hasSuffix("?"), !Self.opens.contains(where: text.says) else { continue }
            statements.append(sentence)
            let isOfViewing = Self.viewings.contains(where: text.says)
            func claims(_ words: [String], _ weak: [String]) -> Bool {
                words.contains(where: text.says) || (isOfViewing && weak.contains(where: text.says))
            }
            let (books, moves) = (claims(Self.books, Self.booksViewing), claims([], Self.movesViewing))
            booked = booked || books
            moved = moved || moves
            cancelled = cancelled || claims(Self.cancels, Self.cancelsViewing)
            if books || moves { sentences.append(sentence) }
        }
    }

    private static let viewings = [
        "ביקור", "הביקור", "סיור", "פגישה", "ביקורך", "תור", "viewing", "visit", "appointment", "tour", "showing",
    ]
    private static let books = [
        "קבעתי", "קבענו", "שריינתי", "שריינו", "נקבע לך", "נקבע לכם", "נקבעה לך", "רשמתי אותך", "you're booked",
        "you are booked", "is booked", "i've booked", "i have booked", "we've booked", "we have booked", "i booked",
        "you're all set", "booked you", "booked for",
    ]
    private static let booksViewing = [
        "נקבע", "נקבעה", "קבוע", "קבועה", "נרשם", "נרשמה", "אושר", "מאושר", "שמור", "שמרתי", "booked", "scheduled",
        "confirmed", "reserved", "arranged",
    ]
    private static let cancels = ["ביטלתי", "ביטלנו"]
    private static let cancelsViewing = ["בוטל", "בוטלה", "מבוטל", "מבוטלת", "cancelled", "canceled"]
    private static let movesViewing = [
        "הועבר", "הועברה", "העברתי", "העברנו", "הוזז", "הוזזה", "הזזתי", "הזזנו", "נדחה", "דחיתי", "הוקדם", "הקדמתי",
        "שונה", "עודכן", "עודכנה", "עדכנתי", "moved", "rescheduled", "changed", "updated",
    ]
    /// What makes a sentence one of what may be, or is not, or is another customer's.
    private static let opens = [
        "לא", "טרם", "אין", "אם", "כדי", "בוא", "בואו", "לפני", "אחרי", "כאשר", "תפוס", "תפוסה", "נתפס", "נתפסה", "אחר",
        "not", "no", "isn't", "hasn't", "haven't", "can't", "couldn't", "wasn't", "if", "once", "before", "after",
        "when",
        "until", "would", "could", "can be", "to be", "will be", "taken", "fully", "someone", "another",
    ]

    /// Denials in form only.
    private static let courtesies = ["אין שום בעיה", "אין בעיה", "לא בעיה", "no problem", "no worries"]

    /// Split at the ends of sentences and lines; a full stop within a number ends nothing.
    private static func sentences(_ reply: String) -> [String] {
        var sentences: [String] = []
        for line in reply.split(whereSeparator: \.isNewline) {
            var text = PlainText(String(line)).text
            for courtesy in courtesies { text.replace(courtesy, with: "") }
            let characters = Array(text)
            var start = 0
            for (index, character) in characters.enumerated() {
                let next = index + 1 < characters.count ? characters[index + 1] : " "
                guard "!?;".contains(character) || (character == "." && !next.isNumber) else { continue }
                sentences.append(String(characters[start...index]))
                start = index + 1
            }
            sentences.append(String(characters[start...]))
        }
        return sentences.map { String($0.reversed().drop(while: \.isWhitespace).reversed()) }
    }
}

/// Looks whether replies say of viewings what the rows say: nothing is claimed that was not done, and nothing is done
/// without a word.
struct ClaimJudge: Sendable {
    let record: Record

    /// The first reply that differs from the rows; nil where none does.
    func problem() -> String? {
        var before = record.before
        for (index, turn) in record.turns.enumerated() {
            if let problem = problem(turn, before: before) { return "reply \(index + 1) \(problem)" }
            before = turn.state
        }
        return nil
    }

    private func problem(_ turn: TurnRecord, before: State) -> String? {
        let claims = Claims(turn.reply)
        let (booked, cancelled) = (turn.state.booked, turn.state.cancelled)
        if claims.booked && booked.isEmpty { return "says that a viewing is booked, and none is" }
        if claims.moved && booked.isEmpty { return "says that a viewing was moved, and none is booked" }
        if claims.cancelled && cancelled.isEmpty { return "says that a viewing is cancelled, and none is" }
        let told = DaysAndTimes(claims.sentences.joined(separator: "\n")).times.filter { !$0.isBare }
        let times = booked.compactMap { WallTime($0.startsAt)?.time }
        if !told.isEmpty, !told.contains(where: { times.contains($0.time) }) {
            return "says that a viewing is booked at \(told[0].time), and the rows say \(times)"
        }
        return silence(
            turn, claims, isNew: booked.count { !before.booked.contains($0) } > 0,
            isGone: cancelled.count > before.cancelled.count)
    }

    /// What was done without a word.
    private func silence(_ turn: TurnRecord, _ claims: Claims, isNew: Bool, isGone: Bool) -> String? {
        let stated = DaysAndTimes(claims.statements.joined(separator: "\n"))
        let tells = turn.state.booked.compactMap { WallTime($0.startsAt) }.contains {
            stated.place(of: $0, today: turn.today) != nil
        }
        if isNew && !claims.booked && !claims.moved && !tells { return "does not say that a viewing was booked" }
        if isGone && !isNew && !claims.cancelled { return "does not say that a viewing was cancelled" }
        return nil
    }
}
