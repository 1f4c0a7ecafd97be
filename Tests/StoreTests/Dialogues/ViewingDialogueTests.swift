import Conversation
import Testing

@testable import Assistant
@testable import Store

@Suite struct `A customer who wants to see a flat` {
    let desk: Desk

    init() throws { desk = try Desk() }

    /// Somebody to whom times of a flat were offered: nine and four of the next whole day, nine of the one after.
    private func offered() throws -> (customer: Customer, times: [WallTime]) {
        let times = [try desk.time(0, 9), try desk.time(0, 16), try desk.time(1, 9)]
        return (try desk.customer().wasOffered([101], times: times), times)
    }

    @Test func `comes at the time that was chosen of those offered`() throws {
        let times = try offered().times
        for (text, time) in [
            ("השני", times[1]), ("the first one", times[0]), ("ב-16", times[1]), ("16", times[1]),
            ("ב-\(times[2].hebrewDay)", times[2]), ("הכי מוקדם", times[0]), ("\(times[0].numbers) בשעה 16", times[1]),
        ] {
            let customer = try offered().customer
            let answer = try customer.says(text)
            #expect(try customer.viewings() == [time.of(101)], "\(text): \(answer.text)")
            #expect(answer.listings == [101] && answer.slots.isEmpty)
            try customer.says("לבטל את הביקור")
            #expect(try customer.viewings() == [])
        }
    }

    @Test func `may choose a free time that was not offered`() throws {
        let customer = try offered().customer
        let time = try desk.time(2, 11)
        try customer.says(time.english)
        #expect(try customer.viewings() == [time.of(101)])
    }

    @Test func `is not booked where no one free time was chosen; others are offered`() throws {
        let times = try offered().times
        let saturday = try #require((1...7).map { times[0].date.adding(days: $0) }.first { $0.weekday == 6 })
        for text in [
            "ב-9", "כן", "מתאים", WallTime(saturday, times[0].time).hebrew, "ב-\(times[0].hebrewDay) ב-17:30",
            "ב-23:00",
            "לא מתאים לי, יש זמן אחר?",
        ] {
            let customer = try offered().customer
            let answer = try customer.says(text)
            #expect(try customer.viewings() == [], "\(text)")
            #expect((1...5).contains(answer.slots.count), "\(text): \(answer.text)")
        }
    }

    @Test func `is booked at once where property and time are said in one`() throws {
        let time = try desk.time(1, 10)
        let customer = try desk.customer()
        try customer.says("אפשר לראות את הדירה ברחוב השקמה 14 \(time.hebrew)?")
        #expect(try customer.viewings() == [time.of(101)])
    }

    @Test func `who wants to see pictures is offered no times`() throws {
        for text in ["אפשר לראות תמונות?", "can I see some photos?"] {
            let customer = try desk.customer().wasOffered([101])
            let answer = try customer.says(text)
            #expect(answer.slots.isEmpty, "\(answer.text)")
            #expect(try customer.handovers() == 1, "\(answer.text)")
        }
    }

    @Test func `is offered the times of a day and a part of it, of an address that nobody offered`() throws {
        let day = try desk.time(1, 9)
        let words = day.english.split(separator: " ").dropFirst().prefix(2).joined(separator: " ")
        for text in [
            "Can I see 31 HaZayit Boulevard on \(words) in the morning?",
            "31 HaZayit Boulevard on \(words) in the morning",
        ] {
            let answer = try desk.customer().says(text)
            #expect(answer.listings == [103], "\(answer.text)")
            let isMorning = answer.slots.allSatisfy { $0 < "\(day.date)T13" && $0 > "\(day.date)" }
            #expect(!answer.slots.isEmpty && isMorning, "\(answer.text)")
        }
    }

    @Test func `sees a second flat on the same day too`() throws {
        let customer = try offered().customer
        let (first, second) = (try desk.time(1, 10), try desk.time(1, 12))
        try customer.says(first.hebrew)
        try customer.says("ובאותו יום גם את הגפן 5, ב-12:00")
        #expect(try customer.viewings() == [first.of(101), second.of(105)])
    }

    @Test func `cannot have the time that somebody else has`() throws {
        let time = try desk.time(1, 10)
        try desk.customer().wasOffered([101], booked: [(101, time)])
        let customer = try offered().customer
        let answer = try customer.says(time.hebrew)
        #expect(try customer.viewings() == [])
        #expect(!answer.slots.isEmpty && answer.slots.allSatisfy { $0.hasPrefix("\(time.date)") })
        #expect(answer.text.hasPrefix("במועד הזה אין"))
    }

    @Test func `is asked which flat; the time that was said is kept`() throws {
        let customer = try desk.customer().wasOffered([101, 103])
        let time = try desk.time(1, 10)
        #expect(try customer.says("אפשר לבוא לראות \(time.hebrew)?").listings == [101, 103])
        #expect(try customer.viewings() == [])
        try customer.says("את השנייה")
        #expect(try customer.viewings() == [time.of(103)])
    }

