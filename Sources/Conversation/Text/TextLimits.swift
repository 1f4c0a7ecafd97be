extension String {
    /// The longest beginning of at most so many UTF-16 units that does not cut a character in two.
    ///
    /// UTF-16 units are what WhatsApp counts, and never fewer than PostgreSQL's characters. A single character longer
    /// than the limit (a letter under a heap of accents) is cut between its code points.
    public func prefix(utf16Units limit: Int) -> String {
        // A text never has more UTF-16 units than bytes, and bytes are counted at once.
        if utf8.count <= limit { return self }
        var used = 0
        var end = startIndex
        for index in indices {
            used += self[index].utf16.count
            if used > limit { break }
            end = self.index(after: index)
        }
        return end > startIndex ? String(self[..<end]) : prefix(scalarsOfUTF16Units: limit)
    }

    /// The text without NUL, which PostgreSQL keeps neither in text nor in JSON.
    public func withoutNUL() -> String {
        guard utf8.contains(0) else { return self }
        var kept = UnicodeScalarView()
        kept.append(contentsOf: unicodeScalars.lazy.filter { $0 != "\0" })
        return String(kept)
    }

    private func prefix(scalarsOfUTF16Units limit: Int) -> String {
        var used = 0
        var kept = UnicodeScalarView()
        for scalar in unicodeScalars {
            used += UTF16.width(scalar)
            if used > limit { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}
