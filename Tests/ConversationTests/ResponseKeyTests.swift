import Conversation
import Testing

@Suite struct `Answers are kept for messages that mean the same` {
    @Test(arguments: [
        ("שלום", "שלום!!"), ("שלום", "  שָׁלוֹם 😊 "), ("היי", "הייייי"), ("שלום", "שלומ"), ("Hello", "hello..."),
        ("hi", "Hiiiii 👋"), ("תודה", "תודההההה!"),
        ("מתי אתם פתוחים?", "מתי אתם פתוחים"), ("שלום,\nמה נשמע", "שלום מה נשמע?"), ("ש\"ח", "שח"),
        ("3 חדרים", "3  חדרים."),
    ])
    func `trifles make no difference`(first: String, second: String) {
        #expect(ResponseKey.words(of: [first]) == ResponseKey.words(of: [second]))
        #expect(!ResponseKey.words(of: [first]).isEmpty)
    }

    @Test(arguments: [
        ("3 חדרים", "4 חדרים"), ("תל אביב", "חיפה"), ("rent", "buy"), ("יש חניה", "אין חניה"), ("ab", "a b"),
    ])
    func `what differs in a word differs`(first: String, second: String) {
        #expect(ResponseKey.words(of: [first]) != ResponseKey.words(of: [second]))
    }

    @Test(arguments: [
        "שלום", "היי, מה נשמע?", "מתי אתם פתוחים?", "מה העמלה שלכם?", "איפה המשרד שלכם?",
        "דירת 3 חדרים בתל אביב עד 7000", "Hello", "when are you open?",
        "which documents do I need?", "3 rooms in Tel Aviv up to 7,000", "אפשר עם כלב?", "תודה רבה",
        "looking for a flat",
    ])
    func `these need no context`(text: String) {
        #expect(ResponseKey.isContextFree(texts: [text], kinds: [.text]))
    }

    @Test(arguments: [
        "כן", "לא", "ok", "אוקיי סבבה", "yes please", "כמה זה עולה?", "הדירה ההיא", "the first one", "is it available?",
        "השנייה", "ומה עם חניה?", "and parking?",
        "יש עוד?", "more?", "מחר ב-10", "ביום שלישי", "tomorrow", "מה פתוח היום?", "קוראים לי דנה", "My name is Dana",
        "I'm Dana and I look for a flat",
        "הטלפון שלי 054-1234567", "a@b.co.il", "https://x.co/1", "ת.ז. 123456789", "נציג בבקשה",
        "I want to book a viewing", "לבטל את הביקור", "תבטלו לי",
        "אני מחפש דירה גדולה מאוד עם הרבה אור וקרובה לים ולבית ספר טוב ולרכבת ולעבודה של אשתי", "", "👍", "יותר זול?",
        "cheaper?", "מה המחיר שלה?",
        "that one", "כמה חדרים יש בה?",
    ])
    func `these do`(text: String) {
        #expect(!ResponseKey.isContextFree(texts: [text], kinds: [.text]))
    }

    @Test func `only text counts`() {
        #expect(!ResponseKey.isContextFree(texts: ["שלום"], kinds: [.text, .image]))
        #expect(!ResponseKey.isContextFree(texts: ["שלום"], kinds: [.edit]))
        #expect(!ResponseKey.isContextFree(texts: [], kinds: []))
        #expect(ResponseKey.isContextFree(texts: ["שלום", "מה נשמע?"], kinds: [.text, .text]))
    }

    @Test(arguments: [
        "שלום! איך אפשר לעזור?", "דירת 3 חדרים ברחוב השקמה 14 ב-₪6,800 לחודש.", "העמלה 2% ועוד מע״מ.",
        "Call 03-555-0100.", "In the morning or the afternoon?",
    ])
    func `an answer without personal words may be given again`(reply: String) {
        #expect(ResponseKey.isCacheable(reply: reply, contactName: "דנה לוי", businessPhones: ["+97235550100"]))
    }

    @Test(arguments: [
        "שלום דנה!", "שלום לדנה", "Hi Dana Levi", "נתקשר ל-054-1234567.", "כתבו ל-dana@x.co.il", "https://x.co/a",
        "מחר ב-10:00?", "פנויה מ-15.12",
        "ביום שלישי", "tomorrow at 10", "available from December 15",
    ])
    func `an answer with them may not`(reply: String) {
        let name = reply.contains("Dana") ? "Dana Levi" : "דנה לוי"
        #expect(!ResponseKey.isCacheable(reply: reply, contactName: name, businessPhones: ["03-5550100"]))
    }
}

