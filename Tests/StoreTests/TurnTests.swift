import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A turn that begins` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    @Test func `knows the tenant, the channel, the contact and the prompt`() throws {
        try database.execute(
            "insert into prompt (tenant_id, medium, version, content) values (1, 'whatsapp', 7, 'You are Leah.')")
        try database.execute("update tenant set greeting_he = 'שלום', quiet_ms = 900 where tenant_id = 1")
        try database.accept(inbound("a", "is it free?", name: "Dana", waited: 100))
        let turn = try database.begin(try database.claimOne(worker: worker))

        #expect(turn.prompt == "You are Leah.")
        #expect(turn.promptVersion == 7)
        #expect(turn.greetingHebrew == "שלום")
        #expect(turn.greetingEnglish == nil)
        #expect(turn.tenantLanguage == "he")
        #expect(turn.contactName == "Dana")
        #expect(turn.chatAddress == chatAddress(somePhone))
        #expect(
            [turn.provider.rawValue, turn.baseURL, turn.secret, turn.address] == [
                "gateway", "http://127.0.0.1:1/one", "secret-1", "1",
            ])
        #expect(turn.honoursIdempotency)
        #expect(turn.settings.isEmpty && turn.notice == nil)
        #expect(turn.generation == 1)
        #expect((1...59_900).contains(turn.remainingMilliseconds))
        #expect(turn.quietMilliseconds <= 800)
        #expect(turn.receivedAgoMilliseconds >= 100)
        #expect((95...turn.receivedAgoMilliseconds).contains(turn.storedMilliseconds))
        #expect(turn.messages.map(\.text) == ["is it free?"])
    }

    @Test func `sees the unanswered messages and so many before them, oldest first`() throws {
        for number in 1...6 { try database.accept(inbound("m\(number)", "old \(number)")) }
        try database.execute("update conversation set answered_generation = generation")
        try database.execute("delete from job where kind = 'reply'")
        try database.accept(inbound("m7", "new 1"), inbound("m8", "👍", kind: .reaction), inbound("m9", "new 2"))
        let turn = try database.begin(try database.claimOne(worker: worker), context: 3)
        #expect(turn.messages.map(\.text) == ["old 4", "old 5", "old 6", "new 1", "new 2"])
        #expect(turn.messages.map(\.unanswered) == [false, false, false, true, true])
        #expect(turn.messages.allSatisfy { $0.author == "customer" && $0.kind == "text" })
    }

    @Test func `knows the channel's settings, and what its provider calls the messages`() throws {
        try database.execute(#"update channel set settings = '{"mark_read": "off"}'"#)
        _ = try database.with { try $0.accept((1...25).map { inbound("m\($0)") }) }
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.settings == ["mark_read": "off"])
        #expect(turn.lastMessageID == "m25")
        #expect(turn.unreadIDs == (6...25).map { "m\($0)" })
        #expect(turn.messages.map(\.providerMessageID) == (1...25).map { "m\($0)" })
        #expect(
            try turn.messages.map { String($0.messageID) }
                == database.column("select message_id from message order by message_id"))
    }

    @Test func `knows what the messages that it answers hold besides words, and not those before`() throws {
        var place = inbound("a", nil, kind: .location)
        place.details = MessageDetails()
        place.details?.location = MessageDetails.Location(latitude: 32.1, longitude: 34.8)
        try database.accept(place)
        let (job, messageID) = try database.reply(worker: worker)
        try database.finishSend(job, messageID, .sent)
        var card = inbound("b", "Dana", kind: .contact)
        card.details = MessageDetails()
        card.details?.contacts = [MessageDetails.ContactCard(name: "Dana", phone: "+972541234567")]
        try database.accept(card, inbound("c"))
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.map(\.kind) == ["location", "text", "contact", "text"])
        #expect(turn.messages.map(\.details) == [nil, nil, card.details, nil])
        #expect(turn.lastMessageID == "c" && turn.unreadIDs == ["b", "c"])
    }

    @Test func `begins although the details of a message cannot be read`() throws {
        try database.accept(inbound("a"))
        try database.execute(#"update message set details = '{"location": "somewhere", "media": 7}'"#)
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.map(\.text) == ["hello"])
        #expect(turn.messages.first?.details == nil)
    }

    @Test func `answers a sticker, but not the next one alone, and neither holds words back`() throws {
        try database.accept(inbound("a", nil, kind: .sticker))
        let (job, messageID) = try database.reply(worker: worker)
        try database.finishSend(job, messageID, .sent)
        try database.accept(inbound("b", nil, kind: .sticker))
        let second = try database.claimOne(worker: worker)
        guard case .done = try database.with({ try $0.beginTurn(second, context: 4) }) else {
            Issue.record("the second sticker is answered")
            return
        }
        #expect(try database.count("select count(*) from job where kind = 'reply'") == 0)
        try database.accept(inbound("c", nil, kind: .sticker), inbound("d", "a question"))
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.filter(\.unanswered).map(\.text) == [nil, "a question"])
    }

    @Test func `sees an unanswered message however much that wants no answer came after it`() throws {
        try database.accept(inbound("a", "the question"))
        let noise = (1...20).map { inbound("n\($0)", "notice \($0)", kind: .system) }
        _ = try database.with { try $0.accept(noise) }
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.first { $0.unanswered }?.text == "the question")
        #expect(turn.messages.count == 5)
    }

    @Test func `sees the last fifty of hundreds that nobody answered`() throws {
        let messages = (1...120).map { inbound("m\($0)", "text \($0)") }
        _ = try database.with { try $0.accept(messages) }
        let turn = try database.begin(try database.claimOne(worker: worker), context: 4)
        #expect(turn.messages.count == 50)
        #expect(turn.messages.first?.text == "text 71")
        #expect(turn.messages.last?.text == "text 120")
    }

    @Test func `reads the last messages alone, however long the conversation`() throws {
        try database.accept(inbound("a"))
        // The planner takes the conversation for short.
        try database.execute("analyze message")
        try database.execute(
            """
            insert into message (
                tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
            select tenant_id, id_at(now() - interval '1 hour') - n, conversation_id, 'in', 'customer', 'text', 'old', 'received', now()
            from conversation, generate_series(1, 5000) n
            """)
        let job = try database.claimOne(worker: worker)
        let read = """
            select sum(idx_tup_fetch + seq_tup_read) from pg_stat_xact_user_tables where relname like 'message_2%'
            """
        let rows = try database.with { connection in
            try connection.execute("begin")
            let before = try connection.column(read)[0].flatMap { Int($0) } ?? 0
            guard case .ok(let turn) = try connection.beginTurn(job, context: 4) else { return -1 }
            #expect(turn.messages.count == 5)
            let after = try connection.column(read)[0].flatMap { Int($0) } ?? 0
            try connection.execute("commit")
            return after - before
        }
        #expect((5...50).contains(rows))
    }

    @Test func `sees which listings and viewing times the bot has offered, and keeps what the turn cost`() throws {
        try database.accept(inbound("a", "hi"))
        let job = try database.claimOne(worker: worker)
        var report = TurnReport()
        report.rung = .corrected
        (report.listings, report.slots, report.tools) = (
            [103, 101], ["2027-01-26T10:00", "2026-12-01T09:00"], ["search_listings"]
        )
        (report.cachedTokens, report.costMicrodollars, report.modelRequests) = (5, 77, 2)
        let outcome = try database.finish(job, try database.begin(job), report: report)
        guard case .committed(let messageID, send: true) = outcome else { throw TestFailure(description: "\(outcome)") }
        try database.finishSend(job, messageID, .sent)
        let turn = try database.beginTurn("b", worker: worker).turn
        #expect(turn.messages.map(\.listings) == [[], [103, 101], []])
        #expect(turn.messages.map(\.slots) == [[], ["2027-01-26T10:00", "2026-12-01T09:00"], []])
        let kept = try database.value(
            "select concat_ws(' ', rung, cached_tokens, cost_microdollars, model_requests, tools) from turn")
        #expect(kept == "corrected 5 77 2 {search_listings}")
    }

    @Test func `sees what was said by everybody, but not what failed or was cancelled`() throws {
        try database.accept(inbound("a", "hi"))
        let (job, messageID) = try database.reply("welcome", worker: worker)
        try database.finishSend(job, messageID, .sent, providerID: "P")
        try database.send("a word from us")
        let send = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(send))
        try database.finishSend(send, message.messageID, .refused)
        try database.accept(inbound("b", "thanks"))
        let turn = try database.begin(try database.claimOne(worker: worker))
        #expect(turn.messages.map(\.author) == ["customer", "bot", "customer"])
    }

    @Test func `reads generation and messages in one snapshot`() throws {
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        let database = database
        let agreed = try concurrently(3) { index in
            var connection = try database.connect()
            if index > 0 {
                for number in 1...100 { _ = try connection.accept([inbound("w\(index)-\(number)")]) }
                return true
            }
            return try (1...150).allSatisfy { _ in
                guard case .ok(let turn) = try connection.beginTurn(job, context: 0) else { return false }
                return turn.messages.count == min(Int(turn.generation), 50)
            }
        }
        #expect(agreed == [true, true, true])
    }

    @Test func `has nothing to do after a takeover, an opt-out or an answer, and its job goes`() throws {
        let endings = [
            "update conversation set mode = 'human'", "update contact set opted_out_at = now()",
            "update conversation set answered_generation = generation",
        ]
        for (number, ending) in endings.enumerated() {
            try database.execute("update conversation set mode = 'bot'")
            try database.execute("update contact set opted_out_at = null")
            try database.accept(inbound("m\(number)"))
            let job = try database.claimOne(worker: worker)
            try database.execute(ending)
            guard case .done = try database.with({ try $0.beginTurn(job, context: 4) }) else {
                Issue.record("the turn begins after: \(ending)")
                continue
            }
            #expect(try database.jobs() == [])
        }
    }

    @Test func `is lost without the lease`() throws {
        try database.accept(inbound("a"))
        let job = try database.claimOne(worker: worker)
        _ = try database.with { try $0.retireWorker(id: worker) }
        guard case .lost = try database.with({ try $0.beginTurn(job, context: 4) }) else {
            Issue.record("the turn begins without the lease")
            return
        }
        #expect(try database.jobs() == ["reply ready"])
    }
}
