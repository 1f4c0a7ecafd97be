import Conversation
import Testing

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
        ("• 3 חדרים", "‹R›• 3 חדרים"),
        ("9:00–18:00 פתוח", "‹R›‹L›9:00–18:00‹L› פתוח"), ("+972-3-555-0100 הטלפון", "‹R›‹L›+972-3-555-0100‹L› הטלפון"),
        ("בקרו באתר https://x-1.co.il/a-2?b=3 היום", "בקרו באתר https://x-1.co.il/a-2?b=3 היום"),
        ("כתבו ל dana-7@x.co.il או 03-555-0100", "כתבו ל dana-7@x.co.il או ‹L›03-555-0100‹L›"),
        ("www.shai-24.co.il/3-4 האתר", "‹R›www.shai-24.co.il/3-4 האתר"), ("שלום\n2 דירות", "שלום\n‹R›2 דירות"),
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

    @Test(arguments: ["א1", "א 1-", "- ", "₪א", "a א 1 ", "1 1 ", "a.b א 1-2 "])
    func `cost time that grows with the text's length only`(pattern: String) {
        #expect(growth(of: pattern) { _ = DirectionMarks.applied(to: $0, language: .hebrew) } < 9)
    }
}
