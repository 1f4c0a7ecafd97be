/// Decides which answers may be kept and given again, and to which messages.
///
/// The tenant, the language and the version of its facts are the cache's business; here are only words.
public enum ResponseKey {
    /// The words of a turn's texts under which an answer is kept.
    ///
    /// Messages that differ in nothing but niqqud, punctuation, emoji, drawn-out letters (`הייייי`), capitals, final letters and
    /// white space have the same.
    public static func words(of texts: [String]) -> String {
        texts.flatMap { Lexer.lexemes(of: $0.prefix(utf16Units: InboundMessage.textLimit)) }
            .filter { $0.kind != .sign }
            .map { $0.kind == .word ? Vocabulary.foldingFinals(shortened($0.text)) : $0.text }
            .joined(separator: " ")
    }

    /// The most words that a message has that says all of what it means.
    private static let wordLimit = 14

    /// Whether the messages of a turn mean the same whoever sends them, whenever, after whatever was said before.
    ///
    /// They do not if they are long or more than words, hold a phone number, a long number, a link, a name, a day or a time,
    /// point at something said before ("that one"), go on from it ("and with parking?"), merely agree, or ask for
    /// something to be done (a booking, a person).
    ///
    /// - Parameters:
    ///   - texts: the texts of the turn.
    ///   - kinds: the kinds of its messages.
    public static func isContextFree(texts: [String], kinds: [MessageKind]) -> Bool {
        guard !texts.isEmpty, kinds.allSatisfy({ $0 == .text }) else { return false }
        let lexemes = texts.flatMap { Lexer.lexemes(of: $0.prefix(utf16Units: InboundMessage.textLimit)) }
        let words = lexemes.compactMap(\.word)
        guard (1...wordLimit).contains(words.count), !words.allSatisfy(agreement.containsExactly) else { return false }
        guard !lexemes.contains(where: { $0.kind == .digits && $0.text.utf8.count >= 8 }),
            !texts.contains(where: HumanRequest.isAsked), !givesName(lexemes)
        else { return false }
        guard let first = words.first, !continuation.containsExactly(first), words != ["יש", "עוד"],
            !words.contains(where: { pointing.containsExactly($0) || deeds.contains($0) })
        else { return false }
        return FactReader.facts(in: lexemes).allSatisfy { fact in
            switch fact.kind {
            case .phone, .link, .moment: false
            default: true
            }
        }
    }

    /// Whether an answer may be given to somebody else too: it holds no name of the contact, no phone number but the
    /// business's, no link or e-mail address, no day and no time.
    ///
    /// - Parameters:
    ///   - reply: the answer.
    ///   - contactName: what the contact is called, as far as known.
    ///   - businessPhones: the business's own numbers, in any notation.
    public static func isCacheable(reply: String, contactName: String?, businessPhones: [String] = []) -> Bool {
        let lexemes = Lexer.lexemes(of: reply)
        let known = Set(businessPhones.map(PhoneDigits.national))
        let names = Lexer.lexemes(of: contactName ?? "").compactMap(\.word).filter { $0.unicodeScalars.count > 1 }
        guard !lexemes.contains(where: { $0.word.map { word in names.contains { isName($0, in: word) } } == true })
        else { return false }
        return FactReader.facts(in: lexemes).allSatisfy { fact in
            switch fact.kind {
            case .phone(let digits): known.contains(digits)
            case .link: false
            case .moment(let moment): Self.isTimeless(moment)
            default: true
            }
        }
    }

    private static func isTimeless(_ moment: Moment) -> Bool {
        switch moment.kind {
        case .part, .soonest: true
        default: false
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

    private static func givesName(_ lexemes: [Lexeme]) -> Bool {
        StatedName.name(in: lexemes) != nil
    }

    private static let agreement = Vocabulary(
        """
        כן לא אוקיי אוקי אוקיי סבבה בטח יופי מעולה טוב בסדר ברור אישור מאשר מאשרת yes no ok okay sure fine great yep yeah nope \
        good perfect k אחלה נכון בדיוק right exactly please בבקשה
        """)
    private static let continuation = Vocabulary(
        "ו and also then so but אבל אז גם ואז ואם ומה וגם ועם ובלי ויש וכמה ועוד עוד more another what about else instead"
    )
    private static let pointing = Vocabulary(
        """
        זה זו זאת הזה הזאת הזו אלה אלו האלה האלו ההוא ההיא ההם אותו אותה אותם שלה שלו שלהם עליה עליו אליה אליו בה בו לה לו שם \
        הראשון הראשונה השני השנייה השניה השלישי השלישית האחרון האחרונה הנל לזה בזה מזה it its that this those these one ones he \
        she they them her his their first second third last former latter there same cheaper bigger smaller זולה יותר אחרת אחר
        """)
    private static let deeds = Vocabulary(
        """
        לקבוע לתאם קבעו תקבעו תקבעי אקבע נקבע לבטל בטלו תבטלו לדחות להזיז לשריין שלי book schedule reserve cancel reschedule \
        move postpone my mine
        """)
}
