import Conversation
import Testing

@Suite struct `A viewing is said to be booked only if it is` {
    /// Thursday and Sunday.
    private static let thursday = "2026-11-26T10:00"
    private static let sunday = "2026-11-29T16:00"

    private func kinds(
        _ reply: String, booked: [String] = [], isNew: Bool = false, hasCancelled: Bool = false
    ) throws -> [FactViolation.Kind] {
        try FenceSample.violations(reply, booked: booked, hasNewBooking: isNew, hasCancelled: hasCancelled).map(\.kind)
    }

    @Test(arguments: [
        "קבעתי לך ביקור.", "מעולה, קבענו ליום חמישי!", "הביקור נקבע ליום חמישי ב-10:00.", "שריינתי לך את המועד.",
        "הפגישה אושרה.", "הביקור שלך מאושר.", "נתראה מחר ב-10:00!", "קבעתי לך ביקור ביום חמישי ב-10:00, מתאים?",
        "רשמתי אותך לביקור ביום חמישי ב-10:00.", "שמרתי לך את יום חמישי ב-10:00.", "הכנסתי אותך ליומן ליום חמישי.",
        "מאשרת את הביקור ביום חמישי.", "מאושר! יום חמישי ב-10:00.", "יאללה סגור, יום חמישי ב-10:00",
        "סיכמנו על יום חמישי ב-10:00.", "התור שלך: יום חמישי, 10:00", "הכל מסודר ליום חמישי.",
        "הפגישה מתוכננת ליום חמישי.", "קבעתי.", "יש לך ביקור ביום חמישי ב-10:00.", "מצפים לראותך ביום חמישי.",
        "אז יום חמישי ב-10:00. להתראות!",
    ])
    func `no claim in Hebrew passes where nothing is booked`(reply: String) throws {
        #expect(try kinds(reply).contains(.booking))
    }

    @Test(arguments: [
        "You're booked!", "I've scheduled your viewing for Thursday at 10:00.", "I have booked you in.",
        "Your appointment is confirmed.", "Booked! See you then.", "You are all set for Thursday.",
        "The viewing has been scheduled.", "See you tomorrow at 10:00", "Your viewing is set.",
        "Happy to tell you that you're booked.", "I've booked Thursday at 10:00 for you, does that work?",
        "Your viewing is booked, isn't that great?", "I've put you down for Thursday at 10:00.",
        "You're down for Thursday at 10:00.", "Thursday at 10:00 it is!", "I've penciled you in for Thursday.",
        "Your viewing will be on Thursday at 10:00.", "Confirmed: Thursday, 10:00.", "Thursday at 10:00 is confirmed!",
        "You have a viewing on Thursday at 10:00.", "The agent will meet you on Thursday at 10:00.",
        "Looking forward to meeting you on Thursday at 10:00.", "It's booked.",
        "I've added your viewing to the calendar.", "Thursday 26 November, 10:00. Anything else I can help with?",
    ])
    func `no claim in English passes where nothing is booked`(reply: String) throws {
        #expect(try kinds(reply).contains(.booking))
    }

    @Test(arguments: [
        "אפשר לקבוע לך ביקור ביום חמישי ב-10:00.", "יש מועד פנוי ביום חמישי ב-10:00.", "יום חמישי ב-10:00 מתאים לך?",
        "יום חמישי, 26.11 ב-10:00. לאשר?", "המועדים:\n• יום חמישי 26.11, 10:00\n• יום ראשון 29.11, 16:00\nמה נוח לך?",
        "יום חמישי ב-10:00 תפוס, אבל ב-12:00 פנוי.", "העברתי לנציג את הבקשה לביקור ביום חמישי ב-10:00.",
        "רשמתי שנוח לך ביום חמישי ב-10:00, נציג יאשר.", "רשמתי לפניי: ביקור, עדיף בבוקר.", "שמרתי את הפרטים שלך.",
        "הבניין עבר שיפוץ לפני הביקור.", "הכל בסדר!", "אני מאשרת שקיבלתי את הפרטים.", "המחיר קבוע.",
        "המועד הפנוי הקרוב הוא יום חמישי ב-10:00.", "היי, ראיתי שביקשת את יום חמישי ב-10:00. לקבוע?",
    ])
    func `offers in Hebrew pass`(reply: String) throws {
        #expect(try kinds(reply) == [])
    }

