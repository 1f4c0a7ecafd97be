/// Finds what an answer claims to be done or free.
struct ClaimCheck {
    let reply: Reply
    let sheet: FactSheet
    let now: WallTime

    /// How far back a clause is looked at, in lexemes.
    private static let clauseLimit = 40

    // MARK: Availability

    /// "Available immediately", "פנויה מיידית", "free from February", where no property is.
    func availability() -> [FactViolation] {
        reply.sentences.filter { !$0.isQuestion }.compactMap { sentence in
            guard let range = untrueAvailability(in: sentence) else { return nil }
            return FactViolation(kind: .availability, words: reply.words(range))
        }
    }

    private func untrueAvailability(in sentence: Sentence) -> Range<Int>? {
        for index in sentence.range where isFree(index) {
            if let early = earlyMoveIn(from: index, in: sentence) { return early }
            let end = min(index + 6, sentence.range.upperBound)
            for next in index + 1..<max(index + 1, end) {
                guard let word = reply.lexemes[next].word else { continue }
                if ClaimWords.atOnce.containsExactly(word) || isNow(next, word), !sheet.isFreeNow,
                    !isDenied(index, in: sentence),
                    !has(before: index, in: sentence, ClaimWords.people)
                {
                    return index..<next + 1
                }
                let month = CalendarWords.value(of: word, in: CalendarWords.months)
                if let month, !reply.facts.contains(where: { $0.range.contains(next) }), isFrom(next, word),
                    !sheet.days.contains(where: { $0.month == month })
                {
                    return index..<next + 1
                }
            }
        }
        return nil
    }

    /// "You can move in tomorrow", where nothing is free by then.
    private func earlyMoveIn(from index: Int, in sentence: Sentence) -> Range<Int>? {
        guard reply.isWord(index, in: ClaimWords.moveIn), !isDenied(index, in: sentence) else { return nil }
        let end = min(index + 5, sentence.range.upperBound)
        let calendar = Calendar(now: now)
        for fact in reply.facts.within(index..<end) {
            guard case .moment(let moment) = fact.kind, let day = calendar.days(of: moment).first else { continue }
            let isFree =
                sheet.isFreeNow || sheet.properties.contains { $0.property.availableFrom.map { $0 <= day } ?? true }
            return isFree ? nil : index..<fact.range.upperBound
        }
        return nil
    }

    private func isFree(_ index: Int) -> Bool { reply.lexemes[index].word.map(ClaimWords.free.contains) == true }

    private func isNow(_ index: Int, _ word: String) -> Bool {
        switch word {
        case "עכשיו", "כעת", "now": true
        case "right":
            reply.lexemes.indices.contains(index + 1) && ["away", "now"].contains(reply.lexemes[index + 1].text)
        default: false
        }
    }

    private func isFrom(_ index: Int, _ word: String) -> Bool {
        word.hasPrefix("מ") || word.hasPrefix("ב")
            || index > 0
                && ["from", "in", "since", "תחילת", "סוף", "אמצע", "of"].contains(reply.lexemes[index - 1].text)
    }

    private func isDenied(_ index: Int, in sentence: Sentence) -> Bool {
        clause(before: index, in: sentence).contains { $0.word.map(ClaimWords.denial.containsExactly) == true }
    }

    // MARK: Bookings

    /// "קבעתי לך ביקור", "you're booked".
    func booking() -> [FactViolation] {
        claims(.booking) { sentence, index, word in
            if ClaimWords.bookedByMe.containsExactly(word)
                || ClaimWords.bookedByMe.contains(word) && word.hasPrefix("ו")
            {
                let isAgent = (1...3).contains { reply.isWord(index + $0, in: ClaimWords.people) }
                return speaksOfViewing(sentence) || hasMoment(sentence) || isForYou(index + 1) && !isAgent
            }
            if ClaimWords.isBooked.containsExactly(word) {
                return isViewing(before: index, in: sentence) || isForYou(index + 1)
            }
            if isBookedEnglish(index, word, in: sentence) { return true }
            return isMeeting(index, word, in: sentence)
        }
    }

    /// "ביטלתי את הביקור", "your viewing is cancelled"; "I have moved it", where nothing was booked before or now.
    func cancellation(hasBooked: Bool) -> [FactViolation] {
        claims(.cancellation) { sentence, index, word in
            if ClaimWords.cancelledByMe.containsExactly(word) { return true }
            if ClaimWords.isCancelled.containsExactly(word) {
                return isViewing(before: index, in: sentence)
                    || has(before: index, in: sentence, ClaimWords.beenEnglish)
            }
            return !hasBooked && ClaimWords.movedByMe.containsExactly(word) && speaksOfViewing(sentence)
        }
    }

    /// The first claim of each sentence that states it, and does not ask, offer, wish, promise or deny.
    private func claims(
        _ kind: FactViolation.Kind, _ isClaim: (Sentence, Int, String) -> Bool
    ) -> [FactViolation] {
        reply.sentences.filter { !$0.isQuestion }.compactMap { sentence in
            for index in sentence.range {
                guard let word = reply.lexemes[index].word, isClaim(sentence, index, word),
                    !isOpen(before: index, in: sentence)
                else { continue }
                let range = max(sentence.range.lowerBound, index - 3)..<min(sentence.range.upperBound, index + 4)
                return FactViolation(kind: kind, words: reply.words(range))
            }
            return nil
        }
    }

