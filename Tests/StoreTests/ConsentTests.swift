import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A contact who writes a stop word` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func isOptedOut() throws -> Bool {
        try database.value("select opted_out_at is not null from contact") == "t"
    }

    @Test func `has opted out: the bot is stopped, and only the notice of it still goes`() throws {
        try database.accept(inbound("a"))
        let first = try database.reply("first", worker: worker)
        try database.accept(inbound("b"))
        let second = try database.claimOne(worker: worker)
        guard case .committed(let queued, send: false) = try database.finish(second, try database.begin(second)) else {
            Issue.record("the second reply is not queued behind the first")
            return
        }
        try database.accept(inbound("c"))
        #expect(try database.accept(inbound("d", "Stop!")) == [.stored])

        #expect(try isOptedOut())
        #expect(try database.outbound() == ["bot sending", "bot cancelled", "system queued"])
        #expect(try database.value("select outcome from turn where message_id = $1", [String(queued)]) == "cancelled")
        #expect(try database.jobs() == ["send running"])
        #expect(try database.conversationColumn("generation - answered_generation") == "0")

        #expect(try database.finishSend(first.job, first.messageID, .sent).next == .next)
        let notice = try #require(try database.beginSend(first.job))
        #expect(notice.author == "system")
        #expect(notice.message.text.contains("START"))
        #expect(try database.finishSend(first.job, notice.messageID, .sent).next == .done)
        #expect(try database.jobs() == [])
    }

    @Test func `closes the fence of a turn in progress`() throws {
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        let turn = try database.begin(job)
        try database.accept(inbound("b", "הסר"))
        #expect(try database.finish(job, turn, reserve: 999_999) == .lost)
        #expect(try database.outbound("author, body") == ["system הוסרת, ולא נשלח לך עוד הודעות. כדי לחזור: התחל"])
    }

    @Test(arguments: [
        "stop", "STOP", " Stop. ", "*stop*", "«stop»", "unsubscribe!", "הסר", "״הסר״", "\u{200F}הסר\u{200F}",
        "תסירו...",
    ])
    func `is understood however it is written`(word: String) throws {
        try database.accept(inbound("a", word))
        #expect(try isOptedOut())
        #expect(try database.jobs() == ["send ready"])
    }

    @Test(arguments: ["please stop", "stopp", "הסרתי את המודעה", "don't stop", "start", "התחל", "", "!"])
    func `is not meant by other words`(words: String) throws {
        try database.accept(inbound("a", words))
        #expect(try !isOptedOut())
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test func `is heard from a button, and not from a file's caption or the owner`() throws {
        try database.accept(inbound("a", "stop", kind: .image), inbound("b", "stop", fromMe: true))
        #expect(try !isOptedOut())
        try database.accept(inbound("c", "Stop", kind: .button))
        #expect(try isOptedOut())
    }

    @Test func `is heard, too, when it was written while the line was down`() throws {
        try database.accept(inbound("a", "stop", sentAt: 1_700_000_000, isBackfill: true))
        #expect(try isOptedOut())
    }

    @Test func `is told once, and later messages are stored and not answered`() throws {
        try database.accept(inbound("a", "stop"))
        try database.accept(inbound("b", "are you there?"), inbound("c", "stop"))
        #expect(try database.outbound() == ["system queued"])
        #expect(try database.bodies().count == 4)
        #expect(try database.jobs() == ["send ready"])
    }

    @Test func `has opted out of all conversations`() throws {
        try database.accept(inbound("a"), inbound("b", channel: "plain"))
        #expect(try database.jobs() == ["reply ready", "reply ready"])
        try database.accept(inbound("c", "stop"))
        #expect(try database.jobs() == ["send ready"])
        #expect(try database.count("select sum(generation - answered_generation) from conversation") == 0)
    }

    @Test func `comes back with a start word: what came meanwhile is not answered, what follows is`() throws {
        try database.accept(inbound("a", "stop"))
        try database.accept(inbound("b", "hello?"))
        try database.accept(inbound("c", "START"))
        #expect(try !isOptedOut())
        #expect(
            try database.outbound("author, body").last
                == "system You are subscribed again. How can we help?")
        #expect(try database.jobs() == ["send ready"])
        try database.accept(inbound("d", "are you there?"))
        let job = try database.claimOne(worker: worker)
        #expect(try database.begin(job).messages.filter(\.unanswered).map(\.text) == ["are you there?"])
    }

    @Test func `is not brought back by a start word that was written before it and comes late`() throws {
        try database.accept(inbound("a", "stop", sentAt: 1_700_000_100))
        try database.accept(inbound("b", "start", sentAt: 1_700_000_000, isBackfill: true))
        try database.accept(inbound("c", "start", sentAt: 1_700_000_050))
        #expect(try isOptedOut())
        #expect(try database.outbound() == ["system queued"])
        // One that was written later counts, however late both come.
        try database.accept(inbound("d", "start", sentAt: 1_700_000_200, isBackfill: true))
        #expect(try !isOptedOut())
    }

    @Test func `may do all of it in one batch`() throws {
        try database.accept(
            inbound("a", "hello"), inbound("b", "stop"), inbound("c", "hm"), inbound("d", "start"),
            inbound("e", "a flat, please"))
        #expect(try !isOptedOut())
        #expect(try database.bodies().count == 7)
        #expect(try database.outbound() == ["system queued", "system queued"])
        let job = try database.claimOne(worker: worker)
        #expect(try database.begin(job).messages.filter(\.unanswered).map(\.text) == ["a flat, please"])
    }

    @Test func `may use the business's own words, and be told nothing`() throws {
        try database.execute("update tenant set stop_words = '{די}', opt_out_notice_he = ''")
        try database.accept(inbound("a", "stop"))
        #expect(try !isOptedOut())
        try database.accept(inbound("b", "די"))
        #expect(try isOptedOut())
        #expect(try database.outbound() == [])
        #expect(try database.jobs() == [])
    }

    @Test func `is told by Twilio itself on SMS, and by us on WhatsApp`() throws {
        for (id, address) in [(21, "+97235550106"), (22, "whatsapp:+97235550105")] {
            try database.makeChannel(.twilio, id: id, address: address)
            var message = inbound("SM\(id)", "STOP", phone: "+9725000000\(id)", channel: address)
            message.provider = "twilio"
            try database.accept(message)
        }
        #expect(try database.count("select count(*) from contact where opted_out_at is not null") == 2)
        #expect(
            try database.column(
                """
                select channel_id::text from message join conversation using (tenant_id, conversation_id)
                where author = 'system'
                """) == ["22"])
    }

    @Test func `wakes the senders`() throws {
        var listener = try database.connect()
        try listener.execute("listen shi_job")
        try database.accept(inbound("a", "stop"))
        var payloads: [String] = []
        while payloads.isEmpty { payloads = try listener.notifications(waiting: 10_000).map(\.payload) }
        #expect(payloads == ["send"])
    }

    @Test func `loses nothing and doubles nothing when many write at the same moment on two channels`() throws {
        let database = database
        for round in 1...10 {
            let phone = "+97250000200\(round % 10)"
            try concurrently(6) { index in
                var connection = try database.connect()
                let word = ["hello", "stop", "flat?"][index % 3]
                _ = try connection.accept([
                    inbound("r\(round)-\(index)", word, phone: phone, channel: index < 3 ? "1" : "plain")
                ])
            }
        }
        #expect(try database.count("select count(*) from message where direction = 'in'") == 60)
        #expect(try database.count("select count(*) from contact where opted_out_at is null") == 0)
        #expect(try database.count("select count(*) from message where author = 'system'") == 10)
        // What was accepted at the very moment may have a job, which finds nothing to do.
        for job in try database.claim(worker: worker, limit: 50) {
            guard case .done = try database.with({ try $0.beginTurn(job, context: 4) }) else {
                Issue.record("a turn begins for a contact that has opted out")
                continue
            }
        }
        #expect(try database.jobs() == Array(repeating: "send ready", count: 10))
    }
}
