/// Tells whether a customer asks for a person instead of the assistant.
public enum HumanRequest {
    /// Whether a text asks to be passed on to a person, or to be called by one.
    ///
    /// Not every mention of an agent does: "an agent told me…" reports, "are you an agent?" asks who writes, "no agents
    /// please" declines.
    public static func isAsked(_ text: String) -> Bool {
        let lexemes = Lexer.lexemes(of: text.prefix(utf16Units: InboundMessage.textLimit))
        let sentences = lexemes.split { $0.kind == .sign && !$0.isDash && !$0.isSign(",") }
        return sentences.contains { isAsked(in: $0.compactMap(\.word)) }
    }

    private static func isAsked(in words: [String]) -> Bool {
        guard !words.isEmpty else { return false }
        return words.indices.contains { index in
            asksForCall(words, at: index) || isPerson(words, at: index) && asksForPerson(words, at: index)
        }
    }

    // MARK: A person

    private static func isPerson(_ words: [String], at index: Int) -> Bool {
        let word = words[index]
        let next = index + 1 < words.count ? words[index + 1] : ""
        if people.contains(word) { return !afterOther.containsExactly(next) }
        if word == "בן" || word == "לבן" || word == "בבן" { return next == "אדם" }
        if someone.contains(word) { return true }
        return (word == "person" || word == "אדם" || word == "people") && index > 0 && real.contains(words[index - 1])
            || word == "אדם" && (real.contains(next) || index > 0 && passing.contains(words[index - 1]))
            || word == "אדם" && index > 1 && words[index - 1] == "אותי"
            || ["לאדם", "person"].contains(word) && words[..<index].suffix(3).contains(where: passing.contains)
    }

    private static func asksForPerson(_ words: [String], at index: Int) -> Bool {
        let before = words[..<index].suffix(7)
        // What a person said or did is a report; whether I am one is another question.
        if before.contains(where: reports.contains)
            || words[index...].dropFirst().prefix(2).contains(where: reports.contains)
        {
            return false
        }
        if isDeclined(Array(before)) || isQuestionWho(Array(before)) || isAboutMe(words, at: index) { return false }
        if before.contains(where: requests.contains) { return true }
        let isSomeone = someone.contains(words[index])
        let next = words[index...].dropFirst().prefix(2)
        if isSomeone {
            return next.contains(where: real.contains)
                || before.contains(where: wants.contains) && words[index...].contains(where: requests.contains)
        }
        if before.contains(where: wants.contains) || next.contains(where: please.containsExactly) { return true }
        if before.contains(where: please.containsExactly) { return true }
        let isReal = next.first.map(real.contains) == true || before.last.map(real.contains) == true
        return isReal && !before.contains("the") || words.count <= 2 && !words.contains(where: notAlone.containsExactly)
    }

    private static func isDeclined(_ before: [String]) -> Bool {
        before.suffix(4).contains { declining.containsExactly($0) }
            && !before.contains { ["למה", "why", "בוט", "bot", "robot", "רובוט"].contains($0) }
    }

    /// "אני מתווך", "אני צריך מתווך?", "I am an agent": of brokers and agents there are many, and the asker may be one.
    private static func isAboutMe(_ words: [String], at index: Int) -> Bool {
        let before = words[..<index]
        if before.last == "אני" || before.suffix(3).starts(with: ["i", "am"]) || before.suffix(2).first == "im" {
            return true
        }
        return brokers.contains(words[index]) && !before.contains(where: requests.contains)
            && !words.contains(where: please.containsExactly) && words.count > 1
    }

    private static let brokers = Vocabulary("מתווך מתווכת realtor")

    /// "Are you a human?", "אתה בן אדם?", "do I need an agent?"
    private static func isQuestionWho(_ before: [String]) -> Bool {
        let last = before.suffix(3)
        if last.contains(where: ["אתה", "את", "אתם", "האם", "זה", "זו"].contains),
            !before.contains(where: requests.contains)
        {
            return true
        }
        let pairs = zip(before, before.dropFirst())
        return pairs.contains { a, b in
            ["are", "r"].contains(a) && ["you", "u", "there"].contains(b)
                || ["is", "was"].contains(a) && ["this", "it"].contains(b)
                || ["do", "am", "should", "did"].contains(a) && b == "i"
        }
    }

    private static let declining = Vocabulary("לא אל בלי without dont not no never אין")

    // MARK: A call

    /// "Call me", "give me a call", "תתקשרו אליי", "חזרו אליי בבקשה", "אפשר שמישהו יחזור אליי"; not "do not call me".
    private static func asksForCall(_ words: [String], at index: Int) -> Bool {
        let word = words[index]
        let next = index + 1 < words.count ? words[index + 1] : ""
        let before = words[..<index]
        if isDeclined(Array(before.suffix(3))) { return false }
        if calls.contains(word) { return ["אלי", "אליי", "אלינו", "לי", "לנו"].contains(next) }
        guard ["call", "phone", "ring", "callback"].contains(word), !before.contains("did") else { return false }
        if word == "callback" || word == "call" && next == "back" && before.last == "a" {
            return before.contains(where: callWishes.containsExactly)
        }
        // "Give me a call."
        if before.suffix(2) == ["me", "a"] { return before.contains(where: givers.containsExactly) }
        let asks = before.isEmpty || before.contains(where: callers.containsExactly)
        return next == "me" && asks && before.last != "i"
    }

    private static let givers = Vocabulary("give gimme make")
    private static let callWishes = Vocabulary("like want need request arrange get please id a")

    private static let people = Vocabulary(
        """
        נציג נציגה נציגים נציגת סוכן סוכנת מתווך מתווכת בנאדם אנושי אנושית מנהל מנהלת human humans agent representative \
        rep operator manager realtor
        """)
    private static let someone = Vocabulary("מישהו מישהי someone somebody anyone anybody")
    private static let real = Vocabulary("אמיתי אמיתית אנושי אנושית real actual live human חי")
    /// To speak with, or to be passed on to.
    private static let requests = Vocabulary(
        """
        לדבר דבר נדבר שיחה להעביר תעביר תעבירו תעבירי העבירו העבר לקשר תקשרו תקשר תחברו לחבר talk speak chat transfer \
        connect reach pass forward escalate
        """)
    private static let passing = Vocabulary("תעביר תעבירו תעבירי העבירו העבר get give transfer connect")
    private static let wants = Vocabulary(
        """
        רוצה רוצים מעוניין מעוניינת צריך צריכה מבקש מבקשת אפשר אשמח תנו תן תני תביאו תביא שאפשר want need wanna get give \
        prefer like please
        """)
    private static let please = Vocabulary("בבקשה please pls plz בבקשההה עכשיו now")
    /// Something that is said to have been done.
    private static let reports = Vocabulary(
        """
        אמר אמרה אמרו סיפר סיפרה הבטיח הבטיחה שלח שלחה דיברתי דיברנו הראה הראתה told said says promised sent showed spoke \
        talked met called wrote gave
        """)
    /// Behind the word for an agent: not the person.
    private static let afterOther = Vocabulary("fee fees commission commissions error resources rights פנוי")
    private static let notAlone = Vocabulary("אתה את אתם are you is the no not לא בלי without עמלת דמי")
    private static let calls = Vocabulary(
        """
        תתקשרו תתקשר תתקשרי התקשרו שיתקשרו יתקשר שיתקשר תחזרו תחזור תחזרי חזרו שיחזרו יחזור שיחזור צלצלו תצלצלו תצלצל
        """)
    private static let callers = Vocabulary("please can could someone somebody you agent pls just to and may so")
}
