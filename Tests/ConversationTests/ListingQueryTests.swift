import Conversation
import Testing

@Suite struct `A customer's texts are read as a search` {
    @Test(arguments: [
        ("דירת 3 חדרים", 3), ("3.5 חד'", 3.5), ("3 חד׳", 3), ("3.5 חד׳ בחיפה", 3.5), ("שלוש וחצי חדרים", 3.5),
        ("שלושה חדרים", 3), ("שלוש חדרים", 3), ("ארבעה חדרים בבקשה", 4), ("3 וחצי חדרים", 3.5), ("3חדרים", 3),
        ("4חד'", 4), ("ל-3 חדרים", 3), ("ב3 חדרים", 3), ("שְׁלוֹשָׁה חֲדָרִים", 3), ("3 חדרימ", 3), ("3½ חדרים", 3.5),
        ("3,5 חדרים", 3.5), ("3 rooms", 3), ("3-room flat", 3), ("three rooms", 3), ("3.5 rooms", 3.5),
        ("three and a half rooms", 3.5), ("Three-Room apartment", 3), ("4 rm", 4), ("חדרים: 4", 4), ("rooms: 4", 4),
        ("בן 2 חדרים", 2), ("לשלושה חדרים", 3), ("3 חדרי שינה", 4), ("2 bedrooms", 3), ("2 bedroom flat", 3),
        ("קומה 7, 3 חדרים, 80 מ\"ר", 3), ("באר שבע 3 חדרים", 3),
    ])
    func `rooms are found however they are typed`(text: String, rooms: Double) {
        let query = ListingQuery.parse([text])
        #expect(query.rooms == rooms)
        #expect(query.maximumRooms == nil)
        #expect(query.maximumPrice == nil)
        #expect(query.mentionsProperty)
        #expect(!query.isEmpty)
    }

    @Test(arguments: [
        ("3-4 חדרים", 3, 4), ("3 או 4 חדרים", 3, 4), ("בין 3 ל-4 חדרים", 3, 4), ("3 עד 4 חדרים", 3, 4),
        ("3–3.5 חד'", 3, 3.5), ("3 to 4 rooms", 3, 4), ("three or four rooms", 3, 4), ("2-3 bedrooms", 3, 4),
    ])
    func `a range of rooms keeps both ends`(text: String, least: Double, most: Double) {
        let query = ListingQuery.parse([text])
        #expect(query.rooms == least)
        #expect(query.maximumRooms == most)
    }

    @Test(arguments: [
        "חדר 100", "3.3 חדרים", "40 חדרים", "0 חדרים", "קומה 3", "3 ילדים", "יש לכם חדרים?", "שלוש", "10:30 חדרים",
    ])
    func `what is no number of rooms is none`(text: String) {
        #expect(ListingQuery.parse([text]).rooms == nil)
    }

