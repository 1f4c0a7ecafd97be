import Conversation

@testable import Assistant
@testable import Postgres
@testable import Store

/// The demo's business with a worker that has no model, on a database of its own.
///
/// Whole dialogues are tried here, beside the tests of the SQL, because this target has the real PostgreSQL: what the rules
/// of Assistant make of words is tried where the rows are found, the viewings booked and the leads kept by the functions
/// that do so in earnest.
final class Desk {
    let database: TestDatabase
    fileprivate let worker: Int64
    /// The worker's session, with the worker's rights.
    fileprivate var session: Connection
    private var customers = 0

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
        session = try database.connect(user: "shi_worker")
        // The demo's days become past; what is asked of them here is that they are to come.
        try database.execute("update listing set available_from = current_date + 40 where available_from is not null")
    }

    /// Somebody who has never written.
    func customer(_ language: String = "he") throws -> Customer {
        customers += 1
        try database.execute("update tenant set language = '\(language)' where tenant_id = 1")
        return Customer(self, phone: "+97250\(1_000_000 + customers)")
    }

    /// Days to come with a free time at every hour from 9 to 16, the next first, within the days that are looked at.
    func wholeDays() throws -> [CivilDate] {
        let slots = try database.slots(101, days: 8).compactMap { WallTime($0) }
        return Dictionary(grouping: slots, by: \.date).filter { $0.value.count == 8 }.keys.sorted()
    }

    /// The free times of a listing within the days that are looked at, as the customers are offered them.
    func times(_ days: [CivilDate], _ hours: [Int]) -> [WallTime] {
        days.flatMap { day in hours.compactMap { ClockTime(hour: $0).map { WallTime(day, $0) } } }
    }

    /// The given hour of one of the next whole days.
    func time(_ day: Int, _ hour: Int) throws -> WallTime {
        let days = try wholeDays()
        guard days.indices.contains(day), let time = times([days[day]], [hour]).first else {
            throw TestFailure(description: "there is no whole day \(day)")
        }
        return time
    }
}

/// Somebody who writes to the desk.
final class Customer {
    let desk: Desk
    let phone: String
    private var written = 0

    fileprivate init(_ desk: Desk, phone: String) {
        self.desk = desk
        self.phone = phone
    }

    /// Writes, and is answered as a worker without a model answers: what was decided is committed with the reply, and where
    /// that is not possible any more the reply says so.
    @discardableResult
    func says(_ texts: String...) throws -> LocalAnswer {
        for text in texts { try writes(.text, text) }
        return try answered()
    }

    /// Sends a message of some kind, and is not answered yet.
    func writes(_ kind: MessageKind, _ text: String?, _ details: MessageDetails? = nil) throws {
        written += 1
        var message = inbound("\(phone)-\(written)", text, phone: phone, kind: kind)
        message.details = details
        try desk.database.accept(message)
    }

    /// Is answered as ``says(_:)`` tells.
    func answered() throws -> LocalAnswer {
        let (job, context) = try begin([])
        let answer = LocalAnswer(try look(context), context: context)
        guard try !commit(answer, job, context) else { return answer }
        let apology = LocalAnswer.slotTaken(
            try look(context, viewing: answer.viewing), context: context, taken: answer.writes)
        guard try commit(apology, job, context) else {
            throw TestFailure(description: "the answer to a conflict is a conflict")
        }
        return apology
    }

    /// Writes; a worker begins the turn.
    func begin(_ texts: [String]) throws -> (job: ClaimedJob, context: TurnContext) {
        for text in texts { try writes(.text, text) }
        let conversation = try desk.database.conversation(phone: phone)
        let jobs = try desk.database.claim(worker: desk.worker, limit: 50)
        guard let job = jobs.first(where: { $0.key == conversation }),
            case .ok(let context) = try desk.session.beginTurn(job, context: 4)
        else { throw TestFailure(description: "there is nothing to answer") }
        return (job, context)
    }

    /// Writes, and what is looked up for the answer is all that happens.
    func finds(_ texts: String..., viewing: Int64? = nil) throws -> Search.Found {
        try look(try begin(texts).context, viewing: viewing).found
    }

