internal import Conversation
internal import Store

/// The sentences of the local answers, in one language. The customer is addressed so that it fits anybody.
struct LocalWords {
    let language: Language

    /// The one or the other, by the language.
    func say(_ hebrew: String, _ english: String) -> String { language == .hebrew ? hebrew : english }

    /// One listing in one line.
    ///
    /// A price stands between left-to-right marks in Hebrew text, so that the digits and the sign keep their order
    /// (Unicode Standard Annex 9).
    func line(_ listing: Listing) -> String { "• \(description(listing))" }

    /// A listing in a few words: what, where, for how much, and its summary.
    func description(_ listing: Listing) -> String {
        let head = "\([title(listing), place(listing)].joined(separator: ", ")) – \(price(listing))"
        let summary = summary(listing)
        return summary.isEmpty ? head : "\(head). \(summary)"
    }

    /// Address and town, as far as they are known.
    func place(_ listing: Listing) -> String {
        let words = self.words(listing)
        return [words.address, words.area].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// A listing's summary as a sentence.
    func summary(_ listing: Listing) -> String {
        let summary = words(listing).summary
        return summary.prefix(1).uppercased() + summary.dropFirst()
    }

    /// What a listing says in this language, and where it says nothing, in the other.
    private func words(_ listing: Listing) -> Listing.Words {
        let (own, other) = language == .hebrew ? (listing.hebrew, listing.english) : (listing.english, listing.hebrew)
        return Listing.Words(
            area: own.area.isEmpty ? other.area : own.area, address: own.address.isEmpty ? other.address : own.address,
            summary: own.summary)
    }

    /// What a property is called: kind, and rooms or size.
    func title(_ listing: Listing) -> String {
        let rooms = rooms(listing)
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

    /// The number of rooms without needless decimals.
    func rooms(_ listing: Listing) -> String? {
        listing.rooms.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 }
    }

    /// The price: a month's rent, or the whole.
    func price(_ listing: Listing) -> String {
        let amount = say("\u{200E}₪\(Self.grouped(listing.price))\u{200E}", "₪\(Self.grouped(listing.price))")
        return listing.deal == "rent" ? amount + say(" לחודש", " a month") : amount
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
