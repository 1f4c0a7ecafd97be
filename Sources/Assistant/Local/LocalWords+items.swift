internal import Conversation
internal import Store

// Sentences about what is sent besides words.
extension LocalWords {
    /// So many lines of an order are named.
    private static let mostLines = 10

    /// Names what was ordered, and says that an agent confirms it.
    func order(_ order: MessageDetails.Order) -> String {
        let lines = order.items.prefix(Self.mostLines).map { "• \(OrderLine.text($0))" }
        let rest = order.items.count - lines.count
        let more = rest > 0 ? [say("ועוד \(rest) שורות", "and \(rest) more")] : []
        let opening = say("תודה, קיבלתי את ההזמנה", "Thank you, I have received the order")
        let closing = say(
            "נציג שלנו יעבור עליה ויחזור אליך לאישור.", "An agent will go over it and get back to you to confirm.")
        guard !lines.isEmpty else { return "\(opening). \(closing)" }
        return (["\(opening):"] + lines + more + [closing]).joined(separator: "\n")
    }

    /// That something which came beside words has gone to an agent.
    func passedOn(_ kind: MessageKind) -> String {
        let thing =
            switch kind {
            case .image: say("התמונה", "the picture")
            case .video: say("הסרטון", "the video")
            case .document: say("המסמך", "the document")
            default: say("פרטי הקשר", "the contact")
            }
        return say(
            "את \(thing) העברתי לנציג שלנו, והוא יחזור אליך.",
            "I have passed \(thing) on to an agent, who will get back to you.")
    }

    /// To whoever sends one thing more of those that wait for an agent.
    var receivedToo: String {
        say(
            "קיבלתי גם את זה, תודה! נציג שלנו יסתכל על הכול ויחזור אליך.",
            "Got this one too, thank you! An agent will look at everything and get back to you.")
    }

    /// That a recording cannot be heard here, beside an answer to words.
    var cannotListen: String {
        say(
            "את ההקלטה אין באפשרותי לשמוע כרגע. אפשר לכתוב לי מה נאמר בה?",
            "I cannot listen to the recording here yet. Could you write me what it says?")
    }

    /// Asks for the name of a place that was shared and that is not known.
    var whichArea: String {
        say("תודה על המיקום! איזו עיר או שכונה זו?", "Thank you for the location! Which town or neighbourhood is that?")
    }
}
