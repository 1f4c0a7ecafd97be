import Conversation
import Testing

@Suite struct `Answers are kept for messages that mean the same` {
    @Test(arguments: [
        ("שלום", "שלום!!"), ("שלום", "  שָׁלוֹם 😊 "), ("היי", "הייייי"), ("שלום", "שלומ"), ("Hello", "hello..."),
        ("hi", "Hiiiii 👋"), ("תודה", "תודההההה!"),
        ("מתי אתם פתוחים??", "מתי אתם פתוחים ?"), ("שלום,\nמה נשמע", "שלום מה נשמע."), ("ש\"ח", "שח"),
        ("3 חדרים", "3  חדרים."),
    ])
    func `trifles make no difference`(first: String, second: String) {
        #expect(ResponseKey.words(of: [first]) == ResponseKey.words(of: [second]))
        #expect(!ResponseKey.words(of: [first]).isEmpty)
    }

    @Test(arguments: [
        ("3 חדרים", "4 חדרים"), ("תל אביב", "חיפה"), ("rent", "buy"), ("יש חניה", "אין חניה"), ("ab", "a b"),
        ("3.5 חדרים", "3 5 חדרים"), ("10%", "10"), ("אתם פתוחים?", "אתם פתוחים"), ("-5", "5"), ("7,000", "7 000"),
    ])
    func `what differs in a word differs`(first: String, second: String) {
        #expect(ResponseKey.words(of: [first]) != ResponseKey.words(of: [second]))
    }

    @Test(arguments: [
        "שלום", "היי, מה נשמע?", "הייייי", "Hi there, how are you?", "מתי אתם פתוחים?", "מה העמלה שלכם?", "תודה רבה!",
        "איפה המשרד שלכם?", "Hello", "when are you open?", "which documents do I need?", "אפשר עם כלב?", "ביי תודה",
        "מה שעות הפתיחה?", "what are your opening hours?", "is there a fee?", "Thanks so much, bye!", "מה דמי התיווך?",
        "אילו מסמכים צריך להביא?", "do you need a deposit?", "where is your office located?",
    ])
    func `these need no context`(text: String) {
        #expect(ResponseKey.isContextFree(texts: [text], kinds: [.text]))
    }

    @Test(arguments: [
        "כן", "לא", "ok", "אוקיי סבבה", "yes please", "כמה זה עולה?", "הדירה ההיא", "the first one", "is it available?",
        "השנייה", "ומה עם חניה?", "and parking?",
        "יש עוד?", "more?", "מחר ב-10", "ביום שלישי", "tomorrow", "מה פתוח היום?", "קוראים לי דנה", "My name is Dana",
        "I'm Dana and I look for a flat",
        "הטלפון שלי 054-1234567", "a@b.co.il", "https://x.co/1", "ת.ז. 123456789", "נציג בבקשה",
        "I want to book a viewing", "לבטל את הביקור", "תבטלו לי",
        "אני מחפש דירה גדולה מאוד עם הרבה אור וקרובה לים ולבית ספר טוב ולרכבת ולעבודה של אשתי", "", "👍", "יותר זול?",
        "cheaper?", "מה המחיר שלה?",
        "that one", "כמה חדרים יש בה?", "דירת 3 חדרים בתל אביב עד 7000", "3 rooms in Tel Aviv", "looking for a flat",
        "are you open now?", "אתם פתוחים עכשיו?", "is the flat available?", "can I see it?", "tell me more", "option 2",
        "A", "both", "who am I?", "I'm late", "am I booked?", "how much?", "כמה עולה?", "אני דנה", "Dana here",
        "אפשר לראות?",
        "send me pictures", "תמונות?", "what", "how many", "you", "הדירה פנויה?", "שלום, אני יוסי", "still open?",
        "are you open?", "אתם פתוחים?",
    ])
    func `these do`(text: String) {
        #expect(!ResponseKey.isContextFree(texts: [text], kinds: [.text]))
    }

    @Test func `only text counts`() {
        #expect(!ResponseKey.isContextFree(texts: ["שלום"], kinds: [.text, .image]))
        #expect(!ResponseKey.isContextFree(texts: ["שלום"], kinds: [.edit]))
        #expect(!ResponseKey.isContextFree(texts: [], kinds: []))
        #expect(ResponseKey.isContextFree(texts: ["שלום", "מה נשמע?"], kinds: [.text, .text]))
    }

    @Test(arguments: [
        "שלום! איך אפשר לעזור?", "דירת 3 חדרים ברחוב השקמה 14 ב-₪6,800 לחודש.", "העמלה 2% ועוד מע״מ.",
        "Call 03-555-0100.", "Hello! How can I help you?", "Hi there, what are you looking for?",
        "תודה רבה! נשמח לעזור.",
        "היי, במה אפשר לעזור?", "The fee is one month's rent plus VAT.", "You're welcome!",
        "שלום לך, אני לאה. איך אפשר לעזור?",
    ])
    func `an answer without personal words may be given again`(reply: String) {
        #expect(ResponseKey.isCacheable(reply: reply, contactName: "דנה לוי", businessPhones: ["+97235550100"]))
    }

    @Test(arguments: [
        "שלום דנה!", "שלום לדנה", "Hi Dana Levi", "נתקשר ל-054-1234567.", "כתבו ל-dana@x.co.il", "https://x.co/a",
        "מחר ב-10:00?", "פנויה מ-15.12",
        "ביום שלישי", "tomorrow at 10", "available from December 15", "בוקר טוב!", "Good evening!", "לילה טוב",
        "In the morning or the afternoon?", "We are open now.", "אנחנו סגורים כרגע.", "Your request was passed on.",
        "העברתי את הבקשה לנציג.", "Hi Yossi!", "היי יוסי, מה שלומך?", "שלום, Дмитрий!", "Thanks, Ron.", "תודה, רון!",
    ])
    func `an answer with them may not`(reply: String) {
        let name = reply.contains("Dana") ? "Dana Levi" : "דנה לוי"
        #expect(!ResponseKey.isCacheable(reply: reply, contactName: name, businessPhones: ["03-5550100"]))
    }
}
