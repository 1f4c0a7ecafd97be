import Conversation
import Testing

@Suite struct `Days and times are read as a wish to come` {
    /// Tuesday 24 November 2026, ten past nine.
    private let now = "2026-11-24T09:10"

    private func wish(_ texts: String...) throws -> TimeWish {
        TimeWish.parse(texts, now: try #require(WallTime(now)))
    }

    @Test(arguments: [
        ("מחר", "25"), ("מחרתיים", "26"), ("היום", "24"), ("אפשר לבוא מחר?", "25"), ("למחר בבקשה", "25"),
        ("ביום רביעי", "25"), ("יום ה'", "26"), ("ביום ג׳ הבא", "01"), ("ביום ראשון", "29"), ("יום שני", "30"),
        ("בחמישי", "26"), ("רביעי?", "25"), ("שישי בבוקר", "27"), ("בשבת", "28"), ("יום שישי הקרוב", "27"),
        ("26.11", "26"), ("ב-26/11", "26"), ("26.11.26", "26"), ("26/11/2026", "26"), ("2026-11-26", "26"),
        ("ה-26 לנובמבר", "26"), ("26 בנובמבר", "26"), ("ב-26 לחודש", "26"), ("ב1.12", "01"), ("ב-3.12 בבוקר", "03"),
        ("בעוד יומיים", "26"), ("בעוד שבוע", "01"), ("עוד 3 ימים", "27"),
        ("tomorrow", "25"), ("Tomorow at 10", "25"), ("the day after tomorrow", "26"), ("today", "24"),
        ("on Thursday", "26"),
        ("Thu 10:00", "26"), ("Fri morning", "27"), ("next Tuesday", "01"), ("26 November", "26"),
        ("November 26th", "26"),
        ("the 26th of November", "26"), ("on the 26th", "26"), ("Nov 26, 2026", "26"), ("in two days", "26"),
        ("in a week", "01"), ("this Sunday", "29"), ("tonight", "24"), ("on Wed at 4", "25"),
        ("יום רביעי, 25.11", "25"),
        ("Wednesday 25/11", "25"), ("I am available on 26.11", "26"),
        ("אני פנויה ב-26.11", "26"), ("can we move it to 26.11?", "26"), ("נוח לי בראשון", "29"),
        ("שלישי בשבוע הבא", "01"), ("Tuesday next week", "01"),
    ])
    func `one day is found`(text: String, day: String) throws {
        let month = day < "20" ? "2026-12-" : "2026-11-"
        #expect(try wish(text).days.map(\.description) == [month + day])
    }

    @Test(arguments: [
        ("רביעי או חמישי", ["25", "26"]), ("מחר או מחרתיים", ["25", "26"]), ("Thursday or Wednesday", ["26", "25"]),
        ("השבוע", ["24", "25", "26", "27", "28"]), ("this week", ["24", "25", "26", "27", "28"]),
        ("שבוע הבא", ["29", "30", "01", "02", "03", "04", "05"]),
        ("next week", ["29", "30", "01", "02", "03", "04", "05"]),
        ("בסוף השבוע", ["27", "28"]), ("on the weekend", ["27", "28"]), ("רביעי עד שישי", ["25", "26", "27"]),
        ("Wednesday to Friday", ["25", "26", "27"]), ("לא ביום רביעי, אולי חמישי", ["26"]),
        ("not tomorrow but Thursday", ["26"]), ("לא יכולה מחר, אפשר מחרתיים?", ["26"]), ("למה לא מחר?", ["25"]),
    ])
    func `several days come in the order said`(text: String, days: [String]) throws {
        let dates = days.map { ($0 < "20" ? "2026-12-" : "2026-11-") + $0 }
        #expect(try wish(text).days.map(\.description) == dates)
    }

    @Test(arguments: [
        ("מחר ב-10", "10:00"), ("מחר ב10", "10:00"), ("מחר בעשר", "10:00"), ("בעשר וחצי", "10:30"),
        ("ב-16:00", "16:00"),
        ("בשעה 16:30", "16:30"), ("ב-4", "16:00"), ("בארבע", "16:00"), ("בשעה שלוש", "15:00"), ("ב-9 בבוקר", "09:00"),
        ("8 בערב", "20:00"), ("מחר ב-8", "08:00"), ("ב-5 אחרי הצהריים", "17:00"), ("באחת עשרה", "11:00"),
        ("בשתים עשרה וחצי", "12:30"), ("מחר 11:15", "11:15"), ("ב-16.30", "16:30"), ("ב-10.00", "10:00"),
        ("רביעי ב-10 נוח לי", "10:00"), ("tomorrow at 10", "10:00"), ("tomorrow at 10am", "10:00"), ("4pm", "16:00"),
        ("4:30 p.m.", "16:30"), ("at 4", "16:00"), ("at ten", "10:00"), ("half past ten", "10:30"),
        ("at noon", "12:00"),
        ("Tuesday 10 in the morning", "10:00"), ("9 o'clock", "09:00"), ("tomorrow 16:00", "16:00"),
        ("at three thirty", "15:30"),
        ("Wednesday, 10:00 please", "10:00"), ("ב 12", "12:00"), ("שיהיה ב-11 אז", "11:00"),
    ])
    func `one time is found`(text: String, time: String) throws {
        #expect(try wish(text).times.map(\.description) == [time])
        #expect(try wish(text).window == nil)
    }

    @Test(arguments: [
        ("אחרי הצהריים", "13:00-18:00"), ("אחה\"צ", "13:00-18:00"), ("בבוקר", "08:00-12:00"),
        ("בצהריים", "12:00-14:00"),
        ("הערב", "17:00-21:00"), ("Tuesday afternoon", "13:00-18:00"), ("in the morning", "08:00-12:00"),
        ("אחרי 16:00", "16:00-23:59"), ("אחרי 5", "17:00-23:59"), ("after 4pm", "16:00-23:59"),
        ("לפני 12:00", "00:00-12:00"),
        ("בין 10 ל-12", "10:00-12:00"), ("between 10 and 12", "10:00-12:00"), ("10:00-12:00", "10:00-12:00"),
        ("ב-10-12", "10:00-12:00"), ("from 10am to 1pm", "10:00-13:00"), ("מ-10:00 עד 13:00", "10:00-13:00"),
        ("between 4 and 6", "16:00-18:00"), ("מחר בין 11 ל-1", "11:00-13:00"),
    ])
    func `a part of the day is found`(text: String, window: String) throws {
        let wish = try wish(text)
        #expect(wish.window.map { "\($0.lowerBound)-\($0.upperBound)" } == window)
        #expect(wish.times.isEmpty)
    }

    @Test(arguments: [
        "עד 7000", "ב-6500", "3 חדרים", "ב-3 חדרים", "3.5 חדרים", "2.5 מיליון", "בשני מיליון", "054-1234567", "קומה 3",
        "קומה 2/4", "24/7", "רחוב השקמה 14", "הדירה בהרצל 10", "Is the flat at 14 HaShikma Street free?", "שני חדרים",
        "בארבעה חדרים", "בוקר טוב", "ערב טוב לכם", "Good morning", "שבת שלום", "כמה עולה הדירה השנייה?", "80 מ\"ר",
        "ראשון לציון", "דירה בבאר שבע", "up to 7,000", "at 7k", "3-4 rooms", "עד 5", "with 2 kids", "I may buy it",
        "כניסה ב-1.12", "move in on 1 January", "באחת הדירות", "at one of the flats", "the sun is nice", "2026", "2%",
        "6.8K", "from 3 rooms", "₪10.12", "שלום, אני לאה", "בשלוש מאות אלף",
    ])
    func `what is no day and no time is none`(text: String) throws {
        #expect(try wish(text).isEmpty)
    }

    @Test func `a weekday that is today's is today until the time is past`() throws {
        #expect(try wish("ביום שלישי ב-16:00").days.map(\.description) == ["2026-11-24", "2026-12-01"])
        #expect(try wish("ביום שלישי ב-9:00").days.map(\.description) == ["2026-12-01"])
    }

    @Test func `a later text replaces the day or the time alone`() throws {
        let other = try wish("מחר ב-10", "בעצם ביום חמישי")
        #expect(other.days.map(\.day) == [26])
        #expect(other.time?.description == "10:00")
        let later = try wish("ביום חמישי ב-10", "אפשר ב-12?")
        #expect(later.days.map(\.day) == [26])
        #expect(later.time?.description == "12:00")
    }

    @Test(arguments: ["כמה שיותר מהר", "הכי מוקדם שאפשר", "asap", "as soon as possible", "the earliest slot", "בהקדם"])
    func `haste is heard`(text: String) throws {
        #expect(try wish(text).wantsSoonest)
    }

    @Test func `a slot is held against the wish`() throws {
        let wish = try wish("רביעי או חמישי, לא לפני 13:30, אחרי הצהריים")
        #expect(wish.accepts(try #require(WallTime("2026-11-25T14:00"))))
        #expect(!wish.accepts(try #require(WallTime("2026-11-27T14:00"))))
        #expect(!wish.accepts(try #require(WallTime("2026-11-25T09:00"))))
    }

    @Test(arguments: [
        ("כניסה ב-1.12", "2026-12-01"), ("כניסה מיידית", "2026-11-24"), ("move in January", "2027-01-01"),
        ("available from 15/12", "2026-12-15"), ("צריך להיכנס מתחילת ינואר", "2027-01-01"),
        ("פנויה מה-1 בפברואר", "2027-02-01"),
        ("we want to move in December 10", "2026-12-10"), ("מפברואר", "2027-02-01"), ("entry 01/09/2027", "2027-09-01"),
    ])
    func `the day to move in is another matter`(text: String, day: String) throws {
        #expect(MoveIn.day(in: [text], now: try #require(WallTime(now)))?.description == day)
        #expect(try wish(text).days.isEmpty)
    }

    @Test(arguments: ["יום ", "1.", "10:", "ב-", "לא ", "next ", "a", "1/1/", "ביום שלישי ", "10-", "not Tuesday "])
    func `hostile text takes time that grows with its length only`(pattern: String) throws {
        let growth = try growth(of: pattern) { _ = try wish($0) }
        #expect(growth < 9)
    }
}
