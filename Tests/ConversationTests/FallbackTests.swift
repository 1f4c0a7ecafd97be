import Conversation
import Testing

@Suite struct `The last rung of the ladder` {
    private func reply(_ texts: [String], _ kinds: [MessageKind] = [.text], _ language: Language = .hebrew) -> String {
        Fallback.reply(to: texts, kinds: kinds, language: language, greeting: nil)
    }

    @Test(arguments: [
        "שלום", "שלום!", "היי", "הי", "היי 😊", "בוקר טוב", "ערב טוב לכם", "שבת שלום", "שלום, מה נשמע?", "שלום לאה",
        "אהלן", "הלו? יש מישהו?", "👋",
    ])
    func `a Hebrew greeting is greeted back by Leah`(text: String) {
        #expect(
            reply([text]) == "שלום, אני לאה מ\"שי דירות ומשרדים\". איך אפשר לעזור לך למצוא נכס?")
    }

    @Test(arguments: ["Hi", "hello", "Hello there!", "Good morning", "hey, how are you?", "Hi Leah", "shalom"])
    func `an English greeting is greeted back by Leah`(text: String) {
        #expect(
            reply([text], [.text], .english)
                == "Hello, I am Leah from Shai Apartments and Offices. How can I help you find a property?")
    }

    @Test(arguments: ["תודה", "תודה רבה!", "סבבה תודה", "Thanks!", "ok thank you very much", "🙏"])
    func `thanks are taken`(text: String) {
        #expect(reply([text]) == "בשמחה! אני כאן לכל שאלה נוספת.")
    }

    @Test func `a tenant's own greeting takes the place of Leah's`() {
        #expect(
            Fallback.reply(to: ["שלום"], kinds: [.text], language: .hebrew, greeting: "ברוכים הבאים") == "ברוכים הבאים")
        #expect(Fallback.reply(to: ["שלום"], kinds: [.text], language: .hebrew, greeting: " ").contains("לאה"))
        #expect(!Fallback.reply(to: ["דירה"], kinds: [.text], language: .hebrew, greeting: "ברוכים").contains("ברוכים"))
    }

    @Test(arguments: ["אני מחפש דירה", "שלום, מחפשת בית בחיפה", "יש לכם נכס?", "3 חדרים בבקשה"])
    func `a mention of a property asks whether to buy or rent, and where`(text: String) {
        let reply = reply([text])
        #expect(reply.contains("לקנות או לשכור"))
        #expect(reply.contains("אזור"))
        let english = self.reply(["I need an apartment"], [.text], .english)
        #expect(english.contains("buy or to rent") && english.contains("area"))
    }

    @Test func `what is known already is not asked again`() {
        #expect(!reply(["דירה להשכרה"]).contains("לקנות"))
        #expect(reply(["דירה להשכרה"]).contains("תקציב"))
        #expect(!reply(["דירה להשכרה עד 5000"]).contains("תקציב"))
        #expect(reply(["דירה למכירה"]).contains("לקנות"))
        #expect(reply(["a flat for sale"], [.text], .english).contains("to buy"))
    }

    @Test(arguments: [
        "מתי אתם פתוחים?", "תודה, אבל איפה החניה?", "אפשר לדבר עם מישהו", "שלום, קוראים לי דנה ויש לי שאלה", "5",
    ])
    func `everything else is promised an agent`(text: String) {
        #expect(reply([text]) == "תודה על ההודעה! נציג שלנו יחזור אליך בהקדם.")
        #expect(reply([text], [.text], .english) == "Thank you for your message! An agent will get back to you soon.")
    }

    @Test(arguments: [
        (MessageKind.voice, "הקלטה"), (.audio, "הקלטה"), (.image, "התמונה"), (.video, "הסרטון"), (.document, "המסמך"),
        (.location, "המיקום"), (.contact, "פרטי הקשר"), (.unsupported, "לפתוח"),
    ])
    func `what came without words has a sentence of its own`(kind: MessageKind, word: String) {
        #expect(reply([], [kind]).contains(word))
        #expect(reply(["", " "], [.text, kind]).contains(word))
        #expect(reply(["היי"], [.text, kind]).contains(word))
        #expect(Language.of([reply([], [kind], .english)]) == .english)
        #expect(Language.of([reply([], [kind])]) == .hebrew)
    }

    @Test func `words count for more than a picture`() {
        #expect(reply(["הדירה הזו עוד פנויה?"], [.image]).contains("לקנות או לשכור"))
        #expect(reply(["מה דעתך?"], [.image]).contains("נציג"))
    }

    @Test func `a sticker alone is greeted`() {
        #expect(reply([], [.sticker]).contains("לאה"))
    }

    @Test(arguments: MessageKind.allCases)
    func `there is always an answer`(kind: MessageKind) {
        for language in Language.allCases {
            #expect(!Fallback.reply(to: [], kinds: [kind], language: language, greeting: nil).isEmpty)
        }
        #expect(!Fallback.reply(to: [], kinds: [], language: .hebrew, greeting: nil).isEmpty)
    }
}