    @Test(arguments: [
        ("עד 7000", 7000), ("עד 7,000", 7000), ("עד 7.000", 7000), ("עד 7 000 ש\"ח", 7000), ("עד ₪7000", 7000),
        ("עד 7000 ₪", 7000), ("עד 7,000₪", 7000), ("עד 7000 שח", 7000), ("עד 7000 ש״ח", 7000), ("7000 שקל", 7000),
        ("7000 שקלים לחודש", 7000), ("מקסימום 6500", 6500), ("מקס' 6500", 6500), ("התקציב שלי 6500", 6500),
        ("תקציב: 6,500", 6500), ("עד 2000", 2000), ("עד 2030 ש\"ח", 2030), ("בתקציב של 6500", 6500),
        ("לא יותר מ-6500", 6500), ("פחות מ 6500", 6500),
        ("ב-6500", 6500), ("משהו ב6500", 6500), ("בסביבות 6500", 6500), ("בערך 6500", 6500), ("6500 לחודש", 6500),
        ("up to 7,000", 7000), ("up to 7000 NIS", 7000), ("NIS 7,000", 7000), ("under 7000", 7000), ("7k", 7000),
        ("7K max", 7000), ("7.5k", 7500), ("7 k", 7000), ("max 7k", 7000), ("budget of 7000", 7000),
        ("no more than 7000", 7000), ("less than 7000", 7000), ("around 7000 a month", 7000), ("4,500.50 ש\"ח", 4501),
        ("7 אלף", 7000), ("7.5 אלף", 7500), ("שבעת אלפים", 7000), ("7 אלף וחצי", 7500), ("אלפיים שקל", 2000),
        ("2.5 מיליון", 2_500_000), ("2.5 מליון שקל", 2_500_000), ("עד 2 מיליון וחצי", 2_500_000),
        ("שני מיליון", 2_000_000), ("עד מיליון", 1_000_000), ("מיליון וחצי", 1_500_000), ("חצי מיליון", 500_000),
        ("2.5M", 2_500_000), ("2.5 million", 2_500_000), ("half a million", 500_000), ("1,250,000 ש\"ח", 1_250_000),
        ("900 אלף", 900_000), ("two million", 2_000_000), ("6500", 6500), ("טל 054-1234567, עד 6000", 6000),
    ])
    func `the most that it may cost is found`(text: String, price: Int) {
        let query = ListingQuery.parse([text])
        #expect(query.maximumPrice == price)
        #expect(query.rooms == nil)
    }

    @Test(arguments: [
        ("5000-6500", 6500), ("5000–6500", 6500), ("5,000 - 6,500", 6500), ("בין 5000 ל-6500", 6500),
        ("5000 עד 6500", 6500), ("מ-5000 עד 6500", 6500), ("5-6 אלף", 6000), ("5k-6k", 6000), ("5-6k", 6000),
        ("2-2.5 מיליון", 2_500_000), ("between 5000 and 6500", 6500), ("from 5000 to 6500", 6500),
        ("₪5000-₪6500", 6500),
    ])
    func `of a range of prices the upper end counts`(text: String, price: Int) {
        #expect(ListingQuery.parse([text]).maximumPrice == price)
    }

    @Test(arguments: [
        "מעל 5000", "לפחות 5000", "מ-5000", "from 5000", "at least 5000", "more than 5000", "80 מ\"ר", "עד 80 מטר",
        "up to 120 sqm", "עד 2026", "עד השעה 10:30", "עד 1/9", "עד 1.9.2026", "0541234567", "054-1234567",
        "+972541234567", "קומה 12", "עד 3 חודשים", "נבנה ב-1995", "call me at 1030", "בשבע", "מחר ב-10", "הרצל 120",
    ])
    func `what is no upper price is none`(text: String) {
        #expect(ListingQuery.parse([text]).maximumPrice == nil)
    }

    @Test(arguments: [
        ("מעל 5000", 5000), ("לפחות 5,000 ש\"ח", 5000), ("מ-5000", 5000), ("from 5000", 5000), ("at least 5k", 5000),
        ("5000 ומעלה", 5000),
        ("5000 and up", 5000), ("יותר מ-5000", 5000), ("5000-6500", 5000), ("בין 5000 ל-6500", 5000), ("5-6 אלף", 5000),
        ("2-2.5 מיליון", 2_000_000),
    ])
    func `the least that it may cost is found`(text: String, price: Int) {
        #expect(ListingQuery.parse([text]).minimumPrice == price)
    }

    @Test(arguments: [
        "עד 7000", "מ-3 חדרים", "מעל קומה 5", "מ-2020", "לפחות 80 מטר", "לא יותר מ-6500", "יותר מ-5000 אני לא יכולה",
    ])
    func `what is no least price is none`(text: String) {
        #expect(ListingQuery.parse([text]).minimumPrice == nil)
    }

    @Test(arguments: [
        ("3 חדרים בת\"א עד 7", 7000), ("דירה להשכרה עד 6.5", 6500), ("דירה למכירה עד 2.5", 2_500_000),
        ("flat to rent, up to 7", 7000),
    ])
    func `a budget may be said in few words`(text: String, price: Int) {
        #expect(ListingQuery.parse([text]).maximumPrice == price)
    }

