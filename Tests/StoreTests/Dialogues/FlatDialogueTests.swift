import Conversation
import Testing

@testable import Assistant
@testable import Store

@Suite struct `A customer who looks for a flat` {
    let desk: Desk

    init() throws { desk = try Desk() }

    @Test func `is led from a greeting to a booked viewing, in Hebrew`() throws {
        let customer = try desk.customer()
        #expect(try customer.says("היי").text.contains("לאה"))
        #expect(try customer.says("מחפשת דירה").text.contains("לקנות או לשכור"))
        #expect(try customer.says("לשכור, 3 חדרים").listings.count > 1)
        #expect(try customer.says("בתל אביב").listings == [101])
        let times = try customer.says("כן, אשמח לראות")
        #expect(times.listings == [101] && (1...5).contains(times.slots.count) && times.changes.isEmpty)
        #expect(Set(times.slots.map { $0.prefix(10) }).count > 1)
        let slot = try desk.time(1, 10)
        let booked = try customer.says(slot.hebrew)
        #expect(booked.text.contains("רחוב השקמה 14") && booked.text.contains("10:00"))
        #expect(booked.text.contains(LocalWords(language: .hebrew).day(slot.date)))
        #expect(try customer.says("מעולה").changes.isEmpty)
        #expect(try customer.viewings() == [slot.of(101)])
        #expect(try customer.lead("area") == "תל אביב")
    }

    @Test func `is led so in English too`() throws {
        let customer = try desk.customer()
        let offer = try customer.says("Hi, looking for a 3 room flat to rent in Tel Aviv up to 7000")
        #expect(offer.listings == [101] && Language.of([offer.text]) == .english)
        #expect(offer.facts?.area == "תל אביב" && offer.facts?.budget == 7000 && offer.facts?.rooms == 3)
        #expect(try customer.says("what floor is it on?").text.contains("second floor"))
        let day = try desk.time(1, 9)
        let words = day.english.split(separator: " ").dropFirst().prefix(2).joined(separator: " ")
        let times = try customer.says("can we see it on \(words) in the afternoon?").slots
        #expect(times.count > 1 && times.allSatisfy { $0 >= "\(day.date)T12:00" && $0.hasPrefix("\(day.date)") })
        try customer.says("the second")
        #expect(try customer.viewings() == ["101 \(times[1])"])
        #expect(try customer.lead("budget") == "7000")
    }

    @Test func `says what is wanted once, and it is not written twice`() throws {
        let customer = try desk.customer()
        #expect(try customer.says("3 חדרים להשכרה ברמת גן").facts?.area == "רמת גן")
        #expect(try customer.says("3 חדרים להשכרה ברמת גן").facts == nil)
        var budget = LeadFacts()
        budget.budget = 6500
        #expect(try customer.says("עד 6500").facts == budget)
        #expect(try customer.lead("budget || ' ' || area || ' ' || rooms") == "6500 רמת גן 3.0")
    }

    @Test func `is told that there is nothing in a town, and shown what there is elsewhere`() throws {
        let answer = try desk.customer().says("דירת 3 חדרים להשכרה בחיפה")
        #expect(answer.text.hasPrefix("בחיפה אין לנו") && answer.listings == [104, 113, 105])
        #expect(try desk.customer().says("a 3 room flat to rent in Haifa").text.contains("Haifa"))
    }

    @Test func `is asked one question at a time, for what was not said`() throws {
        let customer = try desk.customer()
        let first = try customer.says("דירה להשכרה")
        #expect(first.text.hasSuffix("באיזה אזור מחפשים?") && first.listings.count == 3)
        let offer = try customer.says("בתל אביב")
        #expect(offer.text.hasSuffix("את איזה מהם תרצו לראות?"), "\(offer.text)")
    }

    @Test func `hears of cheaper ones, and when there are none`() throws {
        let customer = try desk.customer()
        #expect(try customer.says("3 חדרים ומעלה להשכרה בתל אביב").listings == [101, 103])
        #expect(try customer.says("יקר לי, יש משהו יותר זול?").listings.allSatisfy { ![101, 103].contains($0) })
        let other = try desk.customer()
        #expect(try other.says("2 חדרים להשכרה בתל אביב").listings == [102])
        let none = try other.says("ויותר זול?")
        #expect(none.listings.isEmpty && none.text == LocalWords(language: .hebrew).nothingCheaper)
    }

