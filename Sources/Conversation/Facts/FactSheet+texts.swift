// MARK: - From texts

extension FactSheet {
    /// Adds whatever facts stand in a text.
    ///
    /// - Parameters:
    ///   - text: a prompt, an entry of the knowledge, a summary, or words of the conversation.
    ///   - now: the tenant's wall clock, from which "tomorrow" counts.
    ///   - author: whose words they are.
    ///   - isQuotable: whether its very words may be repeated, though they may stand in a secret too: true for knowledge and
    ///     for what the business said in the conversation, false for a prompt. A customer's words never are.
    public mutating func add(text: String, now: WallTime, from author: Author = .business, isQuotable: Bool = false) {
        let lexemes = Lexer.lexemes(of: text)
        let reply = Reply(lexemes, streets: Set(houses.map(\.street)))
        switch author {
        case .business: addFacts(of: reply, now)
        case .customer: addWishes(of: reply, text, now)
        }
        if isQuotable, author == .business { quotable.add(lexemes) }
    }

    // MARK: The business's

    private mutating func addFacts(of reply: Reply, _ now: WallTime) {
        for sentence in reply.sentences {
            for fact in reply.facts(in: sentence) { add(fact, in: sentence, of: reply) }
            addMoments(of: sentence, in: reply, Calendar(now: now))
            isFreeNow = isFreeNow || Self.saysFreeNow(sentence, in: reply)
            gifts.formUnion(Gift.all(in: sentence, of: reply).map(\.gift))
        }
        rentMonths.formUnion(RentMonths.all(in: reply.lexemes, within: reply.lexemes.indices).map(\.count))
    }

    /// Adds a fact. "Nothing at 5,000" and "up to 7,000" name no price of anything.
    private mutating func add(_ fact: Fact, in sentence: Sentence, of reply: Reply) {
        if case .price(let price, _) = fact.kind,
            reply.isDenied(fact.range, in: sentence) || reply.isWished(fact.range, in: sentence)
        {
            said.prices.insert(Int(price.rounded()))
        } else {
            add(fact.kind)
        }
    }

    private mutating func add(_ kind: Fact.Kind) {
        switch kind {
        case .price(let price, _): prices.insert(Int(price.rounded()))
        case .percentage(let share): percentages.insert(share)
        case .rooms(let rooms, areBedrooms: false): self.rooms.insert(rooms)
        case .rooms(let bedrooms, areBedrooms: true):
            self.bedrooms.insert(bedrooms)
            rooms.insert(bedrooms + 1)
        case .squareMetres(let metres): squareMetres.insert(metres)
        case .phone(let digits): phones.insert(digits)
        case .link(let link): links.insert(link)
        case .address(let street, let number): houses.insert(House(street: street, number: number))
        case .moment, .number: break
        }
    }

    /// "Free immediately": not "we answer immediately", and not "nothing is free at once".
    private static func saysFreeNow(_ sentence: Sentence, in reply: Reply) -> Bool {
        reply.hasWord(in: sentence.range, ClaimWords.free)
            && reply.lexemes[sentence.range].contains { $0.word.map(ClaimWords.atOnce.containsExactly) == true }
            && !reply.lexemes[sentence.range].contains { $0.word.map(ClaimWords.denial.containsExactly) == true }
    }

    /// Adds the days and times of a sentence. A weekday ("Sunday to Thursday") is every week's.
    private mutating func addMoments(of sentence: Sentence, in reply: Reply, _ calendar: Calendar) {
        let facts = reply.facts(in: sentence)
        guard !facts.isEmpty else { return }
        let closed = ClosedClauses(sentence, reply)
        for run in MomentRuns.pairs(of: facts.compactMap(\.moment), calendar) {
            if closed.contains(run.first) {
                closedWeekdays.formUnion(run.weekdays)
                continue
            }
            for day in run.days { add(day: day) }
            weekdays.formUnion(run.weekdays)
            times.formUnion(run.times)
            if let span = run.span {
                for weekday in run.weekdays {
                    let known = hours[weekday] ?? span
                    hours[weekday] =
                        min(known.lowerBound, span.lowerBound)...max(known.upperBound, span.upperBound)
                }
            }
            for time in run.times {
                moments.formUnion(run.days.map { WallTime($0, time) })
                weekTimes.formUnion(run.weekdays.map { WeekTime(weekday: $0, time: time) })
            }
        }
    }

    // MARK: The customer's

    /// What a customer names. What they say of rooms is taken as a wish, which an answer may repeat; bare numbers may be
    /// a budget in thousands, rooms, or an hour.
    private mutating func addWishes(of reply: Reply, _ text: String, _ now: WallTime) {
        for fact in reply.facts {
            switch fact.kind {
            case .price(let price, _): said.prices.insert(Int(price.rounded()))
            case .percentage(let share): said.percentages.insert(share)
            case .rooms: add(fact.kind)
            case .squareMetres(let metres): said.squareMetres.insert(metres)
            case .phone(let digits): said.phones.insert(digits)
            case .address(let street, let number): said.houses.insert(House(street: street, number: number))
            case .number(let number): addWish(number)
            case .link, .moment: break
            }
        }
        let query = ListingQuery.parse([text])
        said.prices.formUnion([query.minimumPrice, query.maximumPrice].compactMap { $0 })
        for rooms in [query.rooms, query.maximumRooms].compactMap({ $0 }) { add(rooms: rooms) }
        for sentence in reply.sentences {
            let moments = reply.facts(in: sentence).compactMap(\.moment)
            let runs = MomentRuns.pairs(of: moments, Calendar(now: now))
            for run in runs {
                said.days.formUnion(run.days.union(run.nextDays))
                said.weekdays.formUnion(run.weekdays)
                said.times.formUnion(run.times)
                for day in run.days.union(run.nextDays) {
                    said.moments.formUnion(run.times.map { WallTime(day, $0) })
                }
            }
        }
    }

    private mutating func addWish(_ number: Double) {
        if number >= 1, number <= 12, (number * 2).rounded() == number * 2 { add(rooms: number) }
        if let time = ClockTime(hour: Int(min(max(number, 0), 99))) {
            said.times.formUnion([time, time.twelveHoursLater].compactMap { $0 })
        }
        if number >= 300, number < 1e9 { said.prices.insert(Int(number)) }
    }
}

extension Fact {
    /// The day or time that it is, if it is one.
    var moment: Moment? {
        if case .moment(let moment) = kind { moment } else { nil }
    }
}

extension Moment {
    /// The time of day that it says, and whether it may be meant twelve hours later.
    var clock: (time: ClockTime, isOpen: Bool)? {
        switch kind {
        case .time(let time, let isOpen), .from(let time, let isOpen), .until(let time, let isOpen): (time, isOpen)
        default: nil
        }
    }
}
