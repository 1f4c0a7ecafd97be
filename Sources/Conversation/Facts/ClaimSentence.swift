/// A sentence of an answer as far as it may claim that a viewing is booked, moved or cancelled.
///
/// What is asked of the sentence as a whole is worked out once: a long one costs time that grows with its length only.
struct ClaimSentence {
    let range: Range<Int>
    /// The part that states something: of a question all but its last clause.
    let statement: Range<Int>
    /// Whether anything is stated at all.
    let mayClaim: Bool
    private let reply: Reply
    private let speaksOfViewing: Bool
    private let hasMoment: Bool
    /// "Viewings are arranged Sunday to Thursday" speaks of all.
    private let isOfBusiness: Bool
    private let hasYou: Bool
    private let wordCount: Int
    private let offers: Bool

    init(_ sentence: Sentence, _ reply: Reply) {
        self.reply = reply
        range = sentence.range
        let clause = sentence.isQuestion ? Self.lastClause(of: sentence, reply) : range.upperBound
        statement = range.lowerBound..<clause
        let first = reply.lexemes[range].lazy.compactMap(\.word).first ?? ""
        mayClaim = !statement.isEmpty && !(sentence.isQuestion && ClaimWords.inversion.containsExactly(first))
        speaksOfViewing = reply.hasWord(in: range, ClaimWords.viewing)
        isOfBusiness = reply.hasWord(in: range, ClaimWords.allViewings)
        hasYou = reply.hasWord(in: range, ClaimWords.you)
        wordCount = reply.lexemes[range].lazy.filter { $0.kind != .sign }.prefix(4).count
        offers = reply.hasWord(in: range, ClaimWords.alternatives)
        hasMoment = reply.facts(in: sentence).contains {
            guard case .moment(let moment) = $0.kind else { return false }
            switch moment.kind {
            case .part, .soonest: return false
            default: return true
            }
        }
    }

    /// Where the last clause of a question begins; its beginning where it has but one.
    private static func lastClause(of sentence: Sentence, _ reply: Reply) -> Int {
        sentence.range.last { index in
            reply.lexemes[index].isClauseEnd && !reply.isInNumber(index)
                || reply.lexemes[index].isDash && reply.lexemes[index].isSpaced
        } ?? sentence.range.lowerBound
    }

    // MARK: Claims

    /// What a word claims in this sentence, if anything.
    func claim(at index: Int, _ word: String) -> BookingCheck.Claim? {
        if let claim = cancellation(index, word) ?? move(index, word) { return claim }
        return hebrew(index, word) ?? english(index, word) ?? meeting(index, word)
    }

    private func cancellation(_ index: Int, _ word: String) -> BookingCheck.Claim? {
        if ClaimWords.cancelledByMe.containsExactly(word) { return .cancellation }
        guard ClaimWords.isCancelled.containsExactly(word),
            isViewing(before: index) || has(before: index, ClaimWords.beenEnglish)
        else { return nil }
        return .cancellation
    }

    private func move(_ index: Int, _ word: String) -> BookingCheck.Claim? {
        if ClaimWords.movedByMe.containsExactly(word), speaksOfViewing { return .move }
        if ClaimWords.isMoved.containsExactly(word), isViewing(before: index) { return .move }
        guard ClaimWords.movedEnglish.containsExactly(word), !isOfBusiness,
            has(before: index, ClaimWords.beenEnglish), isViewing(before: index) || isViewing(behind: index)
        else { return nil }
        return .move
    }

    private func hebrew(_ index: Int, _ word: String) -> BookingCheck.Claim? {
        if ClaimWords.bookedByMe.containsExactly(word)
            || word.hasPrefix("ו") && ClaimWords.bookedByMe.contains(word)
        {
            let isAgent = (1...3).contains { reply.isWord(index + $0, in: ClaimWords.people) }
            let isClaim = speaksOfViewing || hasMoment || isForYou(index + 1) && !isAgent || wordCount <= 2
            return isClaim && !isOfRequest ? .deed : nil
        }
        if ClaimWords.notedByMe.containsExactly(word) {
            let isYours = isForYou(index + 1) || isViewing(behind: index)
            return isYours && (speaksOfViewing || hasMoment) && !isOfRequest ? .deed : nil
        }
        if ClaimWords.isBooked.containsExactly(word) {
            let isAll = word == "מסודר" || word == "מאושר" || word == "מאושרת"
            return isViewing(before: index) || isForYou(index + 1) || isAll && (hasMoment || wordCount <= 2)
                ? .state : nil
        }
        // "יש לך ביקור ביום חמישי"
        let isOwner = word == "יש" && ["לך", "לכם", "לכן"].contains(text(index + 1))
        return isOwner && isViewing(behind: index) && hasMoment ? .state : nil
    }

