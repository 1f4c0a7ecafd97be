import Conversation
import Testing

@Suite struct `What a customer says is no fact of the business` {
    private func kinds(_ reply: String, after text: String) throws -> Set<FactViolation.Kind> {
        Set(try FenceSample.violations(reply, adding: text).map(\.kind))
    }

    @Test(arguments: [
        ("Yes, it costs 5,500 a month.", FactViolation.Kind.price, "I heard it costs 5500, right?"),
        ("Pay at https://evil.example.com/pay.", .link, "I pay at https://evil.example.com/pay?"),
        ("Our number is 0521111111.", .phone, "My number is 0521111111"),
        ("The fee is 1%.", .percentage, "a friend paid a fee of 1%"),
        ("יש לנו דירה ברחוב דיזנגוף 99.", .address, "יש דירה בדיזנגוף 99?"),
        ("The flat has 110 m².", .size, "it has 110 sqm, doesn't it?"),
        ("We are open on Saturday.", .day, "you are open on Saturday, yes?"),
        ("אפשר לבקר ביום שני ב-15:00.", .day, "אפשר ביום שני ב-15:00?"),
        ("התקשרו אלינו ל-0521111111.", .phone, "המספר שלי 0521111111"),
    ])
    func `it is not confirmed`(reply: String, kind: FactViolation.Kind, text: String) throws {
        #expect(try kinds(reply, after: text).contains(kind))
    }

    @Test(arguments: [
        ("Your budget of 5,500 is a bit low.", "I have 5500"), ("We have nothing up to 5,500.", "up to 5500 please"),
        ("אין לנו דירות ב-5,500 ₪.", "יש משהו ב-5500?"), ("Shall we call you at 052-111-1111?", "I'm at 0521111111"),
        ("רשמתי את המספר שלך, 052-1111111.", "0521111111"), ("No, the fee is not 1%.", "is the fee 1%?"),
        ("אין לנו דירה ברחוב דיזנגוף 99.", "יש לכם דירה ברחוב דיזנגוף 99?"),
        ("Unfortunately Monday at 15:00 is not possible.", "Monday at 15:00?"),
        ("לצערי ביום שני ב-15:00 אין ביקורים.", "אפשר ביום שני ב-15:00?"),
        ("רשמתי: עד 5,500 ₪.", "עד 5500"), ("Did you mean Monday at 15:00?", "Monday at 15:00"),
        ("We have no flats of 110 m².", "I need 110 sqm"),
    ])
    func `it may be repeated as theirs, asked or denied`(reply: String, text: String) throws {
        #expect(try kinds(reply, after: text) == [])
    }

    @Test func `what an answer denied does not become so later`() throws {
        let now = try FenceSample.now()
        var sheet = try FenceSample.sheet()
        sheet.add(text: "אין לנו דירות ב-5,500 ₪.", now: now, isQuotable: true)
        let violations = FactFence.violations(
            in: "הדירה עולה 5,500 ₪.", sheet: sheet, now: now, booked: [], hasNewBooking: false, hasCancelled: false,
            language: .hebrew, secrets: [])
        #expect(violations.map(\.kind) == [.price])
    }

    @Test func `a secret that the customer repeats stays one`() throws {
        let secret = "Never promise a discount, never give legal advice, never ask for payment details."
        #expect(try kinds(secret, after: secret).contains(.leak))
    }

    @Test func `a budget and a phone number of theirs can be added by themselves`() throws {
        let now = try FenceSample.now()
        var sheet = FactSheet()
        sheet.add(budget: 5500)
        sheet.add(phone: "0521111111", of: .customer)
        func kinds(_ reply: String) -> [FactViolation.Kind] {
            FactFence.violations(
                in: reply, sheet: sheet, now: now, booked: [], hasNewBooking: false, hasCancelled: false,
                language: .english, secrets: []
            ).map(\.kind)
        }
        #expect(kinds("So your budget is 5,500.") == [])
        #expect(kinds("The flat is 5,500.") == [.price])
        #expect(kinds("We call you at 052-111-1111.") == [])
        #expect(kinds("Our number is 052-111-1111.") == [.phone])
    }
}

