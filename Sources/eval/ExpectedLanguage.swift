/// In which languages a reply may be: `"he"`, `"en"`, a list of them, or `"any"`.
struct ExpectedLanguage: Decodable, Sendable {
    static let hebrew = ExpectedLanguage(["he"])

    /// Empty for any.
    let languages: [String]

    init(_ languages: [String]) { self.languages = languages }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let list = try? container.decode([String].self) {
            languages = list
        } else {
            let language = try container.decode(String.self)
            languages = language == "any" ? [] : [language]
        }
    }

    /// Whether a reply is in one of them, by the script that most of its letters are of.
    func allows(_ reply: String) -> Bool {
        languages.isEmpty || Self.language(of: reply).map(languages.contains) ?? true
    }

    /// The language whose script most letters are of; nil where there is no letter.
    static func language(of text: String) -> String? {
        var counts: [String: Int] = [:]
        for scalar in text.unicodeScalars {
            let script: String? =
                switch scalar.value {
                case 0x05D0...0x05EA: "he"
                case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: "en"
                case 0x0400...0x04FF: "ru"
                case 0x0620...0x064A: "ar"
                default: nil
                }
            if let script { counts[script, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
