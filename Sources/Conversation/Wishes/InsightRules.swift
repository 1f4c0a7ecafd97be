/// Finds out what a customer wants by the words alone: what there is where no model does it, or where it fails.
public enum InsightRules {
    /// Reads a conversation.
    ///
    /// - Parameters:
    ///   - customer: what the customer wrote, oldest first.
    ///   - name: what the customer is called at the provider.
    ///   - phone: the customer's phone number, where it is known.
    ///   - earlier: what was known before; what is said now replaces it.
    ///   - now: the business's wall clock.
    ///   - language: of the summary and the next action.
    public static func insight(
        customer: [String], name: String?, phone: String?, earlier: InsightFacts, now: WallTime, language: Language
    ) -> Insight {
        var insight = Insight()
        let query = ListingQuery.parse(customer)
        insight.facts = facts(customer, query: query, name: name, earlier: earlier, now: now, language: language)
        insight.intent = intent(customer, query: query, facts: insight.facts)
        insight.urgency = urgency(customer)
        insight.sentiment = sentiment(customer)
        if insight.intent == .meetingRequest {
            insight.suggestedViewing = suggestedViewing(
                facts: insight.facts, hasPhone: phone != nil, urgency: insight.urgency, now: now)
        }
        let words = InsightWords(language: language)
        insight.nextAction = words.nextAction(insight.intent, insight.facts, insight.urgency)
        insight.summary = words.summary(insight.intent, insight.facts, insight.urgency)
        return insight
    }

    private static func facts(
        _ texts: [String], query: ListingQuery, name: String?, earlier: InsightFacts, now: WallTime, language: Language
    ) -> InsightFacts {
        var facts = earlier
        facts.name =
            texts.reversed().lazy.compactMap { StatedName.name(in: Lexer.lexemes(of: $0)) }.first ?? facts.name ?? name
        if let place = Places.named(in: texts).first {
            facts.area = language == .hebrew ? place.hebrew : place.english
        }
        facts.deal = query.likelyDeal ?? facts.deal
        facts.propertyKind = query.propertyKind ?? facts.propertyKind
        facts.rooms = query.rooms ?? facts.rooms
        facts.budget = query.maximumPrice ?? facts.budget
        facts.moveIn = MoveIn.day(in: texts, now: now) ?? facts.moveIn
        return facts
    }

    private static func intent(_ texts: [String], query: ListingQuery, facts: InsightFacts) -> Intent {
        // The newest words that say something decide.
        for text in texts.suffix(6).reversed() {
            let words = TextTokenizer.tokens(of: text).compactMap(\.word)
            let line = words.joined(separator: " ")
            if InsightVocabulary.refusals.contains(where: line.contains) { return .notInterested }
            if words.contains(where: InsightVocabulary.meeting.contains)
                || InsightVocabulary.meetingPhrases.contains(where: line.contains)
            {
                return .meetingRequest
            }
        }
        if query.mentionsProperty && facts.hasDetails { return .interested }
        let asks = texts.suffix(3).contains { text in
            text.contains("?")
                || TextTokenizer.tokens(of: text).compactMap(\.word).contains(
                    where: InsightVocabulary.questions.containsExactly)
        }
        if asks { return .informationRequest }
        return facts.hasDetails && !query.isEmpty ? .interested : .generalInquiry
    }

    private static func urgency(_ texts: [String]) -> Urgency {
        for text in texts.suffix(6).reversed() {
            let words = TextTokenizer.tokens(of: text).compactMap(\.word)
            let line = words.joined(separator: " ")
            if InsightVocabulary.noHurry.contains(where: line.contains) { return .low }
            if words.contains(where: InsightVocabulary.urgent.contains)
                || InsightVocabulary.urgentPhrases.contains(where: line.contains)
            {
                return .high
            }
        }
        return .normal
    }

    private static func sentiment(_ texts: [String]) -> Sentiment {
        var balance = 0
        for text in texts.suffix(6) {
            let words = TextTokenizer.tokens(of: text).compactMap(\.word)
            balance += words.contains(where: InsightVocabulary.pleased.contains) ? 1 : 0
            balance -= words.contains(where: InsightVocabulary.displeased.contains) ? 2 : 0
        }
        return balance > 0 ? .positive : balance < 0 ? .negative : .neutral
    }

    /// When a viewing would suit a customer who has asked for one: at least three of the request, the area, the property and
    /// the phone number must be known. Tomorrow at ten where it is urgent, else in two days at two; on a Saturday never.
    static func suggestedViewing(
        facts: InsightFacts, hasPhone: Bool, urgency: Urgency, now: WallTime
    ) -> WallTime? {
        let known = [true, facts.area != nil, facts.propertyKind != nil || facts.rooms != nil, hasPhone]
        guard known.count(where: { $0 }) >= 3,
            let time = urgency == .high ? ClockTime(hour: 10) : ClockTime(hour: 14)
        else { return nil }
        let day = now.date.adding(days: urgency == .high ? 1 : 2)
        return WallTime(day.weekday == 6 ? day.adding(days: 1) : day, time)
    }
}

/// The words by which intent, urgency and sentiment are told.
enum InsightVocabulary {
    static let meeting = Vocabulary("ביקור סיור פגישה להיפגש לפגוש viewing viewings appointment meeting visit")
    static let meetingPhrases = [
        "לראות את הדירה", "לראות את הבית", "לראות אותה", "לראות אותו", "אפשר לראות", "לבוא לראות", "לתאם",
        "see the flat",
        "see the apartment", "see it", "come and see", "come see", "schedule a",
    ]
    static let refusals = [
        "לא מעוניין", "לא מעוניינת", "לא מעוניינים", "כבר לא רלוונטי", "לא רלוונטי", "מצאתי כבר", "כבר מצאתי",
        "תורידו אותי",
        "not interested", "no longer interested", "already found", "found a place", "found something else",
    ]
    static let questions = Vocabulary(
        "מה איך כמה מתי איפה האם למה מי what how when where which who why is are do does can")
    static let urgent = Vocabulary("דחוף דחופה בדחיפות urgent urgently asap immediately מיידי מיידית")
    static let urgentPhrases = [
        "כמה שיותר מהר", "בהקדם", "עוד השבוע", "as soon as possible", "right away", "this week",
    ]
    static let noHurry = ["לא דחוף", "אין לחץ", "לא ממהר", "לא ממהרת", "no rush", "not urgent", "no hurry"]
    static let pleased = Vocabulary(
        "תודה מעולה מושלם נהדר אחלה מצוין סבבה שמח שמחה thanks thank great perfect excellent lovely wonderful")
    static let displeased = Vocabulary(
        "גרוע נורא מאכזב מאכזבת עצבני עצבנית חוצפה בושה זוועה terrible awful disappointed angry rude worst bad annoying"
    )
}
