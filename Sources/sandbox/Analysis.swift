/// What the model says of a conversation when it is asked for JSON: a plausible analysis, by a few words that it knows.
struct Analysis: Sendable {
    private let texts: [String]
    private let all: String
    private let words: [Substring]
    private let isHebrew: Bool

    init(of texts: [String]) {
        self.texts = texts
        all = texts.joined(separator: "\n").lowercased()
        words = all.split { !$0.isLetter && !$0.isNumber && !".,'\"".contains($0) }
        isHebrew = Echo.isHebrew(texts.last ?? "")
    }

    /// The fields of an analysis; a fact that was not said is left out.
    var json: JSON {
        let facts: [(String, JSON?)] = [
            ("area", Self.first(of: Self.areas, in: all).map(JSON.string)),
            ("budget", number(from: 1000).map { .integer(Int($0)) }),
            ("deal", Self.first(of: Self.deals, in: all).map(JSON.string)),
            ("property_kind", Self.first(of: Self.kinds, in: all).map(JSON.string)),
            ("rooms", rooms.map { .number($0.plainText) }),
        ]
        return [
            "intent": .string(intent), "sentiment": .string(sentiment), "urgency": .string(urgency),
            "summary": .string(summary), "next_action": .string(nextAction),
            "facts": .object(facts.compactMap { name, value in value.map { (name, $0) } }),
        ]
    }

    private var intent: String { Self.first(of: Self.intents, in: all) ?? "general_inquiry" }
    private var sentiment: String { Self.first(of: Self.sentiments, in: all) ?? "neutral" }
    private var urgency: String { Self.first(of: Self.urgencies, in: all) ?? "normal" }

    private var summary: String {
        let last = (texts.last ?? "").prefix(200)
        return isHebrew ? "הלקוח כתב: \(last)" : "The customer wrote: \(last)"
    }

    private var nextAction: String {
        switch intent {
        case "meeting_request": isHebrew ? "לקבוע ביקור" : "Arrange a viewing"
        case "not_interested": isHebrew ? "לא לפנות שוב" : "Do not write again"
        default: isHebrew ? "להשיב ולהציע נכסים" : "Answer and offer listings"
        }
    }

    /// The number before a word for rooms.
    private var rooms: Double? {
        zip(words, words.dropFirst()).first { $1.hasPrefix("חדר") || $1.hasPrefix("room") }.flatMap { Double($0.0) }
    }

    /// The last number that is at least so great.
    private func number(from least: Double) -> Double? {
        words.compactMap { Double($0.filter { $0 != "," }) }.last { $0 >= least && $0 < 1e12 }
    }

    private static func first(of table: [(String, [String])], in text: String) -> String? {
        table.first { $0.1.contains { text.contains($0) } }?.0
    }

    private static let intents = [
        ("not_interested", ["לא מעוני", "לא רלוונטי", "not interested"]),
        ("meeting_request", ["לראות", "ביקור", "פגישה", "viewing", "visit", "come and see", "appointment"]),
        ("interested", ["מעוני", "מחפש", "interested", "looking for"]), ("information_request", ["?"]),
    ]
    private static let sentiments = [
        ("negative", ["גרוע", "מאכזב", "חוצפה", "terrible", "awful", "disappointed"]),
        ("positive", ["תודה", "מעולה", "מושלם", "thank", "great", "perfect"]),
    ]
    private static let urgencies = [("high", ["דחוף", "מיד", "היום", "urgent", "asap", "today"])]
    private static let areas = [
        ("תל אביב", ["תל אביב", "ת\"א"]), ("Tel Aviv", ["tel aviv"]), ("חיפה", ["חיפה"]), ("Haifa", ["haifa"]),
        ("ירושלים", ["ירושלים"]), ("Jerusalem", ["jerusalem"]),
    ]
    private static let deals = [
        ("rent", ["שכירות", "להשכרה", "לשכור", "rent"]), ("sale", ["למכירה", "לקנות", "to buy", "for sale"]),
    ]
    private static let kinds = [
        ("apartment", ["דירה", "דירת", "apartment", "flat"]), ("house", ["בית פרטי", "house"]),
        ("office", ["משרד", "office"]), ("shop", ["חנות", "shop"]),
    ]
}
