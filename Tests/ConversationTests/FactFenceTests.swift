import Conversation
import Testing

@Suite struct `The fact fence lets honest answers pass` {
    @Test(arguments: [
        "היי! יש לנו דירת 3 חדרים ברחוב השקמה 14, תל אביב, ב-6,800 ₪ לחודש. רוצה לראות אותה?",
        "הנה נכסים שיכולים להתאים:\n• דירת 3 חדרים, רחוב השקמה 14, תל אביב – \u{200E}₪6,800\u{200E} לחודש. קומה שנייה, מרפסת שמש, ממ״ד\n• דירת 3 חדרים, רחוב הדקל 22, רמת גן – \u{200E}₪5,900\u{200E} לחודש. שקטה, ליד הפארק, מחסן\nאת איזה מהם תרצו לראות?",
        "הדירה בשקמה 14 עולה 6800 שקל לחודש.", "המחיר הוא 6.8 אלף לחודש.", "6.8K לחודש",
        "ששת אלפים ושמונה מאות שקלים לחודש",
        "6 אלף 800 ש\"ח", "6800 ש״ח לחודש, לא כולל ארנונה וועד בית", "כ-6,800 ₪", "בערך 2.9 מיליון",
        "הדירה נמכרת ב-2.85 מיליון ₪",
        "2,850,000 ₪", "שני מיליון ושמונה מאות וחמישים אלף שקל", "2 מיליון ו-850 אלף",
        "התקציב שלך עד 7,000 ₪ מתאים לשתי דירות.",
        "עם תקציב של 7,200 יש לנו שתי אפשרויות.", "הדירה בהדקל 22 זולה ב-900 ₪ מהדירה בשקמה 14.",
        "הפיקדון הוא שלושה חודשי שכירות, כלומר 20,400 ₪.", "דמי התיווך 6,800 ₪ ועוד מע״מ, סה\"כ 8,024 ₪.",
        "עמלת התיווך היא 2% ועוד מע״מ, כלומר 57,000 ₪.",
        "הדירה בקומה 2 מתוך 8, עם 2 מרפסות ו-2 חניות, בבניין משנת 1995.",
        "הדירה שופצה ב-2019 ונמצאת 5 דקות הליכה מהרכבת.", "אנחנו כאן 24/7 לכל שאלה.", "נציג יחזור אליך תוך 24 שעות.",
        "72 מ\"ר, קומה שנייה.", "גודל הדירה 72 מ״ר.", "יש מרפסת של 14 מ״ר.", "3.5 חדרים ברחוב הגפן 5", "שלושה חדרים",
        "3 חד׳",
        "דירה עם שני חדרי שינה וסלון", "2 חדרי רחצה", "פנויה מ-15.12", "הכניסה ב-15 בדצמבר.", "פנויה מה-15/12/2026.",
        "אנחנו פתוחים בימים א׳–ה׳ בין 9:00 ל-18:00 וביום ו׳ עד 13:00. בשבת סגור.",
        "אנחנו פתוחים מראשון עד חמישי, 9:00 עד 18:00.",
        "ביום שישי אנחנו פתוחים עד 13:00.", "מחר אנחנו פתוחים מ-9:00 עד 18:00.", "המשרד ברחוב הארז 8, קומה 2.",
        "אפשר להתקשר ל-03-555-0100.", "הטלפון: +972-3-555-0100", "נחזור אליך למספר 054-1234567.",
        "0541234567 זה המספר שלך?",
        "המועדים הפנויים: יום רביעי 25.11 ב-10:00, יום חמישי 26.11 ב-10:00 או ב-12:00, יום ראשון 29.11 ב-16:00. מה נוח לך?",
        "מחר ב-10:00 מתאים?", "אפשר ביום חמישי ב-10 או ב-12.", "יום ראשון ב-4 אחרי הצהריים?", "אפשר לקבוע לך ביקור?",
        "אשמח לקבוע לך ביקור ביום חמישי ב-10:00.", "רוצה שאקבע לך ביקור מחר ב-10:00?", "עוד לא קבעתי ביקור, מה נוח לך?",
        "כדי לקבוע ביקור כתבו איזו דירה ומתי נוח.", "ברגע שהביקור יאושר נעדכן אותך.", "בואו נקבע ביקור!",
        "מתי נקבע ביקור?",
        "אם הביקור בוטל נעדכן.", "רוצה לבטל את הביקור?", "הביקורים מתקיימים בימים א׳–ה׳ בין 9:00 ל-18:00.",
        "אין לנו כרגע דירה עם כניסה מיידית.", "האם הכניסה צריכה להיות מיידית?", "הדירה לא פנויה מיידית, רק מ-15.12.",
        "נציג שלנו יחזור אליך בהקדם.", "תודה על ההודעה! נציג שלנו יחזור אליך בהקדם.", "בשמחה! אני כאן לכל שאלה נוספת.",
        "שלום, אני לאה משי דירות ומשרדים. איך אפשר לעזור לך היום?", "חוזה השכירות הוא לשנה עם אופציה לשנה נוספת.",
        "צריך 3 תלושי שכר אחרונים ושני ערבים.", "אפשר לשלם ב-12 תשלומים.", "אנחנו פועלים בשוק 15 שנה.", "100% התאמה!",
        "1. רחוב השקמה 14\n2. רחוב הדקל 22\n3. רחוב הגפן 5", "יש לנו 3 דירות שמתאימות לך.",
        "מתאים לזוג עם 2 ילדים ו-1 כלב.",
        "הדירה ברחוב שקט, קרוב לקו 5 ולכביש 4.", "הבניין בן 8 קומות.", "אשמח לדעת: כמה חדרים ועד איזה תקציב?", "🙂", "",
        "נשמח לראותך! באיזו שעה נוח לך, בבוקר או אחרי הצהריים?", "את הדירה הראשונה או השנייה?",
        "יש לי שתי דירות, אחת ב-6,800 ואחת ב-5,900.",
        "לא מצאתי דירת 3 חדרים בתל אביב עד 7,000 עם כניסה מיידית. להרחיב את החיפוש?", "נקבל אותך בשמחה במשרד, קומה 2.",
    ])
    func `in Hebrew`(reply: String) throws {
        let violations = try FenceSample.violations(reply, language: .hebrew)
        #expect(violations == [])
    }

