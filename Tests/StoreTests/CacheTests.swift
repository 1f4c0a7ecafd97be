import Testing

@testable import Postgres
@testable import Store

@Suite struct `The prompt cache` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase.withDemo()
        worker = try database.makeWorker()
    }

    private func store(_ content: String, language: String = "he", ahead: Int = 0) throws {
        let versions = try database.versions()
        try database.with { connection in
            try connection.storePrompt(
                tenantID: 1, language: language, factsVersion: Int64(versions[0] + ahead),
                slotsVersion: Int64(versions[1]), content: content)
        }
    }

    private func prepared() throws -> [String: String] {
        let job = try database.claimOne(worker: worker)
        let prepared = try database.begin(job).prepared
        try database.giveBack(job)
        return prepared
    }

    @Test func `gives the next turn what is ready, by language`() throws {
        try database.accept(inbound("a"))
        #expect(try prepared() == [:])
        try store("עברית")
        try store("English", language: "en")
        #expect(try prepared() == ["he": "עברית", "en": "English"])
        try store("חדש")
        #expect(try prepared()["he"] == "חדש")
    }

    @Test(arguments: [
        "update listing set price = 1 where listing_id = 101", "update knowledge set answer = 'x'",
        "update prompt set content = 'x'", "update viewing_hours set closes = '20:00'",
        "update prompt_cache set expires_at = now() - interval '1 second'",
    ])
    func `gives nothing after a change`(change: String) throws {
        try database.accept(inbound("a"))
        try store("ready")
        try database.execute(change)
        #expect(try prepared() == [:])
    }

    @Test func `never gives what was made of older facts, however late it comes`() throws {
        try database.accept(inbound("a"))
        try store("new")
        try store("old", ahead: -1)
        #expect(try prepared() == ["he": "new"])
    }
}

@Suite struct `The response cache` {
    let database: TestDatabase

    init() throws { database = try TestDatabase.withDemo() }

    private func take(_ words: String = "שלום", tenant: Int64 = 1) throws -> String? {
        try database.with { try $0.takeResponse(tenantID: tenant, language: "he", words: words) }
    }

    private func store(_ reply: String, words: String = "שלום", ahead: Int = 0) throws {
        let version = Int64(try database.versions()[0] + ahead)
        try database.with { connection in
            try connection.storeResponse(
                tenantID: 1, language: "he", words: words, factsVersion: version, reply: reply, model: "m")
        }
    }

    @Test func `gives an answer again, and counts`() throws {
        #expect(try take() == nil)
        try store("שלום לך")
        for _ in 1...3 { #expect(try take() == "שלום לך") }
        #expect(try take("שלום", tenant: 2) == nil)
        #expect(try take("היי") == nil)
        #expect(
            try database.value("select hits || ' ' || model || ' ' || (last_hit_at is not null) from response_cache")
                == "3 m true")
    }

    @Test(arguments: [
        "update listing set price = 1 where listing_id = 101", "update knowledge set answer = 'x'",
        "update prompt set content = 'x'", "update response_cache set expires_at = now()",
    ])
    func `gives nothing after a change or an hour`(change: String) throws {
        try store("x")
        try database.execute(change)
        #expect(try take() == nil)
    }

    @Test func `keeps nothing that was made of older facts, and nothing that is too long`() throws {
        try store("old", ahead: -1)
        try store("x", words: "")
        try store("x", words: String(repeating: "ש", count: 201))
        try store(String(repeating: "x", count: 4_001), words: "long")
        #expect(try database.count("select count(*) from response_cache") == 0)
        try store("kept")
        try store("old", ahead: -1)
        #expect(try take() == "kept")
    }

    @Test func `does not wait for another turn's count`() throws {
        try store("x")
        var other = try database.connect()
        try other.execute("begin")
        try other.execute("update response_cache set hits = hits + 1")
        try database.execute("set lock_timeout = '1ms'")
        #expect(try take() == "x")
        try other.execute("rollback")
        try database.execute("reset lock_timeout")
        #expect(try database.count("select hits from response_cache") == 0)
    }

    @Test func `is purged of what has expired by the upkeep, like the prompt cache`() throws {
        try store("x")
        try store("y", words: "היי")
        try database.with {
            try $0.storePrompt(tenantID: 1, language: "he", factsVersion: 1, slotsVersion: 1, content: "x")
        }
        try database.execute("update response_cache set expires_at = now() - interval '1 second' where words = 'היי'")
        try database.execute("update prompt_cache set expires_at = now() - interval '1 second'")
        let job = try database.claimOne("upkeep", worker: try database.makeWorker())
        #expect(try database.value("select upkeep($1)", [job.leaseToken]) == "done")
        #expect(try database.column("select words from response_cache") == ["שלום"])
        #expect(try database.count("select count(*) from prompt_cache") == 0)
    }
}
