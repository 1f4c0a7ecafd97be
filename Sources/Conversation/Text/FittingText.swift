extension String {
    /// The text where it fits a limit; else as much of its beginning as fits, up to the end of a sentence, or of a word where
    /// no sentence is finished by then.
    ///
    /// - Parameter limit: in UTF-16 units, at least 1.
    public func fitting(utf16Units limit: Int) -> String {
        let beginning = prefix(utf16Units: limit)
        guard beginning.utf8.count < utf8.count else { return self }
        let sentences = finishedSentences(of: beginning)
        // Sentences that leave most of the room unused would drop more than they save.
        if sentences.utf16.count * 2 >= limit { return sentences }
        guard let space = beginning.lastIndex(where: \.isWhitespace) else { return beginning }
        let words = beginning[..<space]
        guard let last = words.lastIndex(where: { !$0.isWhitespace }) else { return beginning }
        return String(words[...last])
    }
}
