import Conversation
import Testing

/// HaShikma 14 costs 6,800, has 3 rooms and 72 m²; HaDekel 22 costs 5,900; HaGefen 5 costs 6,500, has 3.5 and 84 m².
@Suite struct `What is said of one property is held against that one` {
    private func kinds(_ reply: String) throws -> Set<FactViolation.Kind> {
        Set(try FenceSample.violations(reply).map(\.kind))
    }

    @Test(arguments: [
        "14 HaShikma Street\nRent: 5,900", "*רחוב השקמה 14*\n💰 5,900 ₪", "שקמה 14 - 5,900 ₪, דקל 22 - 6,800 ₪",
        "The flat on HaShikma rents for 5,900 NIS", "השקמה 14 היא 5,900 ₪, הרבה פחות מהתקציב",
        "HaShikma 14 is 5,900, but it is small.", "14 HaShikma Street: in total 5,900 NIS a month.",
        "הדירה בשקמה עולה 5,900 ₪.", "14 HaShikma Street is lovely. The rent is 5,900.",
        "The one for 5,900 is at 14 HaShikma Street, the one for 6,800 at 22 HaDekel Street.",
        "What about 14 HaShikma Street at 5,900?", "HaDekel 22 and HaShikma 14 cost 6,800 and 5,900.",
        "1. רחוב השקמה 14 – 5,900 ₪\n2. רחוב הדקל 22 – 5,900 ₪",
    ])
    func `the price`(reply: String) throws {
        #expect(try kinds(reply) == [.price])
    }

    @Test(arguments: [
        "14 HaShikma Street has 84 m².", "השקמה 14, 75 מ״ר", "רחוב השקמה 14\nשטח: 84 מ״ר",
    ])
    func `the size`(reply: String) throws {
        #expect(try kinds(reply) == [.size])
    }

    @Test func `several of them`() throws {
        #expect(try kinds("1. רחוב השקמה 14\n מחיר: 5,900 ₪\n חדרים: 3.5") == [.price, .rooms])
    }

    @Test(arguments: [
        "1. רחוב השקמה 14\n מחיר: 6,800 ₪\n חדרים: 3\n שטח: 72 מ״ר", "14 HaShikma Street\nRent: 6,800",
        "*רחוב השקמה 14*\n💰 6,800 ₪", "שקמה 14 - 6,800 ₪, דקל 22 - 5,900 ₪",
        "The flat on HaShikma rents for 6,800 NIS", "השקמה 14 היא 6,800 ₪, קצת פחות מהתקציב של 7,000 ₪",
        "HaShikma 14 is 6,800, but HaDekel 22 is only 5,900.", "השקמה 14 עולה 6,800. יש גם דירה ברמת גן ב-5,900.",
        "14 HaShikma Street is 6,800 a month.\n\nThe cheapest is 5,900.",
        "HaShikma 14 and HaDekel 22 cost 6,800 and 5,900.",
        "The one for 6,800 is at 14 HaShikma Street, the one for 5,900 at 22 HaDekel Street.",
        "HaShikma 14 costs 6,800. Another flat is 5,900.", "14 HaShikma Street: 6,800, deposit 20,400.",
        "HaShikma 14 is more expensive than the one for 5,900.", "9 HaAlon Street has a balcony of 14 m².",
        "השקמה 14 ב-6,800 והגפן 5 ב-6,500, שתיהן מתאימות לתקציב.", "לא, השקמה 14 לא עולה 5,900 אלא 6,800.",
        "You asked for 4 rooms; 14 HaShikma Street has 3.", "14 HaShikma Street. A flat in Ramat Gan is 5,900.",
        "דירת 3 חדרים ברחוב השקמה 14 ודירת 3.5 חדרים ברחוב הגפן 5.",
    ])
    func `what is so passes`(reply: String) throws {
        #expect(try FenceSample.violations(reply) == [])
    }

    @Test(arguments: [
        "You can move in straight away.", "הדירה פנויה החל מהיום.", "The flat is available from Sunday.",
        "The flat is available next week.", "14 HaShikma Street is available in January.",
        "5 HaGefen Street is free from next month.", "14 HaShikma Street is vacant now.", "הכניסה מיידית.",
        "השקמה 14 פנויה מהיום.", "HaGefen 5: immediate entry.",
    ])
    func `when it is free`(reply: String) throws {
        #expect(try kinds(reply) == [.availability])
    }

    @Test(arguments: [
        "הדירה פנויה כעת לביקורים, הכניסה ב-15.12.", "available for viewing now", "הכניסה מיידית לא אפשרית.",
        "נציג יחזור אליך מיידית.", "5 HaGefen Street is available in January.",
        "14 HaShikma Street is free next month.",
        "Viewings are available from tomorrow.", "You asked for a flat that is free immediately.",
        "הדירה ברחוב השקמה 14 מתפנה בדצמבר.", "14 HaShikma Street is available from December 15.",
        "The flat is free for a visit on Thursday at 10:00.", "The agent is free from Sunday.",
    ])
    func `honest words of what is free pass`(reply: String) throws {
        #expect(try FenceSample.violations(reply) == [])
    }

    @Test func `that the business answers at once makes no property free`() throws {
        let now = try FenceSample.now()
        var sheet = try FenceSample.sheet()
        sheet.add(text: "נציג יחזור אליך מיידית. אין דירות בכניסה מיידית.", now: now)
        let violations = FactFence.violations(
            in: "הדירה פנויה מיידית.", sheet: sheet, now: now, booked: [], hasNewBooking: false, hasCancelled: false,
            language: .hebrew, secrets: [])
        #expect(violations.map(\.kind) == [.availability])
    }
}