    /// Looks up what the turn needs.
    func look(_ context: TurnContext, viewing: Int64? = nil) throws -> Retrieval {
        var retrieval = Retrieval(context: context)
        retrieval.found = try Search(tenantID: 1, dialogue: retrieval.dialogue, viewing: viewing).run(in: &desk.session)
        return retrieval
    }

    /// Commits an answer and sends it. False where its writes have become impossible.
    func commit(_ answer: LocalAnswer, _ job: ClaimedJob, _ context: TurnContext) throws -> Bool {
        try commit(
            answer.text, listings: answer.listings, slots: answer.slots, writes: answer.writes, job, context)
    }

    private func commit(
        _ text: String, listings: [Int64], slots: [String], writes: [StagedWrite], _ job: ClaimedJob,
        _ context: TurnContext
    ) throws -> Bool {
        var report = TurnReport()
        (report.listings, report.slots) = (listings, slots)
        let language = Retrieval(context: context).language
        let outcome = try desk.session.finishReply(
            job, turnID: context.turnID, generation: context.generation, reserveMilliseconds: 0,
            text: DirectionMarks.applied(to: text, language: language), report: report, writes: writes)
        switch outcome {
        case .committed(let messageID, send: true): try desk.database.finishSend(job, messageID, .sent)
        case .conflict: return false
        default: throw TestFailure(description: "the reply ends as \(outcome)")
        }
        return true
    }

    /// Was offered these listings, or times of one, a moment ago; has these viewings.
    @discardableResult
    func wasOffered(_ listings: [Int64], times: [WallTime] = [], booked: [(Int64, WallTime)] = []) throws -> Customer {
        let (job, context) = try begin(["שלום"])
        let writes = booked.map { StagedWrite.bookViewing(listingID: $0, startsAt: $1.description) }
        guard
            try commit(
                times.isEmpty ? "הנה" : "מתי?", listings: listings, slots: times.map(\.description), writes: writes,
                job,
                context)
        else { throw TestFailure(description: "these viewings cannot be booked") }
        return self
    }
}

// MARK: - What is so in the end

extension Customer {
    /// The customer's booked viewings, as `101 2026-11-26T10:00`, the next first.
    func viewings() throws -> [String] {
        try desk.database.column(
            """
            select a.listing_id || ' ' || wall_time(lower(a.period), 'Asia/Jerusalem')
            from appointment a join identity i using (tenant_id, contact_id)
            where i.value = $1 and a.state = 'booked' order by lower(a.period)
            """, [phone]
        ).compactMap(\.self)
    }

    /// One column of the customer's lead.
    func lead(_ column: String) throws -> String? {
        try desk.database.value(
            "select l.\(column)::text from lead l join identity i using (tenant_id, contact_id) where i.value = $1",
            [phone])
    }

    /// How many people were asked to take over.
    func handovers() throws -> Int {
        try desk.database.count(
            "select count(*) from handover h join identity i using (tenant_id, contact_id) where i.value = $1", [phone])
    }
}

extension LocalAnswer {
    /// The bookings and cancellations that go with it, in their order.
    var changes: [String] {
        writes.compactMap { write in
            switch write {
            case .bookViewing(let id, let time): "book \(id) \(time)"
            case .cancelViewing: "cancel"
            case .recordLead, .handOver: nil
            }
        }
    }

    /// The listing of the viewing that is booked with it.
    fileprivate var viewing: Int64? {
        writes.lazy.compactMap { if case .bookViewing(let id, _) = $0 { id } else { nil } }.first
    }

    /// What it notes of the customer.
    var facts: LeadFacts? {
        writes.lazy.compactMap { if case .recordLead(let facts) = $0 { facts } else { nil } }.first
    }
}

extension WallTime {
    /// The day as a customer says it: `26 בנובמבר`, without the words before it.
    var hebrewDay: String { "\(date.day) ב\(hebrewMonths[date.month - 1])" }
    /// Day and time as a customer says them.
    var hebrew: String { "ב-\(hebrewDay) בשעה \(time)" }
    /// Day and time as a customer says them.
    var english: String { "on \(date.day) \(englishMonths[date.month - 1]) at \(time)" }
    /// Day and month as our replies write them: `26.11`.
    var numbers: String { "\(date.day).\(date.month)" }
    /// What is written in an appointment of a listing.
    func of(_ listing: Int64) -> String { "\(listing) \(self)" }
}

private let hebrewMonths = [
    "ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר",
]
private let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]
