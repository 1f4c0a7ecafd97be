import Conversation

/// The facts that stand in a text, as far as their form tells: amounts of money, telephone numbers, street addresses, room
/// counts, sizes, shares, days and times. It knows nothing of the assistant's own fact fence, so that the two do not share a mistake.
struct Facts: Sendable {
    var amounts: Set<Int> = []
    var telephones: Set<String> = []
    var addresses: [StreetAddress] = []
    var rooms: Set<String> = []
    var squareMetres: Set<String> = []
    var percentages: Set<String> = []
    var times: Set<ClockTime> = []
    var days: [DaysAndTimes.Day] = []
    /// The days from which listings are free.
    var availableFrom: [CivilDate] = []

    init() {}

    init(_ text: String) {
        let plain = PlainText(text)
        let numbers = WrittenNumber.all(in: plain.text)
        telephones = Set(numbers.filter(\.isTelephone).map(\.digits))
        amounts = Set(numbers.compactMap(\.amount))
        rooms = Set(numbers.compactMap(\.rooms))
        squareMetres = Set(numbers.compactMap(\.squareMetres))
        percentages = Set(numbers.compactMap(\.percentage))
        times = Set(numbers.compactMap(\.time))
        days = DaysAndTimes(plain).days
        addresses = StreetAddress.all(in: text)
    }

    /// The facts of a listing's row, and the sums that follow from its price by the business's terms.
    init(_ listing: Listing, _ terms: Terms) {
        self.init(listing.addressHebrew)
        for text in [listing.addressEnglish, listing.summaryHebrew, listing.summaryEnglish] { formUnion(Facts(text)) }
        amounts.formUnion([listing.price] + terms.sums(of: listing))
        if let count = listing.rooms { rooms.insert(plain(count)) }
        if let size = listing.squareMetres { squareMetres.insert(String(size)) }
        if let date = listing.availableFrom.flatMap({ CivilDate($0) }) { availableFrom.append(date) }
    }

    /// Adds what stands in another text.
    mutating func formUnion(_ other: Facts) {
        amounts.formUnion(other.amounts)
        telephones.formUnion(other.telephones)
        addresses += other.addresses
        rooms.formUnion(other.rooms)
        squareMetres.formUnion(other.squareMetres)
        percentages.formUnion(other.percentages)
        times.formUnion(other.times)
        days += other.days
        availableFrom += other.availableFrom
    }
}

/// A street and a number: רחוב השקמה 14, 14 HaShikma Street.
struct StreetAddress: Sendable, Equatable, CustomStringConvertible {
    /// Without the word for street, in lower case.
    let street: String
    let number: String

    var description: String { "\(street) \(number)" }

    /// Where it stands in a text: in either order, with or without the word for street, or without the number but with that
    /// word.
    func place(in text: PlainText) -> Int? {
        if let place = text.place(of: "\(street) \(number)") ?? text.place(of: "\(number) \(street)") { return place }
        let words = text.placedWords
        return words.indices.first { index in
            let isBehind =
                Self.isHebrewKind(words[index].word) && words[(index + 1)...].starts(with: names) { $0.word == $1 }
            let isBefore =
                Self.englishKinds.contains(words[index].word)
                && words[..<index].suffix(names.count).elementsEqual(names) { $0.word == $1 }
            return isBehind || isBefore
        }.map { words[$0].place }
    }

    private var names: [String] { street.split(separator: " ").map(String.init) }

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
