import Conversation
import Testing

@testable import Assistant
@testable import Store

extension LocalAnswer {
    /// The bookings that go with it, as `101 2026-11-25T10:00`.
    fileprivate var bookings: [String] {
        writes.compactMap { if case .bookViewing(let id, let time) = $0 { "\(id) \(time)" } else { nil } }
    }
    fileprivate var cancellations: [Int64] {
        writes.compactMap { if case .cancelViewing(let id) = $0 { id } else { nil } }
    }
    fileprivate var handsOver: Bool { writes.contains { if case .handOver = $0 { true } else { false } } }
    fileprivate var facts: LeadFacts? {
        writes.compactMap { if case .recordLead(let facts) = $0 { facts } else { nil } }.first
    }
}

@Suite struct `A customer who looks for a flat` {
    @Test func `is led from a greeting to a booked viewing, in Hebrew`() {
        var desk = LocalDesk()
        #expect(desk.hears("היי").text.contains("לאה"))
        #expect(desk.hears("מחפשת דירה").text.contains("לקנות או לשכור"))
        #expect(desk.hears("לשכור, 3 חדרים").listings.count > 1)
        #expect(desk.hears("בתל אביב").listings == [101])
        let times = desk.hears("כן, אשמח לראות")
        #expect(times.listings == [101] && (1...5).contains(times.slots.count) && times.bookings.isEmpty)
        #expect(Set(times.slots.map { $0.prefix(10) }).count > 1)
        let booked = desk.hears("מחר ב-10")
        #expect(booked.bookings == ["101 2026-11-25T10:00"])
        #expect(booked.text.contains("רחוב השקמה 14") && booked.text.contains("25.11") && booked.text.contains("10:00"))
        #expect(booked.text.contains("יום רביעי"))
        #expect(desk.hears("מעולה").bookings.isEmpty)
        #expect(desk.appointments.map(\.startsAt) == ["2026-11-25T10:00"])
    }

    @Test func `is led so in English too`() {
        var desk = LocalDesk()
        let offer = desk.hears("Hi, looking for a 3 room flat to rent in Tel Aviv up to 7000")
        #expect(offer.listings == [101] && Language.of([offer.text]) == .english)
        #expect(offer.facts?.area == "תל אביב" && offer.facts?.budget == 7000 && offer.facts?.rooms == 3)
        #expect(desk.hears("what floor is it on?").text.contains("second floor"))
        #expect(desk.hears("can we see it tomorrow afternoon?").slots.allSatisfy { $0 >= "2026-11-25T13:00" })
        #expect(desk.hears("the second").bookings == ["101 2026-11-25T14:00"])
        #expect(desk.lead.budget == 7000)
    }

    @Test func `says what is wanted once, and it is not written twice`() {
        var desk = LocalDesk()
        #expect(desk.hears("3 חדרים להשכרה ברמת גן").facts?.area == "רמת גן")
        #expect(desk.hears("3 חדרים להשכרה ברמת גן").facts == nil)
        #expect(
            desk.hears("עד 6500").facts
                == {
                    var facts = LeadFacts(); facts.budget = 6500; return facts
                }())
    }

    @Test func `is told that there is nothing in a town, and shown what there is elsewhere`() {
        var desk = LocalDesk()
        let answer = desk.hears("דירת 3 חדרים להשכרה בחיפה")
        #expect(answer.text.hasPrefix("בחיפה אין לנו") && answer.listings == [104, 105, 101])
        #expect(desk.hears("a 3 room flat to rent in Haifa").text.contains("Haifa"))
    }

    @Test func `is asked one question at a time, for what was not said`() {
        var desk = LocalDesk()
        let first = desk.hears("דירה להשכרה")
        #expect(first.text.hasSuffix("באיזה אזור מחפשים?") && first.listings.count == 3)
        #expect(desk.hears("בתל אביב").text.hasSuffix("את איזה מהם תרצו לראות?"))
    }

    @Test func `hears of cheaper ones, and when there are none`() {
        var desk = LocalDesk()
        #expect(desk.hears("3 חדרים ומעלה להשכרה בתל אביב").listings == [101, 103])
        #expect(desk.hears("יקר לי, יש משהו יותר זול?").listings.allSatisfy { ![101, 103].contains($0) })
        var other = LocalDesk()
        #expect(other.hears("2 חדרים להשכרה בתל אביב").listings == [102])
        let none = other.hears("ויותר זול?")
        #expect(none.listings.isEmpty && none.text == LocalWords(language: .hebrew).nothingCheaper)
    }

    @Test func `raises the budget`() {
        var desk = LocalDesk()
        #expect(desk.hears("דירת 4 חדרים להשכרה בתל אביב עד 8000").text.contains("עד"))
        let raised = desk.hears("טוב, אני יכול להגיע גם ל-9500")
        #expect(raised.listings == [103] && raised.facts?.budget == 9500)
    }

    @Test func `says everything in one long breath`() {
        var desk = LocalDesk()
        let answer = desk.hears(
            """
            אהלן תקשיבו אנחנו זוג עם ילד ואנחנו מחפשים משהו יותר גדול ממה שיש לנו היום, חשבנו על פתח תקווה, ארבעה חדרים בערך, \
            התקציב שלנו זה איזה חמש וחצי אלף בחודש, ואם יש חניה זה ממש יעזור
            """)
        #expect(answer.listings == [106])
        #expect(answer.facts?.rooms == 4 && answer.facts?.budget == 5500 && answer.facts?.notes == "חניה")
    }
}

