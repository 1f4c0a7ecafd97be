/// Finds the facts in a text: what it says of prices, rooms, addresses, phone numbers, days and times.
struct FactReader {
    let lexemes: [Lexeme]
    private(set) var facts: [Fact] = []
    /// Which lexemes belong to a fact already.
    private var isTaken: [Bool]

    /// Streets that are named without the word for a street too.
    let streets: Set<StreetName>

    /// The facts of a text in the order in which they stand.
    static func facts(in lexemes: [Lexeme], streets: Set<StreetName> = []) -> [Fact] {
        var reader = FactReader(lexemes: lexemes, streets: streets)
        reader.readContacts()
        reader.readAddresses()
        for moment in MomentReader.moments(in: lexemes) { reader.take(.moment(moment), moment.range) }
        reader.readAmounts()
        return reader.facts.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private init(lexemes: [Lexeme], streets: Set<StreetName>) {
        (self.lexemes, self.streets) = (lexemes, streets)
        isTaken = Array(repeating: false, count: lexemes.count)
    }

    /// Takes a fact, unless another has some of its lexemes.
    mutating func take(_ kind: Fact.Kind, _ range: Range<Int>) {
        // Two moments may share their words: "this evening" is a day and a part of it.
        let isShared =
            if case .moment = kind, case .moment = facts.last?.kind { facts.last?.range == range } else { false }
        guard isShared || !isTaken[range].contains(true) else { return }
        facts.append(Fact(kind: kind, range: range))
        for index in range { isTaken[index] = true }
    }

    func isFree(_ range: Range<Int>) -> Bool { !isTaken[range].contains(true) }

    func word(_ index: Int) -> String? { lexemes.indices.contains(index) ? lexemes[index].word : nil }
    func sign(_ index: Int) -> String? {
        lexemes.indices.contains(index) && lexemes[index].kind == .sign ? lexemes[index].text : nil
    }
    func isTight(_ index: Int) -> Bool { lexemes.indices.contains(index) && !lexemes[index].isSpaced }

    private mutating func readAmounts() {
        var index = 0
        while index < lexemes.count {
            guard isFree(index..<index + 1), let number = SpokenNumber.read(lexemes, at: index), isFree(number.range)
            else {
                index += 1
                continue
            }
            take(kind(of: number), number.range)
            index = number.range.upperBound
        }
    }
}

// MARK: - Amounts

extension FactReader {
    /// What a number counts.
    private func kind(of number: SpokenNumber) -> Fact.Kind {
        let end = number.range.upperBound
        if isPercentage(end) { return .percentage(number.value) }
        if let rooms = rooms(number) { return rooms }
        // The unit behind a range holds for its first number too: 70-80 m².
        if isMetres(end) || isMetres(endOfRange(from: end)) { return .squareMetres(number.value) }
        if isPrice(number) { return .price(number.value, isApproximate: isApproximate(number)) }
        return .number(number.value)
    }

    private func isPercentage(_ end: Int) -> Bool {
        sign(end) == "%" || ["אחוז", "אחוזים", "percent"].contains(word(end))
    }

    /// Where a range ends whose first number ends here; the same place where there is none.
    private func endOfRange(from end: Int) -> Int {
        var next = end
        if lexemes.indices.contains(next), lexemes[next].isDash {
            next += 1
        } else if let word = word(next), ["עד", "to", "או", "or"].contains(word) {
            next += 1
        } else {
            return end
        }
        return SpokenNumber.read(lexemes, at: next)?.range.upperBound ?? end
    }

    private func isMetres(_ end: Int) -> Bool {
        guard let word = word(end) else { return false }
        if PropertyWords.metres.containsExactly(word) {
            return word.unicodeScalars.count > 1 || sign(end + 1) == "²" || lexemes[end].hasQuote
                || self.word(end + 1) == "ר"
        }
        return (word == "sq" || word == "square" || word == "מטרים" || word == "מטר")
    }

    private func rooms(_ number: SpokenNumber) -> Fact.Kind? {
        let value = number.value
        guard !number.isLarge, value <= 30 else { return nil }
        for end in Set([number.range.upperBound, endOfRange(from: number.range.upperBound)]).sorted() {
            let noun = lexemes.indices.contains(end) && lexemes[end].isDash ? end + 1 : end
            if let kind = rooms(value, noun: noun) { return kind }
            if let word = word(noun), Self.roomAdjectives.containsExactly(word), let kind = rooms(value, noun: noun + 1)
            {
                return kind
            }
        }
        // A form: "חדרים: 3".
        let before = number.range.lowerBound - 1
        if sign(before) == ":", let word = word(before - 1), Self.roomNouns.contains(word) {
            return .rooms(value, areBedrooms: false)
        }
        return nil
    }

