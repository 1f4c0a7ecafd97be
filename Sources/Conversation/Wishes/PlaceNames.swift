/// The names under which towns are looked up.
enum PlaceNames {
    /// What a name needs beside it to be the town's.
    enum Condition {
        case none
        /// A quotation mark: `ת"א` is a town, `תא` a cell.
        case quoted
        /// A quotation mark, or a prefix among words about property: `דירה בתא`.
        case quotedOrPrefixed
        /// A prefix or a preposition: `באריאל` is a town, `אריאל` a person.
        case prefixed
        /// Words about property: `דירה בראשון`; else it is a Sunday.
        case amongProperty
    }

    struct Entry {
        let place: Place
        let condition: Condition
        let wordCount: Int
        /// Whether it also begins the names of streets (`שדרות הזית`).
        var isStreetWord = false
    }

    /// The town of a name: small letters with final letters folded, without spaces.
    static func entry(_ letters: String) -> Entry? { entries[letters] }

    /// The town of a name of so many words that has one letter wrong, missing, too many, or two exchanged.
    static func similarEntry(_ letters: String, wordCount: Int) -> Entry? {
        let scalars = Array(letters.unicodeScalars)
        guard scalars.count >= 5, scalars.count <= 20 else { return nil }
        for length in scalars.count - 1...scalars.count + 1 {
            for (name, entry) in longNames[length] ?? []
            where entry.wordCount == wordCount && isOneEditApart(scalars, name) {
                return entry
            }
        }
        return nil
    }

    private static let entries: [String: Entry] = {
        var entries: [String: Entry] = [:]
        for row in rows {
            let names = row.split(separator: ",").map { $0.trimming() }
            guard names.count >= 2 else { continue }
            let place = Place(hebrew: bare(names[0]), english: bare(names[1]))
            // The first spelling is the town's own.
            for name in names where entries[letters(of: name)] == nil {
                entries[letters(of: name)] = Entry(
                    place: place, condition: condition(of: name),
                    wordCount: name.split { $0 == " " || $0 == "-" }.count, isStreetWord: name.hasPrefix("^שדרות"))
            }
        }
        return entries
    }()

    /// The names that are long enough for a slip of the finger, by their length.
    private static let longNames: [Int: [(name: [Unicode.Scalar], entry: Entry)]] = {
        var names: [Int: [(name: [Unicode.Scalar], entry: Entry)]] = [:]
        for (letters, entry) in entries where letters.unicodeScalars.count >= 5 {
            guard case .none = entry.condition else { continue }
            names[letters.unicodeScalars.count, default: []].append((Array(letters.unicodeScalars), entry))
        }
        return names.mapValues { $0.sorted { $0.name.lexicographicallyPrecedes($1.name) } }
    }()

    private static func bare(_ name: String) -> String {
        String(name.drop { $0 == "^" || $0 == "~" })
    }

    private static func letters(of name: String) -> String {
        let letters = name.lowercased().unicodeScalars.filter { $0.isLetter }
        return Vocabulary.foldingFinals(String(String.UnicodeScalarView(letters)))
    }

    private static func condition(of name: String) -> Condition {
        if name.hasPrefix("^") { return .prefixed }
        if name.hasPrefix("~") { return name.contains("\"") ? .quotedOrPrefixed : .amongProperty }
        return name.contains("\"") ? .quoted : .none
    }

    /// Whether two names differ by one letter changed, added or left out, or by two neighbours exchanged.
    static func isOneEditApart(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        guard long.count - short.count <= 1 else { return false }
        var start = 0
        while start < short.count, short[start] == long[start] { start += 1 }
        var tail = 0
        while tail < short.count - start, short[short.count - 1 - tail] == long[long.count - 1 - tail] { tail += 1 }
        let left = short.count - start - tail
        if long.count > short.count { return left == 0 }
        if left == 2 { return short[start] == long[start + 1] && short[start + 1] == long[start] }
        return left <= 1
    }

