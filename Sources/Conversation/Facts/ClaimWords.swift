/// The words with which an answer claims that something is done or free, and those that take it back.
enum ClaimWords {
    /// To begin to live there.
    static let moveIn = Vocabulary("להיכנס להכנס כניסה לעבור move moving")
    /// Free at once.
    static let atOnce = Vocabulary("מיידית מיידי מידית מידי מיד immediate immediately")
    static let free = Vocabulary(
        "פנוי פנויה פנויים כניסה כניסת להיכנס מתפנה מתפנית זמין זמינה available availability vacant free entry move moving"
    )

    static let denial = Vocabulary("לא אין אינה אינו אף בלי not no nothing none isnt arent cant without if אם")

    /// "I have booked".
    static let bookedByMe = Vocabulary(
        """
        קבעתי שריינתי הזמנתי תיאמתי תאמתי סגרתי אישרתי אשרתי שיבצתי קבענו שריינו תיאמנו סיכמנו סגרנו אישרנו שיבצנו מאשר מאשרת
        """)
    /// "I have put down": of a viewing, or of a wish.
    static let notedByMe = Vocabulary("רשמתי רשמנו שמרתי שמרנו הכנסתי הכנסנו הוספתי הוספנו")
    /// Passive: said of a viewing.
    static let isBooked = Vocabulary(
        """
        נקבע נקבעה נקבעו אושר אושרה מאושר מאושרת שוריין שוריינה קבוע קבועה תואם תואמה מתואם מתואמת נרשם נרשמה מתוכנן מתוכננת \
        מסודר סודר סוכם נסגר נסגרה
        """)
    static let viewing = Vocabulary(
        """
        ביקור ביקורך סיור פגישה פגישתך פגישת תור תורך צפייה צפיה מועד הזמנה יומן viewing visit appointment meeting tour slot \
        calendar
        """)
    static let allViewings = Vocabulary("viewings visits appointments tours meetings")
    static let bookedEnglish = Vocabulary("booked scheduled reserved")
    /// Said of other things than viewings too.
    static let settledEnglish = Vocabulary("confirmed arranged secured set added entered locked")
    static let putEnglish = Vocabulary("put penciled pencilled marked got signed have")
    static let beenEnglish = Vocabulary("ive have has is are been youre its thats were was just got weve i we")
    static let you = Vocabulary("you your youre ive weve")
    static let ourselves = Vocabulary("i we ive weve")
    /// Whose time is free, when it is no property.
    static let people = Vocabulary(
        "אני אנחנו נציג נציגה נציגים הצוות סוכן i im we agent agents team slot slots viewings feel")

    static let cancelledByMe = Vocabulary("ביטלתי בטלתי ביטלנו")
    static let isCancelled = Vocabulary("בוטל בוטלה בוטלו מבוטל מבוטלת cancelled canceled")
    static let movedByMe = Vocabulary("הזזתי הזזנו דחיתי דחינו הקדמתי הקדמנו שיניתי שינינו")
    static let isMoved = Vocabulary("עבר עברה הועבר הועברה נדחה נדחתה הוקדם הוקדמה שונה שונתה הוזז הוזזה")
    static let movedEnglish = Vocabulary("moved rescheduled postponed shifted changed switched")

    /// What a customer asked for is not thereby done.
    static let request = Vocabulary(
        "בקשה בקשתך בקשתכם מעוניין מעוניינת שמעוניין שמעוניינת לפניי לפני request interest interested")
    /// Beside a time that is taken, one that is not.
    static let alternatives = Vocabulary("free open available instead פנוי פנויה")
    /// A question begins so in English.
    static let inversion = Vocabulary("is are was were do does did have has had isnt arent havent hasnt didnt")

    /// A condition, a wish, an offer or a denial: then nothing is claimed.
    static let open = Vocabulary(
        """
        אם כאשר כש לאחר אחרי ברגע עדיין טרם לא אפשר ניתן נוכל אוכל תוכל תוכלו תוכלי רוצה רוצים תרצו תרצה תרצי אשמח נשמח יכול \
        יכולה יכולים יאשר תאשר כדי האם בוא בואו מתי ברגע עד לפני not isnt havent hasnt if once when whether after before could can \
        would will shall should may might cant cannot until unless want never no wont didnt arent yet
        """)
}
