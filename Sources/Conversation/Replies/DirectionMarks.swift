/// Puts marks of direction into an answer that mixes Hebrew with digits or Latin letters, so that every reader sees it in
/// its order.
///
/// By the Unicode bidirectional algorithm (UAX 9) a line takes its direction from its first strong letter; a number behind
/// Hebrew counts as Hebrew, and behind Latin letters as Latin; and signs take the side of what surrounds them. So
/// `+972` loses its plus to the other end, `9:00–18:00` is seen from its end, and `14 HaShikma` as `HaShikma 14`. The marks
/// are U+200E and U+200F, which WhatsApp keeps and nobody sees.
public enum DirectionMarks {
    static let leftToRight: Unicode.Scalar = "\u{200E}"
    static let rightToLeft: Unicode.Scalar = "\u{200F}"

    /// The text with the marks that it needs and no others; the same again where it has them already.
    ///
    /// - Parameter language: the language of the answer, whose direction its lines have.
    public static func applied(to text: String, language: Language) -> String {
        let bare = text.unicodeScalars.filter { $0 != leftToRight && $0 != rightToLeft }
        let lines = bare.split(separator: "\n", omittingEmptySubsequences: false)
        var marked = String.UnicodeScalarView()
        for (index, line) in lines.enumerated() {
            if index > 0 { marked.append("\n") }
            marked.append(contentsOf: MixedLine(Array(line), language).marked())
        }
        return String(marked)
    }
}

/// One line, cut into runs of Hebrew, of Latin letters, and of what has no direction.
private struct MixedLine {
    private let scalars: [Unicode.Scalar]
    private let language: Language
    private var marks: [Int: [Unicode.Scalar]] = [:]
    /// Links, mail addresses and host names: nothing is put into them.
    private let addresses: [Range<Int>]
    /// The places inside them.
    private let closed: Set<Int>

    init(_ scalars: [Unicode.Scalar], _ language: Language) {
        self.scalars = scalars
        self.language = language
        addresses = Self.addresses(in: scalars)
        closed = Set(addresses.flatMap { $0.dropFirst() })
    }

    func marked() -> [Unicode.Scalar] {
        let hasHebrew = scalars.contains(where: \.isHebrew)
        let hasOther = scalars.contains { $0.isLatin || $0.decimalDigit != nil }
        guard hasHebrew, hasOther else { return scalars }
        var line = self
        line.markStart()
        if language == .hebrew { line.markNumbers() }
        line.markBorders()
        var marked: [Unicode.Scalar] = []
        for index in 0...scalars.count {
            if let marks = line.marks[index] { marked.append(contentsOf: marks) }
            if index < scalars.count { marked.append(scalars[index]) }
        }
        return marked
    }

    /// What stands between white space and holds an at sign, begins as a link, or has a dot between Latin letters.
    private static func addresses(in scalars: [Unicode.Scalar]) -> [Range<Int>] {
        scalars.indices.split { scalars[$0].properties.isWhitespace }.compactMap { token in
            let letters = scalars[token.startIndex..<token.endIndex]
            let isHost = zip(letters, letters.dropFirst()).enumerated().contains { offset, pair in
                pair.0 == "." && pair.1.isLatin && offset > 0 && letters[letters.startIndex + offset - 1].isLatin
            }
            let isLink = zip(letters, letters.dropFirst()).contains { $0 == ":" && $1 == "/" }
            return isHost || isLink || letters.contains("@") ? token.startIndex..<token.endIndex : nil
        }
    }

    /// A line that does not begin with a letter of its own language says its direction first.
    private mutating func markStart() {
        guard let first = scalars.first(where: { !$0.properties.isWhitespace && !$0.isBullet }) else { return }
        switch language {
        case .hebrew:
            if first.isLatin || first.decimalDigit != nil || first.isSignOfNumber {
                set(DirectionMarks.rightToLeft, at: 0)
            }
        case .english: if first.isHebrew { set(DirectionMarks.leftToRight, at: 0) }
        }
    }

    // MARK: Numbers in Hebrew

    /// Phone numbers, ranges, numbers with a sign, and numbers before Latin names stand between left-to-right marks.
    private mutating func markNumbers() {
        var index = 0
        var addresses = addresses[...]
        while index < scalars.count {
            while let first = addresses.first, first.lowerBound < index { addresses.removeFirst() }
            if index == addresses.first?.lowerBound {
                index = addresses.removeFirst().upperBound
                continue
            }
            guard let end = endOfRun(from: index) else {
                index += 1
                continue
            }
            if needsMarks(index..<end) {
                set(DirectionMarks.leftToRight, at: index)
                set(DirectionMarks.leftToRight, at: end)
            }
            index = end
        }
    }

