internal import Conversation

/// Tells whether a reply promises that a person of the business does something: then somebody must be told of it.
enum AgentPromise {
    /// Whether a sentence speaks of a person of the business and of what that person will do for the customer.
    static func isMade(in reply: String) -> Bool {
        reply.split { ".!?\n".contains($0) }.contains { sentence in
            let words = sentence.lowercased().split { !($0.isLetter || $0 == "'") }.map(String.init)
            let isOffered = words.contains(where: offers.contains)
            return !isOffered && words.contains(where: isPerson) && words.contains(where: deeds.contains)
        }
    }

    /// Hebrew's prefixes stand before the word: לנציג, הנציגה, ונציג.
    private static func isPerson(_ word: String) -> Bool {
        people.contains(word) || hebrewPeople.contains { word.hasSuffix($0) && word.count <= $0.count + 2 }
    }

    private static let people: Set<String> = [
        "agent", "agents", "colleague", "colleagues", "representative", "human", "team", "manager", "someone",
        "somebody",
    ]
    private static let hebrewPeople = [
        "נציג", "נציגה", "נציגים", "סוכן", "סוכנת", "עמית", "עמיתה", "מנהל", "מנהלת", "מישהו", "צוות",
    ]
    private static let deeds: Set<String> = [
        "call", "calls", "contact", "contacts", "reply", "back", "check", "passed", "forwarded", "transferred", "touch",
        "informed",
        "יחזור", "תחזור", "יחזרו", "חוזר", "יתקשר", "תתקשר", "יתקשרו", "יבדוק", "תבדוק", "יבדקו", "ייצור", "יצור",
        "תיצור", "העברתי",
        "הועבר", "הועברה", "מעבירה", "אעביר", "עדכנתי", "יענה", "תענה", "יאשר", "תאשר",
    ]
    /// A question whether it is wanted is no promise yet.
    private static let offers: Set<String> = [
        "shall", "should", "want", "would", "לבקש", "תרצו", "רוצה", "רוצים", "שאבקש",
    ]
}
