import Conversation

/// The facts that stand in a text, as far as their form tells: amounts of money, telephone numbers, street addresses, room
/// counts and times. It knows nothing of the assistant's own fact fence, so that the two do not share a mistake.
struct Facts: Sendable {
    var amounts: Set<Int> = []
    var telephones: Set<String> = []
    var addresses: [StreetAddress] = []
    var rooms: Set<String> = []
    var times: Set<ClockTime> = []

    init() {}

    init(_ text: String) {
        let plain = PlainText(text)
        let numbers = WrittenNumber.all(in: plain.text)
        telephones = Set(numbers.filter(\.isTelephone).map(\.digits))
        amounts = Set(numbers.compactMap(\.amount))
        rooms = Set(numbers.compactMap(\.rooms))
        times = Set(numbers.compactMap(\.time))
        addresses = StreetAddress.all(in: text)
    }

    /// Adds what stands in another text.
    mutating func formUnion(_ other: Facts) {
        amounts.formUnion(other.amounts)
        telephones.formUnion(other.telephones)
        addresses += other.addresses
        rooms.formUnion(other.rooms)
        times.formUnion(other.times)
    }
}

/// A street and a number: רחוב השקמה 14, 14 HaShikma Street.
struct StreetAddress: Sendable, Equatable, CustomStringConvertible {
    /// Without the word for street, in lower case.
    let street: String
    let number: String

    var description: String { "\(street) \(number)" }

    /// Whether it stands in a text, in either order, with or without the word for street.
    func stands(in text: PlainText) -> Bool {
        text.holds("\(street) \(number)") || text.holds("\(number) \(street)")
    }

    private static let hebrewKinds = ["רחוב", "רח", "שדרות", "שד", "שדרת"]
    private static let englishKinds = ["street", "st", "boulevard", "blvd", "avenue", "ave", "road"]

    /// All that are written with a word for street.
    static func all(in text: String) -> [StreetAddress] {
        let words = PlainText(text).words
        return words.indices.compactMap { index in
            if isHebrewKind(words[index]) { return hebrew(words[(index + 1)...]) }
            if englishKinds.contains(words[index]) { return english(words[..<index]) }
            return nil
        }
    }

    /// With or without a prefix: ברחוב, בשדרות.
    private static func isHebrewKind(_ word: String) -> Bool {
        hebrewKinds.contains(word) || (word.count > 3 && hebrewKinds.contains(String(word.dropFirst())))
    }

    /// Up to two words and a number follow the word for street.
    private static func hebrew(_ rest: ArraySlice<String>) -> StreetAddress? {
        let street = rest.prefix(2).prefix { Int($0) == nil }
        guard !street.isEmpty, let number = rest.dropFirst(street.count).first, Int(number) != nil else { return nil }
        return StreetAddress(street: street.joined(separator: " "), number: number)
    }

    /// A number and up to two words go before the word for street.
    private static func english(_ before: ArraySlice<String>) -> StreetAddress? {
        let street = before.reversed().prefix { Int($0) == nil }.prefix(2)
        guard !street.isEmpty, let number = before.dropLast(street.count).last, Int(number) != nil else { return nil }
        return StreetAddress(street: street.reversed().joined(separator: " "), number: number)
    }
}