@Suite struct `A customer who asks about a flat` {
    private func offered(_ ids: [Int64]) -> LocalDesk {
        LocalDesk(messages: [said("הנה", by: "bot", listings: ids)])
    }

    @Test(arguments: [
        ("כמה היא עולה?", "6,800"), ("יש ממ״ד?", "ממ״ד"), ("באיזו קומה?", "קומה שנייה"), ("כמה מטר?", "72 מ״ר"),
        ("כמה חדרים?", "3 חדרים"), ("איפה היא?", "רחוב השקמה 14"), ("ממתי אפשר? מתי אפשר להיכנס?", "15.12.2026"),
        ("עדיין רלוונטית?", "עדיין זמין"), ("what is the price of that one?", "₪6,800"), ("any balcony?", "balcony"),
    ])
    func `gets the answer from its row, and the flat stays the one that is spoken of`(text: String, fact: String) {
        var desk = offered([101])
        let answer = desk.hears(text)
        #expect(answer.text.contains(fact), "\(answer.text)")
        #expect(answer.listings == [101] && answer.rung == .knowledge && answer.bookings.isEmpty)
    }

    @Test func `hears what no row says from an agent, if wanted`() {
        var desk = offered([101])
        let unknown = desk.hears("יש חניה?")
        #expect(unknown.text.contains("לא מצוין: חניה") && !unknown.handsOver)
        #expect(desk.hears("כן בבקשה").handsOver)
    }

    @Test(arguments: [("השנייה, כמה היא עולה?", 103), ("ברחוב השקמה, מה המחיר?", 101), ("כמה עולה הזולה?", 102)])
    func `says which one of several`(text: String, id: Int64) {
        var desk = offered([101, 103, 102])
        #expect(desk.hears(text).listings == [id])
    }

    @Test func `asks of several which of them has something`() {
        var desk = offered([101, 103, 102])
        let answer = desk.hears("באיזו מהן יש חניה?")
        #expect(answer.listings == [103])
    }

    @Test func `names an address that nobody offered`() {
        var desk = LocalDesk()
        let answer = desk.hears("היי, ראיתי מודעה על הדירה ברחוב הדקל 22")
        #expect(answer.listings == [104] && answer.text.contains("5,900"))
    }

    @Test func `comes back to a flat after other questions, or to another of the list`() {
        var desk = offered([101, 103])
        #expect(desk.hears("השנייה, מה יש בה?").listings == [103])
        #expect(desk.hears("בעצם הראשונה יותר מעניינת. מתי היא מתפנה?").text.contains("15.12.2026"))
        #expect(desk.hears("מה שעות הפתיחה שלכם?").text.contains("9:00"))
        #expect(desk.hears("תודה. אז כמה הדירה בחודש?").text.contains("6,800"))
    }

    @Test func `goes on with a question to the house`() {
        var desk = LocalDesk()
        _ = desk.hears("מה שעות הפתיחה שלכם?")
        #expect(desk.hears("ובשישי?").text.contains("13:00"))
    }

    @Test func `asks two things, and gets both`() {
        var desk = offered([101])
        let answer = desk.hears("כמה פיקדון? ומה המחיר שלה?")
        #expect(answer.text.contains("6,800") && answer.text.contains("פיקדון בגובה"))
    }

    @Test func `asks for the business's address while a flat is at hand`() {
        var desk = offered([101])
        #expect(desk.hears("מה הכתובת שלכם? איפה אתם נמצאים?").text.contains("רחוב הארז 8"))
    }

    @Test func `hears that a flat is gone`() {
        var desk = offered([101])
        desk.rows.listings = [listing(101, isAvailable: false)]
        for text in ["כמה היא עולה?", "אפשר לראות אותה?"] {
            let answer = desk.hears(text)
            #expect(answer.text.contains("לא זמין") && answer.slots.isEmpty)
        }
    }

    @Test func `never hears a price that is no row's`() {
        for text in ["תמונות?", "אפשר הנחה?", "מה המחיר בשכונה?"] {
            var desk = offered([101])
            let prices = desk.hears(text).text.split(separator: "₪").dropFirst()
            #expect(prices.allSatisfy { $0.hasPrefix("6,800") }, "\(prices)")
        }
    }
}
