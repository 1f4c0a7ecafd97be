import Conversation
import Testing

@Suite struct `A customer is understood by rules` {
    private func insight(
        _ texts: [String], phone: String? = "+972541234567", earlier: InsightFacts = InsightFacts(),
        now: String = "2026-11-24T09:10", language: Language = .hebrew
    ) throws -> Insight {
        InsightRules.insight(
            customer: texts, name: "Dana", phone: phone, earlier: earlier, now: try #require(WallTime(now)),
            language: language)
    }

    @Test(arguments: [
        ("אפשר לראות את הדירה?", Intent.meetingRequest), ("I'd like to schedule a viewing", .meetingRequest),
        ("אני רוצה לקבוע ביקור מחר ב-10", .meetingRequest), ("לא מעוניין, תודה", .notInterested),
        ("we already found a place", .notInterested), ("מחפשת דירת 3 חדרים בתל אביב עד 7000", .interested),
        ("looking for a 3 room flat in Tel Aviv", .interested), ("מתי אתם פתוחים?", .informationRequest),
        ("when are you open?", .informationRequest), ("שלום", .generalInquiry), ("hi there", .generalInquiry),
    ])
    func `the intent is told`(text: String, intent: Intent) throws {
        #expect(try insight([text]).intent == intent)
    }

    @Test func `facts are what was said, and what is said later replaces what was known`() throws {
        var earlier = InsightFacts()
        earlier.area = "חיפה"
        earlier.budget = 5000
        let facts = try insight(
            ["היי, קוראים לי דנה לוי, מחפשת דירת 3 חדרים להשכרה בתל אביב", "עד 7,000 ש\"ח, כניסה ב-1.12"],
            earlier: earlier
        ).facts
        #expect(facts.name == "דנה לוי")
        #expect(facts.area == "תל אביב")
        #expect(facts.deal == .rent)
        #expect(facts.propertyKind == .apartment)
        #expect(facts.rooms == 3)
        #expect(facts.budget == 7000)
        #expect(facts.moveIn?.description == "2026-12-01")
        #expect(try insight(["שלום"], earlier: earlier).facts.budget == 5000)
        let raised = try insight(["עד 8000", "טוב, אני יכול להגיע גם ל-9500"], earlier: earlier)
        #expect(raised.facts.budget == 9500)
    }

    @Test(arguments: [
        ("זה דחוף!", Urgency.high), ("I need it asap", .high), ("לא דחוף לי", .low), ("no rush", .low),
        ("שלום", .normal),
    ])
    func `urgency is told`(text: String, urgency: Urgency) throws {
        #expect(try insight([text]).urgency == urgency)
    }

    @Test(arguments: [
        ("תודה רבה, מעולה!", Sentiment.positive), ("השירות שלכם גרוע", .negative), ("terrible service", .negative),
        ("דירה בחיפה", .neutral),
    ])
    func `sentiment is told`(text: String, sentiment: Sentiment) throws {
        #expect(try insight([text]).sentiment == sentiment)
    }

    @Test func `a viewing is suggested where three of four are known, and never on a Saturday`() throws {
        let request = "אפשר לראות דירת 3 חדרים בתל אביב?"
        #expect(try insight([request]).suggestedViewing?.description == "2026-11-26T14:00")
        #expect(try insight([request, "זה דחוף"]).suggestedViewing?.description == "2026-11-25T10:00")
        #expect(try insight([request], phone: nil).suggestedViewing != nil)
        #expect(try insight(["אפשר לקבוע ביקור?"]).suggestedViewing == nil)
        #expect(try insight(["דירת 3 חדרים בתל אביב"]).suggestedViewing == nil)
        // From Thursday, two days on is a Saturday; from Friday, the next day is.
        #expect(try insight([request], now: "2026-11-26T09:00").suggestedViewing?.description == "2026-11-29T14:00")
        #expect(
            try insight([request, "דחוף"], now: "2026-11-27T09:00").suggestedViewing?.description == "2026-11-29T10:00")
    }

    @Test(arguments: Language.allCases)
    func `summary and next action are in the business's language`(language: Language) throws {
        for text in ["אפשר לראות את הדירה?", "not interested", "3 חדרים בתל אביב", "מתי אתם פתוחים?", "hi"] {
            let insight = try insight([text], language: language)
            #expect(Language.of([insight.summary]) == language)
            #expect(Language.of([insight.nextAction]) == language)
        }
    }
}

@Suite struct `A lead's status moves` {
    private func after(
        _ current: LeadStatus, _ intent: Intent, hasDetails: Bool = false, hasBudgetAndArea: Bool = false,
        urgency: Urgency = .normal
    ) -> LeadStatus {
        var facts = InsightFacts()
        if hasDetails { facts.rooms = 3 }
        if hasBudgetAndArea { (facts.area, facts.budget) = ("תל אביב", 7000) }
        return LeadStatus.after(current, intent: intent, facts: facts, urgency: urgency)
    }

    @Test func `up with what is known`() {
        #expect(after(.new, .meetingRequest) == .qualified)
        #expect(after(.new, .interested, hasDetails: true) == .contacted)
        #expect(after(.new, .informationRequest, urgency: .high) == .attempting)
        #expect(after(.new, .generalInquiry, hasBudgetAndArea: true) == .attempting)
        #expect(after(.new, .generalInquiry) == .new)
        #expect(after(.attempting, .interested, hasDetails: true) == .contacted)
    }

    @Test func `down only where interest is lost`() {
        #expect(after(.qualified, .notInterested) == .unqualified)
        #expect(after(.qualified, .interested, hasDetails: true) == .qualified)
        #expect(after(.contacted, .informationRequest, urgency: .high) == .contacted)
        #expect(after(.qualified, .generalInquiry) == .qualified)
    }

    @Test func `and back where it returns`() {
        #expect(after(.unqualified, .meetingRequest) == .qualified)
        #expect(after(.unqualified, .interested, hasDetails: true) == .contacted)
        #expect(after(.unqualified, .generalInquiry) == .unqualified)
    }
}
