internal import Conversation

/// The body of a post of Meta's: `{object, entry: [{id, changes: [{field, value}]}]}`.
///
/// It holds any number of entries, changes, messages and statuses. Each is read for itself, and costs no other.
struct CloudEnvelope: Decodable {
    /// What it holds.
    private(set) var content = WebhookContent()

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        guard fields.isPresent("entry") else { throw EnvelopeError(problem: "entry is missing.") }
        guard (fields.text("object") ?? "whatsapp_business_account") == "whatsapp_business_account" else {
            content.items.append(.ignored(reason: "a post about something else than WhatsApp"))
            return
        }
        for entry in try fields.elements("entry", limit: CloudAPI.itemLimit) {
            guard let entry, entry.isPresent("changes") else {
                try append(.malformed(reason: "the entry has no changes"))
                continue
            }
            for change in try entry.elements("changes", limit: CloudAPI.itemLimit) {
                if let change { try read(change) } else { try append(.malformed(reason: "the change is no object")) }
            }
        }
    }

    private mutating func read(_ change: Fields) throws {
        guard let value = change.object("value") else {
            return try append(.malformed(reason: "the change has no value"))
        }
        // The value of an old or unusual change without a field tells by itself what it is.
        switch change.text("field", limit: 64) ?? "messages" {
        case "messages":
            try readMessages(value)
        case "smb_message_echoes":
            let context = CloudContext(value)
            for message in try value.elements("message_echoes", limit: CloudAPI.itemLimit) {
                try append(CloudMessage.item(message, isEcho: true, in: context))
            }
        case let field:
            let isPlain = field.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) }
            try append(.ignored(reason: isPlain ? "a change of \(field)" : "a change of an unknown field"))
        }
    }

    private mutating func readMessages(_ value: Fields) throws {
        let context = CloudContext(value)
        for message in try value.elements("messages", limit: CloudAPI.itemLimit) {
            try append(CloudMessage.item(message, isEcho: false, in: context))
        }
        for status in try value.elements("statuses", limit: CloudAPI.itemLimit) {
            switch CloudStatus.read(status, in: context) {
            case .report(let report):
                content.statuses.append(report)
                try checkCount()
            case .ignored(let reason): try append(.ignored(reason: reason))
            case .malformed(let reason): try append(.malformed(reason: reason))
            }
        }
        if let code = context.errorCode { try append(.ignored(reason: "the provider reports its error \(code)")) }
    }

    private mutating func append(_ item: ParsedItem) throws {
        content.items.append(item)
        try checkCount()
    }

    private func checkCount() throws {
        guard content.items.count + content.statuses.count <= CloudAPI.itemLimit else {
            throw EnvelopeError(problem: "The post holds more than \(CloudAPI.itemLimit) messages and statuses.")
        }
    }
}

/// What stands beside the messages and statuses of one change, and holds for all of them.
struct CloudContext {
    /// The phone_number_id, by which the channel is known; the displayed number varies in form.
    let channelAddress: String?
    /// The code of the first error that the value as a whole has.
    let errorCode: String?
    private let contactsByDigits: [String: CloudPerson]
    private let contactsByUserID: [String: CloudPerson]

    init(_ value: Fields) {
        let metadata = value.object("metadata")
        channelAddress =
            metadata?.identifier("phone_number_id") ?? metadata?.integer("phone_number_id").map(String.init)
        errorCode = value.firstErrorCode
        let contacts = value.objects("contacts", limit: 2000).map { contact in
            let profile = contact.object("profile")
            var person = CloudPerson(contact, number: "wa_id", userID: "user_id")
            person.name = profile?.displayName("name")
            person.username = profile?.text("username", limit: InboundMessage.nameLimit)
            return person
        }
        func by(_ name: (CloudPerson) -> String?) -> [String: CloudPerson] {
            Dictionary(contacts.compactMap { person in name(person).map { ($0, person) } }) { first, _ in first }
        }
        contactsByDigits = by(\.digits)
        contactsByUserID = by(\.userID)
    }

    /// The person with what the contacts say of it. There may be fewer contacts than messages, or more.
    func completed(_ person: CloudPerson) -> CloudPerson {
        let contact =
            person.digits.flatMap { contactsByDigits[$0] } ?? person.userID.flatMap { contactsByUserID[$0] }
        guard let contact else { return person }
        var person = person
        person.digits = person.digits ?? contact.digits
        person.userID = person.userID ?? contact.userID
        person.name = contact.name
        person.username = contact.username
        return person
    }
}

/// A person as the Cloud API knows it: by the digits of the number, by a business-scoped user id (BSUID), or by both.
struct CloudPerson {
    var digits: String?
    var userID: String?
    var name: String?
    var username: String?

    /// A person by the members of these names.
    init(_ fields: Fields, number: FieldName, userID: FieldName) {
        let written = fields.identifier(number) ?? fields.integer(number).map(String.init)
        // Meta writes no plus.
        let bare = written.map { $0.hasPrefix("+") ? String($0.dropFirst()) : $0 }
        digits = bare.flatMap { PhoneNumber.isInternational($0) ? $0 : nil }
        self.userID = fields.userID(userID) ?? fields.userID(number)
    }

    /// Where an answer goes; a number comes first, as with Meta.
    var chatAddress: String? { digits ?? userID }

    /// The number, E.164.
    var phone: String? { digits.map { "+\($0)" } }
}

extension Fields {
    /// A business-scoped user id, such as `IL.90011223344556677`: a country, a dot, and letters and digits.
    func userID(_ name: FieldName) -> String? {
        identifier(name).flatMap { CloudAPI.isUserID($0) ? $0 : nil }
    }

    /// The code of the first of the `errors`, as text.
    var firstErrorCode: String? {
        objects("errors", limit: 1).first.flatMap { $0.integer("code") }.map(String.init)
    }
}
