internal import Conversation
internal import Store

/// A turn as the rules understand it, before anything is looked up.
struct LocalDialogue: Sendable {
    /// The words that the turn answers, oldest first.
    let texts: [String]
    /// The customer's words before them, oldest first.
    let earlier: [String]
    /// The language of the answer.
    let language: Language
    /// The tenant's wall clock; nil where it cannot be read.
    let now: WallTime?
    /// The turn's words.
    let spoken: SpokenWords
    /// What the customer does with them.
    let acts: DialogueActs
    /// When the customer would like to come.
    let wish: TimeWish
    /// What the turn's own words look for.
    let query: ListingQuery
    /// The places that the turn's own words ask for.
    let places: [Place]
    /// The features that the turn's own words speak of.
    let features: [Feature]
    /// What is looked for, by all that was said.
    let wishes: Wishes
    /// Whether the customer asks for a human.
    let asksHuman: Bool
    /// Our words right before this turn.
    let lastReply: String
    /// The listings that were offered last, in their order.
    let offered: [Int64]
    /// The listings among which an ordinal counts, in their order.
    let choices: [Int64]
    /// Whether they were offered right before this turn.
    let isOfferFresh: Bool
    /// All listings that were offered in the messages at hand.
    let seen: Set<Int64>
    /// The viewing times that were offered right before this turn.
    let offeredSlots: [String]
    /// The contact's viewings to come.
    let appointments: [Appointment]

    init(_ context: TurnContext, _ contents: TurnContents, language: Language) {
        let before = context.messages.filter { !$0.unanswered }
        let ours = before.filter { $0.author != "customer" }
        // A place that was shared may be the area that is looked for, as what is said next tells.
        let theirs = before.filter { $0.author == "customer" }
            .compactMap { $0.messageKind == .location ? $0.text : $0.words }.map(Self.brief)
        let now = WallTime(context.now)
        lastReply = ours.last?.text ?? ""
        texts = Self.brief(
            contents.words
                + Self.areas(
                    contents, earlier: theirs, lead: context.lead?.facts, lastReply: lastReply, language: language))
        earlier = theirs
        self.language = language
        self.now = now
        spoken = SpokenWords(texts)
        acts = DialogueActs(spoken, texts: texts)
        query = ListingQuery.parse(texts)
        places = Wishes.wanted(texts)
        features = Feature.named(in: spoken)
        wishes = Wishes(lead: context.lead?.facts, earlier: earlier, texts: texts, now: now)
        asksHuman = texts.contains { HumanRequest.isAsked($0) }
        offered = ours.last { !$0.listings.isEmpty }?.listings ?? []
        isOfferFresh = ours.last?.listings.isEmpty == false
        seen = Set(ours.flatMap(\.listings))
        offeredSlots = ours.last?.slots ?? []
        appointments = context.appointments
        choices = Self.choices(ours.map(\.listings).filter { !$0.isEmpty })
        wish = Self.wish(
            texts, earlier: earlier, isChoice: LocalWords.asksWhichOne(lastReply), hasSlots: !offeredSlots.isEmpty,
            booked: appointments.last.flatMap { WallTime($0.startsAt) }, now: now)
    }

    /// The names of towns in places that were shared, where that says which area is looked for: with words that look for
    /// something, or as an answer to a question while something is looked for.
    private static func areas(
        _ contents: TurnContents, earlier: [String], lead: LeadFacts?, lastReply: String, language: Language
    ) -> [String] {
        guard !contents.places.isEmpty else { return [] }
        let isLooking: Bool
        if contents.words.isEmpty {
            let isKnown = lead?.deal != nil || lead?.rooms != nil || lead?.budget != nil
            isLooking = lastReply.contains("?") && (isKnown || ListingQuery.parse(earlier).mentionsProperty)
        } else {
            isLooking = ListingQuery.parse(contents.words).mentionsProperty
        }
        guard isLooking else { return [] }
        return Wishes.wanted(contents.places.suffix(1)).map { language == .hebrew ? $0.hebrew : $0.english }
    }

    private static let sameDay = Phrases("באותו יום, באותו היום, אותו יום, same day")

