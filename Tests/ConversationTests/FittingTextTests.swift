import Conversation
import Testing

@Suite struct `A text that must fit` {
    @Test func `is left alone where it does`() {
        #expect("שלום. מה".fitting(utf16Units: 8) == "שלום. מה")
        #expect("".fitting(utf16Units: 1) == "")
    }

    @Test func `ends with a finished sentence`() {
        let text = "The flat has three rooms. It costs 5,400.50 a month. Viewings are on"
        #expect(text.fitting(utf16Units: 60) == "The flat has three rooms. It costs 5,400.50 a month.")
        #expect(text.fitting(utf16Units: 44) == "The flat has three rooms.")
    }

    @Test func `ends with a whole word where no sentence does, or only a short one`() {
        #expect("one two three four".fitting(utf16Units: 9) == "one two")
        #expect(
            "Yes. A very long sentence follows that has no end".fitting(utf16Units: 30) == "Yes. A very long sentence")
    }

    @Test func `is cut anywhere where it is a single word, but in no character`() {
        #expect("aaaaaaaaaa".fitting(utf16Units: 4) == "aaaa")
        #expect("👩‍👩‍👧‍👦👩‍👩‍👧‍👦".fitting(utf16Units: 15) == "👩‍👩‍👧‍👦")
    }

    @Test(arguments: 1...120)
    func `is never longer than it may be, and a beginning of itself`(limit: Int) {
        let text =
            "שלום נועה! הדירה ברחוב הירקון 5 פנויה, 3 חדרים ב-7,500 ₪ 🏠. אפשר לבוא ביום שלישי ב-10:30?\nמחכים לכם"
        let cut = text.fitting(utf16Units: limit)
        #expect(cut.utf16.count <= limit)
        #expect(text.hasPrefix(cut))
        #expect(!cut.isEmpty)
    }
}
