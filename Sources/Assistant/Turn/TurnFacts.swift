internal import Conversation
internal import Store

/// What a reply may say: the rows that were read in this turn, and what was said in this conversation.
struct TurnFacts {
    private let sheet: FactSheet
    private let listings: [Listing]
    private let context: TurnContext
    private let language: Language
    private let now: WallTime
    private let toolbox: Toolbox
    private let secrets: [String]

    /// The facts of a turn with what its tools have read.
    ///
    /// - Parameter base: see ``base(_:context:retrieval:)``.
    init(base: FactSheet, context: TurnContext, retrieval: Retrieval, toolbox: Toolbox) {
        self.context = context
        now = context.wallTime
        self.toolbox = toolbox
        language = retrieval.language
        let known = Self.listings(retrieval)
        let read = toolbox.listings.filter { listing in !known.contains { $0.listingID == listing.listingID } }
        listings = known + read
        secrets = [context.prompt ?? Prompt.standard, Prompt.rules]
        var sheet = base
        for listing in read { sheet.add(listing, now: now) }
        for time in toolbox.slots + toolbox.bookings { sheet.add(time: time) }
        self.sheet = sheet
    }

    /// What a turn may say before its tools have read anything.
    ///
    /// - Parameter stable: the facts of the prompt and the greetings.
    static func base(_ stable: FactSheet, context: TurnContext, retrieval: Retrieval) -> FactSheet {
        let now = context.wallTime
        var sheet = stable
        for listing in listings(retrieval) { sheet.add(listing, now: now) }
        for time in (retrieval.slots + context.appointments.map(\.startsAt)).compactMap({ WallTime($0) }) {
            sheet.add(time: time)
        }
        sheet.add(day: now.date)
        if let phone = context.contactPhone { sheet.add(phone: phone, of: .customer) }
        for hit in retrieval.knowledge { sheet.add(text: hit.answer, now: now, isQuotable: true) }
        for entry in context.messages {
            // Of what this turn answers, also what it holds besides words: the numbers on a card, the lines of an order.
            guard let text = entry.details == nil ? entry.text : Prompt.words(entry) else { continue }
            sheet.add(text: text, now: now, from: entry.author == "customer" ? .customer : .business, isQuotable: true)
        }
        if let facts = context.lead?.facts {
            if let budget = facts.budget { sheet.add(budget: budget) }
            if let rooms = facts.rooms { sheet.add(rooms: rooms) }
            if let day = facts.moveIn.flatMap({ CivilDate($0) }) { sheet.add(day: day) }
        }
        return sheet
    }

    private static func listings(_ retrieval: Retrieval) -> [Listing] {
        var listings: [Listing] = []
        for listing in retrieval.listings + retrieval.candidates + retrieval.booked
        where !listings.contains(where: { $0.listingID == listing.listingID }) {
            listings.append(listing)
        }
        return listings
    }

    /// What in a reply is not so.
    func violations(in reply: String) -> [FactViolation] {
        let cancelled = toolbox.cancelled
        let kept = context.appointments.filter { !cancelled.contains($0.appointmentID) }
        return FactFence.violations(
            in: reply, sheet: sheet, now: now, booked: kept.compactMap { WallTime($0.startsAt) } + toolbox.bookings,
            hasNewBooking: !toolbox.bookings.isEmpty, hasCancelled: !cancelled.isEmpty, language: language,
            secrets: secrets)
    }

    /// The reply, with a sentence for each viewing that is booked or given up with it and that it does not tell of: whatever is
    /// written, the customer hears of.
    func tellingAll(_ reply: String) -> String {
        let words = LocalWords(language: language)
        var told = [reply]
        for write in toolbox.writes {
            switch write {
            case .bookViewing(let listingID, let startsAt):
                guard let moment = WallTime(startsAt), !FactFence.states(moment, in: reply, now: now),
                    let listing = listings.first(where: { $0.listingID == listingID })
                else { continue }
                told.append(words.booked(listing, at: moment))
            case .cancelViewing(let appointmentID):
                guard let viewing = context.appointments.first(where: { $0.appointmentID == appointmentID }),
                    let moment = WallTime(viewing.startsAt), !FactFence.states(moment, in: reply, now: now)
                else { continue }
                told.append(words.cancelled(listings.first { $0.listingID == viewing.listingID }, at: moment))
            case .recordLead, .handOver: continue
            }
        }
        return told.joined(separator: "\n")
    }

    /// The listings that a reply speaks of, in its order.
    func listings(in reply: String) -> [Int64] {
        var found: [(position: String.Index, id: Int64)] = []
        for listing in listings where !found.contains(where: { $0.id == listing.listingID }) {
            let places = [listing.hebrew.address, listing.english.address].compactMap { address in
                address.isEmpty ? nil : reply.firstRange(of: address)?.lowerBound
            }
            if let position = places.min() { found.append((position, listing.listingID)) }
        }
        return found.sorted { $0.position < $1.position }.map(\.id)
    }

    /// What the model is told of a reply that does not hold.
    static func correction(of violations: [FactViolation]) -> String {
        let named = violations.prefix(6).map { "\($0.kind.rawValue): \($0.words.prefix(60))" }.joined(separator: "; ")
        return
            "Your last answer was not sent, since it holds what no fact supports (\(named)). Write it again without that, "
            + "using only the facts, the tools' answers and what was said. Say nothing about this correction."
    }
}

extension FactSheet {
    /// Everything that a listing's row says, and that it belongs together.
    fileprivate mutating func add(_ listing: Listing, now: WallTime) {
        add(
            Property(
                addresses: [listing.hebrew.address, listing.english.address], price: Int(listing.price),
                rooms: listing.rooms.flatMap(Double.init), squareMetres: listing.areaSquareMetres.map(Int.init),
                availableFrom: listing.availableFrom.flatMap { CivilDate($0) }), now: now)
        for words in [listing.hebrew, listing.english] { add(text: words.summary, now: now, isQuotable: true) }
    }
}
