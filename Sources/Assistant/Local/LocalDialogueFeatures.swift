internal import Conversation
internal import Store

/// Something that a property may have, and that customers ask for. Only a listing's own summary says whether it does.
struct Feature: Sendable, Equatable {
    /// What it is called in Hebrew.
    let hebrew: String
    /// What it is called in English.
    let english: String
    /// Whether it is a kind of flat of its own, such as a penthouse: others are then no answer.
    let isKind: Bool
    private let phrases: Phrases

    private init(_ hebrew: String, _ english: String, _ phrases: String, isKind: Bool = false) {
        self.hebrew = hebrew
        self.english = english
        self.phrases = Phrases(phrases)
        self.isKind = isKind
    }

    static func == (a: Feature, b: Feature) -> Bool { a.english == b.english }

    /// What it is called.
    func name(in language: Language) -> String { language == .hebrew ? hebrew : english }

    /// Whether a listing says that it has it.
    func isNamed(by listing: Listing) -> Bool {
        phrases.occur(in: SpokenWords([listing.hebrew.summary, listing.english.summary]))
    }

    /// The features that words speak of.
    static func named(in spoken: SpokenWords) -> [Feature] { all.filter { $0.phrases.occur(in: spoken) } }

    private static let all = [
        Feature(
            "חניה", "parking",
            "חניה, חניות, חנייה, חניית, חניון, איפה לחנות, מקום לחנות, אפשר לחנות, לחנות את, parking, park the car, park my car, garage, carport"
        ),
        Feature("מעלית", "a lift", "מעלית, מעליות, lift, lifts, elevator, elevators"),
        Feature("מרפסת", "a balcony", "מרפסת, מרפסות, balcony, balconies, terrace, terraces"),
        Feature("גינה", "a garden", "גינה, גינות, חצר, garden, gardens, yard, backyard"),
        Feature("ממ״ד", "a safe room", "ממד, ממק, מקלט, מרחב מוגן, safe room, saferoom, mamad, shelter"),
        Feature("מחסן", "storage", "מחסן, מחסנים, storage, storeroom"),
        Feature("ריהוט", "furniture", "מרוהטת, מרוהט, ריהוט, רהיטים, furnished, furniture"),
        Feature("שיפוץ", "a renovation", "משופצת, משופץ, שופצה, שיפוץ, חודשה, renovated, refurbished"),
        Feature(
            "מיזוג אוויר", "air conditioning",
            "מזגן, מזגנים, מיזוג, ממוזגת, air conditioning, aircon, air conditioner, ac"),
        Feature("מרתף", "a basement", "מרתף, basement, cellar"),
        Feature("נוף", "a view", "נוף, view of, sea view, open view, nice view"),
        Feature(
            "קרבה לרכבת", "a train nearby", "לרכבת, רכבת, close to the train, near the train, train station, train"),
        Feature("קרבה לפארק", "a park nearby", "הפארק, פארק, by the park, near a park, park"),
        Feature("קרבה לבתי ספר", "schools nearby", "בתי ספר, בית ספר, schools, school"),
        Feature("שקט", "a quiet place", "שקט, שקטה, quiet"),
        Feature(
            "גישה לנכים", "step-free access",
            "נגיש, נגישה, נגישות, כיסא גלגלים, נכים, wheelchair, accessible, accessibility"),
        Feature("סורגים", "window bars", "סורגים, window bars"),
        Feature("דוד שמש", "a solar boiler", "דוד שמש, solar boiler, solar heater"),
        Feature("חדר ישיבות", "a meeting room", "חדר ישיבות, meeting room, conference room"),
        Feature("בריכה", "a pool", "בריכה, swimming pool, pool"),
        Feature("פנטהאוז", "a penthouse", "פנטהאוז, פנטהאוס, פנטאוז, פנטהאוזים, penthouse, penthouses", isKind: true),
        Feature("דופלקס", "a duplex", "דופלקס, דופלקסים, duplex, duplexes", isKind: true),
        Feature("דירת גן", "a garden flat", "דירת גן, דירות גן, garden flat, garden apartment", isKind: true),
        Feature(
            "דירת גג", "a rooftop flat", "דירת גג, דירות גג, rooftop flat, rooftop apartment, roof apartment",
            isKind: true),
        Feature("לופט", "a loft", "לופט, loft", isKind: true),
        Feature("סטודיו", "a studio", "סטודיו, studio", isKind: true),
        Feature("בית דו-משפחתי", "a semi-detached house", "דו משפחתי, semi detached, duplex house", isKind: true),
    ]
}