    @Test(arguments: ["עד 7", "דירה עד קומה 3", "דירה עד 2 חדרים", "דירה עד 1"])
    func `a few words are not always a budget`(text: String) {
        #expect(ListingQuery.parse([text]).maximumPrice == nil)
    }

    @Test func `a later price replaces both ends of an earlier one`() {
        let query = ListingQuery.parse(["דירה 5000-6500", "עד 8000"])
        #expect(query.maximumPrice == 8000)
        #expect(query.minimumPrice == nil)
        let least = ListingQuery.parse(["דירה עד 5000", "מעל 6000"])
        #expect(least.minimumPrice == 6000)
        #expect(least.maximumPrice == nil)
    }

    @Test(arguments: [
        (["דירה עד 8000", "טוב, אני יכול להגיע גם ל-9500"], 9500), (["עד 6000", "ואפשר לעלות ל-7000"], 7000),
        (["up to 8000", "I could stretch to 9,500"], 9500), (["flat up to 8000", "we can go as high as 9000"], 9000),
        (["עד 8000, ואם צריך נעלה ל-8.5 אלף"], 8500), (["עד 8000, לא יכול לעלות ל-9000"], 8000),
        (["up to 8000", "raise it to 8500 please"], 8500), (["עד 8000", "מתי אפשר להגיע ב-10?"], 8000),
        (["עד 8000", "נוכל להגיע ב-2027"], 8000),
    ])
    func `a budget that is raised replaces what was said before`(texts: [String], price: Int) {
        #expect(ListingQuery.parse(texts).maximumPrice == price)
    }

    @Test(arguments: ["איפה לחנות?", "יש שם איפה לחנות?", "אפשר לחנות ברחוב?", "יש מקום לחנות?"])
    func `who wants to park looks for no shop`(text: String) {
        #expect(ListingQuery.parse([text]).propertyKind == nil)
        #expect(!ListingQuery.parse([text]).mentionsProperty)
    }

    @Test func `who looks for something to let rents, who has something to let does not`() {
        #expect(ListingQuery.parse(["מחפשת דירה להשכיר"]).deal == .rent)
        #expect(ListingQuery.parse(["דירה להשכיר, התקציב שלי 6000, מה את מציעה?"]).deal == .rent)
        for text in ["אני רוצה להשכיר את הדירה שלי", "להשכיר דירה שלנו", "אני בעל דירה ורוצה להשכיר"] {
            #expect(ListingQuery.parse([text]).deal == nil, "\(text)")
        }
        #expect(ListingQuery.parse(["מקום לחנות להשכרה ברחוב ראשי, חנות גדולה"]).propertyKind == .shop)
    }

    @Test(arguments: [
        ("דירת 4 חדרים עד 3 מיליון", ListingQuery.Deal?.some(.sale)), ("דירת 3 חדרים עד 7000", nil),
        ("דירה להשכרה עד 300000", .rent), ("דירה למכירה", .sale), ("דירה", nil),
    ])
    func `a price that no rent can be is a purchase's`(text: String, deal: ListingQuery.Deal?) {
        #expect(ListingQuery.parse([text]).likelyDeal == deal)
    }

    @Test(arguments: [
        ("דירה להשכרה", ListingQuery.Deal.rent), ("רוצה לשכור", .rent), ("מחפשת שכירות", .rent), ("בשכירות", .rent),
        ("ולשכור", .rent), ("I want to rent", .rent), ("looking for a rental", .rent), ("לקנות דירה", .sale),
        ("דירה למכירה", .sale), ("מעוניין לרכוש", .sale), ("לקנייה", .sale), ("קניה", .sale), ("I want to buy", .sale),
        ("flat for sale", .sale), ("לא לקנייה, רק לשכירות", .rent), ("not to buy, to rent", .rent),
    ])
    func `renting and buying are told apart`(text: String, deal: ListingQuery.Deal) {
        #expect(ListingQuery.parse([text]).deal == deal)
        #expect(ListingQuery.parse([text]).mentionsProperty)
    }