    @Test func `raises the budget, and the lead keeps the new one, also where the area changes`() throws {
        let customer = try desk.customer()
        #expect(try customer.says("דירת 4 חדרים להשכרה בתל אביב עד 8000").text.contains("עד"))
        #expect(try customer.says("טוב, אני יכול להגיע גם ל-9500").listings == [103])
        #expect(try customer.lead("budget") == "9500")
        let other = try desk.customer()
        try other.says("מחפש 3 חדרים בתל אביב לשכירות עד 6000")
        #expect(try other.says("האמת שהחלטנו לעבור לגבעתיים, ואפשר לעלות ל-7000").listings == [105])
        #expect(try other.lead("budget || ' ' || area") == "7000 גבעתיים")
    }

    @Test func `says everything in one long breath`() throws {
        let customer = try desk.customer()
        let answer = try customer.says(
            """
            אהלן תקשיבו אנחנו זוג עם ילד ואנחנו מחפשים משהו יותר גדול ממה שיש לנו היום, חשבנו על פתח תקווה, ארבעה חדרים בערך, \
            התקציב שלנו זה איזה חמש וחצי אלף בחודש, ואם יש חניה זה ממש יעזור
            """)
        #expect(answer.listings == [106])
        #expect(try customer.lead("rooms || ' ' || budget || ' ' || notes") == "4.0 5500 חניה")
    }

    @Test func `asks two things of the house in one long breath, and gets both`() throws {
        let answer = try desk.customer().says(
            """
            היי מה קורה אני רציתי לשאול אתכם שני דברים קודם כל מה שעות הפתיחה שלכם כי אני עובד עד מאוחר והדבר השני זה כמה זה \
            העמלה שלכם בשכירות כי שמעתי כל מיני דברים
            """)
        #expect(answer.text.contains("18:00") && answer.text.contains("חודש שכירות אחד"), "\(answer.text)")
    }

    @Test func `names a region and not a town, and is shown what there is in its towns`() throws {
        let customer = try desk.customer()
        #expect(try customer.says("אנחנו מחפשים חנות להשכרה באזור השרון").listings == [115])
        #expect(try customer.lead("area || ' ' || property_kind") == "אזור השרון shop")
        let other = try desk.customer()
        #expect(try other.says("4 room flat to rent in the Sharon area?").listings == [116])
        // The region is kept when it was named long ago.
        for text in ["thanks", "what are your opening hours?", "and your phone number?"] { try other.says(text) }
        #expect(try other.says("up to 8500, anything else for rent?").listings.allSatisfy { $0 == 116 || $0 == 107 })
        let none = try desk.customer().says("דירה להשכרה באזור הדרום")
        #expect(none.text.contains("באזור הדרום אין לנו"), "\(none.text)")
    }

    @Test func `says what it shall have, with kind and deal, and is offered that`() throws {
        #expect(try desk.customer().says("דירה מרוהטת להשכרה").listings == [116])
    }
}

@Suite struct `A customer who asks about a flat` {
    let desk: Desk

    init() throws { desk = try Desk() }

