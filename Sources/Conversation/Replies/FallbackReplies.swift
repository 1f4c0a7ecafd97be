/// The sentences of the last rung, in one language. Leah speaks; the customer is addressed so that it fits anybody.
struct FallbackReplies {
    private let language: Language

    init(_ language: Language) {
        self.language = language
    }

    var greeting: String {
        say(
            "שלום, אני לאה מ\"שי דירות ומשרדים\". איך אפשר לעזור לך למצוא נכס?",
            "Hello, I am Leah from Shai Apartments and Offices. How can I help you find a property?")
    }

    var welcome: String {
        say("בשמחה! אני כאן לכל שאלה נוספת.", "You are welcome! I am here for any other question.")
    }

    var agentWillReply: String {
        say(
            "תודה על ההודעה! נציג שלנו יחזור אליך בהקדם.",
            "Thank you for your message! An agent will get back to you soon.")
    }

    /// The question that moves a search on: what is known is not asked again.
    func askOn(_ query: ListingQuery) -> String {
        switch query.deal {
        case nil:
            say(
                "אשמח לעזור! מחפשים לקנות או לשכור, ובאיזה אזור?",
                "Happy to help! Are you looking to buy or to rent, and in which area?")
        case .rent:
            say(
                "אשמח לעזור! באיזה אזור מחפשים לשכור, ומה התקציב לחודש?",
                "Happy to help! In which area would you like to rent, and what is your monthly budget?",
                without: query.maximumPrice,
                "אשמח לעזור! באיזה אזור מחפשים לשכור?",
                "Happy to help! In which area would you like to rent?")
        case .sale:
            say(
                "אשמח לעזור! באיזה אזור מחפשים לקנות, ומה התקציב?",
                "Happy to help! In which area would you like to buy, and what is your budget?",
                without: query.maximumPrice,
                "אשמח לעזור! באיזה אזור מחפשים לקנות?",
                "Happy to help! In which area would you like to buy?")
        }
    }

    /// Thanks for what came without words, and says what happens with it; nil for kinds that have no such sentence.
    func thanks(for kind: MessageKind) -> String? {
        switch kind {
        case .voice, .audio:
            say(
                "תודה על ההקלטה! כרגע אין באפשרותי להאזין להקלטות. אפשר לכתוב לי בכמה מילים במה אוכל לעזור?",
                "Thank you for the recording! I cannot listen to recordings here yet. "
                    + "Could you write me a few words about how I can help?")
        case .image:
            say(
                "תודה על התמונה! נציג שלנו יסתכל עליה ויחזור אליך. בינתיים אפשר לכתוב לי במה אוכל לעזור.",
                "Thank you for the picture! An agent will take a look and get back to you. "
                    + "Meanwhile, feel free to write how I can help.")
        case .video:
            say(
                "תודה על הסרטון! נציג שלנו יצפה בו ויחזור אליך. בינתיים אפשר לכתוב לי במה אוכל לעזור.",
                "Thank you for the video! An agent will watch it and get back to you. "
                    + "Meanwhile, feel free to write how I can help.")
        case .document:
            say(
                "תודה על המסמך! נציג שלנו יעבור עליו ויחזור אליך בהקדם.",
                "Thank you for the document! An agent will go over it and get back to you soon.")
        case .location:
            say(
                "תודה על המיקום! מחפשים נכס באזור הזה, לקנייה או להשכרה?",
                "Thank you for the location! Are you looking for a property in this area, to buy or to rent?")
        case .contact:
            say(
                "תודה על פרטי הקשר! נציג שלנו יטפל בזה ויחזור אליך בהקדם.",
                "Thank you for the contact! An agent will take care of it and get back to you soon.")
        case .order:
            say(
                "תודה על ההזמנה! נציג שלנו יעבור עליה ויחזור אליך לאישור.",
                "Thank you for the order! An agent will go over it and get back to you to confirm.")
        case .unsupported:
            say(
                "לא הצלחתי לפתוח את ההודעה הזו כאן. אפשר לכתוב לי בכמה מילים במה אוכל לעזור?",
                "I could not open this message here. Could you write me a few words about how I can help?")
        case .text, .sticker, .button, .list, .reaction, .edit, .deletion, .poll, .event, .call, .system,
            .template:
            nil
        }
    }

    private func say(_ hebrew: String, _ english: String) -> String {
        language == .hebrew ? hebrew : english
    }

    /// The first pair of sentences, or, where the budget is known already, the second.
    private func say(
        _ hebrew: String, _ english: String, without budget: Int?, _ briefHebrew: String, _ briefEnglish: String
    ) -> String {
        budget == nil ? say(hebrew, english) : say(briefHebrew, briefEnglish)
    }
}
