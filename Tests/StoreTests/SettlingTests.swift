import Conversation
import Testing

@testable import Postgres
@testable import Store

/// Channel 2, `plain`, settles for a minute here, and does not deliver once per idempotency key.
@Suite struct `A send of unknown outcome on a channel that settles` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
        try database.execute("update channel set settle_ms = 60000")
    }

    /// A first message whose call had no answer, and a second behind it.
    private func unknown(_ provider: Provider = .gateway) throws -> (job: ClaimedJob, messageID: Int64) {
        try database.execute("update channel set provider = '\(provider)' where channel_id = 2")
        try database.send("first", provider: provider, channel: "plain")
        try database.send("second", provider: provider, channel: "plain")
        let job = try database.claimOne("send", worker: worker)
        let messageID = try #require(try database.beginSend(job)).messageID
        let ending = try database.finishSend(job, messageID, .unknown)
        #expect(ending.next == .done)
        #expect(!ending.isSettled)
        #expect(try database.status(messageID) == "sending")
        #expect(try database.jobs() == ["send waiting"])
        return (job, messageID)
    }

    /// What is handed out next, by a job that is ready.
    private func expectNext(_ text: String = "second") throws {
        #expect(try database.jobs() == ["send ready"])
        let job = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(job))
        #expect(message.message.text == text)
        #expect(try database.finishSend(job, message.messageID, .sent).next == .done)
    }

    /// How many milliseconds after its outcome became unknown the message is looked at next.
    private func settlingMilliseconds() throws -> Int? {
        try database.dueMilliseconds(after: "select settling_since from message where settling_since is not null")
    }

    private func deadJobs() throws -> Int { try database.count("select count(*) from dead_job") }

    @Test func `keeps one waiting, too, that has a lower number because it waited for a lock when it was stored`()
        throws
    {
        let (_, messageID) = try unknown()
        try database.execute(
            "update message set message_id = \(messageID - 1), body = 'late' where message_id > \(messageID)")
        try database.execute("update job set run_at = now() where kind = 'send'")
        _ = try database.with { try $0.promoteJobs(limit: 10) }
        #expect(try database.waits(try database.claimOne("send", worker: worker)))
        #expect(try database.message(messageID - 1, "status") == "queued")
        #expect(try database.report(messageID, "sent", providerID: "P"))
        try expectNext("late")
    }

    @Test func `keeps the next message waiting until the time is over, and is indeterminate then`() throws {
        let (_, messageID) = try unknown()
        #expect(try settlingMilliseconds() == 60_000)
        try database.pass(milliseconds: 50_000)
        #expect(try database.jobs() == ["send waiting"])
        try database.pass(milliseconds: 10_000)
        try expectNext()
        #expect(try database.status(messageID) == "indeterminate")
        #expect(
            try database.value("select concat_ws('|', message_id, error) from dead_job") == "\(messageID)|it went wrong"
        )
    }

    @Test(arguments: ["sent", "delivered", "read"])
    func `is proven by the provider's report, and the next message goes at once`(status: String) throws {
        let (_, messageID) = try unknown()
        #expect(try database.report(messageID, status, providerID: "P"))
        #expect(try database.status(messageID) == status)
        #expect(try database.value("select message_id from provider_message") == String(messageID))
        try expectNext()
        #expect(try deadJobs() == 0)
    }

    @Test func `is a file that WAHA gets under no id of ours, and settles where a text is sent again`() throws {
        try database.execute("update channel set honours_idempotency = true where channel_id = 2")
        for (kind, isSentAgain) in [("image", false), ("text", true)] {
            try database.execute("update channel set provider = 'waha' where channel_id = 2")
            try database.send(kind, provider: .waha, channel: "plain")
            try database.execute("update message set kind = '\(kind)' where body = '\(kind)'")
            let job = try database.claimOne("send", worker: worker)
            let message = try #require(try database.beginSend(job))
            #expect(message.honoursIdempotency == isSentAgain)
            #expect(try database.finishSend(job, message.messageID, .unknown).next == .done)
            #expect(
                try database.message(message.messageID, "settling_since is null") == String(isSentAgain),
                "\(kind)")
            #expect(try database.report(message.messageID, "sent", providerID: "P-\(kind)"))
        }
    }

    @Test func `has failed where the provider reports that`() throws {
        let (_, messageID) = try unknown()
        #expect(try database.report(messageID, "failed", providerID: "P"))
        #expect(try database.status(messageID) == "failed")
        try expectNext()
        #expect(try database.value("select error from dead_job") == "131026")
    }

    @Test func `is proven by its echo, and the next message goes at once`() throws {
        let (_, messageID) = try unknown()
        try database.accept(inbound("P", "first", fromMe: true, channel: "plain"))
        #expect(try database.message(messageID, "status || ' ' || provider_message_id") == "sent P")
        try expectNext()
        #expect(try database.conversationColumn("mode") == "bot")
    }

    @Test func `is looked for ever more seldom where the provider offers that, and a last time at the end`() throws {
        let (_, messageID) = try unknown(.twilio)
        var passed = 0
        for moment in [2, 5, 10, 20, 40, 60] {
            #expect(try settlingMilliseconds() == moment * 1_000)
            try database.pass(milliseconds: (moment - passed) * 1_000)
            passed = moment
            let job = try database.claimOne("send", worker: worker)
            guard case .settle(let message, let milliseconds) = try database.beginWaiting(job) else {
                Issue.record("it is not looked for at \(moment) s")
                return
            }
            #expect(message.messageID == messageID)
            #expect(message.message.text == "first")
            #expect((moment * 1_000...moment * 1_000 + 5_000).contains(Int(milliseconds)))
            #expect(
                String(message.sentSince) == (try database.message(messageID, "floor(extract(epoch from begun_at))")))
            // Asked again under the same lease it is no more to be sent than before.
            guard case .settle = try database.beginWaiting(job) else {
                Issue.record("it is handed out for another call")
                return
            }
            let ending = try database.finishSend(job, messageID, .unknown)
            #expect(ending.isSettled == (moment == 60))
            #expect(ending.next == (moment == 60 ? .next : .done))
        }
        #expect(try database.status(messageID) == "indeterminate")
        #expect(try deadJobs() == 1)
    }

    @Test func `is proven by what the look-up finds, if that is no other message`() throws {
        let (_, messageID) = try unknown(.twilio)
        try database.execute("insert into provider_message values (1, 2, 'SM1', 'x', 5)")
        try database.pass(milliseconds: 2_000)
        let job = try database.claimOne("send", worker: worker)
        guard case .settle = try database.beginWaiting(job) else {
            Issue.record("it is not looked for")
            return
        }
        #expect(try database.with { try $0.unclaimedIDs(job, ["SM0", "SM1", "SM2"]) } == ["SM0", "SM2"])
        #expect(try database.finishSend(job, messageID, .sent, providerID: "SM2").next == .next)
        #expect(try database.message(messageID, "status || ' ' || provider_message_id") == "sent SM2")
        #expect(try database.with { try $0.unclaimedIDs(job, ["SM1", "SM2"]) } == [])
        #expect(try database.beginSend(job)?.message.text == "second")
    }

    @Test func `settles too when its worker was lost in mid-call, and the worker's late proof counts`() throws {
        try database.send("first", channel: "plain")
        try database.send("second", channel: "plain")
        let job = try database.claimOne("send", worker: worker)
        let messageID = try #require(try database.beginSend(job)).messageID
        _ = try database.with { try $0.retireWorker(id: worker) }
        let other = try database.makeWorker("other")
        #expect(try database.waits(try database.claimOne("send", worker: other)))
        #expect(try database.status(messageID) == "sending")
        #expect(try database.message(messageID, "may_be_out") == "true")
        #expect(try settlingMilliseconds() == 60_000)

        let ending = try database.finishSend(job, messageID, .sent, providerID: "P")
        #expect(ending.next == .lost)
        #expect(ending.isSettled)
        let next = try database.claimOne("send", worker: other)
        #expect(try database.beginSend(next)?.message.text == "second")
        #expect(try deadJobs() == 0)
    }

    @Test func `is looked for at once when its worker was lost`() throws {
        try database.execute("update channel set provider = 'twilio' where channel_id = 2")
        try database.send("first", provider: .twilio, channel: "plain")
        _ = try database.beginSend(try database.claimOne("send", worker: worker))
        _ = try database.with { try $0.retireWorker(id: worker) }
        let other = try database.makeWorker("other")
        let job = try database.claimOne("send", worker: other)
        guard case .settle(let message, milliseconds: 0...2_000) = try database.beginWaiting(job) else {
            Issue.record("it is not looked for")
            return
        }
        #expect(try database.finishSend(job, message.messageID, .unknown).next == .done)
        #expect(try settlingMilliseconds() == 2_000)
    }

    @Test func `is a reply's too, and its turn is told`() throws {
        try database.accept(inbound("a", channel: "plain"))
        let (job, messageID) = try database.reply(worker: worker)
        #expect(try database.finishSend(job, messageID, .unknown).next == .done)
        try database.setMode("human", conversation: try database.conversation(channel: 2))
        #expect(try database.status(messageID) == "sending")
        #expect(try database.report(messageID, "delivered", providerID: "P"))
        #expect(try database.value("select outcome || ' ' || (sent_ms is not null) from turn") == "sent true")
        let next = try database.claimOne("send", worker: worker)
        #expect(try database.beginSend(next) == nil)
        #expect(try database.jobs() == [])
    }

    @Test func `is sent again under the same id where the provider delivers once, and settles after the last attempt`()
        throws
    {
        try database.send("first")
        var job = try database.claimOne("send", worker: worker)
        let messageID = try #require(try database.beginSend(job)).messageID
        for _ in 1...2 {
            #expect(try database.finishSend(job, messageID, .unknown, retry: 1_000).next == .done)
            #expect(try database.message(messageID, "settling_since") == nil)
            try database.pass(milliseconds: 1_000)
            job = try database.claimOne("send", worker: worker)
            #expect(try database.beginSend(job)?.messageID == messageID)
        }
        let last = try database.finishSend(job, messageID, .unknown)
        #expect(last.next == .done)
        #expect(!last.isSettled)
        try database.pass(milliseconds: 60_000)
        #expect(try database.beginSend(try database.claimOne("send", worker: worker)) == nil)
        #expect(try database.status(messageID) == "indeterminate")
        #expect(try deadJobs() == 1)
    }

    @Test func `changes nothing more when its end is recorded again`() throws {
        let (job, messageID) = try unknown()
        let before = try database.value("select message::text from message order by message_id limit 1")
        for result in [SendResult.Kind.unknown, .notSent, .refused, .throttled, .blocked] {
            #expect(try database.finishSend(job, messageID, result).next == .lost)
        }
        #expect(try database.value("select message::text from message order by message_id limit 1") == before)
        #expect(try database.jobs() == ["send waiting"])
        #expect(try database.count("select count(*) from channel where sends_after is not null") == 0)
    }
}
