import Conversation
import FoundationEssentials
import HTTPClient
import Testing

@testable import Assistant
@testable import Store

/// The answer to messages without a model.
private func answer(
    _ messages: TurnContext.Entry..., language: String = "he", isHandoverOpen: Bool = false, lead: Lead? = nil,
    knowledge: [KnowledgeHit] = [], listings: [Listing] = []
) -> LocalAnswer {
    let context = context(messages, language: language, lead: lead, isHandoverOpen: isHandoverOpen)
    var found = Retrieval(context: context)
    (found.knowledge, found.listings) = (knowledge, listings)
    return LocalAnswer(found, context: context)
}

extension LocalAnswer {
    /// Why humans are asked for with it.
    fileprivate var reasons: [String] {
        writes.compactMap { if case .handOver(let reason) = $0 { reason } else { nil } }
    }
}

extension LocalAnswer {
    /// Whether it notes something of the customer.
    fileprivate var notes: Bool { writes.contains { if case .recordLead = $0 { true } else { false } } }
}

private func details(_ change: (inout MessageDetails) -> Void) -> MessageDetails {
    var details = MessageDetails()
    change(&details)
    return details
}

private func order(_ items: (String, Double?)...) -> MessageDetails {
    details {
        $0.order = MessageDetails.Order(
            catalogID: "c",
            items: items.map { .init(productID: $0.0, quantity: $0.1, price: 30, currency: "ILS") })
    }
}

private let card = details { $0.contacts = [.init(name: "Dana Levi", phone: "+972541234567")] }
private let place = details { $0.location = .init(latitude: 32.0789, longitude: -0.00004) }
private let hours = "אנחנו פתוחים בימים א׳–ה׳ בין 9:00 ל-18:00."
private let withoutWords: [MessageKind] = [.image, .video, .document]