    private func english(_ index: Int, _ word: String) -> BookingCheck.Claim? {
        if isPutDown(index, word) { return .deed }
        if word == "have" || word == "got", ["you", "youve"].contains(text(index - 1)), hasMoment {
            return isViewing(behind: index) ? .state : nil
        }
        let isBooked = ClaimWords.bookedEnglish.containsExactly(word)
        guard isBooked || ClaimWords.settledEnglish.containsExactly(word), !isOfBusiness else { return nil }
        let isMine = has(before: index, ClaimWords.ourselves)
        let isYours = hasYou || isMine
        let before = index > range.lowerBound ? text(index - 1) : ""
        // "10:00 is already booked", "booked by somebody": not by this customer.
        if text(index + 1) == "by" || ["already", "fully"].contains(before) && !isYours { return nil }
        let claim: BookingCheck.Claim = isMine ? .deed : .state
        if word == "set", before == "all" { return isYours || index == range.lowerBound + 1 ? claim : nil }
        if index == range.lowerBound { return isBooked || hasMoment || wordCount == 1 ? .deed : nil }
        guard has(before: index, ClaimWords.beenEnglish) else { return nil }
        if isBooked, isYours || ["its", "thats"].contains(before) || before == "is" && text(index - 2) == "it" {
            return claim
        }
        return isViewing(before: index) || isViewing(behind: index) || hasMoment && !offers ? claim : nil
    }

    /// "I've put you down for Thursday", "penciled you in", "you're down for 10:00".
    private func isPutDown(_ index: Int, _ word: String) -> Bool {
        if word == "down", ["youre", "are"].contains(text(index - 1)), text(index + 1) == "for" { return true }
        guard ClaimWords.putEnglish.containsExactly(word), text(index + 1) == "you" else { return false }
        return ["down", "in"].contains(text(index + 2)) && (hasMoment || speaksOfViewing || text(index + 3) == "for")
    }

    /// "See you on Tuesday", "נתראה מחר ב-10", "looking forward to meeting you on Thursday".
    private func meeting(_ index: Int, _ word: String) -> BookingCheck.Claim? {
        let isFarewell =
            switch word {
            case "נתראה", "ניפגש", "נפגש", "נפגשים": true
            case "see", "seeing", "meeting", "expecting", "מחכים", "מחכה", "נחכה", "מצפים", "מצפה", "לפגוש":
                isForYou(index + 1) || text(index + 1) == "לראותך" || text(index + 1) == "לפגוש"
            default: false
            }
        return isFarewell && hasMoment ? .state : nil
    }

    // MARK: What stands around

    /// Whether the clause before makes it no statement: a condition, a wish, an offer, a promise or a denial.
    func isOpen(before index: Int) -> Bool {
        reply.clause(before: index, in: range).contains { lexeme in
            guard let word = lexeme.word else { return false }
            return ClaimWords.open.containsExactly(word) || word.hasPrefix("כש") || word.hasPrefix("שכ")
        }
    }

    /// "I have noted your request for a viewing": nothing is booked by that.
    private var isOfRequest: Bool { reply.hasWord(in: range.prefix(12), ClaimWords.request) }

    private func text(_ index: Int) -> String { range.contains(index) ? reply.lexemes[index].text : "" }

    private func isForYou(_ index: Int) -> Bool {
        switch text(index) {
        case "for": text(index + 1) == "you"
        case "לך", "לכם", "לכן", "עבורך", "עבורכם", "אותך", "אתכם", "you": true
        default: false
        }
    }

    private func isViewing(before index: Int) -> Bool {
        reply.clause(before: index, in: range).contains { $0.word.map(ClaimWords.viewing.contains) == true }
    }

    private func isViewing(behind index: Int) -> Bool {
        reply.lexemes[index..<min(index + 5, range.upperBound)]
            .contains { $0.word.map(ClaimWords.viewing.contains) == true }
    }

    private func has(before index: Int, _ words: Vocabulary) -> Bool {
        reply.lexemes[range.lowerBound..<index].suffix(5).contains { $0.word.map(words.contains) == true }
    }
}
