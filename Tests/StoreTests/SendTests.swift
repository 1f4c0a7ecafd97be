import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A send` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func deadJobs() throws -> Int { try database.count("select count(*) from dead_job") }

    /// Stores a message of POST /send on a channel and begins its call.
    private func begin(on channel: String) throws -> (job: ClaimedJob, messageID: Int64) {
        try database.send("a word", channel: channel)
        let job = try database.claimOne("send", worker: worker)
        return (job, try #require(try database.beginSend(job)).messageID)
    }

    /// Lets the retry of the waiting send job come.
    private func retry() throws -> ClaimedJob {
        #expect(try database.jobs() == ["send waiting"])
        try database.execute("update job set run_at = now() where state = 'waiting'")
        #expect(try database.with { try $0.promoteJobs(limit: 9) } == 1)
        return try database.claimOne("send", worker: worker)
    }

    @Test func `hands out the messages of a conversation in order, one at a time`() throws {
        for number in 1...3 { try database.send("word \(number)") }
        let job = try database.claimOne("send", worker: worker)
        for number in 1...3 {
            let message = try #require(try database.beginSend(job))
            #expect(
                message.message
                    == OutgoingMessage(
                        messageID: message.messageID, chatAddress: chatAddress(somePhone), text: "word \(number)"))
            #expect(message.author == "operator")
            #expect(message.provider == .gateway)
            #expect(
                [message.baseURL, message.secret, message.address] == ["http://127.0.0.1:1/one", "secret-1", "1"])
            #expect(message.honoursIdempotency)
            #expect(message.settings.isEmpty)
            #expect(try database.count("select count(*) from message where status = 'sending'") == 1)
            let ending = try database.finishSend(job, message.messageID, .sent, providerID: "P\(number)")
            #expect(ending.next == (number < 3 ? .next : .done))
            #expect(ending.isSettled)
        }
        #expect(try database.jobs() == [])
        #expect(
            try database.column(
                "select concat_ws(' ', status, provider_message_id, send_ms) from message order by message_id") == [
                    "sent P1 7", "sent P2 7", "sent P3 7",
                ])
    }

    @Test func `that is refused has failed, and a dead job tells the operator`() throws {
        let (job, messageID) = try begin(on: "1")
        try database.send("the next")
        let ending = try database.finishSend(job, messageID, .refused)
        #expect(ending.next == .next)
        #expect(ending.isSettled)
        #expect(try database.status(messageID) == "failed")
        #expect(
            try database.value("select concat_ws('|', kind, message_id, attempt, error) from dead_job")
                == "send|\(messageID)|1|it went wrong")

        let again = try database.finishSend(job, messageID, .refused)
        #expect(again.next == .next)
        #expect(again.isSettled)
        #expect(try deadJobs() == 1)
        #expect(try database.beginSend(job)?.message.text == "the next")
    }

    @Test func `that was certainly not made is made again, up to so many attempts`() throws {
        var (job, messageID) = try begin(on: "plain")
        for attempt in 1...2 {
            let ending = try database.finishSend(job, messageID, .notSent)
            #expect(ending.next == .done)
            #expect(!ending.isSettled)
            #expect(try database.status(messageID) == "queued")
            #expect(try database.finishSend(job, messageID, .notSent).next == .lost)
            job = try retry()
            #expect(job.attempt == attempt)
            #expect(try database.beginSend(job)?.messageID == messageID)
        }
        let ending = try database.finishSend(job, messageID, .notSent)
        #expect(ending.next == .done)
        #expect(ending.isSettled)
        #expect(try database.status(messageID) == "failed")
        #expect(try deadJobs() == 1)
        #expect(try database.jobs() == [])
    }

    @Test func `of unknown outcome is made again with the same message where the provider delivers once`() throws {
        let (job, messageID) = try begin(on: "1")
        try database.send("the next")
        #expect(try database.finishSend(job, messageID, .unknown).next == .done)
        #expect(try database.status(messageID) == "sending")
        let again = try retry()
        #expect(try database.beginSend(again)?.messageID == messageID)
        #expect(try database.finishSend(again, messageID, .sent, providerID: "P").next == .next)
        #expect(try database.status(messageID) == "sent")
        #expect(try deadJobs() == 0)
    }

    @Test(arguments: ["1", "plain"])
    func `whose beginning was not learned of is handed out again under the same lease`(channel: String) throws {
        let (job, messageID) = try begin(on: channel)
        #expect(try database.beginSend(job)?.messageID == messageID)
        #expect(try database.status(messageID) == "sending")
        #expect(try database.value("select may_be_out from message where direction = 'out'") == "f")
        #expect(try deadJobs() == 0)
    }

    @Test func `that may be out stays so, whatever later attempts say`() throws {
        let (job, messageID) = try begin(on: "1")
        #expect(try database.finishSend(job, messageID, .unknown).next == .done)
        let again = try retry()
        #expect(try database.beginSend(again)?.messageID == messageID)
        #expect(try database.finishSend(again, messageID, .notSent).next == .done)
        #expect(try database.status(messageID) == "sending")
        let last = try retry()
        #expect(try database.beginSend(last)?.messageID == messageID)
        #expect(try database.finishSend(last, messageID, .refused).isSettled)
        #expect(try database.status(messageID) == "indeterminate")
        #expect(try deadJobs() == 1)
    }

    @Test func `of unknown outcome is indeterminate and never made again where the provider does not`() throws {
        let (job, messageID) = try begin(on: "plain")
        let ending = try database.finishSend(job, messageID, .unknown)
        #expect(ending.next == .done)
        #expect(ending.isSettled)
        #expect(try database.status(messageID) == "indeterminate")
        #expect(try deadJobs() == 1)
        try database.send("the next", channel: "plain")
        let next = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(next))
        #expect(message.message.text == "the next")
        #expect(try database.finishSend(next, message.messageID, .sent, providerID: "P").next == .done)
        #expect(try database.jobs() == [])
    }

    @Test func `of unknown outcome is indeterminate after the last attempt`() throws {
        let (job, messageID) = try begin(on: "1")
        #expect(try database.finishSend(job, messageID, .unknown, attempts: 1).isSettled)
        #expect(try database.status(messageID) == "indeterminate")
        #expect(try deadJobs() == 1)
    }

    @Test(arguments: [("1", "sending", true), ("plain", "indeterminate", false)])
    func `that a lost worker had begun is made again only where that is safe`(
        channel: String, status: String, isHandedOut: Bool
    ) throws {
        let (job, messageID) = try begin(on: channel)
        _ = try database.with { try $0.retireWorker(id: worker) }
        let other = try database.makeWorker("other")
        let taken = try database.claimOne("send", worker: other)
        #expect(try database.beginSend(taken)?.messageID == (isHandedOut ? messageID : nil))
        #expect(try database.status(messageID) == status)
        #expect(try database.finishSend(job, messageID, .refused).next == .lost)
        #expect(try database.status(messageID) == status)
    }

    @Test func `of a reply that its worker committed and never made is indeterminate where it may have begun`() throws {
        try database.accept(inbound("a", channel: "plain"))
        let (_, messageID) = try database.reply(worker: worker)
        _ = try database.with { try $0.retireWorker(id: worker) }
        let other = try database.makeWorker("other")
        #expect(try database.beginSend(try database.claimOne("send", worker: other)) == nil)
        #expect(try database.status(messageID) == "indeterminate")
        #expect(try database.value("select outcome from turn") == "indeterminate")
        #expect(try database.jobs() == [])
    }

    @Test func `that is proven is recorded although the lease is lost`() throws {
        let (job, messageID) = try begin(on: "plain")
        _ = try database.with { try $0.retireWorker(id: worker) }
        let other = try database.makeWorker("other")
        #expect(try database.beginSend(try database.claimOne("send", worker: other)) == nil)
        #expect(try database.status(messageID) == "indeterminate")
        let ending = try database.finishSend(job, messageID, .sent, providerID: "P")
        #expect(ending.next == .lost)
        #expect(ending.isSettled)
        #expect(try database.status(messageID) == "sent")
        #expect(try database.accept(inbound("P", "a word", fromMe: true, channel: "plain")) == [.duplicate])
    }

    @Test func `that is proven never goes back`() throws {
        let (job, messageID) = try begin(on: "1")
        try database.send("the next")
        try database.finishSend(job, messageID, .sent, providerID: "P")
        for kind in [SendResult.Kind.refused, .notSent, .unknown] {
            let ending = try database.finishSend(job, messageID, kind, attempts: 1)
            #expect(ending.next == .next)
            #expect(ending.isSettled)
            #expect(try database.status(messageID) == "sent")
        }
        #expect(try database.finishSend(job, messageID, .unknown).next == .next)
        #expect(
            try database.value("select concat_ws('|', provider_message_id, error) from message where status = 'sent'")
                == "P")
        #expect(try deadJobs() == 0)
        #expect(try database.jobs() == ["send running"])
        #expect(try database.beginSend(job)?.message.text == "the next")
    }

    @Test func `that is recorded twice is recorded once`() throws {
        let (job, messageID) = try begin(on: "1")
        #expect(try database.finishSend(job, messageID, .sent, providerID: "P").next == .done)
        let before = try database.value("select message::text from message")
        #expect(try database.finishSend(job, messageID, .sent, providerID: "P").next == .lost)
        #expect(try database.value("select message::text from message") == before)
        #expect(try database.count("select count(*) from provider_message") == 1)
    }

    @Test func `is lost without the lease`() throws {
        let (job, _) = try begin(on: "1")
        _ = try database.with { try $0.retireWorker(id: worker) }
        guard case .lost = try database.with({ try $0.beginSend(job) }) else {
            Issue.record("the send begins without the lease")
            return
        }
    }

    @Test func `that is settled is announced`() throws {
        var listener = try database.connect()
        try listener.execute("listen shi_settled")
        try database.with { try $0.announceSettled(tenantID: 1, messageID: 77) }
        #expect(try listener.notifications(waiting: 5_000).map(\.payload) == ["1 77"])
    }
}
