/// The last rung of the ladder: an answer by what the messages look like, without a model and without knowledge.
public enum Fallback {
    /// That an agent will get back: what can always be said.
    public static func agentWillReply(in language: Language) -> String { FallbackReplies(language).agentWillReply }

    /// The answer to what is not answered yet.
    ///
    /// It asks on where a property is sought, thanks for what cannot be read here, greets back, takes thanks, and otherwise
    /// says that an agent will get back. It is never empty.
    ///
    /// - Parameters:
    ///   - texts: the customer's words, oldest first; messages without any may be left out.
    ///   - kinds: the kinds of the same messages, oldest first.
    ///   - language: the language of the answer.
    ///   - greeting: the tenant's own greeting; nil or blank for Leah's.
    public static func reply(
        to texts: [String], kinds: [MessageKind], language: Language, greeting: String?
    ) -> String {
        let replies = FallbackReplies(language)
        let query = ListingQuery.parse(texts)
        if query.mentionsProperty { return replies.askOn(query) }
        let written = texts.filter { text in text.contains { !$0.isWhitespace } }
        let greets = !written.isEmpty && written.allSatisfy(Greeting.isGreeting)
        if written.isEmpty || greets, let reply = kinds.reversed().lazy.compactMap(replies.thanks).first {
            return reply
        }
        if !written.isEmpty, written.allSatisfy(Thanks.isThanks) { return replies.welcome }
        guard greets || written.isEmpty && kinds.last == .sticker else { return replies.agentWillReply }
        if let greeting, greeting.contains(where: { !$0.isWhitespace }) { return greeting }
        return replies.greeting
    }
}

/// Tells a greeting from a message that says more.
public enum Greeting {
    /// Whether a text only greets, in as many words as it likes: "היי", "שלום, מה נשמע?", "Good morning!", 👋.
    public static func isGreeting(_ text: String) -> Bool {
        let tokens = TextTokenizer.tokens(of: text)
        let words = tokens.compactMap(\.word)
        if words.isEmpty { return text.contains("👋") }
        guard words.count <= 8 else { return false }
        let hasNumber = tokens.contains { if case .number = $0 { true } else { false } }
        return !hasNumber && words.contains(where: greetings.containsExactly)
            && words.allSatisfy { greetings.containsExactly($0) || pleasantries.containsExactly($0) }
    }

    private static let greetings = Vocabulary(
        """
        שלום היי הי הייי היייי אהלן הלו בוקר ערב צהריים לילה שבוע שבת חג יום אהלו hi hii hello hey heya heyy helo \
        hallo morning afternoon evening greetings shalom howdy
        """)
    private static let pleasantries = Vocabulary(
        """
        טוב טובה טובים אור מה נשמע שלומך שלומכם קורה המצב לך לכם לכולם רב וברכה שמח שמחה שקט מבורך לאה ומה אתם שם יש \
        מישהו good day there how are you doing is anyone anybody leah everyone all dear sir madam whats up
        """)
}

/// Tells thanks from a message that says more.
enum Thanks {
    /// Whether a text only thanks: "תודה רבה!", "ok thanks", 🙏.
    static func isThanks(_ text: String) -> Bool {
        let words = TextTokenizer.tokens(of: text).compactMap(\.word)
        if words.isEmpty { return text.contains("🙏") }
        return words.count <= 6 && words.contains(where: thanks.containsExactly)
            && words.allSatisfy { thanks.containsExactly($0) || company.containsExactly($0) }
    }

    private static let thanks = Vocabulary("תודה תודות תודהה toda thanks thank thx tnx ty cheers")
    private static let company = Vocabulary(
        """
        רבה המון על הכל העזרה לך לכם מראש ענק ענקית אוקיי אוקי סבבה מעולה מצוין יופי לאה \
        you very much so a lot many for everything your the help ok okay great perfect in advance leah
        """)
}