    @Test(arguments: [
        "I can book Thursday at 10:00 for you.", "Thursday at 10:00 is free.", "Thursday at 10:00. Shall I book it?",
        "How about Thursday at 10:00?", "Free slots:\n- Thursday 26.11, 10:00\n- Sunday 29.11, 16:00",
        "- Thursday 26.11, 10:00\n- Sunday 29.11, 16:00\nWhich one suits you?",
        "Unfortunately Thursday at 10:00 is taken.", "I've passed on your request for Thursday at 10:00.",
        "You asked for Thursday at 10:00; an agent will confirm it.", "Is your viewing booked, or shall I book it?",
        "I've added your wishes to the list.", "We moved to a new office.", "The rent is set by the owner.",
        "Have you booked a viewing before?", "I have noted your interest in a viewing.",
        "Thursday at 10:00 is booked, but Thursday at 12:00 is free.",
    ])
    func `offers in English pass`(reply: String) throws {
        #expect(try kinds(reply) == [])
    }

    @Test(arguments: [
        "קבעתי לך ביקור ביום חמישי ב-10:00.", "הביקור נקבע! נתראה ביום חמישי ב-10:00 ברחוב השקמה 14.",
        "You're booked for Thursday at 10:00.", "Your viewing is confirmed for Thursday 26.11 at 10:00. See you there!",
        "Thursday at 10:00 it is!", "מאושר! יום חמישי ב-10:00.", "Booked! See you on Thursday.",
        "I've moved your viewing to Thursday at 10:00.", "הביקור עבר ליום חמישי ב-10:00.",
        "הכול נקבע, הביקור מחכה לך ביום חמישי.",
    ])
    func `what was booked may be told`(reply: String) throws {
        #expect(try kinds(reply, booked: [Self.thursday], isNew: true) == [])
        #expect(try kinds(reply).contains(.booking))
    }

    @Test(arguments: [
        "קבעתי לך ביקור ביום ראשון ב-16:00.", "קבעתי לך ביקור ביום חמישי ב-12:00.",
        "You're booked for Sunday at 16:00.",
        "Your viewing is confirmed for Thursday 26.11 at 12:00.", "נתראה ביום ראשון!", "See you on Sunday at 16:00.",
    ])
    func `another day or time than the booked one may not`(reply: String) throws {
        #expect(try kinds(reply, booked: [Self.thursday], isNew: true) == [.booking])
        #expect(try kinds(reply, booked: [Self.thursday]) == [.booking])
        #expect(try kinds(reply, booked: [Self.thursday, Self.sunday, "2026-11-26T12:00"]) == [])
    }

    @Test(arguments: [
        "Your viewing is booked.", "You have a viewing on Thursday at 10:00.", "הביקור שלך נקבע.",
        "יש לך ביקור ביום חמישי ב-10:00.", "נתראה ביום חמישי!",
    ])
    func `one from before may be spoken of`(reply: String) throws {
        #expect(try kinds(reply, booked: [Self.thursday]) == [])
    }

    @Test(arguments: [
        "קבעתי.", "It's done, I've booked it.", "I moved your viewing to Thursday at 10:00.",
        "הזזתי את הביקור ליום חמישי ב-10:00.", "הביקור עבר ליום חמישי.", "Your viewing has been rescheduled.",
        "קבעתי לך עוד ביקור.",
    ])
    func `one from before makes no new one`(reply: String) throws {
        #expect(try kinds(reply, booked: [Self.thursday]) == [.booking])
    }

    @Test(arguments: [
        "ביטלתי את הביקור.", "הביקור בוטל, נשמח לעמוד לרשותך.", "Your viewing has been cancelled.",
        "I've cancelled it.", "הפגישה בוטלה.", "ביטלתי את הביקור שלך.", "Your viewing was canceled.",
    ])
    func `a cancellation is told only if there was one`(reply: String) throws {
        #expect(try kinds(reply, booked: [Self.thursday], hasCancelled: true) == [])
        #expect(try kinds(reply, booked: [Self.thursday]) == [.cancellation])
    }

    @Test(arguments: [
        "נקבע ביקור ביום חמישי ב-10:00.", "See you on Thursday, 26.11.2026, at 10am.", "On Thursday. At 10:00.",
        "26/11 10:00", "מחרתיים בעשר בבוקר",
    ])
    func `a told time is found`(reply: String) throws {
        let now = try FenceSample.now()
        #expect(FactFence.states(try #require(WallTime(Self.thursday)), in: reply, now: now))
        #expect(!FactFence.states(try #require(WallTime(Self.sunday)), in: reply, now: now))
        #expect(!FactFence.states(try #require(WallTime("2026-11-26T12:00")), in: reply, now: now))
    }

    @Test(arguments: ["נקבע ביקור ביום חמישי.", "At 10:00.", "", "The rent is 6,800."])
    func `half a time is none`(reply: String) throws {
        #expect(
            !FactFence.states(try #require(WallTime(Self.thursday)), in: reply, now: try FenceSample.now()))
    }
}
