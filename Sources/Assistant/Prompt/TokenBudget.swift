/// A section of a prompt that may take so many tokens and no more.
///
/// Items are given best first; each is taken whole as long as there is room, and what does not fit is left out. So that one
/// long item does not leave a section empty, the first is cut at a word where it must be. The same items always give the
/// same section.
struct TokenBudget {
    private(set) var remaining: Int
    private var isFresh = true

    init(_ tokens: Int) { remaining = tokens }

    /// The item, or what fits of it; nil where there is no room.
    mutating func take(_ item: String) -> String? {
        let tokens = estimatedTokens(item)
        if tokens <= remaining {
            remaining -= tokens
            isFresh = false
            return item
        }
        guard isFresh else { return nil }
        isFresh = false
        let part = Self.beginning(of: item, tokens: remaining)
        remaining = 0
        return part.isEmpty ? nil : part
    }

    /// The items that fit, in their order.
    mutating func take(_ items: [String]) -> [String] { items.compactMap { take($0) } }

    /// The longest beginning of a text within so many tokens that ends at a word's end, marked as cut.
    static func beginning(of text: String, tokens: Int) -> String {
        if estimatedTokens(text) <= tokens { return text }
        var words: [Substring] = []
        var used = 1
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            used += estimatedTokens(String(word) + " ")
            guard used <= tokens else { break }
            words.append(word)
        }
        return words.isEmpty ? "" : words.joined(separator: " ") + "…"
    }

    /// A text of which the middle is left out where it is longer: how it begins and how it ends matter most.
    static func ends(of text: String, tokens: Int) -> String {
        guard estimatedTokens(text) > tokens else { return text }
        let head = beginning(of: text, tokens: tokens / 2)
        let reversed = String(text.reversed())
        let tail = String(beginning(of: reversed, tokens: tokens / 2).reversed())
        return head + " " + tail
    }
}
