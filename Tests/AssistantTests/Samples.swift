import Assistant
import Conversation
import Synchronization

@testable import Store

/// A turn of which only the given parts matter. It is Tuesday, 24 November 2026, half past nine, unless told otherwise.
func context(
    _ messages: [TurnContext.Entry], language: String = "he", name: String? = nil, prompt: String? = nil,
    greetingHebrew: String? = nil, greetingEnglish: String? = nil, phone: String? = nil,
    now: String = "2026-11-24T09:30", factsVersion: Int64 = 1, slotsVersion: Int64 = 1,
    prepared: [String: String] = [:], lead: Lead? = nil, appointments: [Appointment] = [], viewingsLimit: Int = 3,
    isOverBudget: Bool = false, isHandoverOpen: Bool = false, notice: TurnContext.Notice? = nil
) -> TurnContext {
    TurnContext(
        turnID: 1, generation: 1, remainingMilliseconds: 3000, quietMilliseconds: 0, receivedAgoMilliseconds: 5,
        storedMilliseconds: 5, chatAddress: "972500000001@s.whatsapp.net", provider: .gateway,
        baseURL: "http://gateway.example", secret: "gateway-secret", address: "channel-7", honoursIdempotency: true,
        settings: [:], lastMessageID: nil, unreadIDs: [], notice: notice,
        contactName: name, contactPhone: phone, tenantLanguage: language, greetingHebrew: greetingHebrew,
        greetingEnglish: greetingEnglish, prompt: prompt, promptVersion: 1, now: now, factsVersion: factsVersion,
        slotsVersion: slotsVersion, prepared: prepared, lead: lead, appointments: appointments,
        viewingsLimit: viewingsLimit, isOverBudget: isOverBudget, isHandoverOpen: isHandoverOpen, messages: messages)
}

/// A customer's message that the turn answers.
func asked(
    _ text: String?, kind: MessageKind = .text, details: MessageDetails? = nil, id: String? = nil
) -> TurnContext.Entry {
    TurnContext.Entry(
        messageID: 1, providerMessageID: id, author: "customer", kind: kind.rawValue, text: text, details: details,
        unanswered: true, listings: [], slots: [])
}

/// A message from before the turn; one of the bot's with what it offered.
func said(
    _ text: String?, by author: String = "customer", kind: MessageKind = .text, listings: [Int64] = [],
    slots: [String] = []
) -> TurnContext.Entry {
    TurnContext.Entry(
        messageID: 1, providerMessageID: nil, author: author, kind: kind.rawValue, text: text, unanswered: false,
        listings: listings, slots: slots)
}

/// A flat to let in Tel Aviv, unless told otherwise.
func listing(
    _ id: Int64 = 101, deal: String = "rent", kind: String = "apartment", rooms: String? = "3.0", price: Int64 = 6800,
    metres: Int64? = 72, area: (hebrew: String, english: String) = ("תל אביב", "Tel Aviv"),
    address: (hebrew: String, english: String) = ("רחוב השקמה 14", "14 HaShikma Street"),
    summary: (hebrew: String, english: String) = ("קומה שנייה, מרפסת", "second floor, a balcony"),
    availableFrom: String? = nil, isAvailable: Bool = true, isNamed: Bool = false
) -> Listing {
    Listing(
        listingID: id, deal: deal, propertyKind: kind, rooms: rooms, price: price, areaSquareMetres: metres,
        hebrew: .init(area: area.hebrew, address: address.hebrew, summary: summary.hebrew),
        english: .init(area: area.english, address: address.english, summary: summary.english),
        availableFrom: availableFrom, isAvailable: isAvailable, isNamed: isNamed)
}

/// An entry of the tenant's knowledge that was found.
func hit(_ answer: String, score: Double) -> KnowledgeHit {
    KnowledgeHit(topic: "topic", answer: answer, score: score)
}

/// A turn's retrieval with what the database would have found.
func retrieval(
    _ messages: [TurnContext.Entry], language: String = "he", knowledge: [KnowledgeHit] = [], listings: [Listing] = [],
    problem: String? = nil
) -> Retrieval {
    var retrieval = Retrieval(context: context(messages, language: language))
    retrieval.knowledge = knowledge
    retrieval.listings = listings
    retrieval.problem = problem
    return retrieval
}

/// Something that happens once, for which threads and tasks can wait.
final class Signal: Sendable {
    private let happened = Atomic(false)

    func set() { happened.store(true, ordering: .releasing) }

    var isSet: Bool { happened.load(ordering: .acquiring) }

    /// Suspends the task until it has happened; gives up after ten seconds.
    func wait() async -> Bool {
        for _ in 0..<5_000 where !isSet { try? await Task.sleep(for: .milliseconds(2)) }
        return isSet
    }
}

/// The time at which something happened first.
final class Moment: Sendable {
    private let time = Mutex<ContinuousClock.Instant?>(nil)

    func set() { time.withLock { $0 = $0 ?? .now } }

    var value: ContinuousClock.Instant? { time.withLock { $0 } }
}
