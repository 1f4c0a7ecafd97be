import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A channel that takes no message for now` {
    let database: TestDatabase
    let worker: Int64
    let others = ["+972500000002", "+972500000003"]

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    /// Begins the call of a message to somebody.
    private func begin(_ phone: String = somePhone) throws -> (job: ClaimedJob, messageID: Int64) {
        try database.send("to \(phone)", phone: phone)
        let conversation = try database.conversation(phone: phone)
        let job = try #require(try database.claim("send", worker: worker, limit: 9).first { $0.key == conversation })
        return (job, try #require(try database.beginSend(job)).messageID)
    }

    private func problem() throws -> String? {
        try database.value("select problem from channel where tenant_id = 1 and channel_id = 1")
    }

    @Test func `lets all of its sends wait, and none is lost or counted as an attempt`() throws {
        let (job, messageID) = try begin()
        try database.send("another", phone: others[0])
        let other = try database.claimOne("send", worker: worker)
        let ending = try database.finishSend(job, messageID, .throttled, retry: 30_000, attempts: 1)
        #expect(ending.next == .done)
        #expect(!ending.isSettled)
        #expect(try database.message(messageID, "status || ' ' || error") == "queued it went wrong")
        #expect(try database.waits(other))
        #expect(try database.column("select distinct attempt from job where kind = 'send'") == ["0"])
        #expect(
            try database.value(
                """
                select bool_and(j.run_at = ch.sends_after) from job j, channel ch
                where j.kind = 'send' and ch.tenant_id = 1 and ch.channel_id = 1
                """) == "t")
        #expect(try problem() == nil)
        try database.pass(milliseconds: 29_000)
        #expect(try database.jobs() == ["send waiting", "send waiting"])
        try database.pass(milliseconds: 1_000)
        try database.finishAllWork(worker: worker)
        #expect(try database.column("select distinct status from message") == ["sent"])
        #expect(try database.count("select count(*) from dead_job") == 0)
    }

    @Test func `lets a reply wait that is committed meanwhile`() throws {
        let (job, messageID) = try begin()
        try database.finishSend(job, messageID, .throttled, retry: 30_000)
        try database.accept(inbound("a", phone: others[0]))
        let reply = try database.claimOne(worker: worker)
        guard case .committed(_, send: false) = try database.finish(reply, try database.begin(reply)) else {
            Issue.record("the reply does not wait")
            return
        }
        #expect(try database.jobs() == ["send waiting", "send waiting"])
    }

    @Test func `is not given less time by a later answer`() throws {
        let (first, firstID) = try begin()
        let (second, secondID) = try begin(others[0])
        try database.finishSend(first, firstID, .throttled, retry: 30_000)
        try database.finishSend(second, secondID, .throttled, retry: 1_000)
        let left = try database.count(
            "select milliseconds(sends_after - clock_timestamp()) from channel where tenant_id = 1 and channel_id = 1")
        #expect((25_000...30_000).contains(left))
        #expect(
            try database.count("select count(distinct run_at) from job where state = 'waiting' and kind = 'send'") == 1)
    }

    @Test func `because of a problem tries once a minute, shows it, and forgets it with the next message that is sent`()
        throws
    {
        let (job, messageID) = try begin()
        #expect(try database.finishSend(job, messageID, .blocked, attempts: 1).next == .done)
        #expect(try problem() == "it went wrong")
        let channel = "from channel where tenant_id = 1 and channel_id = 1"
        #expect(try database.dueMilliseconds(after: "select sends_after \(channel)") == 0)
        #expect(try database.value("select sends_after - problem_at > interval '59 seconds' \(channel)") == "t")
        let since = try database.value("select problem_at from channel where tenant_id = 1 and channel_id = 1")

        try database.pass(milliseconds: 60_000)
        let again = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(again)?.messageID == messageID)
        try database.finishSend(again, messageID, .blocked, attempts: 1)
        #expect(try database.value("select problem_at from channel where tenant_id = 1 and channel_id = 1") == since)

        try database.pass(milliseconds: 60_000)
        let last = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(last)?.messageID == messageID)
        try database.finishSend(last, messageID, .sent, providerID: "P")
        #expect(
            try database.value(
                "select num_nulls(problem, problem_at, sends_after) from channel where tenant_id = 1 and channel_id = 1"
            )
                == "3")
        #expect(try database.jobs() == [])
    }

    @Test func `loses and doubles nothing when many workers are told so at once`() throws {
        let phones = (10..<40).map { "+9725000000\($0)" }
        for phone in phones { try database.send("hello", phone: phone) }
        let database = database
        let delivered = try concurrently(4) { index in
            var connection = try database.connect()
            var random = SeededGenerator(seed: index)
            let worker = try connection.registerWorker(id: nil, name: "worker \(index)")
            var delivered: [Int64] = []
            while try connection.column("select count(*) from message where status <> 'sent'") != ["0"] {
                _ = try connection.promoteJobs(limit: 10)
                let jobs = try connection.claimJobs(
                    workerID: worker, kind: "send", limit: 3, isFull: true, after: 0, held: nil, share: 10)
                for job in jobs {
                    guard case .ok(let message) = try connection.beginSend(job) else { continue }
                    let isThrottled = Int.random(in: 0..<4, using: &random) == 0
                    if !isThrottled { delivered.append(message.messageID) }
                    let result = SendResult(
                        kind: isThrottled ? .throttled : .sent, providerMessageID: nil, error: nil, milliseconds: 1)
                    _ = try connection.finishSend(
                        job, messageID: message.messageID, result: result, retryMilliseconds: 20, mostAttempts: 1)
                }
            }
            return delivered
        }.flatMap { $0 }
        #expect(delivered.count == phones.count && Set(delivered).count == phones.count)
        #expect(try database.jobs() == [])
    }

    @Test func `keeps a message that may be out what it is`() throws {
        let (job, messageID) = try begin()
        try database.finishSend(job, messageID, .unknown, retry: 1_000)
        try database.pass(milliseconds: 1_000)
        let again = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(again)?.messageID == messageID)
        try database.finishSend(again, messageID, .throttled, retry: 1_000)
        #expect(try database.message(messageID, "status || may_be_out") == "sendingtrue")
    }
}

@Suite struct `A message outside the provider's window` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
        try database.execute("update channel set window_hours = 24")
    }

    private func customerWrote(hoursAgo hours: Int) throws {
        try database.execute("update conversation set last_customer_at = now() - interval '\(hours) hours'")
    }

    /// Asks for a template.
    private func sendTemplate() throws -> OutboundAcceptance {
        var order = OutboundOrder(kind: .template, text: nil)
        order.details.template = MessageDetails.Template(name: "hello", language: "he", components: nil)
        return try database.with { connection in
            try connection.acceptOutbound(
                tenantID: 1, provider: .gateway, address: "1", to: chat(), order, key: nil, digest: "d")
        }
    }

    @Test func `is refused to somebody who never wrote, nothing is stored, and its key is free`() throws {
        #expect(try database.send("hello", key: "k") == .windowClosed)
        for table in ["contact", "conversation", "message", "send_request"] {
            #expect(try database.count("select count(*) from \(table)") == 0)
        }
        #expect(try database.jobs() == [])
        try database.accept(inbound("a"))
        try customerWrote(hoursAgo: 23)
        guard case .stored(let messageID) = try database.send("hello", key: "k") else {
            Issue.record("it was not stored")
            return
        }
        // Once stored, the key answers as before, whatever the window is.
        try customerWrote(hoursAgo: 25)
        #expect(try database.send("hello", key: "k") == .repeated(messageID: messageID))
        #expect(try database.send("hello", key: "other") == .windowClosed)
    }

    @Test func `may be a template`() throws {
        guard case .stored(let messageID) = try sendTemplate() else {
            Issue.record("it was not stored")
            return
        }
        let job = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(job)).message
        #expect(message.messageID == messageID)
        #expect(message.kind == .template)
        #expect(message.details.template?.name == "hello")
    }

    @Test func `that was stored in time and not begun fails, and a template behind it goes`() throws {
        try database.accept(inbound("a"))
        try customerWrote(hoursAgo: 1)
        guard case .stored(let messageID) = try database.send("hello") else {
            Issue.record("it was not stored")
            return
        }
        _ = try sendTemplate()
        try customerWrote(hoursAgo: 25)
        let job = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(job)?.message.kind == .template)
        let words = "the customer's last message is over 24 hours ago: only templates may be sent"
        #expect(try database.message(messageID, "status || ': ' || error") == "failed: \(words)")
        #expect(try database.value("select error from dead_job") == words)
    }

    @Test func `is not handed to the worker that committed it as a reply`() throws {
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        let turn = try database.begin(job)
        try customerWrote(hoursAgo: 25)
        guard case .committed(let messageID, send: false) = try database.finish(job, turn) else {
            Issue.record("the reply is sent")
            return
        }
        try database.pass(milliseconds: 0)
        #expect(try database.beginSend(try database.claimOne("send", worker: worker)) == nil)
        #expect(try database.status(messageID) == "failed")
        #expect(try database.jobs() == [])
    }
}