    /// Where a run of digits with their signs, and of the Latin words behind them, ends; nil where none begins.
    private func endOfRun(from start: Int) -> Int? {
        let first = scalars[start]
        let isBehindHebrew = start > 0 && scalars[start - 1].isHebrew
        let begins = first.decimalDigit != nil || first.isSignOfNumber && !isBehindHebrew && nextDigit(start)
        guard begins, start == 0 || scalars[start - 1].decimalDigit == nil && !scalars[start - 1].isLatin else {
            return nil
        }
        var end = start + 1
        var next = end
        while next < scalars.count {
            let scalar = scalars[next]
            if scalar.decimalDigit != nil || scalar.isLatin {
                end = next + 1
            } else if !(scalar.isInsideNumber || scalar == " " && joins(at: next)) {
                break
            }
            next += 1
        }
        while end < scalars.count, scalars[end] == "%" || scalars[end] == "₪" || scalars[end] == "*" { end += 1 }
        return end
    }

    private func nextDigit(_ index: Int) -> Bool {
        scalars[(index + 1)...].prefix(2).contains { $0.decimalDigit != nil }
    }

    /// Whether a space goes on with a run: before a Latin word, around a dash, or within a phone number.
    private func joins(at index: Int) -> Bool {
        guard index + 1 < scalars.count else { return false }
        let (before, after) = (scalars[index - 1], scalars[index + 1])
        if after.isLatin || before.isDash || after.isDash {
            return after.isLatin
                || index + 2 < scalars.count && scalars[(index + 1)...].prefix(3).contains { $0.decimalDigit != nil }
        }
        return after.decimalDigit != nil && before.decimalDigit != nil || before == ")" && after.decimalDigit != nil
    }

    private func needsMarks(_ range: Range<Int>) -> Bool {
        let run = scalars[range]
        guard let first = run.first else { return false }
        if first.isSignOfNumber || run.contains(where: \.isLatin) || run.contains(where: \.isDash) { return true }
        return run.contains(" ")
    }

    // MARK: Borders

    /// A number that counts what follows it must not be drawn to the letters of the other script before it: in
    /// `TLV 3 חדרים` the 3 belongs to the rooms.
    private mutating func markBorders() {
        let mark = language == .hebrew ? DirectionMarks.rightToLeft : DirectionMarks.leftToRight
        var index = 0
        while index < scalars.count {
            guard isForeign(scalars[index]) else {
                index += 1
                continue
            }
            var next = index + 1
            while next < scalars.count, !scalars[next].isHebrew, !scalars[next].isLatin,
                scalars[next].decimalDigit == nil
            { next += 1 }
            let digits = next
            while next < scalars.count,
                scalars[next].decimalDigit != nil || scalars[next].isInsideNumber && nextDigit(next)
            { next += 1 }
            if next > digits, digits > index + 1, isCounted(wordAt: next), marks[digits] == nil {
                set(mark, at: index + 1)
            }
            index = max(index + 1, digits)
        }
    }

    private func isForeign(_ scalar: Unicode.Scalar) -> Bool { language == .hebrew ? scalar.isLatin : scalar.isHebrew }

    /// Whether the word there is one that numbers count, in the language of the line: of "HaShikma 14 בתל אביב" the number is the
    /// house's.
    private func isCounted(wordAt index: Int) -> Bool {
        let rest = scalars[min(index, scalars.count)...].prefix(24).drop { $0.properties.isWhitespace }
        let word = rest.prefix { $0.isLetter || $0.isQuotationMark }.filter { !$0.isQuotationMark }
        guard let first = word.first, !isForeign(first) else { return false }
        return CalendarWords.counted.containsExactly(String(String.UnicodeScalarView(word)).lowercased())
    }

    private mutating func set(_ mark: Unicode.Scalar, at index: Int) {
        guard !closed.contains(index) else { return }
        // At the beginning of a line a number needs both: the line's direction first, then its own.
        let isBoth = marks[index] == [DirectionMarks.rightToLeft] && mark == DirectionMarks.leftToRight
        if marks[index] == nil || isBoth { marks[index, default: []].append(mark) }
    }
}

extension Unicode.Scalar {
    fileprivate var isHebrew: Bool { self >= "א" && self <= "ת" }

    fileprivate var isLatin: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "À"..."ɏ": self != "×" && self != "÷"
        default: false
        }
    }

    /// Signs that begin a number and would be drawn away from it.
    fileprivate var isSignOfNumber: Bool { isDash || ["+", "₪", "$", "€", "*", "(", "#", "~"].contains(self) }

    /// Signs that stand within numbers, phone numbers, dates, times and ranges.
    fileprivate var isInsideNumber: Bool {
        isDash || [".", ",", ":", "/", "+", "₪", "$", "(", ")", "%"].contains(self)
    }

    fileprivate var isBullet: Bool { self == "•" || self == "*" || self == "·" }
}
