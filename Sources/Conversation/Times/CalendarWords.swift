/// The words for days and times of day, Hebrew and English, as customers type them.
enum CalendarWords {
    /// Weekdays as ISO 8601 counts them, whose name is nothing else.
    static let weekdays = table([
        ("monday mon", 1), ("tuesday tue tues", 2), ("wednesday weds", 3), ("thursday thu thur thurs", 4),
        ("friday fri", 5), ("saturday שבת", 6), ("sunday", 7),
    ])
    /// Weekdays whose name is also something else: ordinal numbers in Hebrew, short words in English.
    static let doubtfulWeekdays = table([
        ("שני", 1), ("שלישי", 2), ("רביעי wed", 3), ("חמישי", 4), ("שישי ששי", 5), ("sat", 6), ("ראשון sun", 7),
    ])
    /// Weekdays by their letter, as in `יום ג'`.
    static let weekdayLetters = table([("ב", 1), ("ג", 2), ("ד", 3), ("ה", 4), ("ו", 5), ("ש", 6), ("א", 7)])

    /// Days counted from today.
    static let relativeDays = table([
        ("היום today tonight הערב הבוקר", 0), ("מחר tomorrow tomorow tommorow tommorrow tmrw tmr", 1),
        ("מחרתיים מחרתים", 2), ("אתמול yesterday", -1), ("שלשום", -2),
    ])

    /// Months, whose names count only beside a number.
    static let months = table([
        ("ינואר january jan", 1), ("פברואר february feb", 2), ("מרץ מרס march mar", 3), ("אפריל april apr", 4),
        ("מאי may", 5), ("יוני june jun", 6), ("יולי july jul", 7), ("אוגוסט august aug", 8),
        ("ספטמבר september sep sept", 9), ("אוקטובר october oct", 10), ("נובמבר november nov", 11),
        ("דצמבר december dec", 12),
    ])

    /// Hours as words. Hebrew counts hours in the feminine.
    static let hours = table([
        ("אחת one", 1), ("שתיים שתים two", 2), ("שלוש three", 3), ("ארבע four", 4), ("חמש five", 5), ("שש six", 6),
        ("שבע seven", 7), ("שמונה eight", 8), ("תשע nine", 9), ("עשר ten", 10), ("eleven", 11), ("twelve", 12),
    ])
    /// Small numbers as words, as in "in three days".
    static let counts = table([
        ("a an one יום", 1), ("two שני שתי יומיים שבועיים", 2), ("three שלושה שלוש", 3), ("four ארבעה ארבע", 4),
        ("five חמישה חמש", 5), ("six שישה שש", 6), ("seven שבעה שבע", 7), ("ten עשרה עשר", 10),
    ])

    static let day = Vocabulary("יום")
    static let next = Vocabulary("הבא הבאה next")
    static let this = Vocabulary("הקרוב הקרובה הזה this coming upcoming")
    static let week = Vocabulary("שבוע week")
    static let weekend = Vocabulary("סופש סופשבוע weekend")

    static let morning = Vocabulary("בוקר בבקר בקר morning mornings")
    static let noon = Vocabulary("צהריים צהרים midday lunchtime")
    static let afternoon = Vocabulary("אחהצ אחרהצ afternoon afternoons")
    static let evening = Vocabulary("ערב evening evenings tonight הערב")
    static let afternoonStart = Vocabulary("אחרי אחר")
    /// Beside a part of the day: a greeting.
    static let goodBefore = Vocabulary("good")
    static let goodAfter = Vocabulary("טוב טובים אור שבת חג נעים שלום")

    static let soonest = Vocabulary("בהקדם asap soonest earliest immediately דחוף")

    /// Before a number: it is an hour.
    static let atHour = Vocabulary("ב ל בשעה לשעה שעה at by around בסביבות סביב")
    /// Before an hour: from then on.
    static let after = Vocabulary("אחרי מאחרי after from מ החל מהשעה משעה since")
    /// Before an hour: until then.
    static let before = Vocabulary("לפני עד before until till")

    /// Behind a number: what it counts, so that it is no hour and no date.
    static let counted = Vocabulary(
        """
        חדרים חדר חדרי חד room rooms rm rms roomed bedroom bedrooms bed beds bdr bdrm br מר מטר מטרים sqm sqft meter \
        meters metre metres m שח שקל שקלים nis ils shekel shekels usd dollar dollars דולר אלף אלפים אלפי k thousand \
        מיליון מליון מיליונים million mil mln דק דקות דקה minutes minute min mins שעות hours hour ימים יום days חודש \
        חודשים חודשי months month שנים שנה years year שבועות weeks week אנשים נפשות people persons ילדים ילד kids \
        children קומות קומה floor floors דירות דירה flats flat apartment apartments נכסים properties listings אחוז \
        percent תשלומים payments ערבים guarantors תמונות photos שותפים roommates לחודש לשנה כלבים חתולים dogs cats \
        פעמים times תלושי תלושים payslips קמ km kilometers חניות balconies מרפסות street st road rd avenue ave \
        boulevard blvd
        """)

    /// A dictionary of words, matched with final letters folded.
    private static func table(_ rows: [(String, Int)]) -> [String: Int] {
        var table: [String: Int] = [:]
        for (words, value) in rows {
            for word in words.split(separator: " ") { table[Vocabulary.foldingFinals(String(word))] = value }
        }
        return table
    }

    /// The value of a word as it stands or behind Hebrew's prefixes.
    static func value(of word: String, in table: [String: Int]) -> Int? {
        Vocabulary.forms(of: word).lazy.compactMap { table[$0] }.first
    }

    /// The value of a word just as it stands.
    static func exactValue(of word: String, in table: [String: Int]) -> Int? {
        table[Vocabulary.foldingFinals(word)]
    }
}