    /// A town a row: its Hebrew name, its English name, other spellings. `^`: only behind a prefix or "in"; `~`: only among
    /// words about property; with `"`: only when written with a quotation mark, and with both behind a prefix too.
    private static let rows = [
        "תל אביב, Tel Aviv, תל אביב יפו, ~ת\"א, תלאביב, Tel Aviv Jaffa, Tel Aviv Yafo, TLV",
        "יפו, Jaffa, ^Yafo", "ירושלים, Jerusalem, י\"ם, Yerushalayim, JLM", "חיפה, Haifa, Hefa, Chaifa",
        "ראשון לציון, Rishon LeZion, ראשל\"צ, ראשלצ, ~ראשון, Rishon Letzion, Rishon, Rishon Le Zion",
        "פתח תקווה, Petah Tikva, פתח תקוה, פ\"ת, Petach Tikva, Petah Tikvah, Petach Tikvah, Petah Tiqwa",
        "אשדוד, Ashdod", "נתניה, Netanya, Natanya, Netania",
        "באר שבע, Beer Sheva, ב\"ש, Be'er Sheva, Beersheba, Beer Sheba, Be'er Sheba, Beersheva",
        "בני ברק, Bnei Brak, ב\"ב, Bney Brak",
        "חולון, Holon, Cholon", "רמת גן, Ramat Gan, ר\"ג, רמתגן", "אשקלון, Ashkelon",
        "רחובות, Rehovot, Rechovot, Rehovoth",
        "בת ים, Bat Yam, ב\"י", "בית שמש, Beit Shemesh, Bet Shemesh",
        "כפר סבא, Kfar Saba, כ\"ס, כפ\"ס, Kfar Sava, Kefar Saba",
        "הרצליה, Herzliya, הרצלייה, Herzlia, Herzelia, Hertzliya, Herzliyya, Herzliya Pituach, הרצליה פיתוח",
        "חדרה, Hadera", "מודיעין, Modiin, מודיעין מכבים רעות, Modi'in", "לוד, Lod", "רמלה, Ramla, Ramle",
        "רעננה, Raanana, Ra'anana, Ranana", "גבעתיים, Givatayim, גבעתים, Givataim, Givatayyim, Giv'atayim",
        "הוד השרון, Hod HaSharon, הוה\"ש", "רמת השרון, Ramat HaSharon, רמה\"ש",
        "ראש העין, Rosh HaAyin, Rosh Haayin, Rosh Ayin",
        "קריית אונו, Kiryat Ono, קרית אונו, Qiryat Ono", "אור יהודה, Or Yehuda",
        "יהוד, Yehud, יהוד מונוסון, Yehud Monosson",
        "גבעת שמואל, Givat Shmuel, Givat Shemuel", "נס ציונה, Ness Ziona, נ\"צ, Nes Ziona, Nes Tziona, Ness Tziona",
        "יבנה, Yavne, Yavneh", "באר יעקב, Beer Yaakov, Be'er Ya'akov, Beer Yaacov",
        "גני תקווה, Ganei Tikva, גני תקוה, Gane Tikva",
        "^שוהם, ^Shoham", "^גדרה, ^Gedera", "מזכרת בתיה, Mazkeret Batya", "^אלעד, ^Elad",
        "אבן יהודה, Even Yehuda", "תל מונד, Tel Mond", "כפר יונה, Kfar Yona", "קדימה צורן, Kadima Zoran",
        "צורן, Tzoran",
        "זכרון יעקב, Zichron Yaakov, זיכרון יעקב, Zikhron Yaakov",
        "פרדס חנה, Pardes Hanna, פרדס חנה כרכור, Pardes Hana",
        "בנימינה, Binyamina", "קיסריה, Caesarea, Keisarya", "אור עקיבא, Or Akiva",
        "טירת כרמל, Tirat Carmel, טירת הכרמל",
        "קריית אתא, Kiryat Ata, קרית אתא", "קריית ביאליק, Kiryat Bialik, קרית ביאליק", "קריית ים, Kiryat Yam, קרית ים",
        "קריית מוצקין, Kiryat Motzkin, קרית מוצקין", "^נשר, ^Nesher", "יקנעם, Yokneam, יוקנעם, יקנעם עילית, Yoqneam",
        "עכו, Acre, Akko, ^Acco", "נהריה, Nahariya, נהרייה, Naharia", "כרמיאל, Karmiel, Carmiel",
        "צפת, Safed, Tzfat, Zefat",
        "טבריה, Tiberias, Tveria", "עפולה, Afula", "נצרת, Nazareth", "נוף הגליל, Nof HaGalil, נצרת עילית",
        "מגדל העמק, Migdal HaEmek", "בית שאן, Beit Shean, Bet Shean",
        "קריית שמונה, Kiryat Shmona, קרית שמונה, ק\"ש, Qiryat Shmona",
        "מעלות תרשיחא, Maalot Tarshiha, Ma'alot", "קריית גת, Kiryat Gat, קרית גת",
        "קריית מלאכי, Kiryat Malachi, קרית מלאכי",
        "^שדרות, Sderot", "נתיבות, Netivot", "אופקים, Ofakim", "דימונה, Dimona", "ערד, Arad", "אילת, Eilat, Elat",
        "רהט, Rahat", "^עומר, ^Omer", "^להבים, ^Lehavim", "^מיתר, ^Meitar", "מעלה אדומים, Maale Adumim, Ma'ale Adumim",
        "מבשרת ציון, Mevaseret Zion, מבשרת, Mevasseret Zion", "^אריאל, ^Ariel", "ביתר עילית, Beitar Illit",
        "מודיעין עילית, Modiin Illit", "אום אל פחם, Umm al Fahm", "טייבה, Tayibe", "כפר קאסם, Kfar Qasim, Kfar Kassem",
        "גן יבנה, Gan Yavne",
    ]
}

extension StringProtocol {
    /// The text without white space at its ends.
    func trimming() -> String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
