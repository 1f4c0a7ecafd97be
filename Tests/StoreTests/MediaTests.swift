import Conversation
import Testing

@testable import Postgres
@testable import Store

/// A message with a file, as a gateway's parser gives it.
private func file(
    _ id: String, _ text: String? = nil, kind: MessageKind = .image, reference: String? = "https://files.example/1",
    phone: String = somePhone, fromMe: Bool = false
) -> InboundMessage {
    var message = inbound(id, text, phone: phone, fromMe: fromMe, kind: kind)
    var details = MessageDetails()
    details.media = MessageDetails.Media(mimeType: "image/jpeg", sizeBytes: 10, reference: reference, key: "a2V5")
    message.details = details
    return message
}

private let stored = MediaResult.stored(location: "1/ab", mimeType: "image/jpeg", sizeBytes: 10, sha256: "00ff")

@Suite struct `A customer's file` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func messageID(_ id: String = "a") throws -> Int64 {
        let messageID = try database.value("select message_id from message where provider_message_id = $1", [id])
        guard let messageID = messageID.flatMap({ Int64($0) }) else { throw TestFailure(description: "\(id) is gone") }
        return messageID
    }

    private func state(_ id: String = "a") throws -> String? {
        try database.value(
            "select concat_ws(' ', state, location, error) from media where message_id = $1",
            [String(try messageID(id))])
    }

    private func claim() throws -> ClaimedJob { try database.claimOne("media", worker: worker) }

    /// As the worker does it, with the worker's rights.
    private func begin(_ job: ClaimedJob) throws -> MediaBeginning {
        var connection = try database.connect(user: "shi_worker")
        return try connection.beginMedia(job)
    }

    private func finish(_ messageID: Int64, _ lease: String?, _ result: MediaResult) throws -> Bool {
        var connection = try database.connect(user: "shi_worker")
        return try connection.finishMedia(tenantID: 1, messageID: messageID, leaseToken: lease, result)
    }

    private func fail(_ job: ClaimedJob) throws -> Bool {
        try database.with { try $0.release(job, kind: "media", waitMilliseconds: 1_000, failed: true) }
    }

    @Test(arguments: [MessageKind.image, .video, .audio, .document, .sticker])
    func `gets a job that fetches it`(kind: MessageKind) throws {
        try database.accept(file("a", kind: kind))
        #expect(try database.jobs() == ["media ready", "reply ready"])
        #expect(try state() == "wanted")
    }

    @Test func `gets none where the provider hands out nothing, the business has sent it, or there is no file`() throws
    {
        try database.accept(
            file("a", reference: nil), file("b", reference: ""), file("c", fromMe: true), file("d", kind: .location),
            inbound("e", kind: .image))
        #expect(try database.count("select count(*) from media") == 0)
        #expect(try database.count("select count(*) from job where kind = 'media'") == 0)
    }

    @Test func `is taken once, however often it is delivered`() throws {
        try database.accept(file("a"), file("a"))
        try database.accept(file("a"))
        #expect(try database.count("select count(*) from job where kind = 'media'") == 1)
    }

    @Test func `of a voice note is left to the turn for a while`() throws {
        try database.accept(file("a", kind: .voice))
        #expect(try database.jobs() == ["media waiting", "reply ready"])
        let waits = "run_at - clock_timestamp() between interval '15 seconds' and interval '20 seconds'"
        #expect(try database.value("select \(waits) from job where kind = 'media'") == "t")
    }

    @Test func `is fetched in mode human, too`() throws {
        try database.accept(inbound("before"))
        try database.setMode("human", conversation: try database.conversation())
        try database.accept(file("a"))
        #expect(try database.jobs() == ["media ready"])
    }

    @Test func `is begun with all that its provider's call needs`() throws {
        try database.makeChannel()
        try database.execute(#"update channel set settings = '{"api_version": "v23.0"}' where channel_id = 20"#)
        var details = MessageDetails()
        details.media = MessageDetails.Media(mimeType: "image/jpeg", reference: "MEDIA")
        try database.accept(cloudMessage("wamid.A", "a caption", kind: .image, details: details))
        guard case .ok(let wanted) = try begin(try claim()) else {
            Issue.record("there is nothing to fetch")
            return
        }
        #expect(wanted.kind == .image && wanted.media == details.media)
        #expect(wanted.providerMessageID == "wamid.A" && wanted.chatAddress == "972500000001")
        #expect(wanted.provider == .cloud && wanted.address == cloudAddress)
        #expect(wanted.baseURL == "http://127.0.0.1:1/provider" && wanted.secret == "access")
        #expect(!wanted.honoursIdempotency && wanted.settings == ["api_version": "v23.0"])
    }

    @Test func `is recorded when it is stored, once however often that is told`() throws {
        try database.accept(file("a"))
        let job = try claim()
        #expect(try finish(job.key, job.leaseToken, stored))
        #expect(try finish(job.key, job.leaseToken, stored))
        #expect(try state() == "stored 1/ab")
        #expect(try database.jobs() == ["reply ready"])
        let media = try database.with { try $0.media(tenantID: 1, messageID: job.key) }
        #expect(media == StoredMedia(tenantID: 1, messageID: job.key, location: "1/ab", mimeType: "image/jpeg"))
        #expect(try database.value("select concat_ws(' ', size_bytes, sha256) from media") == "10 00ff")
    }

    @Test func `is not recorded by who has lost the lease, nor twice at two places`() throws {
        try database.accept(file("a"))
        let lost = try claim()
        _ = try database.with { try $0.release(lost, kind: "media", waitMilliseconds: 0, failed: false) }
        #expect(try !finish(lost.key, lost.leaseToken, stored))
        #expect(try state() == "wanted")
        let job = try claim()
        #expect(try finish(job.key, job.leaseToken, stored))
        let other = MediaResult.stored(location: "1/cd", mimeType: nil, sizeBytes: 10, sha256: "00ff")
        #expect(try !finish(job.key, lost.leaseToken, other))
        #expect(try state() == "stored 1/ab")
    }

    @Test func `that is refused, or that the provider does not have, is not tried again`() throws {
        try database.accept(file("a"), file("b"))
        for (result, state) in [
            (MediaResult.refused(reason: "too large"), "refused"), (.failed(reason: "404"), "failed"),
        ] {
            let job = try #require(try database.claim("media", worker: worker).first)
            #expect(try finish(job.key, job.leaseToken, result))
            #expect(try database.value("select state from media where message_id = $1", [String(job.key)]) == state)
            #expect(try database.with { try $0.media(tenantID: 1, messageID: job.key) } == nil)
        }
        #expect(try database.count("select count(*) from job where kind = 'media'") == 0)
    }

    @Test func `that a turn has fetched leaves its job nothing to do`() throws {
        try database.accept(file("a", kind: .voice))
        #expect(try finish(try messageID(), nil, stored))
        #expect(try database.jobs() == ["reply ready"])
        #expect(try state() == "stored 1/ab")
    }

    @Test func `that a turn has fetched while its job ran is not fetched again`() throws {
        try database.accept(file("a"))
        let job = try claim()
        #expect(try finish(job.key, nil, stored))
        #expect(try database.jobs() == ["media running", "reply ready"])
        guard case .done = try begin(job) else {
            Issue.record("it is fetched again")
            return
        }
        #expect(try database.jobs() == ["reply ready"])
        #expect(try state() == "stored 1/ab")
    }

    @Test func `that a turn could not fetch is left to its job`() throws {
        try database.accept(file("a", kind: .voice))
        #expect(try !finish(try messageID(), nil, .failed(reason: "no answer")))
        #expect(try database.jobs() == ["media waiting", "reply ready"])
        #expect(try state() == "wanted")
    }

    @Test func `is tried six times, each after twice as long`() throws {
        try database.accept(file("a"))
        for attempt in 0..<6 {
            let job = try claim()
            #expect(job.attempt == attempt)
            #expect(try fail(job))
            guard attempt < 5 else { break }
            let wait = try database.value(
                "select milliseconds(run_at - clock_timestamp()) from job where kind = 'media' and state = 'waiting'")
            let milliseconds = try #require(wait.flatMap { Int($0) })
            #expect((500 << attempt...1_000 << attempt).contains(milliseconds))
            try database.execute("update job set state = 'ready' where kind = 'media'")
        }
        #expect(try database.jobs() == ["reply ready"])
        #expect(try state() == "failed it could not be fetched in six attempts")
    }

    @Test func `with which six workers have died is not tried again`() throws {
        try database.accept(file("a"))
        try database.execute("update job set lost = 5 where kind = 'media'")
        let job = try claim()
        guard case .ok = try begin(job) else {
            Issue.record("it is given up too soon")
            return
        }
        try database.execute("update job set lost = 6 where kind = 'media'")
        guard case .done = try begin(job) else {
            Issue.record("it is tried again")
            return
        }
        #expect(try database.jobs() == ["reply ready"])
        #expect(try state() == "failed six workers died with it")
    }

    @Test func `whose message is gone is not fetched`() throws {
        try database.accept(file("a"))
        let job = try claim()
        try database.execute("delete from message")
        guard case .done = try begin(job) else {
            Issue.record("it is fetched")
            return
        }
        #expect(try database.value("select state from media") == "failed")
        #expect(try database.count("select count(*) from job where kind = 'media'") == 0)
    }

    @Test func `is begun by nobody without the lease`() throws {
        try database.accept(file("a"))
        let job = try claim()
        _ = try database.with { try $0.retireWorker(id: worker) }
        guard case .lost = try begin(job) else {
            Issue.record("it is begun")
            return
        }
    }

    @Test func `goes when its tenant's time for files is over, and not before`() throws {
        try database.accept(file("old"), file("new", phone: "+972500000002"))
        try database.execute("update tenant set media_days = 30")
        for _ in 1...2 {
            let job = try #require(try database.claim("media", worker: worker).first)
            #expect(try finish(job.key, job.leaseToken, stored))
        }
        let old = try messageID("old")
        try database.execute(
            "update media set changed_at = now() - interval '31 days' where message_id = \(old)")
        var connection = try database.connect(user: "shi_worker")
        let expired = try connection.expiredMedia(limit: 10)
        #expect(expired == [StoredMedia(tenantID: 1, messageID: old, location: "1/ab", mimeType: nil)])
        #expect(try connection.forgetMedia(tenantID: 1, messageID: old))
        #expect(try !connection.forgetMedia(tenantID: 1, messageID: old))
        #expect(try connection.expiredMedia(limit: 10).isEmpty)
        #expect(try state("old") == "expired" && state("new") == "stored 1/ab")
    }

    @Test func `is forgotten after 400 days, and never while it lies in the store`() throws {
        let states = ["wanted", "stored", "refused", "failed", "expired"]
        for (number, state) in states.enumerated() {
            for (age, offset) in [(399, 0), (401, 10)] {
                try database.execute(
                    """
                    insert into media (tenant_id, message_id, conversation_id, state, location, changed_at)
                    values (1, \(number + offset), 1, '\(state)', \(state == "stored" ? "'1/ab'" : "null"),
                        now() - interval '\(age) days')
                    """)
            }
        }
        _ = try database.value("select purge(100)")
        #expect(
            try database.column("select message_id::text from media order by media.message_id") == [
                "0", "1", "2", "3", "4", "11",
            ])
    }

    @Test func `so many at a time, the oldest first`() throws {
        _ = try database.with { try $0.accept((1...5).map { file("m\($0)") }) }
        try database.execute(
            """
            update media set state = 'stored', location = 'x',
                changed_at = now() - interval '100 days' - make_interval(secs => right(provider_message_id, 1)::integer)
            from message where message.message_id = media.message_id
            """)
        let expired = try database.with { try $0.expiredMedia(limit: 2) }
        #expect(try expired.map(\.messageID) == [messageID("m5"), messageID("m4")])
    }
}

