import Conversation
import Testing

@testable import Assistant
@testable import Store

@Suite struct `A turn's messages tell` {
    @Test func `what is to be answered, and nothing that was answered before`() {
        let retrieval = Retrieval(
            context: context([
                said("שלום"), said("היי, אני לאה", by: "bot"), asked("יש לכם דירות?"), asked("", kind: .image),
                asked(nil, kind: .voice), asked("ברמת גן"),
            ]))
        #expect(retrieval.texts == ["יש לכם דירות?", "ברמת גן"])
        #expect(retrieval.kinds == [.text, .image, .voice, .text])
    }

    @Test func `that a kind of a later version cannot be read here`() {
        let entry = TurnContext.Entry(
            messageID: 1, providerMessageID: nil, author: "customer", kind: "hologram", text: nil, unanswered: true,
            listings: [], slots: [])
        #expect(Retrieval(context: context([entry])).kinds == [.unsupported])
    }

    @Test func `the language: that of this turn's words`() {
        let retrieval = Retrieval(context: context([said("שלום"), asked("Do you have flats?")]))
        #expect(retrieval.language == .english)
    }

    @Test func `the language: else that of the customer's earlier words, not of ours`() {
        let messages = [said("Do you have flats?"), said("בטח, איפה?", by: "bot"), asked(nil, kind: .voice)]
        #expect(Retrieval(context: context(messages)).language == .english)
    }

    @Test func `the language: not by an ok of somebody who wrote Hebrew before`() {
        #expect(Retrieval(context: context([said("מחפשת דירה"), asked("ok")])).language == .hebrew)
        #expect(Retrieval(context: context([asked("ok")])).language == .english)
    }

    @Test(arguments: [("en", Language.english), ("he", .hebrew), ("fr", .hebrew)])
    func `the language: else the tenant's, else Hebrew`(tenant: String, language: Language) {
        #expect(Retrieval(context: context([asked("123")], language: tenant)).language == language)
        #expect(Retrieval(context: context([], language: tenant)).language == language)
    }

    @Test func `what is looked for`() {
        let facts = facts([asked("דירת 3 חדרים להשכרה בתל אביב"), asked("עד 7000")])
        #expect(facts.rooms == 3 && facts.budget == 7000 && facts.deal == "rent" && facts.area == "תל אביב")
    }

    @Test func `that a search goes on from what was said before, and the later word wins`() {
        let facts = facts([
            said("דירת 3 חדרים להשכרה עד 7000"), said("הנה 4 חדרים ב-9000", by: "bot"), asked("ועד 6000?"),
        ])
        #expect(facts.rooms == 3 && facts.budget == 6000 && facts.deal == "rent")
    }

    @Test func `that it goes on from what the lead is known for, long after`() {
        var known = LeadFacts()
        (known.rooms, known.deal, known.area) = (4, "rent", "רמת גן")
        let facts = facts([asked("ועד 6000?")], lead: known)
        #expect(facts.rooms == 4 && facts.budget == 6000 && facts.area == "רמת גן")
    }

    @Test(arguments: [("דירת 3 חדרים להשכרה עד 7000", "לקנות דירה"), ("דירה למכירה עד 3 מיליון", "בעצם לשכור")])
    func `that a price for renting says nothing of a purchase, nor the other way round`(before: String, now: String) {
        #expect(facts([said(before)]).budget != nil)
        #expect(facts([said(before), asked(now)]).budget == nil)
    }

    @Test(arguments: [
        ("קוראים לי דנה כהן, ואני מחפשת", "דנה כהן"), ("hi my name is John", "John"), ("שמי רון.", "רון"),
        ("My name is 4 rooms", nil), ("דנה", nil),
    ])
    func `a name where one is given`(text: String, name: String?) {
        #expect(facts([asked(text)]).name == name)
    }

    @Test func `which places are asked for: the last message's, and those that it adds to`() {
        #expect(facts([asked("דירה בתל אביב"), asked("בעצם ברמת גן")]).area == "רמת גן")
        #expect(facts([asked("דירה בתל אביב"), asked("או ברמת גן")]).area == "תל אביב, רמת גן")
        #expect(facts([said("דירה בתל אביב"), asked("4 חדרים")]).area == "תל אביב")
    }

    @Test(arguments: [
        ("דירה באזור השרון", "אזור השרון"), ("flats in the Sharon area", "אזור השרון"), ("משהו בגוש דן", "אזור המרכז"),
        ("דירה בהוד השרון", "הוד השרון"), ("אני שרון, מחפשת דירה", nil),
    ])
    func `which region is asked for, where no town is`(text: String, area: String?) {
        #expect(facts([asked(text)]).area == area)
    }

    @Test func `that the area does not matter any more`() {
        #expect(facts([said("דירה בתל אביב"), asked("לא משנה איפה, בכל אזור")]).area == nil)
    }

    @Test func `from when it must be free`() {
        let wishes = { (text: String) in
            Wishes(lead: nil, earlier: [], texts: [text], now: WallTime("2026-11-24T09:30"))
        }
        #expect(wishes("כניסה בינואר").availableBy?.description == "2027-01-31")
        #expect(wishes("כניסה ב-15.12").availableBy?.description == "2026-12-15")
        #expect(wishes("כניסה מיידית").availableBy?.description == "2026-11-24")
        #expect(wishes("דירה").availableBy == nil)
    }

