/// What the business's texts say of prices: a deposit of so many months' rent, a fee of so many per cent.
struct Terms: Sendable {
    private let months: Set<Int>
    private let percentages: [Double]

    private static let numbers = [
        "שני": 2, "שלושה": 3, "שלושת": 3, "ארבעה": 4, "ארבעת": 4, "שישה": 6, "two": 2, "three": 3, "four": 4, "six": 6,
    ]
    private static let monthWords = ["חודשי", "חודשים", "months", "months'"]

    init(_ texts: [String]) {
        var months: Set<Int> = []
        for text in texts {
            let words = PlainText(text).placedWords.map(\.word)
            for (number, month) in zip(words, words.dropFirst()) where Self.monthWords.contains(month) {
                if let count = Int(number) ?? Self.numbers[number] { months.insert(count) }
            }
        }
        self.months = months
        percentages = texts.flatMap { Facts($0).percentages }.compactMap { Double($0) }
    }

    /// The sums that follow from a listing's price.
    func sums(of listing: Listing) -> [Int] {
        if listing.deal == "rent" { return months.map { $0 * listing.price } }
        return percentages.map { Int((Double(listing.price) * $0 / 100).rounded()) }
    }

    private static let comparing = [
        "יותר", "פחות", "זול", "זולה", "יקר", "יקרה", "הפרש", "ההפרש", "מעל", "מתחת", "more", "less", "cheaper", "over",
        "above", "below", "under", "difference", "expensive",
    ]

    /// Whether a text compares prices, so that it may tell by how much they differ.
    static func compares(_ text: String) -> Bool {
        let words = PlainText(text).words
        return comparing.contains(where: words.contains)
    }
}