    private func rooms(_ value: Double, noun: Int) -> Fact.Kind? {
        guard let word = word(noun) else { return nil }
        if PropertyWords.bedrooms.containsExactly(word) { return .rooms(value, areBedrooms: true) }
        if word == "חדרי" || word == "חדר" {
            let next = self.word(noun + 1) ?? ""
            if PropertyWords.bedroomAfterRoom.contains(next) { return .rooms(value, areBedrooms: true) }
            return word == "חדר" && value != 1 ? nil : word == "חדרי" ? nil : .rooms(value, areBedrooms: false)
        }
        return Self.roomNouns.containsExactly(word) ? .rooms(value, areBedrooms: false) : nil
    }

    private static let roomNouns = Vocabulary("חדרים חד rooms room rm rms roomed")
    private static let roomAdjectives = Vocabulary("spacious large big bright nice beautiful full separate")

    // MARK: Prices

    private func isPrice(_ number: SpokenNumber) -> Bool {
        let (start, end) = (number.range.lowerBound, number.range.upperBound)
        let close = endOfRange(from: end)
        if hasCurrency(before: start) || isCurrency(end) || isCurrency(close) { return true }
        let isYear = (1900...2100).contains(number.value) && !number.isLarge && number.value.rounded() == number.value
        // Small numbers beside words for money or a month count neither: "one month's rent", "2 months".
        guard !isOtherNoun(end), !isOtherNoun(close), !isReference(before: start) else { return false }
        // Charges are small: "house committee 250 a month".
        if number.value >= 50, !number.isInWords, isMonthly(end) || hasChargeWord(before: start) { return true }
        guard number.value >= 300 else { return false }
        if isMonthly(end) { return true }
        if number.isLarge { return number.value >= 1000 }
        if number.isInWords { return false }
        if isYear { return hasPriceWord(before: start) }
        return number.value >= 1000 || hasPriceWord(before: start)
    }

    private func isCurrency(_ index: Int) -> Bool {
        if let sign = sign(index) { return sign == "₪" || sign == "$" || sign == "€" }
        guard let word = word(index) else { return false }
        return PropertyWords.shekels.containsExactly(word)
            || ["dollar", "dollars", "usd", "דולר", "euro", "יורו"].contains(word)
            || word == "ש" && lexemes[index].hasQuote
    }

    private func hasCurrency(before index: Int) -> Bool {
        if isCurrency(index - 1) { return sign(index - 1) != nil || word(index - 1).map { $0.utf8.count == 3 } == true }
        return false
    }

    private func isMonthly(_ index: Int) -> Bool {
        if let word = word(index), PropertyWords.monthly.containsExactly(word) || word == "לחודש" || word == "בחודש" {
            return true
        }
        if sign(index) == "/" { return word(index + 1).map(PropertyWords.monthly.contains) == true }
        return ["a", "per"].contains(word(index)) && word(index + 1) == "month"
    }

    private func isOtherNoun(_ index: Int) -> Bool { word(index).map(Self.otherNouns.containsExactly) == true }

    private static let otherNouns = Vocabulary(
        """
        תושבים אנשים דיירים שנה שנים ימים ליטר מטר מטרים מר sqm sqft people residents years year days m metres meters \
        students customers לקוחות משפחות families דירות apartments units יחידות steps
        """)

    private func hasPriceWord(before index: Int) -> Bool {
        lexemes[..<index].suffix(4).contains { $0.word.map(Self.priceWords.contains) == true }
    }

    private func hasChargeWord(before index: Int) -> Bool {
        lexemes[..<index].suffix(2).contains { $0.word.map(Self.chargeWords.contains) == true }
    }

    private static let chargeWords = Vocabulary("ארנונה ועד arnona fee deposit פיקדון")

    /// "Your reference number is 1234".
    private func isReference(before index: Int) -> Bool {
        lexemes[..<index].suffix(5).contains { $0.word.map(Self.references.contains) == true }
    }

    private static let references = Vocabulary("פנייה פניה אסמכתא קוד reference code ticket")

    private static let priceWords = Vocabulary(
        """
        מחיר מחירה מחירו המחיר עולה עולים עלות שכירות שכד דמי תקציב פיקדון ארנונה ועד תשלום סכום price prices costs cost \
        rent asking budget deposit fee fees pay paying total sum arnona
        """)

    private func isApproximate(_ number: SpokenNumber) -> Bool {
        var before = number.range.lowerBound - 1
        if isCurrency(before) { before -= 1 }
        if lexemes.indices.contains(before), lexemes[before].isDash, word(before - 1) == "כ" { return true }
        if sign(before) == "~" { return true }
        guard let word = word(before) else { return false }
        return Self.about.containsExactly(word)
    }

    private static let about = Vocabulary(
        "כ בערך סביב בסביבות כמעט about around approximately roughly almost nearly circa")
}