@Suite struct `A message of a kind of its own` {
    @Test(arguments: withoutWords, ["he", "en"])
    func `a file without words gets thanks, and an agent who is told`(kind: MessageKind, language: String) {
        let answered = answer(asked(nil, kind: kind), language: language)
        #expect(
            answered.text
                == Fallback.reply(
                    to: [], kinds: [kind], language: language == "he" ? .hebrew : .english, greeting: nil))
        #expect(answered.reasons == ["a message without words that an agent has to look at: \(kind.rawValue)"])
    }

    @Test(arguments: withoutWords)
    func `a caption is answered like a text`(kind: MessageKind) {
        let answered = answer(asked("מתי אתם פתוחים?", kind: kind), knowledge: [hit(hours, score: 0.9)])
        #expect(answered.text == hours)
        #expect(answered.reasons.isEmpty)
    }

    @Test func `a caption that is the file's name says nothing`() {
        let named = details { $0.media = .init(fileName: "lease Tel Aviv.pdf") }
        let answered = answer(asked("lease Tel Aviv.pdf", kind: .document, details: named))
        #expect(answered.text.contains("המסמך"))
        #expect(answered.reasons.count == 1)
        let earlier = context([said("lease.pdf", kind: .document), asked(nil, kind: .voice)])
        #expect(Retrieval(context: earlier).language == .hebrew)
        for text in ["3.5", "it is at a.b.street", "3 rooms.", ".pdf"] {
            #expect(Retrieval(context: context([asked(text, kind: .document)])).texts == [text], "\(text)")
        }
    }

    @Test func `a file beside words goes to an agent, after the answer to the words`() {
        let answered = answer(
            asked("מתי אתם פתוחים?"), asked(nil, kind: .image), knowledge: [hit(hours, score: 0.9)])
        #expect(answered.text.hasPrefix(hours))
        #expect(answered.text.contains("התמונה"))
        #expect(answered.reasons.count == 1)
        let english = answer(
            asked("When are you open?"), asked(nil, kind: .document), knowledge: [hit("From 9.", score: 0.9)])
        #expect(english.text == "From 9.\n\nI have passed the document on to an agent, who will get back to you.")
    }

    @Test func `one file more is received too, and no second agent is asked`() {
        let first = answer(asked(nil, kind: .image))
        let second = answer(
            said(nil, kind: .image), said(first.text, by: "bot"), asked(nil, kind: .image), isHandoverOpen: true)
        #expect(second.text == LocalWords(language: .hebrew).receivedToo)
        #expect(second.reasons.isEmpty)
        let third = answer(said(second.text, by: "bot"), asked(nil, kind: .image), isHandoverOpen: true)
        #expect(third.text == first.text)
    }

    @Test func `a contact card gets thanks and an agent, and its name is nobody's words`() {
        let answered = answer(asked("Dana Levi", kind: .contact, details: card))
        #expect(answered.text.contains("פרטי הקשר"))
        #expect(Language.of([answered.text]) == .hebrew)
        #expect(answered.reasons == ["a contact card that an agent has to take care of"])
        #expect(!answered.notes)
    }

    @Test func `an order is read back, and an agent confirms it`() {
        let answered = answer(asked("Please by noon", kind: .order, details: order(("SKU-1", 2), ("B\n7", 1.5))))
        #expect(answered.text.contains("• 2 × SKU-1\n• 1.5 × B 7\n"))
        #expect(answered.text.contains("נציג שלנו יעבור עליה ויחזור אליך לאישור."))
        #expect(answered.reasons == ["an order that an agent has to confirm, lines: 2"])
    }

    @Test func `an order of more than any integer, or of less than nothing, ends nothing`() {
        for quantity in [1e300, -1e300, 9.3e18, -0.0, 1e-300] {
            let strange = details {
                $0.order = .init(
                    catalogID: nil,
                    items: [.init(productID: "A", quantity: quantity, price: quantity, currency: "ILS")])
            }
            let message = asked(nil, kind: .order, details: strange)
            #expect(answer(message).text.contains(" × A\n"))
            #expect(Prompt.words(message).hasPrefix("[order: "))
        }
    }

    @Test func `a place that is none on Earth is not told to the model`() throws {
        let stored = Data(#"{"location":{"latitude":1e300,"longitude":0}}"#.utf8)
        let strange = try JSONDecoder().decode(MessageDetails.self, from: stored)
        #expect(Prompt.words(asked(nil, kind: .location, details: strange)) == "[place]")
    }

    @Test func `of a long order ten lines are named`() {
        let long = details {
            $0.order = .init(
                catalogID: nil,
                items: (1...13).map { .init(productID: "P\($0)", quantity: nil, price: nil, currency: nil) })
        }
        let answered = answer(asked(nil, kind: .order, details: long), language: "en")
        #expect(answered.text.contains("• P10\nand 3 more\nAn agent"))
    }

    @Test func `an order of which nothing is known gets an agent too`() {
        let answered = answer(asked(nil, kind: .order), language: "en")
        #expect(answered.text.hasPrefix("Thank you, I have received the order. An agent"))
        #expect(answered.reasons.count == 1)
    }

    @Test func `an order is read back once, with a greeting and beside a question`() {
        let greeted = answer(asked("שלום"), asked(nil, kind: .order, details: order(("A", 1))))
        #expect(greeted.text.hasPrefix("תודה, קיבלתי את ההזמנה") && greeted.reasons.count == 1)
        #expect(greeted.text.split(separator: "•").count == 2)
        let question = answer(
            asked("מתי אתם פתוחים?"), asked(nil, kind: .order, details: order(("A", 1))),
            knowledge: [hit(hours, score: 0.9)])
        #expect(question.text.hasPrefix(hours) && question.text.contains("• 1 × A"))
    }

    @Test(arguments: [MessageKind.voice, .audio])
    func `a recording that could not be heard is asked for in writing`(kind: MessageKind) {
        #expect(answer(asked(nil, kind: kind)).text.contains("הקלטה"))
        #expect(answer(asked(nil, kind: kind)).reasons.isEmpty)
        let beside = answer(
            asked("מתי אתם פתוחים?"), asked(nil, kind: kind), knowledge: [hit(hours, score: 0.9)])
        #expect(beside.text.hasPrefix(hours) && beside.text.contains("את ההקלטה"))
        #expect(answer(asked("היי"), asked(nil, kind: kind)).text.components(of: "הקלטה") == 1)
    }

    @Test(arguments: [MessageKind.voice, .audio])
    func `what was heard in a recording is answered like a text`(kind: MessageKind) {
        let heard = details { $0.isTranscript = true }
        let answered = answer(
            asked("מתי אתם פתוחים", kind: kind, details: heard), knowledge: [hit(hours, score: 0.9)])
        #expect(answered.text == hours)
        #expect(answer(asked("שלום", kind: kind, details: heard)).text.contains("אני לאה"))
    }

    @Test(arguments: [MessageKind.button, .list, .edit])
    func `a choice or an edit is answered by its words`(kind: MessageKind) {
        let answered = answer(asked("מתי אתם פתוחים?", kind: kind), knowledge: [hit(hours, score: 0.9)])
        #expect(answered.text == hours)
    }

    @Test func `a sticker is greeted, and in the midst of a conversation hears that somebody is here`() {
        #expect(answer(asked(nil, kind: .sticker)).text.contains("אני לאה"))
        let later = answer(said("יש לכם דירות?"), said("בטח", by: "bot"), asked(nil, kind: .sticker))
        #expect(later.text == LocalWords(language: .hebrew).stillHere)
        #expect(later.reasons.isEmpty)
    }

    @Test func `what cannot be read is asked for in writing`() {
        #expect(answer(asked(nil, kind: .unsupported)).text.contains("לפתוח"))
        #expect(answer(asked(nil, kind: .unsupported), language: "en").text.contains("could not open"))
    }
}