    @Test func `gets the answer from its row, and the flat stays the one that is spoken of`() throws {
        let entry = try #require(
            try desk.database.value("select available_from::text from listing where listing_id = 101")
                .flatMap { CivilDate($0) })
        for (text, fact) in [
            ("כמה היא עולה?", "6,800"), ("יש ממ״ד?", "ממ״ד"), ("באיזו קומה?", "קומה שנייה"), ("כמה מטר?", "72 מ״ר"),
            ("כמה חדרים?", "3 חדרים"), ("איפה היא?", "רחוב השקמה 14"), ("rooms?", "3 rooms"), ("כמה חדרימ?", "3 חדרים"),
            ("ממתי אפשר? מתי אפשר להיכנס?", LocalWords(language: .hebrew).fullDay(entry)),
            ("עדיין רלוונטית?", "עדיין זמין"), ("what is the price of that one?", "₪6,800"),
            ("any balcony?", "balcony"), ("which town is it in?", "Tel Aviv"),
        ] {
            let answer = try desk.customer().wasOffered([101]).says(text)
            #expect(answer.text.contains(fact), "\(answer.text)")
            #expect(answer.listings == [101] && answer.rung == .knowledge && answer.changes.isEmpty, "\(text)")
        }
    }

    @Test func `hears what no row says from an agent, if wanted`() throws {
        for question in ["יש חניה?", "ואיפה לחנות?"] {
            let customer = try desk.customer().wasOffered([101])
            let unknown = try customer.says(question)
            #expect(unknown.text.contains("לא מצוין: חניה"), "\(unknown.text)")
            #expect(try customer.handovers() == 0)
            try customer.says("כן בבקשה")
            #expect(try customer.handovers() == 1)
        }
    }

    @Test func `says which one of several`() throws {
        for (text, id) in [("השנייה, כמה היא עולה?", 103), ("ברחוב השקמה, מה המחיר?", 101), ("כמה עולה הזולה?", 102)] {
            #expect(try desk.customer().wasOffered([101, 103, 102]).says(text).listings == [Int64(id)], "\(text)")
        }
    }

    @Test func `asks of several which of them has something`() throws {
        #expect(try desk.customer().wasOffered([101, 103, 102]).says("באיזו מהן יש חניה?").listings == [103])
    }

    @Test func `names an address that nobody offered`() throws {
        let answer = try desk.customer().says("היי, ראיתי מודעה על הדירה ברחוב הדקל 22")
        #expect(answer.listings == [104] && answer.text.contains("5,900"))
    }

    @Test func `comes back to a flat after other questions, or to another of the list`() throws {
        let customer = try desk.customer().wasOffered([101, 103])
        #expect(try customer.says("השנייה, מה יש בה?").listings == [103])
        #expect(try customer.says("בעצם הראשונה יותר מעניינת. כמה מטר היא?").text.contains("72"))
        #expect(try customer.says("מה שעות הפתיחה שלכם?").text.contains("9:00"))
        #expect(try customer.says("תודה. אז כמה הדירה בחודש?").text.contains("6,800"))
    }

    @Test func `chooses the first one after a question about another`() throws {
        let customer = try desk.customer().wasOffered([101, 103])
        #expect(try customer.says("does the second one have parking?").listings == [103])
        let first = try customer.says("ok and the first one?")
        #expect(first.listings == [101] && first.text.contains("do not say: parking"), "\(first.text)")
        let other = try desk.customer().wasOffered([101, 103])
        #expect(try other.says("ספרו לי על השנייה").listings == [103])
        let more = try other.says("ומה לגבי הראשונה?")
        #expect(more.listings == [101] && more.text.contains("6,800") && more.slots.isEmpty, "\(more.text)")
    }

    @Test func `goes on about the flat, and not about the house, after a question to the house`() throws {
        let customer = try desk.customer()
        try customer.says("היי, ראיתי את הדירה ברחוב הגפן 5")
        try customer.says("כמה פיקדון צריך?")
        let answer = try customer.says("ומה הקומה?")
        #expect(answer.text.contains("קומה רביעית") && !answer.text.contains("פיקדון"), "\(answer.text)")
    }

    @Test func `goes on with a question to the house`() throws {
        for (question, next, words) in [
            ("מה שעות הפתיחה שלכם?", "ובשישי?", "13:00"), ("לכמה זמן החוזה?", "ואפשר להאריך?", "אופציה"),
        ] {
            let customer = try desk.customer()
            try customer.says(question)
            let answer = try customer.says(next)
            #expect(answer.text.contains(words), "\(next): \(answer.text)")
        }
        let customer = try desk.customer()
        for text in ["מה שעות הפתיחה?", "ובשישי?", "ובשבת?"] {
            #expect(try customer.says(text).text.contains("13:00"), "\(text)")
        }
    }

    @Test func `asks the house in other words than it has for that`() throws {
        for (text, words) in [
            ("כמה אתם לוקחים?", "דמי התיווך"), ("אתם עובדים בשבת?", "בשבת סגור"),
            ("מה צריך בשביל לחתום חוזה?", "תעודת זהות"),
            ("how much do you charge?", "plus VAT"), ("can I pay in cash?", "by cheque"),
        ] {
            let answer = try desk.customer().says(text)
            #expect(answer.text.contains(words), "\(text): \(answer.text)")
        }
    }

    @Test func `asks two things, and gets both`() throws {
        let answer = try desk.customer().wasOffered([101]).says("כמה פיקדון? ומה המחיר שלה?")
        #expect(answer.text.contains("6,800") && answer.text.contains("פיקדון בגובה"))
    }

    @Test func `asks for the business's address while a flat is at hand`() throws {
        let answer = try desk.customer().wasOffered([101]).says("מה הכתובת שלכם? איפה אתם נמצאים?")
        #expect(answer.text.contains("רחוב הארז 8"))
    }

    @Test func `hears that a flat is gone`() throws {
        try desk.database.execute("update listing set is_available = false where listing_id = 101")
        let customer = try desk.customer().wasOffered([101])
        for text in ["כמה היא עולה?", "אפשר לראות אותה?"] {
            let answer = try customer.says(text)
            #expect(answer.text.contains("לא זמין") && answer.slots.isEmpty, "\(answer.text)")
        }
    }

    @Test func `never hears a price that is no row's`() throws {
        for text in ["תמונות?", "אפשר הנחה?", "מה המחיר בשכונה?"] {
            let prices = try desk.customer().wasOffered([101]).says(text).text.split(separator: "₪").dropFirst()
            #expect(prices.allSatisfy { $0.hasPrefix("6,800") }, "\(prices)")
        }
    }
}
