/// What the words before an amount say about it as a price.
enum PriceContext {
    /// It is the most.
    case most
    /// It is the least.
    case least
    /// It is a price, exactly or about.
    case price
    /// Nothing.
    case none

    /// Reads the last words before a part, at most four and none of another amount's; the nearest that says something
    /// decides.
    init(_ parts: [TextPart], before index: Int) {
        let start = parts[..<index].lastIndex { $0.amount != nil }.map { $0 + 1 } ?? 0
        let words = parts[start..<index].suffix(8).compactMap(\.word).suffix(4)
        for position in words.indices.reversed() {
            let word = words[position]
            let before = position > words.startIndex ? words[position - 1] : nil
            switch word {
            case "מ", "than":
                self = Self.comparison(Array(words[..<position]))
                return
            case "to":
                self = before == "up" ? .most : .none
                return
            case "ב", "כ":
                self = .price
                return
            case _ where PropertyWords.upTo.contains(word):
                self = .most
                return
            case _ where PropertyWords.from.contains(word):
                self = .least
                return
            case _ where PropertyWords.around.contains(word):
                self = .price
                return
            default: continue
            }
        }
        self = .none
    }

    /// "Less than" and "not more than" name the most; "more than", and "from" alone, the least.
    private static func comparison(_ words: [String]) -> PriceContext {
        switch words.last {
        case "פחות", "less", "cheaper": return .most
        case "יותר", "more":
            let isDenied = words.dropLast().last.map(PropertyWords.negation.containsExactly) == true
            return isDenied ? .most : .least
        default: return .least
        }
    }
}
