// MARK: - Addresses

extension FactReader {
    mutating func readAddresses() {
        var index = 0
        while index < lexemes.count {
            let found = isFree(index..<index + 1) ? address(at: index) : nil
            guard let (kind, range) = found, isFree(range) else {
                index += 1
                continue
            }
            take(kind, range)
            index = range.upperBound
        }
    }

    private func address(at index: Int) -> (Fact.Kind, Range<Int>)? {
        hebrewAddress(at: index) ?? knownAddress(at: index) ?? englishAddress(at: index) ?? townAddress(at: index)
            ?? saidAddress(at: index) ?? bareStreet(at: index)
    }

    /// A known street and a number: `השקמה 14`, `HaShikma 14`, `14 HaShikma`.
    private func knownAddress(at index: Int) -> (Fact.Kind, Range<Int>)? {
        guard !streets.isEmpty else { return nil }
        if let number = houseNumber(index), let (street, end) = knownStreet(at: index + 1) {
            return (.address(street, number: number), index..<end)
        }
        guard let (street, end) = knownStreet(at: index), let number = houseNumber(end) else { return nil }
        return (.address(street, number: number), index..<end + 1)
    }

    func knownStreet(at index: Int) -> (StreetName, end: Int)? {
        guard let first = word(index) else { return nil }
        for length in (1...3).reversed() {
            let rest = (index + 1..<index + length).compactMap(word)
            guard rest.count == length - 1 else { continue }
            for form in Vocabulary.withoutPrefixes(first) {
                let street = StreetName([form] + rest)
                if streets.contains(street) { return (street, index + length) }
            }
        }
        return nil
    }

    // MARK: Hebrew

    /// `רחוב השקמה 14`, `בשד' הזית 31`, and without the word for a street `בדיזנגוף 99`.
    private func hebrewAddress(at index: Int) -> (Fact.Kind, Range<Int>)? {
        guard let word = word(index) else { return nil }
        if Self.hebrewStreets.contains(word) {
            var start = index + 1
            if sign(start) == "." { start += 1 }
            return named(from: index, start, upTo: 4) ?? numberless(from: index, start, word)
        }
        return unmarkedAddress(at: index, word)
    }

    /// The words from a place on, and the number behind them.
    private func named(from index: Int, _ start: Int, upTo limit: Int) -> (Fact.Kind, Range<Int>)? {
        var end = start
        while end < start + limit, lexemes.indices.contains(end), let word = word(end),
            !Self.notInStreet.containsExactly(word)
        {
            end += 1
            if lexemes.indices.contains(end + 1), lexemes[end].isDash, lexemes[end + 1].kind == .word { end += 1 }
        }
        guard end > start, lexemes.indices.contains(end) else { return nil }
        let names = lexemes[start..<end].compactMap(\.word)
        let numberAt = ["מספר", "מס"].contains(word(end)) ? end + 1 : end
        guard let number = houseNumber(numberAt) else { return nil }
        return (.address(StreetName(names), number: number), index..<numberAt + 1)
    }

    /// A word with a prefix and a number, where nothing else is counted: `בדיזנגוף 99, תל אביב`.
    private func unmarkedAddress(at index: Int, _ word: String) -> (Fact.Kind, Range<Int>)? {
        guard let first = word.unicodeScalars.first, first == "ב" || first == "ל" || first == "מ",
            word.unicodeScalars.count >= 4, let number = houseNumber(index + 1), lexemes[index + 1].isSpaced,
            !Self.notAStreet.contains(word), CountingWords.value(of: word) == nil, !isPlace(word)
        else { return nil }
        let end = index + 2
        let isClosed =
            !lexemes.indices.contains(end) || [",", ".", "\n", "!", "?", ")"].contains(lexemes[end].text)
            || self.word(end).map(isPlace) == true
        guard isClosed, !isNumberContinued(end) else { return nil }
        let name = String(word.unicodeScalars.dropFirst())
        return (.address(StreetName([name]), number: number), index..<end)
    }

    private func isNumberContinued(_ end: Int) -> Bool {
        [".", ",", ":", "/"].contains(sign(end) ?? "") && isTight(end) && isTight(end + 1)
            && lexemes.indices.contains(end + 1)
            && lexemes[end + 1].kind == .digits
    }

    func isPlace(_ word: String) -> Bool {
        Vocabulary.forms(of: word).contains { PlaceNames.entry($0) != nil }
    }

    // MARK: English

    /// `14 HaShikma Street`, `HaShikma St. 14`, "at 99 Dizengoff"; with a name in capitals also without a number.
    private func englishAddress(at index: Int) -> (Fact.Kind, Range<Int>)? {
        if let number = houseNumber(index) {
            let start = index + 1
            let names = capitalized(from: start, upTo: 3)
            guard !names.isEmpty else { return smallAddress(number, from: index) }
            let end = start + names.count
            if word(end).map(Self.englishStreets.containsExactly) == true {
                return (.address(StreetName(names.compactMap(\.word)), number: number), index..<end + 1)
            }
            if names.count > 1, let last = names.last?.word, Self.englishStreets.containsExactly(last) {
                return (.address(StreetName(names.dropLast().compactMap(\.word)), number: number), index..<end)
            }
            guard let before = word(index - 1), ["at", "on", "address"].contains(before), let name = names.first,
                isName(name)
            else { return nil }
            return (.address(StreetName([name.text]), number: number), index..<start + 1)
        }
        return streetFirst(at: index)
    }