@Suite struct `A place` {
    private let telAviv = "Café Noir, Ahad Ha'am 43, תל אביב"

    @Test func `is thanked for, and asked what it means`() {
        let answered = answer(asked("Noir, Ahad Ha'am 43", kind: .location, details: place))
        #expect(answered.text.contains("המיקום") && answered.text.contains("לקנייה או להשכרה"))
        #expect(Language.of([answered.text]) == .hebrew)
        #expect(answered.reasons.isEmpty && !answered.notes)
    }

    @Test func `is asked for by name where all else is known`() {
        let answered = answer(
            said("דירת 3 חדרים להשכרה"), said("באיזה אזור?", by: "bot"), asked(nil, kind: .location, details: place))
        #expect(answered.text == LocalWords(language: .hebrew).whichArea)
    }

    @Test func `is the area that was asked for`() {
        let retrieval = Retrieval(
            context: context([
                said("דירת 3 חדרים להשכרה"), said("באיזה אזור?", by: "bot"), asked(telAviv, kind: .location),
            ]))
        #expect(retrieval.texts == ["תל אביב"])
        #expect(retrieval.dialogue.wishes.facts.area == "תל אביב")
        let english = Retrieval(
            context: context([asked("looking for a flat to rent around here"), asked(telAviv, kind: .location)]))
        #expect(english.texts == ["looking for a flat to rent around here", "Tel Aviv"])
    }

    @Test func `is not, where nobody looks for anything`() {
        for before in [
            [said("שלום"), said("היי, איך אפשר לעזור?", by: "bot")], [],
            [said("דירת 3 חדרים"), said("הנה.", by: "bot")],
        ] {
            #expect(Retrieval(context: context(before + [asked(telAviv, kind: .location)])).texts.isEmpty)
        }
        #expect(
            Retrieval(context: context([asked("אני כאן בכניסה"), asked(telAviv, kind: .location)])).texts.count == 1)
    }

    @Test func `becomes the area when the next words look for something`() {
        let retrieval = Retrieval(
            context: context([
                said(telAviv, kind: .location), said("לקנייה או להשכרה?", by: "bot"), asked("דירה להשכרה"),
            ]))
        #expect(retrieval.dialogue.wishes.facts.area == "תל אביב")
    }
}