    /// So many code points of a turn's words are read, and of one message; the rules are for what people write, and take the
    /// same time for whatever else is sent.
    private static let (mostRead, mostOfOne) = (6000, 3000)

    /// The newest texts that can be read in all.
    private static func brief(_ texts: [String]) -> [String] {
        var left = mostRead
        var kept: [String] = []
        for text in texts.reversed() where left > 0 {
            kept.append(brief(text))
            left -= kept.last?.unicodeScalars.count ?? 0
        }
        return kept.reversed()
    }

    /// The beginning and the end of a text that is too long: where people say what they want.
    private static func brief(_ text: String) -> String {
        guard text.utf8.count > mostOfOne, text.unicodeScalars.count > mostOfOne else { return text }
        let half = mostOfOne / 2
        return String(text.unicodeScalars.prefix(half)) + " … " + String(text.unicodeScalars.suffix(half))
    }

    /// When the customer would like to come. Whom we asked which property is meant has perhaps said before when; and who was
    /// offered times answers with a bare hour.
    private static func wish(
        _ texts: [String], earlier: [String], isChoice: Bool, hasSlots: Bool, booked: WallTime?,
        now: WallTime?
    ) -> TimeWish {
        guard let now else { return TimeWish() }
        var wish = TimeWish.parse(texts, now: now)
        if wish.days.isEmpty, let booked, sameDay.occur(in: SpokenWords(texts)) { wish.days = [booked.date] }
        guard wish.isEmpty else { return wish }
        if isChoice { return TimeWish.parse(Array(earlier.suffix(2)), now: now) }
        let words = texts.flatMap(SpokenWords.cut)
        if hasSlots, words.count == 1, let hour = words.first.flatMap({ Int($0) }), (7...20).contains(hour),
            let time = ClockTime(hour: hour)
        {
            wish.times = [time]
        }
        return wish
    }
}

extension LocalDialogue {
    /// Whether a time was named to come: a day, a time, or as soon as possible.
    var namesTime: Bool { !wish.days.isEmpty || !wish.times.isEmpty || wish.window != nil || wish.wantsSoonest }

    /// Whether the turn's own words look for other properties than those at hand.
    var seeks: Bool {
        if acts.contains(.owns) { return false }
        if !acts.isDisjoint(with: [.wantsCheaper, .wantsLarger, .wantsOthers]) { return true }
        if query.rooms != nil || query.maximumPrice != nil || !places.isEmpty { return true }
        // "What is the rent?" looks for nothing to rent.
        if query.deal != nil, offered.isEmpty || !acts.contains(.asksPrice) { return true }
        if Self.looks.occur(in: spoken) { return query.isSearch || !features.isEmpty }
        if offered.isEmpty { return query.isSearch || !features.isEmpty }
        return query.propertyKind == .office || query.propertyKind == .shop
    }

    /// Whether the contact's own viewing is to be given up or moved, or asked about.
    var changesAppointment: Bool { !acts.isDisjoint(with: [.cancels, .moves, .asksAppointment]) }

    /// How many questions or statements there are, about.
    var clauses: Int {
        let parts = texts.flatMap { $0.split { "?!.,;\n".contains($0) } }.filter { $0.contains(where: \.isLetter) }
        return parts.count + (Self.joints.occur(in: spoken) ? 1 : 0)
    }

    /// The turn's question as the house's knowledge may have it, where its own words do not find it: with the words before
    /// that it goes on with, or in the trade's words. Nil for what is asked of a property.
    var inOtherWords: String? {
        if isElliptical {
            let topic = earlier.last { !Self.goesOn(SpokenWords([$0])) } ?? earlier.last ?? ""
            return "\(topic) \(texts.joined(separator: " "))"
        }
        if acts.contains(.owns) { return language == .hebrew ? "אני רוצה להשכיר את הדירה שלי" : "let my flat" }
        return acts.contains(.asks) ? OtherWords.question(spoken, isHebrew: language == .hebrew) : nil
    }

    /// Whether the turn only goes on with the question before it: "and on Friday?"
    private var isElliptical: Bool {
        !isOfferFresh && !earlier.isEmpty && Self.goesOn(spoken) && (offered.isEmpty || !asksDetails)
    }