    /// "10 dizengoff street", in small letters.
    private func smallAddress(_ number: Int, from index: Int) -> (Fact.Kind, Range<Int>)? {
        for end in index + 2...index + 3 where word(end).map(Self.fullStreets.containsExactly) == true {
            let names = (index + 1..<end).compactMap(word)
            guard names.count == end - index - 1,
                names.allSatisfy({
                    $0.utf8.count > 2 && !Self.notAName.containsExactly($0) && !Self.notBefore.contains($0)
                })
            else { return nil }
            return (.address(StreetName(names), number: number), index..<end + 1)
        }
        return nil
    }

    private static let fullStreets = Vocabulary("street avenue boulevard road")
    private static let notBefore = Vocabulary("down from off busy green small big blocks steps walk parallel shopping")

    /// `HaShikma Street 14`, `Dizengoff Street`.
    private func streetFirst(at index: Int) -> (Fact.Kind, Range<Int>)? {
        let names = capitalized(from: index, upTo: 4)
        guard
            let position = names.dropFirst().firstIndex(where: {
                $0.word.map(Self.englishStreets.containsExactly) == true
            })
        else {
            return nil
        }
        let words = names[..<position].filter(isName).compactMap(\.word)
        guard !words.isEmpty else { return nil }
        var end = index + position - names.startIndex + 1
        if sign(end) == ".", word(end - 1).map({ $0.utf8.count < 4 }) == true { end += 1 }
        if let number = houseNumber(end) { return (.address(StreetName(words), number: number), index..<end + 1) }
        return (.address(StreetName(words), number: nil), index..<end)
    }

    /// Latin words in capitals that stand in a row; the word for a street may be small.
    func capitalized(from start: Int, upTo limit: Int) -> ArraySlice<Lexeme> {
        var end = start
        while end < start + limit, lexemes.indices.contains(end), let word = word(end),
            lexemes[end].isCapitalized || end > start && Self.englishStreets.containsExactly(word)
        {
            end += 1
        }
        return lexemes.indices.contains(start) ? lexemes[start..<end] : []
    }

    /// Whether a word in capitals can be the name of a street: no day, month, or beginning of a sentence such as "The".
    func isName(_ lexeme: Lexeme) -> Bool {
        guard let word = lexeme.word, word.utf8.count > 2 else { return false }
        return CalendarWords.exactValue(of: word, in: CalendarWords.weekdays) == nil
            && CalendarWords.exactValue(of: word, in: CalendarWords.months) == nil
            && CalendarWords.exactValue(of: word, in: CalendarWords.relativeDays) == nil
            && !Self.notAName.containsExactly(word)
    }

    /// A number that a house can have, with no decimals and nothing counted behind it.
    func houseNumber(_ index: Int) -> Int? {
        guard lexemes.indices.contains(index), let number = lexemes[index].number, (1...999).contains(number),
            !isNumberContinued(index + 1), !(index > 1 && isNumberContinued(index - 1)), sign(index + 1) != "%",
            sign(index + 1) != "₪"
        else { return nil }
        if let next = word(index + 1), CalendarWords.counted.containsExactly(next),
            !Self.englishStreets.containsExactly(next)
        {
            return nil
        }
        return number
    }

    private static let hebrewStreets = Vocabulary("רחוב רח שדרות שד שדרת סמטת כיכר דרך")
    private static let englishStreets = Vocabulary(
        "street st road rd avenue ave boulevard blvd lane ln square sq drive alley way")
    static let notInStreet = Vocabulary(
        "ב ל מ עם יש עד בין קומה בקומה דירה הוא היא זה זו של על את או עולה מחיר במחיר חדרים rooms at is with")
    static let notAName = Vocabulary(
        """
        the this that our your his her its these those near main next each every quiet central side one same and am pm
        option floor apartment flat apt line route bus unit room rooms building gate number no phone block level
        """)
    /// With a prefix and before a number, but no streets.
    static let notAStreet = Vocabulary(
        """
        קומה קומות שעה שעות גיל דירה בניין בנין בית סך תאריך ממוצע ערך סביבות יום ימים סעיף אפשרות מספר גודל שטח מחיר לפחות \
        פחות יותר עוד סביב רק תקציב טווח שורה כיתה חודש חודשים שנה שנת שנים מתוך לפני אחרי בין דיוק מקום משרד חדר חדרים כניסה \
        עמוד שלב נספח טלפון נייד קו כביש אוטובוס הודעה דקה דקות כל לכל עלות כמעט מינימום מקסימום מעל מתחת בעוד בלי לפי בערך לנו לך לכם להם לי יש אין מצאתי מצאנו \
        נשארו נותרו הנה מחפש מחפשת צריך צריכה רוצה ביקשת הן הם כרגע כעת רואה מציע מציעה קיימות קיימים ועוד מתאימות מתאימים דירות
        """)
}
