import Conversation
import Testing

@testable import Assistant
@testable import Store

/// The answer to messages, where the database would have found the given rows.
private func answer(
    _ messages: [TurnContext.Entry], language: String = "he", knowledge: [KnowledgeHit] = [], listings: [Listing] = [],
    problem: String? = nil, greeting: String? = nil
) -> LocalAnswer {
    let context = context(messages, language: language, greetingHebrew: greeting)
    let found = retrieval(messages, language: language, knowledge: knowledge, listings: listings, problem: problem)
    return LocalAnswer(found, context: context)
}

@Suite struct `Without a model the house still answers` {
    private let hours = "אנחנו פתוחים בימים א׳–ה׳ בין 9:00 ל-18:00."

    @Test func `a greeting with the tenant's own`() {
        let greeted = answer([asked("שלום")], greeting: "שלום, אני לאה.")
        #expect(greeted.text == "שלום, אני לאה.")
        #expect(greeted.rung == .fallback)
        #expect(answer([asked("Hello")]).text.hasPrefix("Hello, I am Leah"))
    }

    @Test func `a question with what the house knows`() {
        let known = answer([asked("מתי אתם פתוחים?")], knowledge: [hit(hours, score: 0.9)])
        #expect(known.text == hours)
        #expect(known.rung == .knowledge)
    }

    @Test func `not with what only resembles the question`() {
        let answered = answer([asked("מתי אתם פתוחים?")], knowledge: [hit(hours, score: 0.59)])
        #expect(answered.text != hours)
        #expect(answered.rung == .fallback)
    }

    @Test func `a voice note with a request to write`() {
        let answered = answer([asked(nil, kind: .voice)])
        #expect(answered.text.contains("הקלטה"))
        #expect(answered.rung == .fallback)
        #expect(answer([asked(nil, kind: .voice)], language: "en").text.contains("recording"))
    }

    @Test(arguments: [("תודה רבה!", Language.hebrew), ("Thank you so much", .english)])
    func `thanks with a few polite words, and no flats`(text: String, language: Language) {
        let answered = answer([said("דירת 3 חדרים להשכרה עד 7000"), asked(text)], listings: [listing()])
        #expect(Language.of([answered.text]) == language)
        #expect(answered.rung == .fallback)
        #expect(!answered.text.contains("₪"))
    }

    @Test(arguments: [("אני מחפש דירה", "לקנות או לשכור"), ("I am looking for a flat", "buy or to rent")])
    func `a flat that is only mentioned with the question that leads on`(text: String, question: String) {
        let answered = answer([asked(text)], listings: [listing()])
        #expect(answered.text.contains(question))
        #expect(answered.rung == .fallback)
    }

    @Test func `what cannot be read here with an answer too`() {
        for kind in MessageKind.allCases {
            #expect(!answer([asked(nil, kind: kind)]).text.isEmpty)
        }
        #expect(!answer([]).text.isEmpty)
    }
}

@Suite struct `Knowledge and listings` {
    private let deposit = "בדרך כלל מבקשים פיקדון בגובה שלושה חודשי שכירות."
    private var known: [KnowledgeHit] { [hit(deposit, score: 0.8)] }

    @Test func `who names rooms or a price is offered flats, although an entry fits too`() {
        for text in ["דירת 3 חדרים, כמה פיקדון?", "משהו להשכרה עד 7000?"] {
            let answered = answer([asked(text)], knowledge: known, listings: [listing()])
            #expect(answered.text.contains("רחוב השקמה 14"), "\(text)")
            #expect(answered.rung == .knowledge)
        }
    }

    @Test func `the entry that fits comes with the flats, before their question`() {
        let both = answer([asked("דירת 3 חדרים, כמה פיקדון?")], knowledge: known, listings: [listing()])
        #expect(both.text.hasPrefix(deposit) && both.text.hasSuffix("רוצים לתאם ביקור?"))
        #expect(both.listings == [101])
    }

    @Test func `who only says the deal gets the entry that fits`() {
        let answered = answer([asked("כמה פיקדון בשכירות?")], knowledge: known, listings: [listing()])
        #expect(answered.text == deposit)
    }

    @Test func `who named rooms before, and now asks something else, gets the answer to that`() {
        let messages = [said("דירת 3 חדרים להשכרה עד 7000"), asked("ומה הפיקדון לדירה?")]
        #expect(answer(messages, knowledge: known, listings: [listing()]).text == deposit)
        #expect(answer(messages, knowledge: known).text == deposit)
    }

    @Test func `who goes on with the search is offered flats`() {
        let messages = [said("דירה להשכרה בתל אביב"), said("באיזה תקציב?", by: "bot"), asked("עד 7000")]
        #expect(answer(messages, listings: [listing()]).text.contains("רחוב השקמה 14"))
    }

    @Test(arguments: ["דירה להשכרה", "3 חדרים", "משהו עד 7000 לחודש", "מחפשת משרד", "משהו עם חניה", "דירה ברמת גן"])
    func `one detail is enough for an offer`(text: String) {
        #expect(answer([asked(text)], listings: [listing()]).text.contains("₪"))
    }

    @Test func `where nothing fits it is said, and what to do about it`() {
        let hebrew = answer([asked("דירת 12 חדרים להשכרה")])
        #expect(hebrew.text == LocalWords(language: .hebrew).nothingFits)
        #expect(hebrew.rung == .knowledge)
        let english = answer([asked("a 12 room flat to rent")])
        #expect(english.text == LocalWords(language: .english).nothingFits)
    }

