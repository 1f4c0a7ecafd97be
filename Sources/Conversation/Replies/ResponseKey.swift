/// Decides which answers may be kept and given again, and to which messages.
///
/// The tenant, the language and the version of its facts are the cache's business; here are only words.
public enum ResponseKey {
    /// The words of a turn's texts under which an answer is kept.
    ///
    /// Messages that differ in nothing but niqqud, punctuation, emoji, drawn-out letters (`הייייי`), capitals, final letters and
    /// white space have the same. Signs that belong to a number count, and whether the last text asks.
    public static func words(of texts: [String]) -> String {
        let lexemes = texts.flatMap { Lexer.lexemes(of: $0.prefix(utf16Units: InboundMessage.textLimit)) }
        let kept = lexemes.indices.compactMap { index -> String? in
            let lexeme = lexemes[index]
            switch lexeme.kind {
            case .word: return Vocabulary.foldingFinals(shortened(lexeme.text))
            case .digits: return lexeme.text
            case .sign: return isOfNumber(index, lexemes) || isFinalQuestion(index, lexemes) ? lexeme.text : nil
            }
        }
        return kept.joined(separator: " ")
    }

    /// Whether a sign stands before a digit without a space, or behind one as what it counts: `3.5`, `-5`, `10%`.
    private static func isOfNumber(_ index: Int, _ lexemes: [Lexeme]) -> Bool {
        let next = index + 1 < lexemes.count ? lexemes[index + 1] : nil
        if let next, next.kind == .digits, !next.isSpaced { return true }
        guard index > 0, lexemes[index - 1].kind == .digits, !lexemes[index].isSpaced else { return false }
        return ["%", "₪", "$", "€", "+", "²"].contains(lexemes[index].text)
    }

    private static func isFinalQuestion(_ index: Int, _ lexemes: [Lexeme]) -> Bool {
        lexemes[index].isSign("?") && lexemes[(index + 1)...].allSatisfy { $0.kind == .sign && !$0.isSign("?") }
    }

    /// The most words that a message has that says all of what it means.
    private static let wordLimit = 14

    /// Whether the messages of a turn mean the same whoever sends them, whenever, after whatever was said before.
    ///
    /// Only what is known to be so is: greetings, "how are you", thanks and farewells, and plain questions of the business's
    /// own terms (fees, deposits, documents, opening hours, the office), all of whose words are known. A number, a name, a
    /// word that points, the state of the clock ("are you open now?") or a property makes it depend on more.
    ///
    /// - Parameters:
    ///   - texts: the texts of the turn.
    ///   - kinds: the kinds of its messages.
    public static func isContextFree(texts: [String], kinds: [MessageKind]) -> Bool {
        guard !texts.isEmpty, kinds.allSatisfy({ $0 == .text }) else { return false }
        let lexemes = texts.flatMap { Lexer.lexemes(of: $0.prefix(utf16Units: InboundMessage.textLimit)) }
        let words = lexemes.compactMap(\.word).map(shortened)
        guard (1...wordLimit).contains(words.count), !lexemes.contains(where: { $0.kind == .digits }) else {
            return false
        }
        let rest = words.filter { !courtesies.containsExactly($0) }
        if rest.isEmpty { return words.contains { !besideCourtesy.containsExactly($0) } }
        // "Are you open?" asks for now, "when are you open?" does not.
        if rest.contains(where: opening.containsExactly), !words.contains(where: asksForHours.containsExactly) {
            return false
        }
        return rest.contains(where: topics.contains)
            && rest.allSatisfy { topics.contains($0) || plain.containsExactly($0) }
    }

    /// Whether an answer may be given to somebody else too, and at another time: it holds no name, no phone number but the
    /// business's, no link or e-mail address, no day, time or part of the day, nothing of what is open or true just now, and
    /// nothing that was done for somebody.
    ///
    /// - Parameters:
    ///   - reply: the answer.
    ///   - contactName: what the contact is called, as far as known.
    ///   - businessPhones: the business's own numbers, in any notation.
    public static func isCacheable(reply: String, contactName: String?, businessPhones: [String] = []) -> Bool {
        let lexemes = Lexer.lexemes(of: reply)
        let known = Set(businessPhones.map(PhoneDigits.national))
        let names = Lexer.lexemes(of: contactName ?? "").compactMap(\.word).filter { $0.unicodeScalars.count > 1 }
        let isPersonal = lexemes.contains { lexeme in
            guard let word = lexeme.word else { return false }
            return names.contains { isName($0, in: word) } || isOfNow(word)
        }
        guard !isPersonal, !greetsByName(lexemes) else { return false }
        return FactReader.facts(in: lexemes).allSatisfy { fact in
            switch fact.kind {
            case .phone(let digits): known.contains(digits)
            case .link, .moment: false
            default: true
            }
        }
    }

