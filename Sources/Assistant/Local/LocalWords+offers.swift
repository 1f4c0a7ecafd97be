internal import Conversation
internal import Store

// Sentences in which properties are offered.
extension LocalWords {
    /// That nothing fits, and what to do about it.
    var nothingFits: String {
        say("כרגע אין לנו נכס שמתאים בדיוק. ", "Right now we have nothing that fits exactly. ") + canYouBend
    }

    private var canYouBend: String {
        say(
            "אפשר להתגמש קצת בתקציב, באזור או במספר החדרים?",
            "Could you be a little flexible on the budget, the area or the rooms?")
    }

    /// That the cheapest were offered already.
    var nothingCheaper: String {
        say(
            "אלה הנכסים הזולים ביותר שמתאימים לחיפוש כרגע. רוצים שנחפש באזור אחר?",
            "These are the cheapest that fit at the moment. Shall we look in another area?")
    }

    /// That all that fits was offered already.
    var nothingElse: String {
        say(
            "אלה כל הנכסים שמתאימים לחיפוש כרגע. רוצים שנחפש באזור אחר או בתקציב אחר?",
            "These are all that fit at the moment. Shall we look in another area or at another budget?")
    }

    /// Asks which of several properties is meant.
    var whichOne: String { say("את איזה מהם תרצו לראות?", "Which one would you like to see?") }

    /// Whether a reply of ours ended by asking which property is meant.
    static func asksWhichOne(_ reply: String) -> Bool {
        [LocalWords(language: .hebrew), LocalWords(language: .english)].contains { reply.contains($0.whichOne) }
    }

    /// Asks whether the one property is to be seen.
    var shallWeView: String { say("רוצים לתאם ביקור?", "Would you like to arrange a viewing?") }

    /// Up to three listings, a line each, and a question that leads on.
    ///
    /// - Parameters:
    ///   - opening: what is said before them; nil for the usual words.
    ///   - closing: the question; nil for the usual one.
    func offer(_ listings: [Listing], opening: String? = nil, closing: String? = nil) -> String {
        let shown = listings.prefix(3)
        let usual =
            shown.count == 1
            ? say("יש לנו נכס שיכול להתאים:", "We have something that may suit you:")
            : say("הנה נכסים שיכולים להתאים:", "These may suit you:")
        let question = shown.count == 1 ? shallWeView : whichOne
        return ([opening ?? usual] + shown.map(line) + [closing ?? question]).joined(separator: "\n")
    }

    /// What is said before listings of which not all is as it was asked for.
    func opening(_ relaxation: Search.Relaxation, _ wishes: Wishes) -> String? {
        let places = places(wishes)
        let budget = wishes.facts.budget.map { Self.grouped(Int64($0)) } ?? ""
        switch relaxation {
        case .none: return nil
        case .entry:
            return say(
                "עד המועד הזה לא מצאתי נכס פנוי. אלה מתפנים אחר כך:",
                "Nothing is free by then. These become free later:")
        case .price:
            return say(
                "עד \u{200E}₪\(budget)\u{200E} אין כרגע נכס מתאים. אלה הזולים ביותר שמתאימים לשאר:",
                "There is nothing up to ₪\(budget) at the moment. These are the cheapest that fit otherwise:")
        case .kind:
            return say(
                "לא בדיוק מה שחיפשת, אבל ב\(places) יש כרגע:", "Not quite what you asked for, but in \(places) we have:"
            )
        case .area, .areaAndPrice:
            return say(
                "ב\(places) אין לנו כרגע נכס מתאים. אולי באזור אחר:",
                "We have nothing suitable in \(places) at the moment. Perhaps in another area:")
        }
    }

    /// What is said before listings of which none has what was asked for.
    func opening(without features: [Feature]) -> String {
        let names = features.map { $0.name(in: language) }.joined(separator: say(" או ", " or "))
        return say(
            "בפרטים שאצלנו לא מצאתי כרגע נכס עם \(names). אלה הקרובים ביותר:",
            "I found nothing with \(names) in our details at the moment. These come closest:")
    }

    /// Before those of several that have what was asked for.
    func theseHave(_ features: [Feature]) -> String {
        let names = features.map { $0.name(in: language) }.joined(separator: say(" ו", " and "))
        return say("מביניהם, עם \(names):", "Of these, with \(names):")
    }

    /// The region that is asked for, or the places in the order in which they were named.
    private func places(_ wishes: Wishes) -> String {
        if let region = Region.of(wishes.places) { return say(region.hebrew, region.english) }
        let names = wishes.places.reversed().map { say($0.hebrew, $0.english) }
        return names.isEmpty ? wishes.facts.area ?? "" : names.joined(separator: say(" או ", " or "))
    }

    /// That there is nothing in the places that were named, nor anywhere else.
    func nothingThere(_ wishes: Wishes) -> String {
        let names = places(wishes)
        return say("ב\(names) אין לנו כרגע נכס מתאים. ", "We have nothing suitable in \(names) at the moment. ")
            + canYouBend
    }

    /// Asks for the one thing that narrows a search most, of what was not said yet; nil where all was.
    func narrowing(_ wishes: Wishes, deals: Set<String>) -> String? {
        if wishes.facts.deal == nil, deals.count > 1 {
            return say("מחפשים לשכור או לקנות?", "Are you looking to rent or to buy?")
        }
        if wishes.facts.area == nil { return say("באיזה אזור מחפשים?", "In which area are you looking?") }
        if wishes.facts.rooms == nil, wishes.facts.propertyKind != "office", wishes.facts.propertyKind != "shop" {
            return say("כמה חדרים צריך?", "How many rooms do you need?")
        }
        return wishes.facts.budget == nil ? say("מה התקציב?", "What is your budget?") : nil
    }

    /// Before other areas, where something cheaper was asked for.
    func nothingCheaperThere(_ wishes: Wishes) -> String {
        let names = places(wishes)
        return say(
            "יותר זול ב\(names) אין כרגע. באזור אחר:", "There is nothing cheaper in \(names) now. In another area:")
    }
}