    private func facts(_ messages: [TurnContext.Entry], lead: LeadFacts? = nil) -> LeadFacts {
        let lead = lead.map { Lead(status: "new", intent: nil, summary: nil, facts: $0) }
        return Retrieval(context: context(messages, lead: lead)).facts
    }
}

@Suite struct `A turn's words tell what the customer does` {
    private func dialogue(_ text: String, after reply: TurnContext.Entry? = nil) -> LocalDialogue {
        Retrieval(context: context([reply].compactMap { $0 } + [asked(text)])).dialogue
    }

    @Test(arguments: ["תודה", "מתי אתם פתוחים?", "אני רוצה להשכיר את הדירה שלי", "asdf"])
    func `no search`(text: String) {
        #expect(!dialogue(text).seeks)
    }

    @Test func `a question about a flat at hand, which is no new search`() {
        let offer = said("הנה", by: "bot", listings: [1, 2])
        for text in ["יש חניה?", "כמה עולה השכירות?", "whats the rent", "איזו קומה?"] {
            #expect(!dialogue(text, after: offer).seeks && dialogue(text, after: offer).asksDetails, "\(text)")
        }
        #expect(dialogue("יש דירות עם חניה?", after: offer).seeks)
    }

    @Test(arguments: [("השנייה", 1), ("the first one", 0), ("2", 1), ("מספר 3", 2), ("האחרונה", 2), ("שלישית", 2)])
    func `which of a list is chosen`(text: String, place: Int) {
        #expect(dialogue(text, after: said("הנה", by: "bot", listings: [7, 8, 9])).listingNumber == place)
    }

    @Test(arguments: ["4", "יש קומה שנייה?", "on the second floor?", "ביום שני", "3 חדרים"])
    func `that none is chosen`(text: String) {
        #expect(dialogue(text, after: said("הנה", by: "bot", listings: [7, 8, 9])).listingNumber == nil)
    }

    @Test func `what is asked again of another of the list`() {
        let list = said("הנה", by: "bot", listings: [7, 8])
        let one = said("עם חניה.", by: "bot", listings: [8])
        let asks = { (text: String) in
            Retrieval(context: context([list, said("ולשנייה יש חניה?"), one, asked(text)])).dialogue
        }
        #expect(asks("ומה עם הראשונה?").sameQuestion?.features.map(\.english) == ["parking"])
        #expect(!asks("ומה עם הראשונה?").wantsViewing)
        #expect(asks("תודה").sameQuestion == nil)
        #expect(dialogue("הראשונה", after: list).wantsViewing)
    }

    @Test(arguments: [
        ("כמה אתם לוקחים?", "דמי תיווך"), ("can we bring a puppy?", "pets"), ("אתם לוקחים כלבים?", "חיות מחמד"),
        ("אתם עובדים בשישי?", "שעות פתיחה"), ("תודה, אתם נהדרים", nil), ("what is the price?", nil),
    ])
    func `what the house may call what it is asked`(text: String, words: String?) {
        #expect(dialogue(text).inOtherWords == words)
    }

    @Test func `a yes only where it answers our offer`() {
        #expect(dialogue("כן", after: said("הנה", by: "bot", listings: [7])).wantsViewing)
        #expect(!dialogue("כן", after: said("מה שלומך?", by: "bot")).wantsViewing)
        let check = LocalWords(language: .hebrew).shallAgentCheck
        #expect(!dialogue("כן", after: said("חניה? \(check)", by: "bot", listings: [7])).wantsViewing)
    }

    @Test func `that words are matched with Hebrew's prefixes, final letters and abbreviations`() {
        let spoken = SpokenWords(["ולחניה, ש\"ח שלום־עולם", "3.5 חד׳"])
        #expect(spoken.words == ["ולחניה", "שח", "שלומ", "עולמ", "3.5", "חד"])
        #expect(Phrases("חניה").occur(in: spoken) && Phrases("שלום עולם").occur(in: spoken))
        #expect(Phrases("חני*").occur(in: spoken) && !Phrases("ניה").occur(in: spoken))
    }

    @Test(arguments: [
        ("מה המחייר", DialogueActs.asksPrice), ("כמה עולהה", .asksPrice), ("איזו כתובתת", .asksAddress),
        ("cancell it", .cancels), ("detials", .asksMore), ("reshcedule", .moves), ("availabel from", .asksEntry),
    ])
    func `what is meant by a word that is mistyped`(text: String, act: DialogueActs) {
        #expect(dialogue(text).acts.contains(act))
    }

    @Test(arguments: ["מחר", "מהיר", "great", "ship"])
    func `but takes no other word for it`(text: String) {
        #expect(TypedWords.meant(by: [text]).isEmpty)
    }

    @Test func `of a very long text its beginning and its end`() {
        let long = "דירת 3 חדרים " + String(repeating: "ועוד ", count: 12_000) + "עד 7000"
        #expect(dialogue(long).wishes.facts.rooms == 3 && dialogue(long).wishes.facts.budget == 7000)
        #expect(dialogue(long).spoken.words.count <= SpokenWords.limit)
        #expect(dialogue(long).texts.joined().count < 4000)
        #expect(dialogue("a" + String(repeating: "\u{301}", count: 60_000)).texts.joined().unicodeScalars.count < 4000)
    }

    @Test func `of very many messages the newest`() {
        let messages = (0..<50).map { asked(String(repeating: "דירה ", count: 400) + "\($0)") }
        let texts = Retrieval(context: context(messages)).texts
        #expect((1..<10).contains(texts.count) && texts.last?.hasSuffix("49") == true)
    }
}