@Suite struct `Marks of direction` {
    /// The marks as letters, so that a test shows where they are.
    private func marked(_ text: String, _ language: Language = .hebrew) -> String {
        DirectionMarks.applied(to: text, language: language)
            .replacing("\u{200E}", with: "‹L›").replacing("\u{200F}", with: "‹R›")
    }

    @Test(arguments: [
        ("התקשרו ל-03-555-0100 עכשיו", "התקשרו ל-‹L›03-555-0100‹L› עכשיו"),
        ("המספר +972-54-123-4567", "המספר ‹L›+972-54-123-4567‹L›"), ("המספר 054 123 4567", "המספר ‹L›054 123 4567‹L›"),
        ("פתוח 9:00-18:00 היום", "פתוח ‹L›9:00-18:00‹L› היום"),
        ("פתוח 9:00 – 18:00 היום", "פתוח ‹L›9:00 – 18:00‹L› היום"),
        ("המחיר ₪6,800 לחודש", "המחיר ‹L›₪6,800‹L› לחודש"), ("חייגו *2575", "חייגו ‹L›*2575‹L›"),
        ("3 חדרים בתל אביב", "‹R›3 חדרים בתל אביב"), ("Shai Homes שמחים לעזור", "‹R›Shai Homes שמחים לעזור"),
        ("ברחוב 14 HaShikma Street בעיר", "ברחוב ‹L›14 HaShikma Street‹L› בעיר"), ("ב-TLV 3 חדרים", "ב-TLV‹R› 3 חדרים"),
        ("• 3 חדרים", "‹R›• 3 חדרים"), ("שלום\n2 דירות", "שלום\n‹R›2 דירות"),
    ])
    func `stand in Hebrew where it is mixed`(text: String, expected: String) {
        #expect(marked(text) == expected)
    }

    @Test(arguments: [
        ("רחוב השקמה 14 is free", "‹L›רחוב השקמה 14 is free"),
        ("The flat at רחוב השקמה 14, Tel Aviv", "The flat at רחוב השקמה 14, Tel Aviv"),
        ("In תל אביב 3 rooms", "In תל אביב‹L› 3 rooms"),
    ])
    func `stand in English where Hebrew is in it`(text: String, expected: String) {
        #expect(marked(text, .english) == expected)
    }

    @Test(arguments: [
        "שלום, איך אפשר לעזור?", "יש לנו דירה של 72 מ״ר ב-6,800 שקל", "העמלה היא 2% ועוד מע״מ",
        "Hello there, 3 rooms for ₪6,800 at 03-555-0100", "", "12:30", "\n\n",
        "הדירה פנויה מ-15.12",
    ])
    func `do not stand where nothing is mixed or nothing moves`(text: String) {
        #expect(marked(text) == text)
    }

    @Test(arguments: [
        "הנה:\n• דירת 3 חדרים, רחוב השקמה 14 – ₪6,800 לחודש\n• WhatsApp: +972 54-123 4567 (Dana)",
        "14 HaShikma, תל אביב 5-6 חדרים", "A1 ב 2 C 3 ד",
        "\u{200E}₪6,800\u{200E} לחודש", "(03) 555-0100 או 9:00 - 18:00",
    ])
    func `are the same when put in twice, and change nothing else`(text: String) {
        for language in Language.allCases {
            let once = DirectionMarks.applied(to: text, language: language)
            #expect(DirectionMarks.applied(to: once, language: language) == once)
            let isMark: (Unicode.Scalar) -> Bool = { $0 == "\u{200E}" || $0 == "\u{200F}" }
            #expect(
                once.unicodeScalars.filter { !isMark($0) }.elementsEqual(text.unicodeScalars.filter { !isMark($0) }))
        }
    }

    @Test(arguments: ["א1", "א 1-", "- ", "₪א", "a א 1 ", "1 1 "])
    func `cost time that grows with the text's length only`(pattern: String) {
        #expect(growth(of: pattern) { _ = DirectionMarks.applied(to: $0, language: .hebrew) } < 9)
    }
}
