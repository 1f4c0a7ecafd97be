// MARK: - Addresses that are told by their town, by "the address is", or by a street alone

extension FactReader {
    /// A name and a number with a town behind them: `הירקון 5, תל אביב`, `הרצל 10 בתל אביב`, `10 Ben Yehuda, Tel Aviv`.
    func townAddress(at index: Int) -> (Fact.Kind, Range<Int>)? {
        if let number = houseNumber(index), isTight(index + 1) == false {
            let names = capitalized(from: index + 1, upTo: 3).filter(isName)
            let end = index + 1 + names.count
            guard !names.isEmpty, isTown(behind: end) else { return nil }
            return (.address(StreetName(names.compactMap(\.word)), number: number), index..<end)
        }
        guard let name = word(index), let number = houseNumber(index + 1), lexemes[index + 1].isSpaced,
            isStreetName(index, name), isTown(behind: index + 2)
        else { return nil }
        return (.address(StreetName([name]), number: number), index..<index + 2)
    }

    /// `הכתובת היא הרצל 10`, "Address: Herzl 10".
    func saidAddress(at index: Int) -> (Fact.Kind, Range<Int>)? {
        guard let word = word(index), Self.addressWords.contains(word) else { return nil }
        var start = index + 1
        while start < index + 4, sign(start) == ":" || self.word(start).map(Self.isWords.containsExactly) == true {
            start += 1
        }
        guard start > index + 1 || lexemes.indices.contains(start) else { return nil }
        for length in 1...3 {
            let names = (start..<start + length).compactMap(self.word)
            guard names.count == length else { return nil }
            guard let number = houseNumber(start + length) else { continue }
            return (.address(StreetName(names), number: number), start..<start + length + 1)
        }
        return nil
    }

    /// A known street that is named alone: "the flat on HaShikma", `הדירה בשקמה`.
    func bareStreet(at index: Int) -> (Fact.Kind, Range<Int>)? {
        guard !streets.isEmpty, let word = word(index), word.unicodeScalars.count >= 4,
            let (street, end) = knownStreet(at: index)
        else { return nil }
        let isMarked =
            lexemes[index].isCapitalized || ["ה", "ב"].contains { word.hasPrefix($0) }
            || end > index + 1
        return isMarked ? (.address(street, number: nil), index..<end) : nil
    }

    /// `ברחוב דיזנגוף`, `שדרות רוטשילד`, where it is no street's description: `ברחוב שקט`.
    func numberless(from index: Int, _ start: Int, _ marker: String) -> (Fact.Kind, Range<Int>)? {
        guard Self.namedStreets.contains(marker), let (street, end) = knownStreet(at: start) ?? unknownName(at: start)
        else { return nil }
        return (.address(street, number: nil), index..<end)
    }

    private func unknownName(at index: Int) -> (StreetName, end: Int)? {
        guard let name = word(index), name.unicodeScalars.count > 2, !Self.descriptions.contains(name),
            !Self.notInStreet.contains(name), !isPlace(name)
        else { return nil }
        return (StreetName([name]), index + 1)
    }

    private func isStreetName(_ index: Int, _ name: String) -> Bool {
        !Self.notAStreet.contains(name) && !Self.notAName.containsExactly(name) && CountingWords.value(of: name) == nil
            && name.unicodeScalars.count > 2
            && (lexemes[index].isCapitalized || name.unicodeScalars.allSatisfy { $0 >= "א" })
    }

    /// Whether a town's name follows, behind a comma, "in" or the Hebrew prefix.
    private func isTown(behind index: Int) -> Bool {
        var start = index
        let isMarked = sign(start) == "," || word(start) == "in"
        if isMarked { start += 1 }
        guard isMarked || word(start)?.hasPrefix("ב") == true else { return false }
        return (1...3).contains { length in
            let words = (start..<start + length).compactMap(word)
            guard words.count == length else { return false }
            let names = isMarked ? [words] : [[String(words[0].dropFirst())] + words.dropFirst()]
            return names.contains { PlaceNames.entry(Vocabulary.foldingFinals($0.joined())) != nil }
        }
    }

    private static let addressWords = Vocabulary("כתובת כתובתנו address")
    private static let isWords = Vocabulary("היא הוא זה is שלנו של הדירה המשרד ברחוב")
    private static let namedStreets = Vocabulary("רחוב רח שדרות שד סמטת")
    private static let descriptions = Vocabulary(
        """
        שקט שקטה ראשי ראשית סואן צדדי קטן קטנה מרכזי מרכזית פנימי נעים ירוק ירוקה יפה מבוקש מבוקשת מקביל סמוך הומה פופולרי חד סתרי         ללא אחר אחרת אחד הזה זה מגורים עצים נגיש קרוב מסחרי אתה אנחנו אפשר היום מחר שבו שבה שם כזה מוצל פסטורלי טוב חדש חדשה
        """)
}
