/// Finds the days and times in a text, Hebrew and English. A price, a number of rooms or a phone number is none.
struct MomentReader {
    let lexemes: [Lexeme]
    var moments: [Moment] = []
    private var index = 0

    /// The moments of a text, in the order in which they are said.
    static func moments(in lexemes: [Lexeme]) -> [Moment] {
        var reader = MomentReader(lexemes: lexemes)
        reader.run()
        return reader.moments
    }

    private init(lexemes: [Lexeme]) {
        self.lexemes = lexemes
    }

    private mutating func run() {
        while index < lexemes.count {
            let found = lexemes[index].kind == .digits ? momentsAtDigits(index) : momentsAtWord(index)
            guard let last = found.last else {
                index += 1
                continue
            }
            for (position, var moment) in found.enumerated() {
                if position == 0 { moment.isJoined = isJoined(at: moment.range.lowerBound) }
                moments.append(moment)
            }
            index = max(index + 1, last.range.upperBound)
        }
    }

    private func momentsAtDigits(_ index: Int) -> [Moment] {
        (date(at: index) ?? time(at: index)).map { [$0] } ?? []
    }

    private func momentsAtWord(_ index: Int) -> [Moment] {
        guard let word = word(index) else { return [] }
        if let moment = day(at: index, word) ?? week(at: index, word) ?? monthFirst(at: index) {
            return withPart(moment)
        }
        if let moment = spokenTime(at: index, word) ?? part(at: index, word) { return [moment] }
        if isSoonest(index, word) { return [Moment(kind: .soonest, range: index..<index + 1)] }
        return []
    }

    /// "This evening" and "tonight" say a day and a part of it at once.
    private func withPart(_ moment: Moment) -> [Moment] {
        guard case .fromToday(0) = moment.kind, let word = word(moment.range.lowerBound),
            let part = partNamed(word)
        else { return [moment] }
        return [moment, Moment(kind: .part(part), range: moment.range)]
    }

    private func isSoonest(_ index: Int, _ word: String) -> Bool {
        if CalendarWords.soonest.contains(word) { return true }
        let next = (1...3).map { self.word(index + $0) ?? "" }
        switch word {
        case "הכי": return ["מהר", "מוקדם", "קרוב", "בקרוב"].contains(next[0])
        case "as": return next[0] == "soon" && next[1] == "as"
        case "מה": return next[0] == "שיותר" && ["מהר", "מוקדם"].contains(next[1])
        case "כמה": return next[0] == "שיותר" && ["מהר", "מוקדם"].contains(next[1])
        case "בימים": return next[0] == "הקרובים"
        default: return false
        }
    }

    /// Whether only a dash or "to" stands between the last moment and here.
    private func isJoined(at index: Int) -> Bool {
        guard let last = moments.last, last.range.upperBound < index, index - last.range.upperBound <= 3 else {
            return false
        }
        return lexemes[last.range.upperBound..<index].allSatisfy { lexeme in
            lexeme.isDash || lexeme.word.map(Self.joints.containsExactly) == true
        }
    }

    private static let joints = Vocabulary("עד to through thru until till and ועד ל יום")
}

// MARK: - What stands where

extension MomentReader {
    func lexeme(_ index: Int) -> Lexeme? { lexemes.indices.contains(index) ? lexemes[index] : nil }
    func word(_ index: Int) -> String? { lexeme(index)?.word }
    func number(_ index: Int) -> Int? { lexeme(index)?.number }
    func isSign(_ sign: String, _ index: Int) -> Bool { lexeme(index)?.isSign(sign) == true }

    /// Whether the lexeme follows the one before it without white space.
    func isTight(_ index: Int) -> Bool { lexeme(index)?.isSpaced == false }

    /// Whether what stands there makes a thing counted, a price or a share of the number before it.
    ///
    /// The second number of a range is looked over: in "3-4 rooms" the 3 counts rooms too.
    func isCounted(behind index: Int) -> Bool {
        var index = index
        if let next = lexeme(index), next.isDash || next.word.map(Self.alternatives.containsExactly) == true,
            lexeme(index + 1)?.kind == .digits
        {
            index += 2
            if isSign(".", index), isTight(index), lexeme(index + 1)?.kind == .digits { index += 2 }
        }
        guard let next = lexeme(index) else { return false }
        if let word = next.word {
            if CalendarWords.counted.containsExactly(word) { return true }
            // "3 and a half rooms", "3 וחצי חדרים".
            if word == "וחצי" || word == "ורבע", let after = self.word(index + 1) {
                return CalendarWords.counted.containsExactly(after)
            }
            return false
        }
        if next.isDash, let word = self.word(index + 1) { return CalendarWords.counted.containsExactly(word) }
        return ["%", "₪", "$", "€", "½", "²"].contains(next.text)
    }

    private static let alternatives = Vocabulary("או עד to or")

    /// Whether a sign of money or a floor stands before a number: then it is no day and no time.
    func isCounted(before index: Int) -> Bool {
        guard let before = lexeme(index - 1) else { return false }
        if let word = before.word { return Self.countedBefore.contains(word) }
        return ["₪", "$", "€", "#", "+"].contains(before.text)
    }

    private static let countedBefore = Vocabulary("קומה floor nis ils מספר דירה apartment apt no number")

    /// The word before a number that says how it is meant: a word of its own, or a prefix as in `ב-10` and `ב10`.
    func marker(before index: Int) -> String? {
        var before = index - 1
        if lexeme(before)?.isDash == true { before -= 1 }
        guard let word = word(before) else { return nil }
        if before == index - 2 {
            // Only a prefix is followed by a hyphen.
            return word.unicodeScalars.count <= 2 && Self.prefixes.containsExactly(word) ? word : nil
        }
        return word
    }

    private static let prefixes = Vocabulary("ב ל מ כ ה ו עד של שב וב ול ומ מה לה בה")
}