    /// Whether the clause before makes it no statement.
    private func isOpen(before index: Int, in sentence: Sentence) -> Bool {
        clause(before: index, in: sentence).contains { lexeme in
            guard let word = lexeme.word else { return false }
            return ClaimWords.open.containsExactly(word) || word.hasPrefix("כש") || word.hasPrefix("שכ")
        }
    }

    /// What stands before a word in its clause, which begins behind a comma, a colon or a "but".
    private func clause(before index: Int, in sentence: Sentence) -> ArraySlice<Lexeme> {
        let before = reply.lexemes[max(sentence.range.lowerBound, index - Self.clauseLimit)..<index]
        let start = before.indices.last { position in
            if let word = before[position].word { return word == "אבל" || word == "but" }
            // The comma of 7,000 ends no clause.
            let isInNumber =
                position + 1 < index && before[position + 1].kind == .digits && !before[position + 1].isSpaced
            return [",", ";", ":"].contains(before[position].text) && !isInNumber
        }
        return start.map { before[($0 + 1)...] } ?? before
    }

    private func isForYou(_ index: Int) -> Bool {
        guard reply.lexemes.indices.contains(index), let word = reply.lexemes[index].word else { return false }
        if word == "for" { return reply.lexemes.indices.contains(index + 1) && reply.lexemes[index + 1].text == "you" }
        return ["לך", "לכם", "לכן", "עבורך", "עבורכם", "אותך", "אתכם", "you"].contains(word)
    }

    private func isViewing(before index: Int, in sentence: Sentence) -> Bool {
        clause(before: index, in: sentence).contains { $0.word.map(ClaimWords.viewing.contains) == true }
    }

    private func speaksOfViewing(_ sentence: Sentence) -> Bool { reply.hasWord(in: sentence.range, ClaimWords.viewing) }

    /// Whether a day or a time is said.
    private func hasMoment(_ sentence: Sentence) -> Bool {
        reply.facts(in: sentence).contains { fact in
            switch fact.kind {
            case .moment(let moment): moment.clock != nil || !Calendar(now: now).days(of: moment).isEmpty
            default: false
            }
        }
    }

    private func has(before index: Int, in sentence: Sentence, _ words: Vocabulary) -> Bool {
        reply.lexemes[sentence.range.lowerBound..<index].suffix(5).contains { $0.word.map(words.contains) == true }
    }

    /// "Viewings are arranged Sunday to Thursday" speaks of all.
    private func isOfBusiness(_ sentence: Sentence) -> Bool {
        reply.lexemes[sentence.range].contains {
            ["viewings", "visits", "appointments", "tours", "meetings"].contains($0.text)
        }
    }

    /// "See you on Tuesday", "נתראה מחר ב-10", "מחכים לך ביום חמישי".
    private func isMeeting(_ index: Int, _ word: String, in sentence: Sentence) -> Bool {
        let isFarewell =
            switch word {
            case "נתראה", "ניפגש": true
            case "see", "seeing", "מחכים", "מחכה", "נחכה", "expecting": isForYou(index + 1)
            default: false
            }
        return isFarewell && hasMoment(sentence)
    }

    /// "You're booked", "I've scheduled your viewing", "all set"; not "10:00 is already booked" or "booked by somebody".
    private func isBookedEnglish(_ index: Int, _ word: String, in sentence: Sentence) -> Bool {
        let isBooked = ClaimWords.bookedEnglish.containsExactly(word)
        guard isBooked || ClaimWords.settledEnglish.containsExactly(word), !isOfBusiness(sentence) else { return false }
        // "I have booked it" is said to the customer, whoever is named.
        let isYours =
            reply.hasWord(in: sentence.range, ClaimWords.you) || has(before: index, in: sentence, ClaimWords.ourselves)
        let before = index > sentence.range.lowerBound ? reply.lexemes[index - 1].text : ""
        let after = index + 1 < sentence.range.upperBound ? reply.lexemes[index + 1].text : ""
        if after == "by" || ["already", "fully"].contains(before) && !isYours { return false }
        if word == "set", before == "all" { return isYours || index == sentence.range.lowerBound + 1 }
        if isBooked, index == sentence.range.lowerBound { return true }
        let isDone = has(before: index, in: sentence, ClaimWords.beenEnglish)
        return isDone
            && (isBooked && isYours || isViewing(before: index, in: sentence) || isBehindViewing(index, sentence))
    }

    /// "I've confirmed your viewing": the viewing stands behind.
    private func isBehindViewing(_ index: Int, _ sentence: Sentence) -> Bool {
        reply.lexemes[index..<min(index + 5, sentence.range.upperBound)]
            .contains { $0.word.map(ClaimWords.viewing.contains) == true }
    }
}
