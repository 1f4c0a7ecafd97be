/// A reply's lines, each with the houses that it speaks of.
struct HouseLines: Sendable {
    struct Line: Sendable {
        let text: String
        /// In the order in which they are named; empty where none is named in the whole reply.
        let houses: [Int]
    }

    let all: [Line]

    /// A line that names no house is of those named in the line above it, unless a blank line or nothing is there: then of all
    /// that the reply names.
    init(_ reply: String, houses: [Listing]) {
        let everywhere = Self.named(reply, houses)
        var above: [Int] = []
        all = reply.split(separator: "\n", omittingEmptySubsequences: false).map { text in
            let named = Self.named(String(text), houses)
            let isBlank = text.allSatisfy(\.isWhitespace)
            above = isBlank ? [] : named.isEmpty ? above : named
            return Line(text: String(text), houses: above.isEmpty ? everywhere : above)
        }
    }

    private static func named(_ text: String, _ houses: [Listing]) -> [Int] {
        let plain = PlainText(text)
        let places = houses.compactMap { house in house.place(in: plain).map { (house.id, $0) } }
        return places.sorted { $0.1 < $1.1 }.map(\.0)
    }
}

extension HouseLines.Line {
    /// The house whose price stands at another one: the line names several houses and the price of each, not in one order.
    func swapped(_ listings: [Listing]) -> Int? {
        let named = houses.compactMap { id in listings.first { $0.id == id } }
        let amounts = WrittenNumber.all(in: PlainText(text).text).compactMap(\.amount)
        let prices = named.map(\.price)
        guard named.count > 1, Set(prices).count == prices.count, amounts.sorted() == prices.sorted() else {
            return nil
        }
        return zip(named, amounts).first { $0.price != $1 }?.0.id
    }
}
