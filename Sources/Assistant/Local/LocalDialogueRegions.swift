internal import Conversation

/// A part of the country of which people speak as they do of a town: "in the Sharon".
struct Region: Sendable {
    /// What it is called in Hebrew, so that "in" can stand before it.
    let hebrew: String
    /// What it is called in English, so that "in" can stand before it.
    let english: String
    /// Its larger towns, the one that counts last first, as ``Places/named(in:)`` gives them.
    let places: [Place]
    private let phrases: Phrases

    private init(_ hebrew: String, _ english: String, towns: String, phrases: String) {
        self.hebrew = hebrew
        self.english = english
        places = Places.named(in: [towns])
        self.phrases = Phrases(phrases)
    }

    /// The region that texts name.
    static func named(in texts: [String]) -> Region? {
        let spoken = SpokenWords(texts)
        return all.first { $0.phrases.occur(in: spoken) }
    }

    /// The region whose towns these are.
    static func of(_ places: [Place]) -> Region? { all.first { $0.places == places } }

    private static let all = [
        Region(
            "אזור השרון", "the Sharon area", towns: "נתניה, הרצליה, רעננה, כפר סבא, הוד השרון, רמת השרון, אבן יהודה",
            phrases: "השרון, בשרון, sharon area, the sharon, sharon region, hasharon"),
        Region(
            "אזור המרכז", "the centre of the country",
            towns: "תל אביב, רמת גן, גבעתיים, בני ברק, חולון, בת ים, פתח תקווה, ראשון לציון, הרצליה",
            phrases: """
                אזור המרכז, מרכז הארץ, גוש דן, center of the country, centre of the country, center of israel,
                centre of israel, central israel, gush dan
                """),
        Region(
            "אזור השפלה", "the Shfela", towns: "רחובות, נס ציונה, ראשון לציון, יבנה, רמלה, לוד",
            phrases: "השפלה, בשפלה, shfela, shephelah"),
        Region(
            "אזור הצפון", "the north", towns: "חיפה, נהריה, עכו, כרמיאל, עפולה, טבריה, צפת",
            phrases:
                "אזור הצפון, צפון הארץ, הגליל, בגליל, הקריות, בקריות, north of the country, north of israel, the galilee"
        ),
        Region(
            "אזור הדרום", "the south", towns: "באר שבע, אשדוד, אשקלון, קריית גת, אופקים, נתיבות, אילת",
            phrases: "אזור הדרום, דרום הארץ, הנגב, בנגב, south of the country, south of israel, the negev"),
    ]
}