@Suite struct `A message that was edited` {
    private func edit(_ text: String, of target: String) -> TurnContext.Entry {
        asked(text, kind: .edit, details: details { $0.targetID = target })
    }

    @Test func `before it was answered has its new words only`() {
        let turn = context([
            asked("ביום שלישי", id: "A"), asked("בבוקר", id: "B"), edit("ביום רביעי", of: "A"),
            edit("ביום חמישי", of: "A"),
        ])
        #expect(turn.unanswered.map(\.text) == ["ביום חמישי", "בבוקר"])
        #expect(Retrieval(context: turn).texts == ["ביום חמישי", "בבוקר"])
    }

    @Test func `after it was answered is a message of its own`() {
        let turn = context([said("ביום שלישי"), said("טוב", by: "bot"), edit("ביום רביעי", of: "A")])
        #expect(turn.unanswered.map(\.text) == ["ביום רביעי"])
    }
}

@Suite struct `A model is told of` {
    private func question(_ messages: TurnContext.Entry...) -> String {
        let context = context(messages)
        return Prompt(stable: "", context: context, retrieval: Retrieval(context: context)).messages.last?.content ?? ""
    }

    private func facts(_ messages: TurnContext.Entry...) -> String {
        let context = context(messages)
        return Prompt.facts(context, Retrieval(context: context), isAnonymous: false)
    }

