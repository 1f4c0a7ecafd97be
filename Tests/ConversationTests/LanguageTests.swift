import Conversation
import Testing

@Suite struct `The language is told by the letters` {
    @Test(arguments: [
        (["שלום"], Language.hebrew), (["Hello"], .english), (["שלום", "Hello there"], .english),
        (["Hello", "שלום לך"], .hebrew), (["שלום לכם", "ok"], .hebrew), (["ok"], .english), (["כן"], .hebrew),
        (["Hello there", "כן"], .english), (["שלום לכם", "👍", "123"], .hebrew),
        (["דירה ליד Azrieli Center"], .hebrew), (["שלום לכם", "https://example.com/some/path"], .hebrew),
        (["what does שלום mean?"], .english), (["שָׁלוֹם"], .hebrew), (["mail@example.com", "מה נשמע"], .hebrew),
    ])
    func `by the newest text that says enough`(texts: [String], language: Language) {
        #expect(Language.of(texts) == language)
    }

    @Test(arguments: [[], [""], ["123"], ["👍"], ["Привет"], ["مرحبا"], ["https://example.com"]])
    func `without Hebrew or Latin letters there is none`(texts: [String]) {
        #expect(Language.of(texts) == nil)
    }
}
