/// Tells whether an answer repeats a text that it must not.
///
/// It finds the words themselves: eight in a row, a short secret as a whole, many short runs close to each other (a
/// paraphrase that keeps most of the words), and the letters in a row where the words are glued or spaced out. It cannot
/// find a translation, or a summary in other words.
enum Leak {
    /// So many words in a row are no accident.
    static let length = 8
    /// The shortest run that says anything.
    fileprivate static let shortLength = 3
    /// Of so many words in a row, so many in short runs of the secret are no accident.
    fileprivate static let window = 24
    fileprivate static let share = 13
    /// So many letters in a row are no accident, however they are divided into words.
    fileprivate static let letterLength = 40

    /// What may be repeated although it may stand in a secret too.
    struct Quotable: Sendable {
        fileprivate var runs: Set<[String]> = []
        fileprivate var letters: Set<UInt64> = []

        mutating func add(_ lexemes: [Lexeme]) {
            let words = Leak.words(of: lexemes)
            runs.formUnion(Leak.runs(of: words, Leak.shortLength))
            letters.formUnion(LetterRuns(words).hashes)
        }
    }

    /// The first words of an answer that stand in a secret too, and are not quotable.
    static func found(in lexemes: [Lexeme], of secrets: [String], quotable: Quotable) -> String? {
        let words = words(of: lexemes)
        for secret in secrets {
            let secret = Self.words(of: Lexer.lexemes(of: secret))
            if let found = run(in: words, of: secret, quotable) ?? paraphrase(in: words, of: secret, quotable) {
                return found
            }
            let hidden = LetterRuns(secret).hashes.subtracting(quotable.letters)
            if !hidden.isDisjoint(with: LetterRuns(words).hashes) { return words.prefix(length).joined(separator: " ") }
        }
        return nil
    }

    /// Eight words in a row, or all of a secret of four to seven.
    private static func run(in words: [String], of secret: [String], _ quotable: Quotable) -> String? {
        let size = min(secret.count, length)
        guard size >= 4, words.count >= size else { return nil }
        let runs = Set(runs(of: secret, size))
        for start in 0...words.count - size {
            let run = Array(words[start..<start + size])
            guard runs.contains(run) else { continue }
            if !Self.runs(of: run, shortLength).allSatisfy(quotable.runs.contains) { return run.joined(separator: " ") }
        }
        return nil
    }

    /// Words that stand in short runs of the secret, close to each other.
    private static func paraphrase(in words: [String], of secret: [String], _ quotable: Quotable) -> String? {
        guard words.count >= share, secret.count >= share else { return nil }
        let hidden = Set(runs(of: secret, shortLength)).subtracting(quotable.runs)
        var isHit = Array(repeating: false, count: words.count)
        for start in 0...words.count - shortLength
        where hidden.contains(Array(words[start..<start + shortLength])) {
            for index in start..<start + shortLength { isHit[index] = true }
        }
        var hits = 0
        for index in words.indices {
            if isHit[index] { hits += 1 }
            if index >= window, isHit[index - window] { hits -= 1 }
            if hits >= share { return words[max(0, index - window + 1)...index].joined(separator: " ") }
        }
        return nil
    }

    private static func runs(of words: [String], _ size: Int) -> [[String]] {
        guard words.count >= size else { return [] }
        return (0...words.count - size).map { Array(words[$0..<$0 + size]) }
    }

    private static func words(of lexemes: [Lexeme]) -> [String] {
        lexemes.filter { $0.kind != .sign }.map(\.text)
    }
}

/// The runs of letters of a text without its spaces, each as a number: a rolling polynomial, so that the time grows with the
/// text's length only.
private struct LetterRuns {
    var hashes: Set<UInt64> = []

    init(_ words: [String]) {
        let letters = words.flatMap(\.unicodeScalars).map { UInt64($0.value) }
        guard letters.count >= Leak.letterLength else { return }
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        let last = (0..<Leak.letterLength).reduce(UInt64(1)) { power, _ in power &* factor }
        var hash: UInt64 = 0
        for (index, letter) in letters.enumerated() {
            hash = hash &* factor &+ letter
            if index >= Leak.letterLength { hash = hash &- letters[index - Leak.letterLength] &* last }
            if index >= Leak.letterLength - 1 { hashes.insert(hash) }
        }
    }
}