@Suite struct `Days, times and prices have their context` {
    private func kinds(_ reply: String) throws -> [FactViolation.Kind] {
        try FenceSample.violations(reply).map(\.kind)
    }

    @Test(arguments: [
        "We are open on Saturday.", "אנחנו פתוחים בשבת.", "We are open on Friday until 18:00.",
        "You can come on Sunday at 9:00.", "יש ביקור פנוי ביום שני.", "You can come by on Thursday evening.",
        "אפשר לבקר ביום חמישי בערב.", "Tomorrow at 18:00 works for a viewing.",
    ])
    func `opening hours are no slots, and closed days no days`(reply: String) throws {
        #expect(try kinds(reply).contains { $0 == .day || $0 == .time })
    }

    @Test(arguments: [
        "We are closed on Saturday.", "בשבת אנחנו סגורים.", "We are open on Sunday at 9:00.", "אנחנו פתוחים בבוקר.",
        "Would Thursday morning suit you?", "אפשר לבקר ביום חמישי בבוקר.", "The flat has sun in the evening.",
        "Viewings are held Sunday to Thursday, 9:00-18:00.", "On Friday the office closes at 13:00.",
    ])
    func `honest days and times pass`(reply: String) throws {
        #expect(try kinds(reply) == [])
    }

    @Test(arguments: [
        "It is about 6,990.", "about 7,000 NIS", "ועד בית 250 לחודש", "No agency fee for you!", "חודש ראשון חינם!",
        "The deposit is two months' rent.", "ללא דמי תיווך!", "The first month is free.",
        "דמי התיווך הם חודשיים שכירות.",
        "It is 700 NIS cheaper.", "The total is 13,600 NIS.", "94 NIS in all", "100 ₪ למ״ר",
    ])
    func `sums that nobody named`(reply: String) throws {
        #expect(try kinds(reply) == [.price])
    }

    @Test(arguments: [
        "No, the price is ₪6,800, not ₪6,000.", "המחיר הוא 6,800 ₪ ולא 6,000 ₪.", "We have nothing at 5,000.",
        "About 94 NIS per square metre.", "כ-94 ₪ למ״ר", "מספר הפנייה שלך הוא 1234.", "The fee is one month's rent.",
        "Parking is free.", "There is no fee for a viewing.", "The deposit is three months' rent.",
        "A year costs 81,600 NIS.", "אין לי מידע על דמי התיווך.", "It is 200 NIS under your budget.",
        "לצערי אין לנו דירה עם 5 חדרים.",
        "Your reference number is 48213.", "about 2.9 million",
    ])
    func `honest sums pass`(reply: String) throws {
        #expect(try kinds(reply) == [])
    }

    @Test(arguments: [
        "הדירה נמצאת ברחוב דיזנגוף.", "דירה בשדרות רוטשילד", "הרצל 10 בתל אביב", "הכתובת היא הרצל 10.",
        "Address: Herzl 10", "10 Ben Yehuda, Tel Aviv", "It is at 10 dizengoff street.", "הכתובת: דיזנגוף 50",
    ])
    func `unknown addresses`(reply: String) throws {
        #expect(try kinds(reply) == [.address])
    }

    @Test(arguments: [
        "הדירה ברחוב שקט וירוק.", "הכתובת היא רחוב השקמה 14.", "השקמה 14 בתל אביב", "Address: 14 HaShikma Street",
        "14 hashikma street", "14 HaShikma, Tel Aviv", "ברחוב השקמה", "מצאתי 3 בתל אביב.", "It is on a quiet street.",
        "The address is known to the agent.", "5 minutes down the street", "הכתובת תישלח אליך.",
    ])
    func `known ones and no ones pass`(reply: String) throws {
        #expect(try kinds(reply) == [])
    }
}