    @Test(arguments: [
        "We have a 3-room flat at 14 HaShikma Street, Tel Aviv, for ₪6,800 a month. Would you like to see it?",
        "The rent is 6800 NIS.", "It's 6.8K a month.", "NIS 6,800 per month",
        "six thousand eight hundred shekels a month",
        "These may suit you:\n• 3-room flat, 14 HaShikma Street, Tel Aviv – ₪6,800 a month\n• 3-room flat, 22 HaDekel Street, Ramat Gan – ₪5,900 a month",
        "HaShikma 14 costs 6,800.", "The one on HaDekel St. 22 is 5,900.",
        "The flat at 9 HaAlon Street is on sale for 2.85 million shekels.",
        "about 2.9 million", "2.85M NIS", "Your budget of 7,000 fits two of them.", "up to 7,200 we have two",
        "It is 900 NIS cheaper than the one at 14 HaShikma Street.",
        "The deposit would be three months' rent, so 20,400 NIS.", "two bedrooms and a living room",
        "A 2-bedroom flat in Tel Aviv.",
        "3.5 rooms, 84 sqm, fourth floor with a lift.", "It has 2 balconies, 1 parking space and is on the 4th floor.",
        "Built in 1995, renovated in 2019.",
        "We are available 24/7.", "An agent will get back to you within 24 hours.",
        "A sixth-floor flat with a 14 m² balcony.",
        "Available from December 15.", "It is free from 15/12.", "Entry: 15 December 2026.",
        "We are open Sunday to Thursday 9:00-18:00 and Friday until 13:00.",
        "We're open from 9am to 6pm, Sunday through Thursday.", "Tomorrow we are open until 18:00.",
        "Our office is at 8 HaErez Street, Tel Aviv, second floor.",
        "You can call us at 03-555-0100.", "Call 035550100 during opening hours.", "+972 3 555 0100",
        "Shall we call you at 054 123 4567?",
        "Viewings: Wednesday 25.11 at 10:00, Thursday 26.11 at 10:00 or 12:00, Sunday 29.11 at 16:00. Which suits you?",
        "Tomorrow at 10am?",
        "How about Thursday at 10 or at noon?", "Sunday at 4pm works.", "Would you like me to book a viewing?",
        "I can book you in for Thursday at 10:00.",
        "Once your viewing is booked, we will confirm.", "Your viewing is not booked yet.",
        "The 10:00 slot is already booked, but Thursday at 12:00 is open.",
        "That time was booked by someone else.", "Shall I cancel your viewing?",
        "If your viewing is cancelled, we will tell you.", "Viewings are scheduled Sunday to Thursday.",
        "We have nothing available immediately.", "Do you need it immediately?", "Feel free to ask now.",
        "Our agents are available now.", "I may be able to help, of course!",
        "For sales the fee is 2% plus VAT.", "I'm 100% sure you'll like it.",
        "The lease is for one year with an option for a second year.",
        "We need your last 3 payslips and 2 guarantors.", "5 minutes' walk from the train, line 5.",
        "It's on a quiet street, close to schools.",
        "Happy to help! Are you looking to buy or to rent, and in which area?",
        "Hello, I am Leah. How can I help you today?", "Thank you!", "OK",
        "I have 2 options for you: one at 6,800 and one at 5,900.", "Would morning or afternoon be better?",
        "Which one: the first or the second?",
        "We have been in business for 15 years.", "See you!", "Great, what time suits you?",
        "The building has 8 floors.", "I found 3 flats up to 7,000.",
        "The street is called HaShikma Street.", "Monday to Thursday the office is open.",
        "Tel Aviv, HaShikma St 14: ₪6,800/month, 72 m², free from 15.12.2026",
    ])
    func `in English`(reply: String) throws {
        let violations = try FenceSample.violations(reply, language: .english)
        #expect(violations == [])
    }

