import Conversation
import Testing

@Suite struct `Texts are cut` {
    @Test(arguments: [
        ("abc", 5, "abc"), ("abc", 3, "abc"), ("abc", 2, "ab"), ("abc", 0, ""), ("", 3, ""), ("שלום", 3, "שלו"),
        ("a😀", 2, "a"), ("a😀", 3, "a😀"), ("e\u{301}e\u{301}", 3, "e\u{301}"), ("👨‍👩‍👧b", 8, "👨‍👩‍👧"),
        ("x👨‍👩‍👧", 8, "x"), ("a\r\nb", 2, "a"),
    ])
    func `between characters, by UTF-16 units`(text: String, limit: Int, expected: String) {
        #expect(text.prefix(utf16Units: limit) == expected)
        #expect(text.prefix(utf16Units: limit).utf16.count <= max(limit, 0))
    }

    @Test func `a character longer than the limit is cut between its code points`() {
        let heap = "e" + String(repeating: "\u{301}", count: 1000)
        #expect(heap.prefix(utf16Units: 10).unicodeScalars.count == 10)
        #expect("😀😀".prefix(utf16Units: 1) == "")
    }

    @Test func `a text at WhatsApp's limit stays whole and one longer does not`() {
        let text = String(repeating: "ש", count: InboundMessage.textLimit)
        #expect(text.prefix(utf16Units: InboundMessage.textLimit) == text)
        #expect((text + "ם").prefix(utf16Units: InboundMessage.textLimit) == text)
    }

    @Test(arguments: [("a\0b", "ab"), ("\0", ""), ("ab", "ab"), ("\0\0ש\0", "ש"), ("a\0\u{301}", "a\u{301}")])
    func `NUL is taken out`(text: String, expected: String) {
        #expect(text.withoutNUL() == expected)
        #expect(!text.withoutNUL().utf8.contains(0))
    }
}
