import Conversation
import Glibc
import Synchronization
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The limit of messages to one contact` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func limit(burst: Int, milliseconds: Int) throws {
        try database.execute("update channel set pair_burst = \(burst), pair_interval_ms = \(milliseconds)")
    }

    /// Sends what is due until so many messages have gone. Returns when each was at the provider, by the database's clock in
    /// milliseconds, and its words.
    private func sendAll(
        _ count: Int, _ sent: borrowing Atomic<Int>, _ connection: inout Connection, seed: Int
    ) throws -> [(at: Double, text: String)] {
        var calls: [(at: Double, text: String)] = []
        var random = SeededGenerator(seed: seed)
        let worker = try connection.registerWorker(id: nil, name: "worker \(seed)")
        while sent.load(ordering: .relaxed) < count {
            _ = try connection.promoteJobs(limit: 10)
            let jobs = try connection.claimJobs(
                workerID: worker, kind: "send", limit: 1, isFull: true, after: 0, held: nil, share: 10)
            guard let job = jobs.first else {
                usleep(5_000)
                continue
            }
            while case .ok(let message) = try connection.beginSend(job) {
                calls.append(try call(message, &connection, &random))
                let result = SendResult(
                    kind: .sent, providerMessageID: "P\(message.messageID)", error: nil, milliseconds: 1)
                let ending = try connection.finishSend(
                    job, messageID: message.messageID, result: result, retryMilliseconds: 0, mostAttempts: 1)
                sent.add(1, ordering: .relaxed)
                guard ending.next == .next else { break }
            }
        }
        return calls
    }

    /// A call that reaches the provider some time after its beginning, and is answered some time after that.
    private func call(
        _ message: OutboundMessage, _ connection: inout Connection, _ random: inout SeededGenerator
    ) throws -> (at: Double, text: String) {
        usleep(.random(in: 0...60_000, using: &random))
        let now = try connection.column("select extract(epoch from clock_timestamp()) * 1000")[0]
        usleep(.random(in: 0...60_000, using: &random))
        return (now.flatMap { Double($0) } ?? 0, message.message.text)
    }

    /// Whether a token bucket of the provider's own takes calls at these moments.
    private func takes(_ moments: [Double], burst: Int, interval: Double) -> Bool {
        var fullAt = -Double.infinity
        for moment in moments {
            fullAt = max(fullAt, moment) + interval
            if fullAt - moment > Double(burst) * interval { return false }
        }
        return true
    }

    @Test func `holds for twenty messages that several workers send at once; none is lost, and their order is kept`()
        throws
    {
        try limit(burst: 4, milliseconds: 150)
        for number in 1...20 { try database.send("word \(number)") }
        let database = database
        let sent = Atomic(0)
        let calls = try concurrently(4) { index in
            var connection = try database.connect()
            return try sendAll(20, sent, &connection, seed: index)
        }.flatMap { $0 }.sorted { $0.at < $1.at }
        #expect(calls.map(\.text) == (1...20).map { "word \($0)" })
        #expect(takes(calls.map(\.at), burst: 4, interval: 150))
        #expect(!takes((1...20).map { Double($0) * 100 }, burst: 4, interval: 150))
        #expect(try database.count("select count(*) from message where status = 'sent'") == 20)
        #expect(try database.jobs() == [])
    }

    @Test func `holds for rapid replies, whether a reply's own worker sends it or another`() throws {
        try limit(burst: 3, milliseconds: 150)
        let database = database
        let sent = Atomic(0)
        let senders = try concurrently(3) { index in
            var connection = try database.connect()
            return index == 0
                ? try reply(20, sent, &connection) : try sendAll(20, sent, &connection, seed: index)
        }
        let calls = senders.flatMap { $0 }.sorted { $0.at < $1.at }
        #expect(calls.map(\.text) == (1...20).map { "answer \($0)" })
        #expect(takes(calls.map(\.at), burst: 3, interval: 150))
        // At least the first went out with its reply.
        #expect(!senders[0].isEmpty && senders[0].count < 20)
        #expect(try database.count("select count(*) from turn where outcome = 'sent'") == 20)
        #expect(try database.jobs() == [])
    }

    /// The customer writes so often, and each message is answered; what the reply's worker is told to send, it sends.
    private func reply(
        _ count: Int, _ sent: borrowing Atomic<Int>, _ connection: inout Connection
    ) throws -> [(at: Double, text: String)] {
        var calls: [(at: Double, text: String)] = []
        var random = SeededGenerator(seed: 99)
        let worker = try connection.registerWorker(id: nil, name: "replies")
        for number in 1...count {
            _ = try connection.accept([inbound("m\(number)")])
            let jobs = try connection.claimJobs(
                workerID: worker, kind: "reply", limit: 1, isFull: true, after: 0, held: nil, share: 10)
            guard let job = jobs.first, case .ok(let turn) = try connection.beginTurn(job, context: 1),
                case .committed(let messageID, let send) = try connection.finishReply(
                    job, turnID: turn.turnID, generation: turn.generation, reserveMilliseconds: 0,
                    text: "answer \(number)", report: TurnReport())
            else { throw TestFailure(description: "message \(number) was not answered") }
            guard send else { continue }
            let message = OutboundMessage(
                message: OutgoingMessage(messageID: messageID, chatAddress: "", text: "answer \(number)"),
                author: "bot",
                provider: .gateway, baseURL: "", secret: "", address: "", honoursIdempotency: true, settings: [:],
                sentSince: 0)
            calls.append(try call(message, &connection, &random))
            let result = SendResult(kind: .sent, providerMessageID: nil, error: nil, milliseconds: 1)
            let ending = try connection.finishSend(
                job, messageID: messageID, result: result, retryMilliseconds: 0, mostAttempts: 1)
            sent.add(1, ordering: .relaxed)
            if ending.next == .next {
                _ = try connection.release(job, kind: "send", waitMilliseconds: 0, failed: false)
            }
        }
        return calls
    }

    @Test func `lets a send wait exactly until there is a token, and then go first`() throws {
        try limit(burst: 2, milliseconds: 60_000)
        let worker = try database.makeWorker()
        for number in 1...4 { try database.send("word \(number)") }
        let job = try database.claimOne("send", worker: worker)
        for number in 1...2 {
            let message = try #require(try database.beginSend(job))
            // Asked again, it hands out the same message, and that is one message.
            #expect(try database.beginSend(job)?.messageID == message.messageID)
            #expect(try database.finishSend(job, message.messageID, .sent, providerID: "P\(number)").next == .next)
        }
        #expect(try database.waits(job))
        #expect(try database.jobs() == ["send waiting"])
        #expect(
            try database.value(
                """
                select j.run_at = c.pair_full_at - interval '60 seconds' and j.deadline_at > j.run_at and j.attempt = 0
                from job j join conversation c on c.conversation_id = j.key where j.kind = 'send'
                """) == "t")
        // Repeated after its answer was lost, it has nothing more to say.
        guard case .lost = try database.beginWaiting(job) else {
            Issue.record("the job that waits is still held")
            return
        }
        try database.pass(milliseconds: 60_000)
        let next = try database.claimOne("send", worker: worker)
        let third = try #require(try database.beginSend(next))
        #expect(third.message.text == "word 3")
        #expect(try database.finishSend(next, third.messageID, .sent).next == .next)
        #expect(try database.waits(next))
    }

    @Test func `lets a reply wait, which is committed all the same`() throws {
        try limit(burst: 1, milliseconds: 60_000)
        let worker = try database.makeWorker()
        try database.accept(inbound("a"))
        let (job, messageID) = try database.reply("first", worker: worker)
        try database.finishSend(job, messageID, .sent, providerID: "P")
        try database.accept(inbound("b"))
        let other = try database.claimOne(worker: worker)
        let turn = try database.begin(other)
        guard case .committed(let second, send: false) = try database.finish(other, turn, "second") else {
            Issue.record("the second reply does not wait")
            return
        }
        #expect(try database.finish(other, turn, "second") == .committed(messageID: second, send: false))
        #expect(try database.jobs() == ["send waiting"])
        #expect(try database.message(second, "status") == "queued")
        #expect(try database.dueMilliseconds(after: "select pair_full_at from conversation") == 0)
        try database.pass(milliseconds: 60_000)
        let next = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(next)?.messageID == second)
    }

    @Test func `is each contact's own`() throws {
        try limit(burst: 1, milliseconds: 60_000)
        let worker = try database.makeWorker()
        for phone in [somePhone, "+972500000002"] {
            try database.send("hello", phone: phone)
            let job = try database.claimOne("send", worker: worker)
            let message = try #require(try database.beginSend(job))
            try database.finishSend(job, message.messageID, .sent)
        }
    }
}
