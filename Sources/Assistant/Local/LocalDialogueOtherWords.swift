/// Other words for what customers ask the business, as its knowledge is likely to call them.
///
/// The database finds an entry by its questions' own words; who asks "how much do you take?" means the commission and names
/// nothing of it.
enum OtherWords {
    /// The question in other words; nil where it is none of those known.
    static func question(_ spoken: SpokenWords, isHebrew: Bool) -> String? {
        table.first { $0.phrases.occur(in: spoken) }.map { isHebrew ? $0.hebrew : $0.english }
    }

    private static let table: [(hebrew: String, english: String, phrases: Phrases)] = [
        (
            "שעות פתיחה", "opening hours",
            Phrases(
                """
                אתם עובדים, עובדים בשבת, עובדים בשישי, עובדים ביום, פתוחים, סגורים, פותחים, סוגרים, שעות פעילות, שעות עבודה,
                שעות הפעילות, שעות העבודה, מתי אתם זמינים, working hours, business hours, office hours, opening times, are you open,
                you open, open on, open late, closed on, you close, do you work
                """)
        ),
        (
            "מסמכים לשכירות", "which documents do I need",
            Phrases(
                """
                לחתום חוזה, לחתום על, חתימת חוזה, לחתימה, מה להביא, מה צריך להביא, תלושי שכר, תלושים, ערבים, ערב, ניירת, טפסים,
                paperwork, papers, payslips, pay slips, guarantor, guarantors, sign the lease, sign a lease, sign the contract,
                should i bring, need to bring
                """)
        ),
        (
            "פיקדון", "deposit",
            Phrases(
                "פקדון, ביטחונות, בטחונות, צק ביטחון, צק ערבות, ערבות, security cheque, security check, guarantee, collateral"
            )
        ),
        (
            "חיות מחמד", "pets",
            Phrases(
                "כלבה, כלבים, כלבלב, חתולה, חתולים, חיות, ארנב, תוכי, בעלי חיים, puppy, kitten, animal, animals, rabbit, pet"
            )
        ),
        (
            "תקופת שכירות", "how long is the lease",
            Phrases(
                """
                כמה זמן החוזה, לכמה זמן, חוזה לחצי, לחצי שנה, לשנתיים, להאריך, הארכה, תקופה מינימלית, מינימום שנה, short term,
                minimum stay, minimum period, renew, extend, how long is the contract, how many months
                """)
        ),
        (
            "ארנונה", "are bills included",
            Phrases(
                "מים וחשמל, חשמל, ועד בית, ועד הבית, מיסים, הוצאות נוספות, electricity, water bill, extra costs, bills, city tax, building fee"
            )
        ),
        (
            "איך משלמים", "how do I pay",
            Phrases(
                """
                ביט, אשראי, כרטיס אשראי, במזומן, מזומן, צקים, תשלומים, העברה בנקאית, credit card, in cash, cash, bit, installments,
                pay by, pay the rent
                """)
        ),
        (
            "דמי תיווך", "commission",
            Phrases(
                """
                כמה אתם לוקחים, כמה לוקחים, אתם לוקחים, אתם גובים, כמה גובים, כמה אתם גובים, כמה אחוזים, דמי תיוך, תיוך, עמלות,
                how much do you charge, what do you charge, you charge, your fee, your fees, agent fee, agents fee,
                agency fees, broker fee, realtor fee, brokerage
                """)
        ),
        ("משכנתא", "mortgage", Phrases("משכנתה, הלוואה, מימון, loan, bank loan, financing")),
        (
            "באילו אזורים אתם עובדים", "which areas do you cover",
            Phrases(
                """
                באיזה אזורים, באילו אזורים, באיזה ערים, באילו ערים, איזה אזורים, which areas, what areas, which cities, what cities,
                which towns, where do you operate, where do you work
                """)
        ),
        (
            "כתובת המשרד", "where is your office",
            Phrases(
                "איפה אתם יושבים, אתם יושבים, להגיע אליכם, לבוא אליכם, למשרד שלכם, are you based, find you, come to your office, your office"
            )
        ),
        (
            "מספר טלפון", "your phone number",
            Phrases(
                "המספר שלכם, הנייד שלכם, להתקשר אליכם, מספר להתקשר, whats your number, your number, number to call, phone number"
            )
        ),
    ]
}