    private static func goesOn(_ spoken: SpokenWords) -> Bool {
        (1...5).contains(spoken.words.count)
            && (spoken.words.first?.hasPrefix("ו") == true || continuations.occur(in: spoken))
    }

    /// Whether properties are looked for in so many words.
    var looks: Bool { Self.looks.occur(in: spoken) }

    /// Whether the turn is written in letters that are neither Hebrew nor Latin.
    var isForeign: Bool { Language.of(texts) == nil && texts.contains { $0.contains(where: \.isLetter) } }

    /// Whether a property is asked about, and not a new one sought.
    var asksDetails: Bool { !acts.isDisjoint(with: .details) || !features.isEmpty && !Self.looks.occur(in: spoken) }

    /// Whether the customer wants to see a property: says so, agrees to our offer, answers it with a time, or chooses one.
    var wantsViewing: Bool {
        if !acts.isDisjoint(with: .views) { return !Self.looks.occur(in: spoken) || namesTime }
        if !offeredSlots.isEmpty, namesTime || agreesToViewing || slotNumber != nil || wantsOtherTimes { return true }
        guard !offered.isEmpty, !asksDetails, !acts.contains(.meansBusiness) else { return false }
        // A while after the offer, a time alone may still mean it.
        guard isOfferFresh else {
            return !wish.times.isEmpty && !seeks && spoken.words.count <= 6 && !acts.contains(.asks)
        }
        // Beside a new search, a day may well be that of moving in.
        if namesTime, !seeks || !wish.times.isEmpty { return true }
        // Who has heard of one and names another of the list wants to hear of that one first.
        let namesAnother = listingNumber != nil && offered.count == 1 && choices.count > 1
        return agreesToViewing && !namesAnother || listingNumber != nil && offered.count > 1
            || acts.contains(.points) && acts.isDisjoint(with: [.asks, .asksHowMuch]) && !seeks
    }

    /// Whether a time of day, or a part of some day, is named, and nothing asked: beside one property, that is when somebody
    /// would like to see it.
    var namesTimeOfProperty: Bool {
        (!wish.times.isEmpty || wish.window != nil && !wish.days.isEmpty) && !asksDetails
            && acts.isDisjoint(with: [.asks, .meansBusiness])
    }

    /// Whether there is a word that can be a place: more than a number, or a brief yes or no.
    var mayNamePlace: Bool {
        let words = spoken.words.filter { $0.unicodeScalars.count > 2 && $0.first?.isLetter == true }
        return !words.isEmpty && (words.count > 1 || acts.isDisjoint(with: [.agrees, .declines, .leaves]))
    }

    /// Whether a "yes" is one to seeing what was offered: not to another question, and not of somebody who comes already.
    private var agreesToViewing: Bool {
        acts.contains(.agrees) && !LocalWords.offersAgent(lastReply)
            && !(offered.count == 1 && offeredSlots.isEmpty && appointments.contains { $0.listingID == offered[0] })
    }

    /// Whether none of the times that were offered suits.
    var wantsOtherTimes: Bool {
        !offeredSlots.isEmpty && !namesTime && appointments.isEmpty
            && (acts.contains(.moves) || acts.contains(.declines) && Self.unsuitable.occur(in: spoken))
    }

    private static let unsuitable = Phrases("לא מתאים, doesnt suit, does not suit, dont suit, none of")
    private static let continuations = Phrases(
        "ומה, ואפשר, וגם, ואם, ויש, ובשישי, ובשבת, ומתי, ואיפה, וכמה, and, what about, how about, also")
    private static let joints = Phrases(
        """
        ומה, וכמה, ואיפה, ומתי, והאם, ויש, ואיך, ואיזה, ואפשר, and what, and how, and where, and is, and when, and do, and can,
        also
        """)
    private static let looks = Phrases(
        """
        מחפש, מחפשת, מחפשים, מחפשות, דירות, בתים, משרדים, נכסים, מעוניין בדירה, מעוניינת בדירה, רוצה דירה, צריך דירה,
        צריכה דירה, יש לכם, looking for, searching for, do you have, are there any, any flats, any apartments, flats, apartments,
        houses, offices, properties, need a, i want a, i want to rent, i want to buy, want to rent, want to buy
        """)
}