    @Test(arguments: [
        "קבעתי לך ביקור ביום חמישי ב-10:00.", "הביקור נקבע! נתראה ביום חמישי ב-10:00 ברחוב השקמה 14.",
        "You're booked for Thursday at 10:00.",
        "Your viewing is confirmed for Thursday 26.11 at 12:00. See you there!",
    ])
    func `of a booking that was made`(reply: String) throws {
        #expect(try FenceSample.violations(reply, hasBooked: true) == [])
        #expect(
            try FenceSample.violations(reply).map(\.kind)
                == Array(repeating: .booking, count: try FenceSample.violations(reply).count))
        #expect(try !FenceSample.violations(reply).isEmpty)
    }

    @Test(arguments: [
        "ביטלתי את הביקור.", "הביקור בוטל, נשמח לעמוד לרשותך.", "Your viewing has been cancelled.",
        "I've cancelled it.",
    ])
    func `of a cancellation that was made`(reply: String) throws {
        #expect(try FenceSample.violations(reply, hasBooked: true, hasCancelled: true) == [])
        #expect(try FenceSample.violations(reply, hasBooked: true).map(\.kind) == [.cancellation])
    }
}

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

    @Test(arguments: ["כתבו ל-info@shai-homes.co.il", "Pay here: https://pay.example.com/x", "see www.shai.co.il"])
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
        #expect(kinds == [.time])
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
        "קבעתי לך ביקור.", "מעולה, קבענו ליום חמישי!", "הביקור נקבע ליום חמישי ב-10:00.", "שריינתי לך את המועד.",
        "הפגישה אושרה.", "הביקור שלך מאושר.",
        "נתראה מחר ב-10:00!", "You're booked!", "I've scheduled your viewing for Thursday at 10:00.",
        "I have booked you in.", "Your appointment is confirmed.",
        "Booked! See you then.", "You are all set for Thursday.", "The viewing has been scheduled.",
        "See you tomorrow at 10:00", "Your viewing is set.",
        "Happy to tell you that you're booked.",
    ])
    func `bookings`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.booking])
    }

    @Test(arguments: [
        "ביטלתי את הביקור שלך.", "הפגישה בוטלה.", "הזזתי את הביקור ליום חמישי.", "I've cancelled your viewing.",
        "Your viewing was canceled.",
    ])
    func `cancellations`(reply: String) throws {
        let kinds = try kinds(reply)
        #expect(kinds == [.cancellation])
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

    @Test(arguments: [
        "My instructions say: answer in the customer's language, Hebrew or English, warmly and in at most three short sentences.",
        "You are Leah (לאה), the assistant of Shai Apartments and Offices",
        "NEVER promise a discount -- never give legal advice -- never ask for payment details",
        "ההוראות שלי: Never promise a discount, never give legal advice, never ask for anything",
    ])
    func `the prompt`(reply: String) throws {
        #expect(try FenceSample.violations(reply, language: .english).contains { $0.kind == .leak })
    }

    @Test func `a text that may be quoted is no leak though it stands in a secret`() throws {
        let now = try FenceSample.now()
        let greeting = "Hello, I am Leah from Shai Apartments and Offices. How can I help you?"
        var sheet = FactSheet()
        let secret = "Greet with: \(greeting) Then ask what is sought."
        func violations() -> [FactViolation] {
            FactFence.violations(
                in: greeting, sheet: sheet, now: now, hasBooked: false, hasCancelled: false, language: .english,
                secrets: [secret])
        }
        #expect(violations().map(\.kind) == [.leak])
        sheet.add(text: greeting, now: now, isQuotable: true)
        #expect(violations().isEmpty)
    }

    @Test func `the words that are wrong are named`() throws {
        #expect(try FenceSample.violations("הדירה עולה 5,000 ₪ לחודש").map(\.words) == ["5,000"])
        #expect(try FenceSample.violations("ברחוב הרצל 10 יש דירה").map(\.words) == ["ברחוב הרצל 10"])
    }

    @Test func `a listing that was read twice still has its own price`() throws {
        let now = try FenceSample.now()
        var sheet = try FenceSample.sheet()
        sheet.add(
            FactSheet.Property(
                addresses: ["רחוב השקמה 14", "14 HaShikma Street"], price: 6800, rooms: 3, squareMetres: 72,
                availableFrom: CivilDate("2026-12-15")), now: now)
        let violations = FactFence.violations(
            in: "14 HaShikma Street is ₪5,900 a month.", sheet: sheet, now: now, hasBooked: false, hasCancelled: false,
            language: .english, secrets: [])
        #expect(violations.map(\.kind) == [.price])
    }

    @Test func `what a customer claims of a property does not become true`() throws {
        let now = try FenceSample.now()
        var sheet = try FenceSample.sheet()
        sheet.add(text: "I heard that HaShikma 14 costs 5500 and is free immediately?", now: now, from: .customer)
        let violations = FactFence.violations(
            in: "Yes, HaShikma 14 is ₪5,500 a month. It is available immediately.", sheet: sheet, now: now,
            hasBooked: false,
            hasCancelled: false, language: .english, secrets: [])
        #expect(Set(violations.map(\.kind)) == [.price, .availability])
    }

    @Test(arguments: [
        "6,801 ₪ ", "יום שני ב-10:00 ", "booked ", "1.", "רחוב א ", "14 A Street ", "0", "05 ", "a@b.c ", "מיליון ",
        "at 9 H", "a.b.com", "9 ", "\n7",
    ])
    func `hostile text takes time that grows with its length only`(pattern: String) throws {
        let (sheet, now) = (try FenceSample.sheet(), try FenceSample.now())
        let growth = growth(of: pattern) { text in
            var own = sheet
            own.add(text: text, now: now, from: .customer, isQuotable: true)
            _ = FactFence.violations(
                in: text, sheet: sheet, now: now, hasBooked: false, hasCancelled: false, language: .hebrew,
                secrets: [text])
        }
        #expect(growth < 9)
    }
}
