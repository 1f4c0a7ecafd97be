import Conversation
import Testing

@testable import Assistant
@testable import Store

private func answer(
    _ messages: [TurnContext.Entry], appointments: [Appointment] = [], candidates: [Listing] = [], slots: [String] = []
) -> LocalAnswer {
    let context = context(messages, appointments: appointments)
    var retrieval = Retrieval(context: context)
    (retrieval.found.candidates, retrieval.found.slots) = (candidates, slots)
    retrieval.found.booked = appointments.map { listing($0.listingID) }
    return LocalAnswer(retrieval, context: context)
}

private func reasons(_ answer: LocalAnswer) -> [String] {
    answer.writes.compactMap { if case .handOver(let reason) = $0 { reason } else { nil } }
}

@Suite struct `The assistant without a model` {
    private let hebrew = LocalWords(language: .hebrew)
    private let english = LocalWords(language: .english)
    private let visit = Appointment(appointmentID: 1, listingID: 101, startsAt: "2026-11-26T10:00")

    @Test func `counts an ordinal in the newest offer, and in the list before it only while that is spoken of`() {
        let list = said("הנה", by: "bot", listings: [1, 2, 3])
        for (offers, text, expected) in [
            ([list, said("הנה", by: "bot", listings: [9])], "הראשונה מעניינת, מתי אפשר לבוא?", Int64(9)),
            ([list, said("הנה", by: "bot", listings: [2])], "ומה עם הראשונה?", 1),
            ([list, said("a", by: "bot", listings: [9]), said("b", by: "bot", listings: [2])], "הראשונה", 2),
            ([list], "השלישית", 3),
        ] {
            let dialogue = Retrieval(context: context(offers + [asked(text)])).dialogue
            #expect(dialogue.listingNumber.map { dialogue.choices[$0] } == expected, "\(text)")
        }
    }

    @Test(arguments: ["אני מאחרת ברבע שעה", "I will be 20 minutes late", "בננה סגולה"])
    func `promises an agent only when one is told, in words of its own`(text: String) {
        let answered = answer([asked(text)])
        #expect(answered.text.contains("נציג") || answered.text.contains("agent"), "\(answered.text)")
        #expect(reasons(answered).count == 1 && !reasons(answered).contains { $0.contains(text) })
        let late = answer([asked("I will be 20 minutes late")], appointments: [visit])
        #expect(late.text == english.agentKnowsOfDelay && reasons(late).count == 1)
    }

    @Test(arguments: ["אני רוצה לבטל", "do I have a viewing?", "יש לי ביקור?", "I want to cancel"])
    func `says that there is no viewing where none is booked`(text: String) {
        let answered = answer([asked(text)])
        #expect([hebrew.noViewing, english.noViewing].contains(answered.text), "\(answered.text)")
        #expect(reasons(answered).isEmpty)
    }

    @Test(arguments: ["בננה סגולה", "לראות דירה", "שלום", "תודה", "אפשר לדבר עם נציג?"])
    func `never says the same twice in a row`(text: String) {
        let first = answer([asked(text)])
        let second = answer([said(text), said("\u{200F}\(first.text)", by: "bot"), asked(text)])
        #expect(second.text != first.text && !second.text.isEmpty)
        #expect((second.text == hebrew.notUnderstood) == ["בננה סגולה", "לראות דירה"].contains(text))
        #expect(second.text != hebrew.notUnderstood || reasons(second).count == 1)
    }

    @Test func `says a fact again that answers again, and says so`() {
        let fact = "בדרך כלל מבקשים פיקדון."
        let messages = [said("כמה פיקדון?"), said(fact, by: "bot"), asked("ומה הפיקדון בשכירות?")]
        let found = retrieval(messages, knowledge: [hit(fact, score: 0.9)])
        let answered = LocalAnswer(found, context: context(messages))
        #expect(answered.text.hasPrefix(hebrew.asSaid) && answered.text.hasSuffix(fact), "\(answered.text)")
        #expect(reasons(answered).isEmpty)
    }

    @Test(arguments: [[101], [101, 102]] as [[Int64]])
    func `takes thanks for an offer as thanks`(offered: [Int64]) {
        let offer = said("הנה", by: "bot", listings: offered)
        let answered = answer([offer, asked("תודה רבה")], candidates: offered.map { listing($0) })
        #expect(answered.text.hasPrefix("בשמחה") && answered.listings.isEmpty && answered.slots.isEmpty)
    }

    @Test(arguments: ["הדירה כבר לא רלוונטית, תודה", "It is not relevant any more, thanks"])
    func `takes leave of whoever looks for nothing any more`(text: String) {
        let offer = said("הנה", by: "bot", listings: [101])
        let answered = answer([offer, asked(text)], candidates: [listing()])
        #expect([hebrew.goodbye, english.goodbye].contains(answered.text), "\(answered.text)")
        #expect(answered.listings.isEmpty && answered.writes.isEmpty)
        let booked = answer([offer, asked(text)], appointments: [visit], candidates: [listing()])
        #expect(booked.text.contains("10:00") && booked.writes.isEmpty)
        let question = answer([offer, asked("היא כבר לא רלוונטית?")], candidates: [listing()])
        #expect(question.listings == [101])
    }

    @Test(arguments: ["אני רוצה לחתום", "I want to sign", "I'll take it"])
    func `brings whoever has decided to an agent`(text: String) {
        let answered = answer([said("הנה", by: "bot", listings: [101]), asked(text)], candidates: [listing()])
        #expect([hebrew.agentSigns, english.agentSigns].contains(answered.text), "\(answered.text)")
        #expect(reasons(answered) == ["a contract for listing 101 is to be signed"])
    }

    @Test(arguments: ["I want to rent my own flat out", "I want to rent out my own apartment", "להשכיר דירה שלי"])
    func `asks the house what it does for owners`(text: String) {
        let dialogue = Retrieval(context: context([asked(text)])).dialogue
        #expect(dialogue.acts.contains(.owns) && !dialogue.seeks)
        #expect(dialogue.inOtherWords == "let my flat" || dialogue.inOtherWords == "אני רוצה להשכיר את הדירה שלי")
    }

    @Test func `says that viewings start on the full hour, and offers the nearest`() {
        let slots = (9...16).map { "2026-11-26T\($0 < 10 ? "0" : "")\($0):00" }
        let offer = said("מתי?", by: "bot", listings: [101], slots: [slots[0], slots[7]])
        let answered = answer([offer, asked("ביום חמישי ב-11:30")], candidates: [listing()], slots: slots)
        #expect(answered.text.contains(hebrew.onTheHour), "\(answered.text)")
        #expect(answered.slots.contains(slots[2]) && answered.slots.contains(slots[3]) && answered.slots.count == 3)
        let taken = answer([offer, asked("ביום חמישי ב-8:00")], candidates: [listing()], slots: slots)
        #expect(taken.text.contains(hebrew.notFree) && taken.slots.first == slots[0])
    }
}