    @Test func `may name the time a while after the offer, but not by a question about the opening hours`() throws {
        let customer = try desk.customer().wasOffered([101])
        #expect(try customer.says("אתם פתוחים ביום שישי?").text.contains("13:00"))
        #expect(try customer.viewings() == [])
        let time = try desk.time(1, 10)
        try customer.says(time.hebrew)
        #expect(try customer.viewings() == [time.of(101)])
    }

    @Test func `has the flat still in view after a question to the house`() throws {
        let customer = try desk.customer()
        try customer.says("היי, ראיתי מודעה על הדירה ברחוב השקמה 14")
        #expect(try customer.says("כמה דמי תיווך אתם לוקחים?").text.contains("חודש שכירות"))
        let answer = try customer.says("ויש שם מרפסת?")
        #expect(answer.listings == [101] && answer.text.contains("מרפסת"), "\(answer.text)")
        let times = try customer.says("אפשר לבוא לראות אותה?")
        #expect(times.listings == [101] && !times.slots.isEmpty, "\(times.text)")
    }

    @Test func `who comes already is not booked again`() throws {
        let time = try desk.time(1, 10)
        let customer = try desk.customer().wasOffered([101], booked: [(101, time)])
        for text in ["אז \(time.hebrew), נכון?", "אפשר לראות אותה?"] {
            let answer = try customer.says(text)
            #expect(answer.changes.isEmpty && answer.text.contains(time.numbers), "\(answer.text)")
        }
        #expect(try customer.viewings() == [time.of(101)])
    }

    @Test func `is kept clear of other viewings`() throws {
        let (taken, free) = (try desk.time(1, 10), try desk.time(1, 12))
        let customer = try desk.customer().wasOffered([103], booked: [(101, taken)])
        #expect(try customer.says(taken.hebrew).changes.isEmpty)
        try customer.says("ב-12")
        #expect(try customer.viewings() == [taken.of(101), free.of(103)])
    }

    @Test func `moves the viewing to a time that is said, or to one of those offered`() throws {
        let customer = try desk.customer().wasOffered([101], booked: [(101, try desk.time(1, 10))])
        let (second, third, last) = (try desk.time(2, 12), try desk.time(2, 11), try desk.time(3, 14))
        try customer.says("אפשר להזיז את הביקור \(second.hebrew.replacing("ב-", with: "ל-", maxReplacements: 1))?")
        #expect(try customer.viewings() == [second.of(101)])
        try customer.says("actually can we do it at 11 instead?")
        #expect(try customer.viewings() == [third.of(101)])
        let question = try customer.says("לא אוכל להגיע")
        #expect(question.changes.isEmpty && !question.slots.isEmpty)
        try customer.says(last.hebrew)
        #expect(try customer.viewings() == [last.of(101)])
    }

    @Test func `gives the viewing up`() throws {
        for text in ["תבטלו את הביקור בבקשה", "cancel it please", "לבטל את הביקור של מחר"] {
            let customer = try desk.customer().wasOffered([101], booked: [(101, try desk.time(1, 10))])
            try customer.says(text)
            #expect(try customer.viewings() == [], "\(text)")
        }
    }

    @Test func `keeps the viewing`() throws {
        let time = try desk.time(1, 10)
        let customer = try desk.customer().wasOffered([101], booked: [(101, time)])
        for text in ["לא לבטל את הביקור", "מתי הביקור שלי?", "please don't cancel the viewing"] {
            #expect(try customer.says(text).changes.isEmpty)
            #expect(try customer.viewings() == [time.of(101)], "\(text)")
        }
    }

    @Test func `gives one of two up only when it is clear which`() throws {
        let (first, second) = (try desk.time(1, 10), try desk.time(2, 11))
        let customer = try desk.customer().wasOffered([101], booked: [(101, first), (102, second)])
        #expect(try customer.says("אני צריכה לבטל ביקור").listings == [101, 102])
        #expect(try customer.viewings().count == 2)
        try customer.says("תבטלו את הביקור ב-\(second.hebrewDay)")
        #expect(try customer.viewings() == [first.of(101)])
        try customer.says("ולבטל גם את הביקור ברחוב השקמה")
        #expect(try customer.viewings() == [])
    }

    @Test func `who has no viewing cannot give one up`() throws {
        #expect(try desk.customer().says("לבטל את הביקור שלי").text == LocalWords(language: .hebrew).noViewing)
    }

    @Test func `sees the flat that was shown last, not the first of the list before it`() throws {
        let customer = try desk.customer().wasOffered([101, 103, 105]).wasOffered([109])
        let answer = try customer.says("הראשונה מעניינת, מתי אפשר לבוא?")
        #expect(answer.listings == [109] && !answer.slots.isEmpty, "\(answer.text)")
    }

    @Test func `who has a flat to let hears what the house does for owners`() throws {
        let answer = try desk.customer("en").says("I want to rent my own flat out")
        #expect(answer.text.contains("free valuation"), "\(answer.text)")
    }

    @Test func `is left to an agent where no time is free`() throws {
        try desk.database.execute("update agent set is_active = false")
        let customer = try desk.customer().wasOffered([101])
        #expect(try customer.says("אפשר לראות?").slots.isEmpty)
        #expect(try customer.handovers() == 1)
    }
}
