/// A WhatsApp address (JID), sorted by what it stands for.
enum ChatAddress: Equatable {
    /// A person whose digits are a phone number: E.164 with plus, or nil where they cannot be one.
    case phone(String?)
    /// A person whose digits are a LID, and no phone number; nil where they are no digits.
    case lid(String?)
    /// Something that a business assistant does not answer.
    case other(Other)

    /// What is not answered. The raw value is the reason for the log.
    enum Other: String {
        case group = "a group"
        case status = "a status"
        case broadcastList = "a broadcast list"
        case newsletter = "a newsletter"
        case bot = "a bot of the provider"
        case service = "a service address of the provider"
    }

    /// Reads an address; nil where its kind is unknown.
    init?(_ address: String) {
        guard let at = address.lastIndex(of: "@") else { return nil }
        // Device and agent, as in `972…:12` and `972…_1:3`, do not belong to the person.
        let user = address[..<at].prefix { $0 != ":" && $0 != "_" }
        switch address[address.index(after: at)...] {
        case "s.whatsapp.net", "c.us", "hosted": self = Self.person(user)
        case "lid", "hosted.lid": self = .lid(Self.digits(user, count: 1...32))
        case "g.us": self = .other(.group)
        case "broadcast": self = .other(user == "status" ? .status : .broadcastList)
        case "newsletter": self = .other(.newsletter)
        case "bot": self = .other(.bot)
        default: return nil
        }
    }

    private static func person(_ user: Substring) -> ChatAddress {
        switch user {
        // Meta AI, as old clients know it.
        case "13135550002": .other(.bot)
        case "0", "server", "": .other(.service)
        default: .phone(digits(user, count: 5...15).map { "+\($0)" })
        }
    }

    private static func digits(_ user: Substring, count: ClosedRange<Int>) -> String? {
        guard count.contains(user.utf8.count), user.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return String(user)
    }
}
