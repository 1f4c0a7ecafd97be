/// What the model says when nothing else was set.
enum Echo {
    /// A short answer in the language of the last question, which quotes what was asked, so that whoever reads it sees
    /// which messages the model was given.
    static func text(_ question: [String]) -> String {
        guard let last = question.last else { return "Hello! How can I help you?" }
        let quoted = question.map { text in
            text.count > longestQuote ? text.prefix(longestQuote) + "…" : text
        }
        let list = quoted.map { "“\($0)”" }.joined(separator: ", ")
        return isHebrew(last)
            ? "תודה על הפנייה! כתבתם: \(list). אשמח לעזור, מה עוד חשוב לכם שנדע?"
            : "Thank you for writing! You wrote: \(list). I am happy to help. What else should we know?"
    }

    private static let longestQuote = 300

    /// Whether a text has more Hebrew letters than Latin ones.
    static func isHebrew(_ text: String) -> Bool {
        var balance = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{05D0}"..."\u{05EA}": balance += 1
            case "a"..."z", "A"..."Z": balance -= 1
            default: continue
            }
        }
        return balance > 0
    }
}
