import Conversation
import Testing

@Suite struct `The fact fence knows whose words are whose` {
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
                in: greeting, sheet: sheet, now: now, booked: [], hasNewBooking: false, hasCancelled: false,
                language: .english,
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
            in: "14 HaShikma Street is ₪5,900 a month.", sheet: sheet, now: now, booked: [], hasNewBooking: false,
            hasCancelled: false,
            language: .english, secrets: [])
        #expect(violations.map(\.kind) == [.price])
    }

    @Test func `what a customer claims of a property does not become true`() throws {
        let now = try FenceSample.now()
        var sheet = try FenceSample.sheet()
        sheet.add(text: "I heard that HaShikma 14 costs 5500 and is free immediately?", now: now, from: .customer)
        let violations = FactFence.violations(
            in: "Yes, HaShikma 14 is ₪5,500 a month. It is available immediately.", sheet: sheet, now: now,
            booked: [], hasNewBooking: false, hasCancelled: false, language: .english, secrets: [])
        #expect(Set(violations.map(\.kind)) == [.price, .availability])
    }

    @Test(arguments: [
        "6,801 ₪ ", "יום שני ב-10:00 ", "booked ", "1.", "רחוב א ", "14 A Street ", "0", "05 ", "a@b.c ", "מיליון ",
        "at 9 H", "a.b.com", "9 ", "\n7", "you booked ", "קבעתי ביקור ", "no fee ", "free now ",
        "רחוב השקמה 14, 5,900 ",
        "10 a street ", "not 6,000, ", "5,900 רחוב השקמה 14, ", "HaShikma 14 ", "Thursday 10:00, ",
    ])
    func `hostile text takes time that grows with its length only`(pattern: String) throws {
        let (sheet, now) = (try FenceSample.sheet(), try FenceSample.now())
        let growth = growth(of: pattern) { text in
            var own = sheet
            own.add(text: text, now: now, from: .customer, isQuotable: true)
            _ = FactFence.violations(
                in: text, sheet: sheet, now: now, booked: [], hasNewBooking: false, hasCancelled: false,
                language: .hebrew,
                secrets: [text])
        }
        #expect(growth < 9)
    }
}
