internal import Conversation
internal import Store

// Sentences about one property, from its row alone, and those that lead a conversation on.
extension LocalWords {
    /// What of a property was asked for.
    func facts(_ listing: Listing, _ acts: DialogueActs, features: [Feature], now: WallTime?) -> (
        known: [String], unknown: [String]
    ) {
        if acts.contains(.asksMore) { return (everything(listing, now: now), []) }
        var known: [String] = []
        var unknown: [String] = []
        func note(_ fact: String?, _ name: String) {
            if let fact, !known.contains(fact) { known.append(fact) } else if fact == nil { unknown.append(name) }
        }
        if acts.contains(.asksPrice), listing.price > 0 { known.append(price(listing)) }
        if acts.contains(.asksRooms) { note(roomCount(listing), say("מספר החדרים", "the number of rooms")) }
        if acts.contains(.asksSize) { note(size(listing), say("השטח", "the size")) }
        if acts.contains(.asksFloor) { note(floor(listing), say("הקומה", "the floor")) }
        if acts.contains(.asksStill) { known.append(say("עדיין זמין", "still available")) }
        if acts.contains(.asksEntry) { known.append(entry(listing, now: now)) }
        for feature in features { note(segment(of: listing) { feature.isNamed(by: $0) }, feature.name(in: language)) }
        return (known, unknown)
    }

    private func everything(_ listing: Listing, now: WallTime?) -> [String] {
        [listing.price > 0 ? price(listing) : nil, size(listing), summary(listing), entry(listing, now: now)]
            .compactMap { $0 }.filter { !$0.isEmpty }
    }

    private func roomCount(_ listing: Listing) -> String? {
        rooms(listing).map { $0 == "1" ? say("חדר אחד", "1 room") : say("\($0) חדרים", "\($0) rooms") }
    }

    private func size(_ listing: Listing) -> String? {
        listing.areaSquareMetres.map { say("\($0) מ״ר", "\($0) m²") }
    }

    private func floor(_ listing: Listing) -> String? {
        segment(of: listing) { Self.floors.occur(in: SpokenWords([$0.hebrew.summary, $0.english.summary])) }
    }

    private static let floors = Phrases("קומה, קומת, קרקע, floor, ground")

    /// From when a property is free.
    func entry(_ listing: Listing, now: WallTime?) -> String {
        guard let day = listing.availableFrom.flatMap({ CivilDate($0) }) else {
            return say("הכניסה בתיאום", "move-in by agreement")
        }
        if let now, day <= now.date { return say("פנוי לכניסה כבר עכשיו", "free to move in now") }
        return say("כניסה מ-\(fullDay(day))", "free from \(fullDay(day))")
    }

    /// The part of a listing's summary, between commas, that says something; it is the row's own words.
    private func segment(of listing: Listing, where says: (Listing) -> Bool) -> String? {
        let summary = (language == .hebrew ? listing.hebrew : listing.english).summary
        let parts = summary.split(separator: ",").map { String($0.drop { $0 == " " }) }
        return parts.first { part in
            let words = Listing.Words(area: "", address: "", summary: part)
            return says(
                Listing(
                    listingID: listing.listingID, deal: listing.deal, propertyKind: listing.propertyKind,
                    rooms: nil, price: 0, areaSquareMetres: nil, hebrew: words, english: words))
        }
    }

    /// What is known of one property, with its name before it.
    func details(_ listing: Listing, _ facts: [String]) -> String {
        let name = "\(title(listing)), \(place(listing))"
        return facts.isEmpty ? "\(name)." : "\(name): \(facts.joined(separator: ", "))."
    }

    /// That something does not stand in our details.
    func notListed(_ names: [String]) -> String {
        let list = names.joined(separator: ", ")
        return say("בפרטים שאצלי לא מצוין: \(list).", "My details do not say: \(list).")
    }

    /// Offers that an agent finds out.
    var shallAgentCheck: String { say("לבקש מנציג שיבדוק?", "Shall I ask an agent to check?") }

    /// Whether a reply of ours ended by offering that an agent does something.
    static func offersAgent(_ reply: String) -> Bool {
        [LocalWords(language: .hebrew), LocalWords(language: .english)].contains {
            reply.contains($0.shallAgentCheck) || reply.contains($0.shallAgentArrange)
        }
    }

    var pictures: String {
        say("נציג שלנו ישלח אליך תמונות בהקדם.", "An agent will send you pictures soon.")
    }

    var priceIsForAgents: String {
        say(
            "על המחיר אפשר לדבר עם נציג. העברתי את הבקשה, והוא יחזור אליך.",
            "An agent can talk about the price with you. I have passed it on, and they will get back to you.")
    }

    var agentWillCall: String {
        say(
            "העברתי את הפנייה לנציג שלנו, והוא יחזור אליך בהקדם.",
            "I have passed this on to an agent, who will get back to you soon.")
    }

    var agentKnowsAlready: String {
        say(
            "הפנייה כבר אצל נציג שלנו, והוא יחזור אליך בהקדם.",
            "An agent has your request already and will get back to you soon.")
    }

    /// That the customer's wish to sign has gone to an agent.
    var agentSigns: String {
        say(
            "איזה יופי, שמחה לשמוע! העברתי את הבקשה לנציג שלנו, והוא יחזור אליך כדי להתקדם לחתימה.",
            "How nice, I am glad to hear it! I have told an agent, who will get back to you about signing.")
    }

    /// That an agent is told of a delay.
    var agentKnowsOfDelay: String {
        say("תודה על העדכון! העברתי אותו לנציג שלנו.", "Thank you for telling me! I have passed it on to our agent.")
    }

    /// Where the same answer would be given again.
    var notUnderstood: String {
        say(
            "סליחה, לא בטוח שהבנתי נכון. נציג שלנו יחזור אליך בהקדם.",
            "Sorry, I may not have understood you. An agent will get back to you soon.")
    }

    /// Before a fact that was told right before.
    var asSaid: String { say("כמו שכתבתי:", "As I wrote:") }

    /// To somebody who greets or thanks once more.
    var stillHere: String { say("אני כאן! במה אפשר לעזור?", "I am here! What can I do for you?") }

    var gladly: String { say("מעולה! אני כאן לכל שאלה נוספת.", "Great! I am here for any other question.") }

    var noProblem: String {
        say(
            "אין בעיה! אפשר לכתוב לי בכל עת, ואציע נכסים אחרים או מועד אחר.",
            "No problem! Write to me at any time, and I will suggest other properties or another time.")
    }

    var goodbye: String {
        say("תודה ולהתראות! אני כאן לכל שאלה.", "Thank you and goodbye! I am here for any question.")
    }

    /// For those who write neither Hebrew nor English: in both, the tenant's own first.
    var bothLanguages: String {
        let hebrew = "אפשר לכתוב לי בעברית או באנגלית. העברתי את הפנייה לנציג שלנו, והוא יחזור אליך."
        let english =
            "You can write to me in Hebrew or English. I have passed your message on to an agent, who will get back to you."
        return language == .hebrew ? "\(hebrew)\n\(english)" : "\(english)\n\(hebrew)"
    }
}
