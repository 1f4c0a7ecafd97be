import Conversation
import Testing

@Suite struct `The fact fence stops what is invented` {
    private func kinds(_ reply: String, _ language: Language? = nil) throws -> Set<FactViolation.Kind> {
        Set(try FenceSample.violations(reply, language: language).map(\.kind))
    }

    @Test(arguments: [
        "הדירה ברחוב השקמה 14 עולה 5,000 ₪ לחודש.", "רק 4500 שקל לחודש!", "המחיר: 6500 ש\"ח, והוועד 250 ש\"ח",
        "6.2K לחודש", "חמשת אלפים שקל",
        "שכר הדירה 5.5 אלף", "הדירה נמכרת ב-1.9 מיליון", "מיליון וחצי שקל", "אפשר להוריד ל-6,300", "כ-5,000 ₪ לחודש",
        "הנחה של 500 ₪",
        "The rent is 5,000 NIS.", "only ₪4,500 a month", "It costs 5.5k", "five thousand shekels", "1.9 million NIS",
        "I can offer it for 6300",
        "NIS 6100", "$2,000 a month", "management fee of 250 NIS", "5000-6500 NIS", "הדירה ב-6 900 ₪",
        "הדירה ברחוב השקמה 14 עולה 5,900 ₪ לחודש.", "14 HaShikma Street is ₪6,500 a month.",
        "כן, הדירה בהדקל 22 עולה 7,200 ₪.",
    ])
    func `prices`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.price])
    }

    @Test(arguments: ["העמלה היא 1% ועוד מע״מ.", "The fee is 3 percent.", "הנחה של 10%"])
    func `percentages`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.percentage])
    }

    @Test(arguments: [
        "יש לנו דירת 5 חדרים.", "דירת חמישה חדרים", "2 חד' במרכז", "דירה עם 5 חדרי שינה", "A 5-room flat", "six rooms",
        "6 bedrooms", "5 spacious rooms",
        "ברחוב השקמה 14 יש 3.5 חדרים.", "22 HaDekel Street has 4 rooms.",
    ])
    func `rooms`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.rooms])
    }

    @Test(arguments: ["הדירה 95 מ\"ר.", "It is 120 sqm.", "שטח של 60 מטר"])
    func `sizes`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.size])
    }

    @Test(arguments: [
        "התקשרו ל-050-9876543.", "הטלפון שלנו 03-5551234", "Call us at +972 50 987 6543.", "call 5559876",
        "(03) 555-0101", "חייגו *2575", "1-700-500-600",
    ])
    func `phone numbers`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.phone])
    }

    @Test(arguments: [
        "כתבו ל-info@shai-homes.co.il", "Pay here: https://pay.example.com/x", "see www.shai.co.il",
        "Pay at bit.ly/abc",
    ])
    func `links and e-mail addresses`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.link])
    }

    @Test(arguments: [
        "יש דירה ברחוב הרצל 10.", "בשדרות רוטשילד 45, תל אביב", "דירה יפה בדיזנגוף 99, תל אביב.",
        "הדירה ברחוב השקמה 41.", "המשרד ברחוב הארז 18",
        "It is at 10 Herzl Street.", "99 Dizengoff St", "a flat at 99 Dizengoff, Tel Aviv", "HaShikma Street 41",
        "45 Rothschild Boulevard", "on Dizengoff Street",
        "רח' ויצמן 3",
    ])
    func `addresses`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.address])
    }

    @Test(arguments: [
        "אפשר ב-3.12.", "יש מועד ביום חמישי 27.11.", "הביקור אפשרי ב-1 בדצמבר", "We can do 2 December.",
        "How about December 3rd?", "on 28/11",
    ])
    func `days`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.day])
    }

    @Test(arguments: [
        "אפשר מחר ב-11:30?", "יום חמישי ב-14:00 פנוי.", "אפשר ביום רביעי ב-12:00", "Thursday at 3pm is open.",
        "Tomorrow at 12:00?", "ביום שישי ב-16:00",
        "We are open until 20:00.", "יום ראשון 29.11 ב-10:30",
    ])
    func `times`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds.subtracting([.booking]) == [.time])
    }

    @Test(arguments: [
        "הדירה פנויה מיידית.", "כניסה מיידית!", "It is available immediately.", "available right now",
        "פנויה כבר מפברואר", "available from March",
        "הדירה ברחוב השקמה 14 פנויה מ-10.12.", "22 HaDekel Street is available from 15 December.",
        "vacant immediately, 22 HaDekel Street",
    ])
    func `availability`(reply: String) throws {
        #expect(try kinds(reply).contains(.availability))
    }

    @Test(arguments: [
        ("Happy to help! What are you looking for?", Language.hebrew), ("אשמח לעזור! מה מחפשים?", .english),
        ("مرحبا كيف حالك اليوم", .hebrew),
        ("Здравствуйте, чем могу помочь?", .english),
    ])
    func `the wrong language`(reply: String, language: Language) throws {
        let kinds = try kinds(reply, language)
        #expect(kinds == [.language])
    }
}
