/// Tells the sentences that name a day and a time as if it were settled from those that offer it.
struct OfferReader {
    private let reply: Reply
    /// For each sentence whether it, or the line that it is listed under, offers.
    private let isOffer: [Bool]
    private let asksForChoice: [Bool]
    private let sheet: FactSheet

    init(reply: Reply, sheet: FactSheet) {
        (self.reply, self.sheet) = (reply, sheet)
        var isOffer: [Bool] = []
        for sentence in reply.sentences {
            let own = reply.hasWord(in: sentence.range, Self.offer)
            // A line of a list is offered by the line above it.
            let isListed = sentence.range.lowerBound > 0 && reply.lexemes[sentence.range.lowerBound - 1].isSign("\n")
            isOffer.append(own || isListed && isOffer.last == true)
        }
        self.isOffer = isOffer
        asksForChoice = reply.sentences.map { sentence in
            sentence.isQuestion && reply.hasWord(in: sentence.range, Self.choice)
                && !reply.hasWord(in: sentence.range, Self.other)
        }
    }

    /// Whether a sentence names one day and one time and neither offers nor asks: "Thursday at 10:00 it is!"
    func isPlain(_ index: Int) -> Bool {
        let sentence = reply.sentences[index]
        guard !sentence.isQuestion, !isOffer[index], !isAsked(behind: index) else { return false }
        var times = 0
        var days = 0
        for case .moment(let moment) in reply.facts(in: sentence).map(\.kind) {
            switch moment.kind {
            case .time where moment.isSure || days > 0: times += 1
            case .from, .until: return false
            case .date, .weekday, .fromToday, .dayOfMonth: days += 1
            default: break
            }
        }
        return times == 1 && days > 0
    }

    /// Whether the next sentence, or behind a list the next question, asks which time suits.
    private func isAsked(behind index: Int) -> Bool {
        var next = index + 1
        while next < reply.sentences.count, next <= index + 8 {
            if asksForChoice[next] { return true }
            let start = reply.sentences[next].range.lowerBound
            guard reply.lexemes[start - 1].isSign("\n"), !reply.sentences[next].isQuestion else { return false }
            next += 1
        }
        return false
    }

    private static let offer = Vocabulary(
        """
        אפשר אפשרי ניתן פנוי פנויה פנויים פנויות זמין זמינים זמינה מתאים מתאימה נוח נוחה מציע מציעה מציעים להציע אולי תרצה תרצו \
        תרצי רוצה רוצים מעדיף מעדיפה עדיף האם אשמח נשמח יכול יכולה יכולים יש אם ביקשת ביקשתם לקבוע לתאם אבדוק בודק בודקת נבדוק או \
        מועדים אפשרויות אפשרות לא אין תפוס תפוסה תפוסים לצערי לצערנו בקשה בקשתך פתוח פתוחים פתוחה שעות פעילות סגורים יאשר תאשר \
        בוטל בוטלה ביטלתי תכננת מוקדם מאוחר \
        available free open could would can may might shall should possible suit suits works if whether option options slots \
        about maybe perhaps prefer like want offer propose suggest either or requested request asked check checking hours closed \
        close closes not no isnt cant taken unfortunately sorry cancelled canceled confirm earliest latest
        """)
    private static let choice = Vocabulary(
        """
        איזה איזו מה נוח מתאים מתאימה לאשר אקבע שאקבע לקבוע לתאם מעדיף מעדיפה בסדר טוב which suit suits work works book confirm \
        okay ok good prefer better reserve schedule
        """)
    private static let other = Vocabulary("else עוד נוסף נוספת")
}