    @Test(arguments: ["לקנות או לשכור?", "rent or buy?", "רוצה להשכיר את שלי", "למכור", "שלום", "מה השעה"])
    func `where neither or both are said the deal is open`(text: String) {
        #expect(ListingQuery.parse([text]).deal == nil)
    }

    @Test(arguments: [
        ("דירה", ListingQuery.PropertyKind.apartment), ("הדירות", .apartment), ("דירת גן", .apartment),
        ("פנטהאוז", .apartment), ("an apartment", .apartment), ("2 flats", .apartment), ("בית פרטי", .house),
        ("וילה", .house), ("קוטג'", .house), ("a house", .house), ("משרד להשכרה", .office), ("משרדים", .office),
        ("office space", .office), ("חנות", .shop), ("a small shop", .shop),
    ])
    func `kinds of property are known`(text: String, kind: ListingQuery.PropertyKind) {
        let query = ListingQuery.parse([text])
        #expect(query.propertyKind == kind)
        #expect(query.mentionsProperty)
    }

    @Test(arguments: ["אני בבית", "ליד בית ספר", "איפה המשרד שלכם?", "where is your office?", "שלום", "תודה רבה"])
    func `what only sounds like a property is none`(text: String) {
        let query = ListingQuery.parse([text])
        #expect(query.propertyKind == nil)
        #expect(!query.mentionsProperty)
        #expect(query.isEmpty)
    }

    @Test func `a general word mentions a property without a kind`() {
        let query = ListingQuery.parse(["מחפש נכס"])
        #expect(query.mentionsProperty)
        #expect(query.propertyKind == nil)
    }

    @Test func `a whole sentence is read at once`() {
        let query = ListingQuery.parse(["היי, מחפשת דירת 3.5 חד׳ להשכרה בחיפה עד 5,500 ש״ח, ארנונה 400 ש\"ח זה בסדר"])
        #expect(query.rooms == 3.5)
        #expect(query.deal == .rent)
        #expect(query.propertyKind == .apartment)
        #expect(query.maximumPrice == 5500)
        #expect(query.words.contains("בחיפה"))
        #expect(query.wordForms.contains("חיפה"))
    }

    @Test func `an English sentence is read at once`() {
        let query = ListingQuery.parse(["Hi! Looking for a 4 room apartment to rent in Haifa, 6-7k, entry 01/09/2026"])
        #expect(query.rooms == 4)
        #expect(query.deal == .rent)
        #expect(query.propertyKind == .apartment)
        #expect(query.maximumPrice == 7000)
        #expect(query.words.contains("haifa"))
    }

    @Test func `later words replace earlier ones`() {
        let query = ListingQuery.parse(["דירת 3-4 חדרים להשכרה עד 6000", "בעצם 5 חדרים עד 8000", "לקנייה"])
        #expect(query.rooms == 5)
        #expect(query.maximumRooms == nil)
        #expect(query.maximumPrice == 8000)
        #expect(query.deal == .sale)
    }

    @Test func `the words keep towns whose names hold a number or a hyphen`() {
        let query = ListingQuery.parse(["דירה בבאר שבע או בבת-ים"])
        #expect(query.words.contains("שבע"))
        #expect(query.wordForms.contains("באר"))
        #expect(query.wordForms.contains("בת"))
        #expect(query.words.contains("ים"))
    }

    @Test func `the words are bounded and each is there once`() {
        let many = (0..<500).map { "word\(Character(Unicode.Scalar(97 + UInt8($0 % 26))))" }.joined(separator: " ")
        let query = ListingQuery.parse([many, many])
        #expect(Set(query.words).count == query.words.count)
        #expect(query.words.count <= 64)
    }

    @Test func `no texts ask for nothing`() {
        #expect(ListingQuery.parse([]) == ListingQuery())
        #expect(ListingQuery.parse(["", " ", "\u{0}"]).isEmpty)
        #expect(!ListingQuery.parse([""]).mentionsProperty)
    }
}
