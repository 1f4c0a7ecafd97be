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
        let entry = TurnContext.Entry(author: "customer", kind: "hologram", text: nil, unanswered: true)
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
        let query = Retrieval(context: context([asked("דירת 3 חדרים להשכרה"), asked("עד 7000")])).query
        #expect(query.rooms == 3 && query.maximumPrice == 7000 && query.deal == .rent)
    }

    @Test func `that a search goes on from what was said before, and the later word wins`() {
        let messages = [said("דירת 3 חדרים להשכרה עד 7000"), said("הנה 4 חדרים ב-9000", by: "bot"), asked("ועד 6000?")]
        let retrieval = Retrieval(context: context(messages))
        #expect(retrieval.query.rooms == 3 && retrieval.query.maximumPrice == 6000 && retrieval.query.deal == .rent)
        #expect(retrieval.namesNumbers)
    }

    @Test func `that other words are no search, whatever was looked for before`() {
        let retrieval = Retrieval(context: context([said("דירת 3 חדרים להשכרה עד 7000"), asked("תודה רבה")]))
        #expect(retrieval.query.isEmpty && !retrieval.query.mentionsProperty)
        #expect(!retrieval.namesNumbers)
    }

    @Test func `which numbers are this turn's own`() {
        let retrieval = Retrieval(context: context([said("דירת 3 חדרים עד 7000"), asked("אפשר כלב בדירה?")]))
        #expect(retrieval.query.rooms == 3)
        #expect(!retrieval.namesNumbers)
    }
}

@Suite struct `What was found` {
    private let messages = [said("דירת 3 חדרים להשכרה"), asked("ומה יש ברמת גן?")]

    @Test func `is taken over`() {
        var retrieval = Retrieval(context: context(messages))
        retrieval.take(.init(knowledge: [hit("כן", score: 0.7)], listings: [listing(7)], namesArea: true))
        #expect(retrieval.knowledge.map(\.answer) == ["כן"])
        #expect(retrieval.listings.map(\.listingID) == [7])
    }

    @Test func `makes a search of words that only name an area`() {
        var retrieval = Retrieval(context: context(messages))
        #expect(retrieval.query.isEmpty)
        retrieval.take(.init(listings: [listing(7)], namesArea: true))
        #expect(retrieval.query.rooms == 3 && retrieval.query.deal == .rent)
        #expect(LocalAnswer(retrieval, greeting: nil).text.contains("רחוב השקמה 14"))
    }

    @Test func `says that nothing fits in the area that was named`() {
        var retrieval = Retrieval(context: context(messages))
        retrieval.take(.init(namesArea: true))
        #expect(LocalAnswer(retrieval, greeting: nil).text == LocalWords(language: .hebrew).nothingFits)
    }

    @Test func `says nothing about flats where no area was named either`() {
        var retrieval = Retrieval(context: context([said("דירת 3 חדרים להשכרה"), asked("תודה")]))
        retrieval.take(.init())
        #expect(LocalAnswer(retrieval, greeting: nil).rung == .fallback)
    }

    @Test func `is offered to who named only an area, in which nobody needs to be asked for it`() {
        var retrieval = Retrieval(context: context([asked("מחפש דירה ברמת גן")]))
        retrieval.take(.init(listings: [listing()], namesArea: true))
        #expect(LocalAnswer(retrieval, greeting: nil).text.contains("₪6,800"))
    }
}
