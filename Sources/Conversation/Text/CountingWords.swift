/// The words that numbers are said with.
enum CountingWords {
    static let hundred = Vocabulary("מאות hundred hundreds")
    static let thousand = Vocabulary("אלף אלפים אלפי k thousand thousands")
    static let million = Vocabulary("מיליון מליון מיליונים million millions mil mln")

    private static let values: [String: Double] = {
        let words: [(String, Double)] = [
            ("אחד אחת one", 1), ("שני שתי שניים שתיים two", 2), ("שלוש שלושה שלשה שלושת three", 3),
            ("ארבע ארבעה ארבעת four", 4), ("חמש חמישה חמשה חמשת five", 5), ("שש שישה ששה ששת six", 6),
            ("שבע שבעה שבעת seven", 7), ("שמונה שמונת eight", 8), ("תשע תשעה תשעת nine", 9), ("עשר עשרה עשרת ten", 10),
            ("eleven", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16),
            ("seventeen", 17), ("eighteen", 18), ("nineteen", 19), ("עשרים twenty", 20), ("שלושים thirty", 30),
            ("ארבעים forty", 40), ("חמישים fifty", 50), ("שישים ששים sixty", 60), ("שבעים seventy", 70),
            ("שמונים eighty", 80), ("תשעים ninety", 90),
        ]
        var values: [String: Double] = [:]
        for (names, value) in words {
            for name in names.split(separator: " ") { values[Vocabulary.foldingFinals(String(name))] = value }
        }
        return values
    }()

    /// The number below a hundred that a word says.
    static func value(of word: String) -> Double? {
        Vocabulary.forms(of: word).lazy.compactMap { values[$0] }.first
    }

    /// A hundred or two, as one word.
    static func hundreds(_ word: String) -> Double? {
        for form in Vocabulary.withoutPrefixes(word) {
            if form == "מאה" { return 100 }
            if form == "מאתיים" || form == "מאתים" { return 200 }
        }
        return nil
    }

    /// The unit that a word behind a number says.
    static func unit(_ word: String, of value: Double) -> Double? {
        if thousand.containsExactly(word) || word == "ק" { return 1000 }
        if million.containsExactly(word) { return 1_000_000 }
        // 2.5m are millions, 80m are metres.
        return word == "m" && value <= 30 && value.rounded() != value ? 1_000_000 : nil
    }

    /// What a unit says without a number before it.
    static func wholeUnit(_ word: String) -> Double? {
        let forms = Vocabulary.withoutPrefixes(word)
        if forms.contains("אלפיים") { return 2000 }
        if forms.contains("אלף") { return 1000 }
        return million.contains(word) && word.utf8.count > 3 ? 1_000_000 : nil
    }
}