    @Test func `where the database could not be read nobody claims that nothing fits`() {
        for text in ["דירת 3 חדרים להשכרה", "a 3 room flat to rent"] {
            let answered = answer([asked(text)], problem: "knowledge and listings could not be read")
            let language = Language.of([text]) ?? .hebrew
            #expect(answered.text != LocalWords(language: language).nothingFits)
            #expect(answered.rung == .fallback)
            #expect(Language.of([answered.text]) == language)
        }
    }

    @Test func `a listing without a price is not offered, and not denied either`() {
        let both = answer([asked("דירה להשכרה")], listings: [listing(1, price: 0), listing(2, price: 5400)])
        #expect(both.text.contains("₪5,400") && !both.text.contains("₪0"))
        let none = answer([asked("דירה להשכרה")], listings: [listing(1, price: 0)])
        #expect(!none.text.contains("₪") && none.text != LocalWords(language: .hebrew).nothingFits)
        #expect(none.rung == .fallback)
    }
}

@Suite struct `An offer` {
    private let hebrew = LocalWords(language: .hebrew)
    private let english = LocalWords(language: .english)

    @Test func `of one flat in Hebrew`() {
        #expect(
            hebrew.offer([listing()]) == """
                יש לנו נכס שיכול להתאים:
                • דירת 3 חדרים, רחוב השקמה 14, תל אביב – \u{200E}₪6,800\u{200E} לחודש. קומה שנייה, מרפסת
                רוצים לתאם ביקור?
                """)
    }

    @Test func `of one flat in English`() {
        #expect(
            english.offer([listing()]) == """
                We have something that may suit you:
                • 3-room flat, 14 HaShikma Street, Tel Aviv – ₪6,800 a month. Second floor, a balcony
                Would you like to arrange a viewing?
                """)
    }

    @Test(arguments: 2...5)
    func `of several has at most three lines and asks which one`(count: Int) {
        let listings = (1...count).map { listing(Int64($0), price: 1000 * Int64($0)) }
        for (words, question) in [(hebrew, "את איזה מהם תרצו לראות?"), (english, "Which one would you like to see?")] {
            let lines = words.offer(listings).split(separator: "\n")
            let offered = lines.filter { $0.hasPrefix("• ") }
            #expect(offered.count == min(count, 3))
            #expect(lines.count == offered.count + 2)
            #expect(lines.last.map(String.init) == question)
            #expect(zip(offered, 1...).allSatisfy { line, number in line.contains("₪\(number),000") })
        }
    }

    @Test func `names a price in every line, to rent by the month and to buy as a whole`() {
        let sale = listing(deal: "sale", price: 2_850_000)
        #expect(hebrew.line(listing()).contains("\u{200E}₪6,800\u{200E} לחודש"))
        #expect(hebrew.line(sale).contains("– \u{200E}₪2,850,000\u{200E}. "))
        #expect(english.line(listing()).contains("– ₪6,800 a month. "))
        #expect(english.line(sale).contains("– ₪2,850,000. "))
    }

    @Test(
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (65_000, "65,000"), (123_456, "123,456"),
            (1_000_000, "1,000,000"), (-1234, "-1,234"), (-123, "-123"), (Int64.max, "9,223,372,036,854,775,807"),
            (Int64.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)])
    func `groups the digits of a price by three`(number: Int64, text: String) {
        #expect(LocalWords.grouped(number) == text)
    }

    @Test(arguments: [
        ("apartment", "3.0", "דירת 3 חדרים", "3-room flat"), ("apartment", "3.5", "דירת 3.5 חדרים", "3.5-room flat"),
        ("apartment", "1.0", "דירת חדר", "1-room flat"), ("apartment", nil, "דירה", "Flat"),
        ("house", "5", "בית 5 חדרים", "5-room house"), ("house", nil, "בית", "House"),
        ("office", nil, "משרד 72 מ״ר", "72 m² office"), ("shop", nil, "חנות 72 מ״ר", "72 m² shop"),
    ])
    func `calls a property what it is`(kind: String, rooms: String?, inHebrew: String, inEnglish: String) {
        #expect(hebrew.line(listing(kind: kind, rooms: rooms)).hasPrefix("• \(inHebrew), רחוב"))
        #expect(english.line(listing(kind: kind, rooms: rooms)).hasPrefix("• \(inEnglish), 14"))
    }

    @Test func `of an office whose size nobody wrote down`() {
        #expect(hebrew.line(listing(kind: "office", rooms: nil, metres: nil)).hasPrefix("• משרד, "))
        #expect(english.line(listing(kind: "shop", rooms: nil, metres: nil)).hasPrefix("• Shop, "))
    }

    @Test func `leaves no empty places where the listing has no summary`() {
        let bare = english.line(listing(summary: ("", "")))
        #expect(bare == "• 3-room flat, 14 HaShikma Street, Tel Aviv – ₪6,800 a month")
        #expect(hebrew.line(listing(area: ("", ""), summary: ("", ""))).contains("רחוב השקמה 14 – "))
    }

    @Test func `addresses men and women alike`() {
        let texts = [hebrew.offer([listing()]), hebrew.offer([listing(1), listing(2)]), hebrew.nothingFits]
        let words = texts.joined(separator: " ").split { !("א"..."ת").contains($0) }.map(String.init)
        #expect(words.contains("תרצו") && words.contains("רוצים"))
        #expect(
            Set(words).isDisjoint(with: ["תרצה", "תרצי", "רוצה", "מחפש", "מחפשת", "אתה", "כתוב", "כתבי", "ספר", "ספרי"])
        )
    }
}
