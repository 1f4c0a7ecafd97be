import Conversation
import Testing

@testable import eval

@Suite struct `Facts in a text` {
    @Test(arguments: [
        ("‎₪6,800‎ לחודש", [6800]), ("6800 ש״ח", [6800]), ("6.8K", [6800]), ("2.85M", [2_850_000]),
        ("2.85 מיליון", [2_850_000]),
        ("7 אלף", [7000]), ("5,900-6,500 NIS", [5900, 6500]), ("₪2,850,000–₪3,190,000", [2_850_000, 3_190_000]),
        ("500 שקל", [500]), ("65 m² office", []), ("65 m", []), ("בשנת 2027", []), ("15.12.2026", []),
        ("2026-12-15", []),
        ("קומה 14, 104 מ״ר", []), ("3 rooms", []), ("03-555-0100", []), ("+972-3-555-0100", []), ("10:00-11:00", []),
    ])
    func `amounts are told from other numbers`(text: String, amounts: [Int]) {
        #expect(Facts(text).amounts == Set(amounts))
    }

    @Test func `a telephone number is the same with and without the country's code`() {
        #expect(Facts("התקשרו ל-03-555-0100").telephones == ["035550100"])
        #expect(Facts("call +972-3-555-0100").telephones == ["035550100"])
        #expect(Facts("054-1234567").telephones == ["0541234567"])
        #expect(Facts("6,800 ₪, 10:00-11:00, 26.11.2026").telephones.isEmpty)
    }

    @Test func `addresses are found in both languages, whatever stands around them`() {
        #expect(Facts("הדירה ברחוב השקמה 14, תל אביב").addresses.map(\.description) == ["השקמה 14"])
        #expect(Facts("בשדרות הזית 31").addresses.map(\.description) == ["הזית 31"])
        #expect(Facts("at 7 Nahal Ayalon Street").addresses.map(\.description) == ["nahal ayalon 7"])
        #expect(Facts("on our street there are 3").addresses.isEmpty)
    }

    @Test func `rooms and times are found`() {
        let facts = Facts("דירת 3.5 חדרים, 4-room flat, מ-9:00 עד 17:30, 25:00")
        #expect(facts.rooms == ["3.5", "4"])
        #expect(facts.times.map(\.description).sorted() == ["09:00", "17:30"])
    }

    @Test(arguments: [
        ("ביום ג׳, 26.11", ["the weekday 2", "the date 26.11"]), ("ימים א׳–ה׳", ["the weekday 7", "the weekday 4"]),
        ("ב-26 בנובמבר", ["the date 26.11"]), ("November 26th", ["the date 26.11"]),
        ("the 26th of Nov", ["the date 26.11"]), ("מחר או מחרתיים", ["the day in 1 days", "the day in 2 days"]),
        ("on Sunday", ["the weekday 7"]), ("בשבת", ["the weekday 6"]), ("מעלית שבת", []), ("בראשון לציון", []),
        ("שני חדרים, קומה ב׳", []), ("3.5 חדרים, 3.5-4 חדרים, 24/7, 2.85M", []),
    ])
    func `days are told from other words and numbers`(text: String, days: [String]) {
        #expect(DaysAndTimes(text).days.map(\.description) == days)
    }

    @Test func `sizes, shares and times are told from other numbers`() {
        let facts = Facts("72 מ״ר, 65 m², 2% ועוד, 5 אחוזים, 2 pm, 9:30")
        #expect(facts.squareMetres == ["72", "65"] && facts.percentages == ["2", "5"])
        #expect(facts.times.map(\.description).sorted() == ["09:30", "14:00"])
    }

    @Test func `words are found whatever their marks, and numbers only whole`() {
        #expect(PlainText("יש \u{200F}ממ״ד\u{200E}").holds("ממ\"ד"))
        #expect(PlainText("עד 18:00.").holds("18:00"))
        #expect(!PlainText("השקמה 141").holds("השקמה 14"))
        #expect(!PlainText("12%").holds("2%"))
        #expect(PlainText("+972500009999").contains("500009999"))
    }

    @Test func `a reply's language is the one of most of its letters`() {
        #expect(ExpectedLanguage.hebrew.allows("דירה ברחוב HaShikma 14, תל אביב"))
        #expect(!ExpectedLanguage.hebrew.allows("A flat in תל אביב"))
        #expect(ExpectedLanguage([]).allows("Bonjour"))
        #expect(ExpectedLanguage.language(of: "12 :)") == nil)
    }
}
