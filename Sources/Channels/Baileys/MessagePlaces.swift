internal import Conversation

extension MessageContent {
    /// A place: its words are its name and address, or a live location's caption.
    static func location(_ fields: Fields) -> MessageContent {
        let words = [fields.text("name"), fields.text("address")].compactMap { $0 }.joined(separator: ", ")
        var content = MessageContent(kind: .location, text: words.isEmpty ? fields.text("caption") : words)
        if let latitude = fields.number("degreesLatitude"), let longitude = fields.number("degreesLongitude") {
            content.details.location = MessageDetails.Location(latitude: latitude, longitude: longitude)
        }
        return content
    }

    /// Contact cards: their words are the names on them.
    static func contacts(_ cards: [Fields], title: String?) -> MessageContent {
        let cards = cards.map { card in
            contact(name: card.displayName("displayName"), vcard: card.text("vcard", limit: 16384))
        }
        return contacts(cards, title: title)
    }

    /// Contact cards that come as vCards alone.
    static func contacts(vcards: [String]) -> MessageContent {
        contacts(vcards.map { contact(name: nil, vcard: $0.prefix(utf16Units: 16384)) }, title: nil)
    }

    private static func contacts(_ contacts: [MessageDetails.ContactCard], title: String?) -> MessageContent {
        let names = contacts.compactMap(\.name).joined(separator: ", ")
        var content = MessageContent(kind: .contact, text: names.isEmpty ? title : names)
        content.details.contacts = contacts.isEmpty ? nil : contacts
        return content
    }

    private static func contact(name: String?, vcard: String?) -> MessageDetails.ContactCard {
        MessageDetails.ContactCard(name: name ?? vcard.flatMap(nameInCard), phone: vcard.flatMap(phoneInCard))
    }

    /// The first phone number of a vCard (RFC 6350): WhatsApp writes `item1.TEL;waid=972547654321:+972 54-765-4321`.
    private static func phoneInCard(_ vcard: String) -> String? {
        for line in lines(of: vcard) where line.name == "TEL" {
            let identifier = line.parameters.first { $0.lowercased().hasPrefix("waid=") }?.dropFirst(5)
            if let digits = identifier, (5...15).contains(digits.utf8.count),
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            {
                return "+\(digits)"
            }
            if !line.value.isEmpty { return String(line.value).prefix(utf16Units: 40) }
        }
        return nil
    }

    private static func nameInCard(_ vcard: String) -> String? {
        lines(of: vcard).first { $0.name == "FN" && !$0.value.isEmpty }
            .map { String($0.value).prefix(utf16Units: InboundMessage.nameLimit) }
    }

    private struct CardLine {
        let name: String
        let parameters: ArraySlice<Substring>
        let value: Substring
    }

    /// The lines of a vCard, each as name, parameters and value: `group.NAME;parameter;parameter:value`.
    private static func lines(of vcard: String) -> [CardLine] {
        vcard.split(whereSeparator: \.isNewline).compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let parts = line[..<colon].split(separator: ";")
            guard let name = parts.first?.split(separator: ".").last else { return nil }
            return CardLine(
                name: name.uppercased(), parameters: parts.dropFirst(), value: line[line.index(after: colon)...])
        }
    }
}
