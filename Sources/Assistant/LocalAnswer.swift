internal import Conversation
public import Store

/// The rungs of the ladder below the model: an answer from the tenant's own rows, or else a fallback text.
///
/// Without any model this is the assistant, so it answers as a person at the desk would: with the fitting flats, or with
/// what the house knows, or with a question that leads on.
public struct LocalAnswer: Sendable {
    /// From this likeness on, an entry of the knowledge is what was asked for.
    static let sureScore = 0.6

    /// The answer.
    public let text: String
    /// `knowledge` or `fallback`.
    public let rung: TurnReport.Rung

    /// Answers from what was looked up.
    ///
    /// - Parameter greeting: the tenant's greeting in the language of the answer, if it has one.
    public init(_ retrieval: Retrieval, greeting: String?) {
        let words = LocalWords(language: retrieval.language)
        let best = retrieval.knowledge.first { $0.score >= Self.sureScore }
        let listings = retrieval.listings.filter { $0.price > 0 }
        let isSpecific = retrieval.query.isSpecific || retrieval.namesArea

        // Whoever names rooms or a price is looking for a flat, whatever else the words are like. One who named them before,
        // and now asks about pets or the deposit, wants an answer to that.
        if !listings.isEmpty, retrieval.namesNumbers || best == nil, isSpecific {
            text = words.offer(listings)
            rung = .knowledge
        } else if let best, !retrieval.namesNumbers {
            text = best.answer
            rung = .knowledge
        } else if retrieval.listings.isEmpty, isSpecific, retrieval.problem == nil {
            text = words.nothingFits
            rung = .knowledge
        } else {
            text = Fallback.reply(
                to: retrieval.texts, kinds: retrieval.kinds, language: retrieval.language, greeting: greeting)
            rung = .fallback
        }
    }
}

extension ListingQuery {
    /// Whether enough was said to offer something: more than that a flat is wanted.
    fileprivate var isSpecific: Bool { rooms != nil || maximumPrice != nil || deal != nil || propertyKind == .office }
}

/// The sentences in which listings are offered.
struct LocalWords {
    let language: Language

    var nothingFits: String {
        switch language {
        case .hebrew:
            "כרגע אין לנו נכס שמתאים בדיוק. אפשר להתגמש קצת בתקציב או באזור? "
                + "בכל מקרה, נציג שלנו יחזור אליך עם הצעות."
        case .english:
            "Right now we have nothing that fits exactly. Could you be a little flexible on the budget or the area? "
                + "Either way, an agent will get back to you with some options."
        }
    }

    /// Up to three listings, a line each, and a question that leads on.
    func offer(_ listings: [Listing]) -> String {
        let shown = listings.prefix(3)
        let opening: String
        let closing: String
        switch language {
        case .hebrew:
            opening = shown.count == 1 ? "יש לנו נכס שיכול להתאים:" : "הנה נכסים שיכולים להתאים:"
            closing = shown.count == 1 ? "רוצים לתאם ביקור?" : "את איזה מהם תרצו לראות?"
        case .english:
            opening = shown.count == 1 ? "We have something that may suit you:" : "These may suit you:"
            closing = shown.count == 1 ? "Would you like to arrange a viewing?" : "Which one would you like to see?"
        }
        return ([opening] + shown.map(line) + [closing]).joined(separator: "\n")
    }

    /// One listing in one line.
    ///
    /// A price stands between left-to-right marks in Hebrew text, so that the digits and the sign keep their order
    /// (Unicode Standard Annex 9).
    func line(_ listing: Listing) -> String {
        let words = language == .hebrew ? listing.hebrew : listing.english
        let place = [title(listing), words.address, words.area].filter { !$0.isEmpty }.joined(separator: ", ")
        let head = "• \(place) – \(price(listing))"
        guard let first = words.summary.first else { return head }
        return "\(head). \(first.uppercased())\(words.summary.dropFirst())"
    }

    private func title(_ listing: Listing) -> String {
        let rooms = listing.rooms.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 }
        switch (language, listing.propertyKind) {
        case (.hebrew, "apartment"): return rooms.map { $0 == "1" ? "דירת חדר" : "דירת \($0) חדרים" } ?? "דירה"
        case (.hebrew, "house"): return rooms.map { "בית \($0) חדרים" } ?? "בית"
        case (.hebrew, "office"): return listing.areaSquareMetres.map { "משרד \($0) מ״ר" } ?? "משרד"
        case (.hebrew, _): return listing.areaSquareMetres.map { "חנות \($0) מ״ר" } ?? "חנות"
        case (.english, "apartment"): return rooms.map { "\($0)-room flat" } ?? "Flat"
        case (.english, "house"): return rooms.map { "\($0)-room house" } ?? "House"
        case (.english, "office"): return listing.areaSquareMetres.map { "\($0) m² office" } ?? "Office"
        case (.english, _): return listing.areaSquareMetres.map { "\($0) m² shop" } ?? "Shop"
        }
    }

    private func price(_ listing: Listing) -> String {
        let amount = "\u{200E}₪\(Self.grouped(listing.price))\u{200E}"
        switch (language, listing.deal) {
        case (.hebrew, "rent"): return "\(amount) לחודש"
        case (.english, "rent"): return "₪\(Self.grouped(listing.price)) a month"
        case (.hebrew, _): return amount
        case (.english, _): return "₪\(Self.grouped(listing.price))"
        }
    }

    /// A whole number with commas between groups of three digits.
    static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3), digits[index - 1].isNumber { grouped += "," }
            grouped.append(digit)
        }
        return grouped
    }
}
