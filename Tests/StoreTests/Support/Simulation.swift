import Conversation
import Testing

@testable import Postgres
@testable import Store

/// One conversation in which customer, operator, provider and two workers act in an order that follows from a seed. Each
/// step is one call; a worker may die between any two, and may then go on without knowing it.
struct Simulation {
    private let database: TestDatabase
    private let seed: Int
    private let provider: SimulatedProvider
    private var honoursIdempotency: Bool { provider == .idempotent }
    private var random: SeededGenerator
    private var workers: [SimulatedWorker]
    private var mode = "bot"
    private(set) var inboundIDs: Set<String> = []
    /// How often the provider has delivered each message.
    private var delivered: [Int64: Int] = [:]
    private var deliveryOrder: [Int64] = []
    /// The messages that the provider was given in a call without an answer, and has not delivered.
    private var undelivered: Set<Int64> = []

    init(_ database: TestDatabase, seed: Int, workers: [Int64]) {
        self.database = database
        self.seed = seed
        provider = SimulatedProvider.allCases[seed % SimulatedProvider.allCases.count]
        random = SeededGenerator(seed: seed)
        self.workers = workers.map { SimulatedWorker(id: $0) }
    }

    private var phone: String { "+9725\(10_000_000 + seed)" }

    private func conversation() throws -> Int64 {
        try database.conversation(phone: phone, channel: provider.channelID)
    }

    mutating func run(steps: Int) throws {
        try write()
        for _ in 0..<steps {
            switch Int.random(in: 0..<22, using: &random) {
            case 0...3: try write()
            case 4: try changeMode()
            case 5:
                try database.send(
                    "word \(random.next())", phone: phone, provider: provider.provider, channel: provider.address)
            case 6: try echo()
            case 7: try die(Int.random(in: 0..<2, using: &random))
            case 8: try reportStatus()
            case 9: try database.pass(milliseconds: .random(in: 1_000...70_000, using: &random))
            default: try work(Int.random(in: 0..<2, using: &random))
            }
        }
        // In the end nobody dies, and the bot has the conversation.
        for index in workers.indices {
            try giveBack(index)
            workers[index].forget()
        }
        if mode != "bot" {
            try database.setMode("bot", conversation: try conversation())
            mode = "bot"
        }
        // What is sent now is still seen to be sent once.
        for _ in 0..<80 where try database.jobs() != [] {
            try database.pass(milliseconds: 10_000)
            try work(0)
        }
        workers[0].forget()
        try giveBack(0)
        try database.finishAllWork(worker: workers[0].id)
        try check()
    }

    /// The customer writes one or two messages; the provider delivers some of them again.
    private mutating func write() throws {
        var ids = (0..<Int.random(in: 1...2, using: &random)).map { _ in "s\(seed)-\(random.next())" }
        if let old = inboundIDs.sorted().randomElement(using: &random), Bool.random(using: &random) { ids.append(old) }
        let messages = ids.map {
            inbound($0, phone: phone, provider: provider.provider, channel: provider.address)
        }
        let outcomes = try database.with { try $0.accept(messages) }
        #expect(outcomes == ids.map { inboundIDs.contains($0) ? .duplicate : .stored })
        inboundIDs.formUnion(ids)
    }

    private mutating func changeMode() throws {
        mode = mode == "bot" ? ["human", "muted"].randomElement(using: &random) ?? "human" : "bot"
        let begun = Set(
            try database.setMode(mode, conversation: try conversation()).compactMap { $0.flatMap { Int64($0) } })
        if mode != "bot" {
            let held = try workers.compactMap(\.message).filter { $0.result == nil }.map(\.id).filter { try isBots($0) }
            #expect(Set(held).isSubset(of: begun), "seed \(seed): takeover returns what has been begun")
        }
    }

    private func isBots(_ messageID: Int64) throws -> Bool {
        try database.value("select author from message where message_id = $1", [String(messageID)]) == "bot"
    }

    /// The provider reports a message that it has delivered as one of the business's own.
    private mutating func echo() throws {
        guard let messageID = delivered.keys.sorted().randomElement(using: &random) else { return }
        let status = try database.status(messageID)
        guard ["sending", "indeterminate", "sent"].contains(status) else { return }
        let text = try database.value("select body from message where message_id = $1", [String(messageID)])
        try database.accept(
            inbound(
                "P\(messageID)", text, phone: phone, fromMe: true, provider: provider.provider,
                channel: provider.address))
        #expect(try database.status(messageID) == "sent", "seed \(seed): a report proves the delivery")
    }

    /// The provider reports how far a message has come, or that it will not arrive.
    private mutating func reportStatus() throws {
        guard provider == .reporting || provider == .asked else { return }
        if let messageID = delivered.keys.sorted().randomElement(using: &random) {
            let status = ["sent", "delivered", "read"].randomElement(using: &random) ?? "sent"
            try database.report(messageID, status, providerID: "P\(messageID)")
            let proven = ["sent", "delivered", "read"].contains(try database.status(messageID) ?? "")
            #expect(proven, "seed \(seed): a report proves the delivery")
        }
        if let messageID = undelivered.sorted().randomElement(using: &random) {
            try database.report(messageID, "failed")
            #expect(try database.status(messageID) == "failed", "seed \(seed): a report proves the failure")
        }
    }

    private func giveBack(_ index: Int) throws {
        _ = try database.value("select give_back_jobs($1, '{}', true)", [String(workers[index].id)])
    }

