internal import Conversation
internal import Store

/// Puts an answer together, part by part.
struct LocalComposer {
    /// From this likeness on, an entry of the knowledge is what was asked for.
    static let sureScore = 0.6
    /// From this likeness on, it is so although a property is asked about.
    static let verySureScore = 0.85

    let retrieval: Retrieval
    let context: TurnContext
    let dialogue: LocalDialogue
    let words: LocalWords
    var parts: [String] = []
    var rung = TurnReport.Rung.knowledge
    var listings: [Int64] = []
    var slots: [String] = []
    var writes: [StagedWrite] = []

    init(_ retrieval: Retrieval, context: TurnContext) {
        self.retrieval = retrieval
        self.context = context
        dialogue = retrieval.dialogue
        words = LocalWords(language: retrieval.language)
    }

    /// Answers the turn; in the end there is at least one part.
    mutating func compose() {
        answer()
        passOnItems()
        varyRepetition()
    }

    private mutating func answer() {
        recordLead()
        if close() { return }
        if dialogue.asksHuman {
            handOver("the customer asks for a person", words.agentWillCall)
        } else if dialogue.acts.contains(.complains) {
            handOver("the customer complains", words.agentWillCall)
        }
        guard !dialogue.texts.isEmpty, retrieval.problem == nil else { return fallBack() }
        let start = parts.count
        let isAbout = changeAppointment() || arrangeViewing() || tellDetails()
        let knows = tellKnowledge(isAbout: isAbout, at: start)
        if !isAbout, !knows || dialogue.isStrongSearch { offer() }
        if parts.isEmpty { react() }
        if parts.isEmpty { fallBack() }
    }

    /// Notes what the customer has said of what is looked for, as far as it is news.
    private mutating func recordLead() {
        let (known, now) = (context.lead?.facts ?? LeadFacts(), dialogue.wishes.facts)
        var news = LeadFacts()
        if now.name != known.name { news.name = now.name }
        if dialogue.seeks || retrieval.found.hasSearched {
            let area = dialogue.wishes.places.isEmpty ? namedArea ?? now.area : now.area
            if area != known.area { news.area = area }
            if now.deal != known.deal { news.deal = now.deal }
            if now.propertyKind != known.propertyKind { news.propertyKind = now.propertyKind }
            if now.rooms != known.rooms { news.rooms = now.rooms }
            if now.budget != known.budget { news.budget = now.budget }
            let notes = dialogue.features.map { $0.name(in: retrieval.language) }.joined(separator: ", ")
            if !notes.isEmpty, notes != known.notes { news.notes = notes }
        }
        if now.moveIn != known.moveIn { news.moveIn = now.moveIn }
        if !news.isEmpty { writes.append(.recordLead(news)) }
    }

    /// The area that the turn names and that is no town, as the listings found there call it.
    private var namedArea: String? {
        let areas = Set(retrieval.listings.filter(\.isNamed).map(\.hebrew.area))
        return areas.count == 1 && retrieval.focus == nil ? areas.first : nil
    }

    /// Asks a human to take over, once, and says so.
    mutating func handOver(_ reason: String, _ text: String) {
        let isAsked = writes.contains { if case .handOver = $0 { true } else { false } }
        if !context.isHandoverOpen, !isAsked { writes.append(.handOver(reason: reason)) }
        parts.append(context.isHandoverOpen && reason.hasPrefix("the customer") ? words.agentKnowsAlready : text)
    }

    // MARK: Knowledge

    /// The entries of the knowledge that the turn asks for: one, or with several questions two.
    /// It comes first, since the other parts end with a question.
    private mutating func tellKnowledge(isAbout: Bool, at start: Int) -> Bool {
        // Voice notes and long sentences have no marks between their questions.
        let hasSeveral = dialogue.clauses > 1 || dialogue.spoken.words.count > 12
        if dialogue.asksHuman, !hasSeveral { return false }
        if isAbout, !hasSeveral || dialogue.acts.contains(.asksAddress) || dialogue.changesAppointment { return false }
        var sure = retrieval.knowledge.filter { $0.score >= Self.sureScore }
        // Somebody who describes a flat at length says much that resembles some entry.
        if dialogue.isStrongSearch, !dialogue.texts.contains(where: { $0.contains("?") }) {
            sure.removeAll { $0.score < Self.verySureScore }
        }
        // What was said of a viewing above is not said again in general.
        let leads = isAbout || dialogue.isStrongSearch
        if leads { sure.removeAll { isAbout && $0.score < 0.7 || Self.viewings.occur(in: SpokenWords([$0.answer])) } }
        let second = hasSeveral && !isAbout ? sure.dropFirst().prefix(1).filter { $0.score >= 0.7 } : []
        let told = sure.prefix(1) + second
        parts.insert(contentsOf: told.map(\.answer), at: start)
        return !told.isEmpty
    }

    private static let viewings = Phrases("ביקור, ביקורים, viewing, viewings")

    // MARK: When nothing was asked for

    /// Answers a yes, a no or a goodbye that belongs to nothing above.
    private mutating func react() {
        let acts = dialogue.acts
        if acts.contains(.agrees), LocalWords.offersAgent(dialogue.lastReply) {
            handOver("a question about a property that its details do not answer", words.agentWillCall)
        } else if acts.contains(.declines) {
            parts.append(words.noProblem)
        } else if acts.contains(.leaves), !acts.contains(.asks) {
            parts.append(words.goodbye)
        } else if acts.contains(.agrees), dialogue.spoken.words.count <= 4, !acts.contains(.asks),
            fallbackText == unknownText
        {
            parts.append(words.gladly)
        } else {
            return
        }
        rung = .knowledge
    }

    private mutating func fallBack() {
        guard parts.isEmpty else { return }
        rung = .fallback
        if dialogue.isForeign {
            return handOver("a message in a language that is not spoken here", words.bothLanguages)
        }
        if answerItems() { return }
        let text = fallbackText
        // Somebody must keep the promise that the text makes.
        if let kind = retrieval.contents.leftToAgents.last(where: { sentence(for: $0) == text })
            ?? retrieval.kinds.last(where: { Self.files.contains($0) && sentence(for: $0) == text })
        {
            handOver(TurnContents.reason(kind), text)
        } else if text == unknownText {
            let isQuestion = dialogue.acts.contains(.asks)
            handOver("a \(isQuestion ? "question" : "message") that could not be answered", text)
        } else {
            parts.append(text)
        }
    }

    private static let files: Set<MessageKind> = [.image, .video, .document]

    var fallbackText: String {
        let greeting = retrieval.language == .hebrew ? context.greetingHebrew : context.greetingEnglish
        return Fallback.reply(
            to: dialogue.acts.contains(.owns) ? ["?"] : retrieval.texts, kinds: retrieval.kinds,
            language: retrieval.language, greeting: greeting)
    }

    private var unknownText: String {
        Fallback.reply(to: ["?"], kinds: [.text], language: retrieval.language, greeting: nil)
    }
}