@Suite struct `What was heard in a voice note` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func store(_ words: String, _ id: Int64) throws -> String? {
        var connection = try database.connect(user: "shi_worker")
        return try connection.storeTranscript(tenantID: 1, messageID: id, words)
    }

    @Test func `becomes its text, which the turn answers`() throws {
        try database.accept(file("a", kind: .voice))
        let job = try database.claimOne(worker: worker)
        var turn = try database.begin(job)
        let note = try #require(turn.messages.first)
        #expect(note.kind == "voice" && note.text == nil && note.details?.media?.reference != nil)
        #expect(note.providerMessageID == "a")
        #expect(try store(" מתי אתם פתוחים \n", note.messageID) == "מתי אתם פתוחים")

        let heard = try #require(try database.begin(job).messages.first)
        #expect(heard.text == "מתי אתם פתוחים" && heard.details?.isTranscript == true)
        #expect(heard.details?.media == note.details?.media)
        turn.setTranscript("מתי אתם פתוחים", of: note.messageID)
        #expect(turn.messages.first?.text == heard.text && turn.messages.first?.details == heard.details)
    }

    @Test func `stays what was heard first`() throws {
        try database.accept(file("a", kind: .audio))
        let id = try #require(try database.beginTurn(worker: worker).messages.first?.messageID)
        #expect(try store(" ", id) == nil)
        #expect(try store("first", id) == "first")
        #expect(try store("second", id) == "first")
        #expect(try store(String(repeating: "a", count: 9_000), id) == "first")
    }

    @Test func `is cut to what a message can hold`() throws {
        try database.accept(file("a", kind: .voice))
        let id = try #require(try database.beginTurn(worker: worker).messages.first?.messageID)
        #expect(try store(String(repeating: "א", count: 9_000), id)?.count == InboundMessage.textLimit)
    }

    @Test func `changes no other kind of message, and none of another tenant`() throws {
        try database.accept(file("a", kind: .image), inbound("b"))
        for id in try database.column("select message_id from message") {
            #expect(try store("words", try #require(id.flatMap { Int64($0) })) == nil)
        }
        #expect(try database.bodies() == [nil, "hello"])
        try database.execute("delete from message")
        try database.accept(file("c", kind: .voice))
        let id = try database.value("select message_id from message")
        let other = try database.value("select store_transcript(2, $1, 'words')", [id])
        #expect(other == nil)
    }
}

extension TestDatabase {
    /// Begins the turn of the one reply job.
    fileprivate func beginTurn(worker: Int64) throws -> TurnContext { try begin(try claimOne(worker: worker)) }
}