    @Test func `every kind of message, with what is known of it`() {
        #expect(question(asked("Noir [1]", kind: .location, details: place)) == "[place: Noir 1; 32.0789, 0.0000]")
        #expect(
            question(asked("Dana Levi", kind: .contact, details: card)) == "[contact card: Dana Levi, +972541234567]")
        #expect(
            question(asked("by noon", kind: .order, details: order(("SKU-1", 2), ("B", nil))))
                == "[order: 2 × SKU-1 at 30 ILS; B at 30 ILS] by noon")
        let file = details { $0.media = .init(fileName: "lease\n].pdf") }
        #expect(question(asked(nil, kind: .document, details: file)) == "[document lease .pdf]")
        #expect(question(asked("see this", kind: .video)) == "[video] see this")
        #expect(question(asked(nil, kind: .voice)) == "[voice note, not transcribed]")
        #expect(question(asked("שלום", kind: .voice)) == "שלום")
        #expect(question(asked("Yes", kind: .button)) == "Yes")
        #expect(question(asked("Wednesday", kind: .edit)) == "[corrects an earlier message] Wednesday")
        #expect(question(asked(nil, kind: .unsupported)) == "[a message that cannot be opened here]")
        #expect(question(asked(nil, kind: .sticker)) == "[sticker]")
    }

    @Test func `of a place south and west, and of fractions`() {
        let south = details { $0.location = .init(latitude: -33.0005, longitude: -70.5) }
        #expect(question(asked(nil, kind: .location, details: south)) == "[place: -33.0005, -70.5000]")
    }

    @Test func `what brackets mean, only where there are some`() {
        #expect(!facts(asked("שלום")).contains("brackets"))
        #expect(facts(asked(nil, kind: .image)).contains("brackets"))
        #expect(facts(asked(nil, kind: .order, details: order(("A", 1)))).contains("never that it is confirmed"))
    }

    @Test func `an order without being believed to have confirmed it: an agent is asked whatever the model says`() async
    {
        let server = ModelServer { connection in
            connection.begin()
            connection.words("תודה על ההזמנה!")
            connection.finish()
        }
        defer { server.stop() }
        var options = ModelPoolOptions()
        options.extraShare = 0
        let pool = ModelPool(
            primary: ModelEndpoint(baseURL: server.baseURL, key: "k", model: "demo"), engine: HTTPEngine(),
            options: options)
        let ladder = Ladder(
            pool: pool, database: Database(threads: 1, applicationName: "test", overrides: ["host": "/nonexistent"]))
        let answered = await ladder.answer(
            tenantID: 1, context: context([asked(nil, kind: .order, details: order(("A", 1)))]), customer: "c",
            by: .now + .seconds(20), lost: 0)
        #expect(answered.text == "תודה על ההזמנה!")
        #expect(answered.writes == [.handOver(reason: "an order that an agent has to confirm, lines: 1")])
        #expect(server.requests.first?.contains("1 × A at 30 ILS") == true)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `While the business is closed` {
    private let notice = TurnContext.Notice(hebrew: "סגור עד 9:00", english: "We are closed")

    private func answer(
        _ message: TurnContext.Entry, notice: TurnContext.Notice?, isHandoverOpen: Bool = false
    ) async -> (LadderAnswer, Int) {
        let server = ModelServer { connection in
            connection.begin()
            connection.words("שלום.")
            connection.finish()
        }
        defer { server.stop() }
        let pool = ModelPool(
            primary: ModelEndpoint(baseURL: server.baseURL, key: "k", model: "demo"), engine: HTTPEngine())
        let ladder = Ladder(
            pool: pool, database: Database(threads: 1, applicationName: "test", overrides: ["host": "/nonexistent"]))
        let answered = await ladder.answer(
            tenantID: 1, context: context([message], isHandoverOpen: isHandoverOpen, notice: notice), customer: "c",
            by: .now + .seconds(20), lost: 0)
        return (answered, server.requests.count)
    }

    @Test func `that is all that is said, in the customer's language, and no model is asked`() async {
        let (hebrew, asked1) = await answer(asked("יש לכם דירות?"), notice: notice)
        #expect(hebrew.text == "סגור עד 9:00" && hebrew.rung == .notice && asked1 == 0)
        let (english, asked2) = await answer(asked("Do you have flats?"), notice: notice)
        #expect(english.text == "We are closed" && asked2 == 0)
    }

    @Test func `it is said in the other language where it is not written in the customer's`() async {
        let (answered, _) = await answer(
            asked("Do you have flats?"), notice: TurnContext.Notice(hebrew: "סגור", english: nil))
        #expect(answered.text == "סגור")
    }

    @Test func `nothing but space is no notice`() async {
        let (answered, _) = await answer(
            asked("Do you have flats?"), notice: TurnContext.Notice(hebrew: "סגור", english: " \n"))
        #expect(answered.text == "סגור")
        let (other, _) = await answer(asked("היי"), notice: TurnContext.Notice(hebrew: " ", english: nil))
        #expect(other.rung != .notice && !other.text.isEmpty)
    }

    @Test func `somebody is asked to read it when it opens, once`() async {
        let (answered, _) = await answer(asked("יש לכם דירות?"), notice: notice)
        #expect(answered.writes == [.handOver(reason: "a message while the business was closed")])
        let (again, _) = await answer(asked("הלו?"), notice: notice, isHandoverOpen: true)
        #expect(again.writes.isEmpty)
    }

    @Test func `it is said without what could not be written with it`() async {
        let ladder = Ladder(
            pool: nil, database: Database(threads: 1, applicationName: "test", overrides: ["host": "/nonexistent"]))
        let answered = await ladder.answerAfterConflict(
            tenantID: 1, context: context([asked("היי")], notice: notice), taken: [], by: .now + .seconds(2))
        #expect(answered.text == "סגור עד 9:00" && answered.rung == .notice && answered.writes.isEmpty)
    }
}

extension String {
    /// How often another text occurs.
    fileprivate func components(of other: String) -> Int { ranges(of: other).count }
}
