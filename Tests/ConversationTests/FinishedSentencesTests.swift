import Conversation
import Testing

@Suite struct `A cut-off text keeps its finished sentences` {
    @Test(arguments: [
        ("שלום. מה שלו", "שלום."),
        ("יש לנו דירה בחיפה! המחיר הוא 4", "יש לנו דירה בחיפה!"),
        ("המחיר 4,500.50 ש\"ח. הדיר", "המחיר 4,500.50 ש\"ח."),
        ("המחיר 4,500. הדירה פנ", "המחיר 4,500."),
        ("The price is 4,500.50 and it", ""),
        ("The flat is free. The price is 4,500.", "The flat is free."),
        ("Dr. Levi will call. He", "Dr. Levi will call."),
        ("הדירה ברח. הרצל 5. הכנ", "הדירה ברח. הרצל 5."),
        ("It has 3.5 rooms", ""),
        ("Is it for you? Yes", "Is it for you?"),
        ("\"Come in!\" she said. Then", "\"Come in!\" she said."),
        ("(It is near the sea.) And", "(It is near the sea.)"),
        ("Really?! Yes", "Really?!"),
        ("Wait… no", "Wait…"),
        ("בשמחה!😊 מתי", "בשמחה!😊"),
        ("See www.shi.", ""),
        ("Yes. See https://example.com/a.", "Yes."),
        ("Yes. See www.example.com for more. It", "Yes. See www.example.com for more."),
        ("Call at 10 a.m. or later", ""),
        ("ת.ז. שלי", ""),
        ("יש כמה אפשרויות:\n1. דירה בחיפה\n2. דירה בעכו, ", "יש כמה אפשרויות:\n1. דירה בחיפה"),
        ("Options:\n- A flat\n- A hou", "Options:\n- A flat"),
        ("Options:\n1. ", ""),
        ("Options:\n", ""),
        ("First line.\n\nSecond", "First line."),
        ("All is said.", "All is said."),
        ("All is said. ", "All is said."),
        ("Nothing finished", ""),
        ("", ""),
        ("...", ""),
        ("   ", ""),
    ])
    func `the end is found`(text: String, finished: String) {
        #expect(finishedSentences(of: text) == finished)
    }

    @Test func `every cut of a text keeps a beginning of it that only grows`() {
        let text =
            "שלום! יש דירה ב-4,500.50 ש\"ח. Dr. Levi said \"yes.\" Options:\n1. A flat\n2. A house\nמתי נוח לך? ביי"
        var longest = ""
        for end in text.indices {
            let finished = finishedSentences(of: String(text[..<end]))
            #expect(text.hasPrefix(finished))
            longest = finished.count > longest.count ? finished : longest
        }
        #expect(longest.hasSuffix("מתי נוח לך?"))
    }
}
