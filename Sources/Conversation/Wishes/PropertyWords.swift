/// The words of the letting and sales trade, Hebrew and English.
enum PropertyWords {
    static let rooms = Vocabulary("חדרים חדר חדרי חד room rooms rm rms roomed")
    static let bedrooms = Vocabulary("bedroom bedrooms bed beds bdr bdrm br")
    static let bedroomAfterRoom = Vocabulary("שינה")
    static let metres = Vocabulary("מר מטר מטרים sqm sqft meter meters metre metres m מ")

    static let shekels = Vocabulary("שח שקל שקלים nis ils shekel shekels")

    /// Behind an amount: it is a month's rent.
    static let monthly = Vocabulary("חודש חודשי month monthly pm pcm")

    static let rent = Vocabulary(
        "השכרה לשכור נשכור אשכור שכירות שוכר שוכרת שוכרים שכד rent rental rentals renting lease leasing")
    static let sale = Vocabulary(
        "לקנות לרכוש קנייה קניה קניית רכישה רכישת מכירה קונה קונים רוכשים buy buying purchase purchasing sale")
    /// Behind the word for a property: it is one's own.
    static let own = Vocabulary("שלי שלנו")
    /// Before the word for a property: who has it.
    static let owner = Vocabulary("בעל בעלת בעלי")

    /// Whether a word stands for a property of any kind.
    static func isProperty(_ word: String) -> Bool {
        [apartment, house, office, shop, general].contains { $0.contains(word) }
    }

    /// Beside לחנות, which is then "to park" and not "for a shop".
    static let beforeParking = Vocabulary("איפה היכן מקום אפשר יכול יכולה נוכל ניתן מותר איך קל קשה בעיה")
    static let afterParking = Vocabulary("שם את בחינם לידה לידו ליד ברחוב בחוץ בסביבה")

    static let negation = Vocabulary("לא not no dont")

    static let apartment = Vocabulary(
        """
        דירה דירות דירת דירונת סטודיו פנטהאוז פנטהאוס דופלקס לופט apartment apartments apt apts flat flats condo \
        studio penthouse duplex loft
        """)
    static let house = Vocabulary("בית בתים וילה וילות קוטג קוטגים house houses villa villas cottage townhouse")
    static let office = Vocabulary("משרד משרדים office offices")
    static let shop = Vocabulary("חנות חנויות shop shops store stores")
    static let general = Vocabulary("נכס נכסים נדלן מגרש property properties realestate estate listing listings")

    /// At home, and what only begins like a house: schools, cafés, hospitals, and towns.
    static let notAHouse = Vocabulary("בבית הביתה מהבית מבית")
    static let afterNoHouse = Vocabulary(
        "ספר קפה כנסת חולים מרקחת אבות משפט שמש שאן דגן אל נחמיה אריה חלומות")
    /// The business's own office: in Hebrew with the article.
    static let ownOffice = Vocabulary("המשרד במשרד למשרד")
    static let beforeOwnOffice = Vocabulary("your the")

    /// Says that an amount is the most.
    static let upTo = Vocabulary(
        "עד מקסימום מקס מקסימלי תקציב תקציבי תקציבנו max maximum under below budget within till until")
    /// Says that an amount is the least.
    static let from = Vocabulary("מעל לפחות מינימום החל from over above least min minimum")
    /// Says that an amount is a price, or about what.
    static let around = Vocabulary(
        "בערך סביבות סביב מחיר מחירים שכירות שכד around about approximately roughly price rent for")
}
