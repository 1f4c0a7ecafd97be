/// The words with which an answer claims that something is done or free, and those that take it back.
enum ClaimWords {
    /// To begin to live there.
    static let moveIn = Vocabulary("להיכנס להכנס כניסה לעבור move moving")
    /// Free at once.
    static let atOnce = Vocabulary("מיידית מיידי מידית מידי מיד immediate immediately")
    static let free = Vocabulary(
        "פנוי פנויה פנויים כניסה כניסת להיכנס מתפנה מתפנית זמין זמינה available availability vacant free entry move moving"
    )
    static let now = Vocabulary("עכשיו היום כעת now today straight right")

    static let denial = Vocabulary("לא אין אינה אינו אף בלי not no nothing none isnt arent cant without if אם")

    /// "I have booked".
    static let bookedByMe = Vocabulary("קבעתי שריינתי הזמנתי תיאמתי תאמתי סגרתי אישרתי אשרתי קבענו שריינו תיאמנו")
    /// Passive: said of a viewing.
    static let isBooked = Vocabulary(
        "נקבע נקבעה נקבעו אושר אושרה מאושר מאושרת שוריין שוריינה קבוע קבועה תואם תואמה מתואם מתואמת נרשם נרשמה")
    static let viewing = Vocabulary(
        "ביקור ביקורך סיור פגישה פגישתך פגישת תור תורך צפייה צפיה מועד הזמנה viewing visit appointment meeting tour slot"
    )
    static let bookedEnglish = Vocabulary("booked scheduled reserved")
    /// Said of other things than viewings too.
    static let settledEnglish = Vocabulary("confirmed arranged secured set")
    static let beenEnglish = Vocabulary("ive have has is are been youre its were was just got weve i we")
    static let you = Vocabulary("you your youre ive weve")
    static let ourselves = Vocabulary("i we")
    /// Whose time is free, when it is no property.
    static let people = Vocabulary(
        "אני אנחנו נציג נציגה נציגים הצוות סוכן i im we agent agents team slot slots viewings feel")

    static let cancelledByMe = Vocabulary("ביטלתי בטלתי ביטלנו")
    static let isCancelled = Vocabulary("בוטל בוטלה בוטלו מבוטל מבוטלת cancelled canceled")
    static let movedByMe = Vocabulary("הזזתי הזזנו דחיתי הקדמתי שיניתי העברתי rescheduled")

    /// A condition, a wish, an offer or a denial: then nothing is claimed.
    static let open = Vocabulary(
        """
        אם כאשר כש לאחר אחרי ברגע עדיין טרם לא אפשר ניתן נוכל אוכל תוכל תוכלו תוכלי רוצה רוצים תרצו תרצה תרצי אשמח נשמח יכול \
        יכולה יכולים יאשר תאשר כדי האם בוא בואו מתי ברגע עד לפני not isnt havent hasnt if once when whether after before could can \
        would will shall should may might cant cannot until unless want never no wont didnt arent yet
        """)
}