    /// A worker's jobs are taken from it. It may have made its call; it may not know that it is dead.
    private mutating func die(_ index: Int) throws {
        if let message = workers[index].message, message.result == nil {
            let result = Bool.random(using: &random) ? call(message.id) : nil
            workers[index].message?.result = result
            if result == nil { workers[index].forget() }
        }
        try giveBack(index)
        if Bool.random(using: &random) { workers[index].forget() }
    }

    private mutating func work(_ index: Int) throws {
        switch (workers[index].job, workers[index].turn, workers[index].message) {
        case (nil, _, _):
            workers[index].isSending = Bool.random(using: &random)
            workers[index].job = try database.claim(
                workers[index].isSending ? "send" : "reply", worker: workers[index].id
            ).first
        case (let job?, nil, nil) where !workers[index].isSending:
            switch try database.with({ try $0.beginTurn(job, context: 3) }) {
            case .ok(let turn): workers[index].turn = turn
            case .done, .lost: workers[index].forget()
            }
        case (let job?, let turn?, _):
            try finish(job, turn, index)
        case (let job?, nil, nil):
            try beginSend(job, index)
        case (_, nil, (let messageID, nil)?):
            let result = call(messageID)
            workers[index].message?.result = result
        case (let job?, nil, (let messageID, let result?)?):
            try report(job, messageID, result, index)
        }
    }

    private mutating func finish(_ job: ClaimedJob, _ turn: TurnContext, _ index: Int) throws {
        let reserve: Int64 = Int.random(in: 0..<3, using: &random) == 0 ? 999_999 : 0
        let text = "answer \(random.next())"
        let outcome = try database.finish(job, turn, text, reserve: reserve)
        if Int.random(in: 0..<4, using: &random) == 0, case .committed = outcome {
            #expect(try database.finish(job, turn, text, reserve: reserve) == outcome, "seed \(seed): repeated")
        }
        workers[index].turn = nil
        switch outcome {
        case .committed(let messageID, let send):
            #expect(mode == "bot", "seed \(seed): the bot commits a reply in mode \(mode)")
            workers[index].isSending = true
            if send { workers[index].message = (messageID, nil) } else { workers[index].forget() }
        case .superseded: #expect(reserve == 0, "seed \(seed): the deadline beats superseding")
        case .early: Issue.record("seed \(seed): there is no quiet interval")
        case .conflict: Issue.record("seed \(seed): nothing was staged")
        case .human, .lost: workers[index].forget()
        }
    }

    private mutating func beginSend(_ job: ClaimedJob, _ index: Int) throws {
        switch try database.with({ try $0.beginSend(job) }) {
        case .ok(let message):
            #expect(mode == "bot" || message.author == "operator", "seed \(seed): a send begins in mode \(mode)")
            workers[index].message = (message.messageID, nil)
        case .settle(let message, milliseconds: _):
            #expect(provider == .asked, "seed \(seed): there is nobody to ask")
            workers[index].message = (message.messageID, delivered[message.messageID] == nil ? .unknown : .sent)
        case .wait, .none, .lost: workers[index].forget()
        }
    }

    /// The provider is called: it delivers or not, and its answer tells or not.
    private mutating func call(_ messageID: Int64) -> SendResult.Kind {
        let result: SendResult.Kind =
            [.sent, .sent, .sent, .sent, .unknown, .unknown, .unknown, .notSent, .refused, .throttled, .blocked]
            .randomElement(using: &random) ?? .sent
        let isDelivered = result == .sent || (result == .unknown && Bool.random(using: &random))
        if result == .unknown, !isDelivered, !honoursIdempotency { undelivered.insert(messageID) }
        if isDelivered, !(honoursIdempotency && delivered[messageID] != nil) {
            delivered[messageID, default: 0] += 1
            deliveryOrder.append(messageID)
        }
        return result
    }

    private mutating func report(_ job: ClaimedJob, _ messageID: Int64, _ result: SendResult.Kind, _ index: Int) throws
    {
        let providerID = result == .sent ? "P\(messageID)" : nil
        let ending = try database.finishSend(job, messageID, result, providerID: providerID)
        if Int.random(in: 0..<4, using: &random) == 0 {
            let before = try database.status(messageID)
            try database.finishSend(job, messageID, result, providerID: providerID)
            #expect(try database.status(messageID) == before, "seed \(seed): recorded again")
        }
        workers[index].message = nil
        if ending.next != .next { workers[index].forget() }
        if provider == .idempotent || provider == .plain {
            try database.pass(milliseconds: 60_000)
        }
    }

    private func check() throws {
        let statuses = try database.column(
            """
            select message_id || ' ' || status from message
            where conversation_id = $1 and direction = 'out' order by message_id
            """, [String(try conversation())]
        ).compactMap { $0?.split(separator: " ") }
        for status in statuses {
            let count = Int64(status[0]).flatMap { delivered[$0] }
            if !honoursIdempotency, ["failed", "cancelled"].contains(status[1]) {
                #expect(count == nil, "seed \(seed): \(status[1]) and delivered")
            }
        }
        #expect(delivered.values.allSatisfy { $0 == 1 }, "seed \(seed): delivered twice")
        #expect(deliveryOrder == deliveryOrder.sorted(), "seed \(seed): delivered out of order")
        #expect(try database.count("select count(*) from message where author = 'owner'") == 0, "seed \(seed)")
    }
}