    /// Whether a word tells the time of the day, what is so just now, or that something was done.
    private static func isOfNow(_ word: String) -> Bool {
        [CalendarWords.morning, CalendarWords.noon, CalendarWords.afternoon, CalendarWords.evening, momentary]
            .contains { $0.contains(word) } || done.containsExactly(word)
    }

    /// "Hi Dana", `תודה, דנה!`: a word behind a greeting that does not belong to it.
    private static func greetsByName(_ lexemes: [Lexeme]) -> Bool {
        lexemes.indices.contains { (index: Int) in
            guard let word = lexemes[index].word, salutations.containsExactly(shortened(word)) else { return false }
            let hasComma = index + 1 < lexemes.count && lexemes[index + 1].isSign(",")
            let next = hasComma ? index + 2 : index + 1
            guard next < lexemes.count, let name = lexemes[next].word, !afterSalutation.contains(name) else {
                return false
            }
            // Behind a comma a name stands alone: "Hello, how…" goes on.
            return !hasComma || next + 1 == lexemes.count || lexemes[next + 1].kind == .sign
        }
    }

    /// The name as it stands or behind a prefix: לדנה.
    private static func isName(_ name: String, in word: String) -> Bool {
        Vocabulary.withoutPrefixes(word).contains(name)
    }

    /// Drawn-out letters as one; of yod, two: הייייי is היי.
    private static func shortened(_ word: String) -> String {
        var kept = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        func close() {
            guard let scalar = run.first else { return }
            let count = run.count < 3 ? run.count : scalar == "י" ? 2 : 1
            kept.append(contentsOf: repeatElement(scalar, count: count))
        }
        for scalar in word.unicodeScalars {
            if let last = run.last, last != scalar {
                close()
                run = []
            }
            run.append(scalar)
        }
        close()
        return String(kept)
    }

    // MARK: Words

    /// Greetings, "how are you", thanks and farewells.
    private static let courtesies = Vocabulary(
        """
        שלום היי הי אהלן הלו מה נשמע שלומך שלומכם קורה המצב איך הולך העניינים את אתה אתם תודה תודות רבה המון רב ביי להתראות יפה \
        hi hello hey heya hiya there how are you doing whats up thanks thank so much very many a lot bye goodbye cheers
        """)
    /// Of these, what says nothing without one of the others.
    private static let besideCourtesy = Vocabulary(
        "מה את אתה אתם איך יפה רבה המון רב הולך how are you doing there so much very many a lot up")
    /// What the business's own terms are about.
    private static let topics = Vocabulary(
        """
        פתוחים שעות פתיחה פעילות קבלה עמלה עמלת תיווך פיקדון ערבות ערבויות ערבים מסמכים מסמך תלושים משרד משרדכם כתובתכם כלב כלבים \
        חתול חתולים חיות מעמ אשראי opening hours open fee fees commission deposit deposits guarantee guarantees guarantors \
        documents paperwork payslips office pets pet dogs dog cats cat vat brokerage
        """)
    private static let opening = Vocabulary("פתוחים open")
    private static let asksForHours = Vocabulary("מתי מה שעות when what hours")
    /// What plain questions are made of.
    private static let plain = Vocabulary(
        """
        מה מהם מהן מהו מהי מתי איפה היכן האם איך אילו איזה אתם שלכם לכם יש של על עם צריך צריכה צריכים להביא נדרש נדרשים נדרשות אפשר \
        מותר מקבלים דמי נמצא נמצאים ממוקם בבקשה what whats which when where wheres do does are is your you the i we need needed \
        required to bring have for an at of take allow allowed accept located please time can with in and
        """)
    /// What is so only for a while.
    private static let momentary = Vocabulary(
        "לילה night עכשיו כעת כרגע היום הלילה פתוחים סגורים פתוח סגור now currently today tonight open closed moment")
    /// What was done for somebody.
    private static let done = Vocabulary(
        """
        העברתי העברנו הועברה הועבר רשמתי רשמנו עדכנתי עדכנו שלחתי שלחנו קיבלתי קיבלנו בקשתך פנייתך קבעתי קבענו ביטלתי מסרתי \
        passed forwarded noted sent updated received booked scheduled cancelled canceled request notified informed
        """)
    private static let salutations = Vocabulary("שלום היי הי אהלן תודה hi hello hey dear thanks welcome")
    private static let afterSalutation = Vocabulary(
        """
        לך לכם לכולם וברוכים ברוכים ברוך וברוך אני אנחנו כאן מה איך תודה ותודה רבה רב שוב על שפנית שפניתם נשמח אשמח אפשר במה טוב \
        there again and to how i im we what thanks thank you everyone for so from welcome this its a happy nice glad
        """)
}
