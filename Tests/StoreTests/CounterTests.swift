import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `What programs count` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func counters(overrides: [String: String]) -> Counters {
        Counters(
            database: Database(threads: 1, applicationName: "counters", overrides: overrides), logger: quietLogger)
    }

    private func stored() throws -> [String?] {
        try database.column("select concat_ws(' ', name, labels, value) from counter order by 1")
    }

    @Test func `is summed over all copies`() throws {
        let settings = database.settings(user: "shi_webhook")
        let copies = (0..<2).map { _ in counters(overrides: settings) }
        try concurrently(8) { caller in
            for _ in 0..<500 { copies[caller % 2].increment("shi_posts_total", "provider=\"cloud\"") }
            copies[caller % 2].increment("shi_refused_total", by: 3)
        }
        for copy in copies { copy.flush() }
        #expect(try becomes { try stored() == ["shi_posts_total provider=\"cloud\" 4000", "shi_refused_total  24"] })
    }

    @Test func `is added by itself`() throws {
        let counters = counters(overrides: database.settings(user: "shi_worker"))
        counters.increment("shi_sends_total")
        #expect(try becomes { try stored() == ["shi_sends_total  1"] })
        withExtendedLifetime(counters) {}
    }

    @Test func `is kept while the database is away`() throws {
        try database.execute("alter table counter rename to counter_away")
        let counters = counters(overrides: database.settings(user: "shi_send"))
        counters.increment("shi_sends_total", by: 2)
        counters.flush()
        try database.execute("alter table counter_away rename to counter")
        counters.increment("shi_sends_total")
        counters.flush()
        #expect(try becomes { try stored() == ["shi_sends_total  3"] })
    }

    @Test func `under an unacceptable name is dropped, and what follows is counted`() throws {
        let counters = counters(overrides: database.settings(user: "shi_typing"))
        counters.increment("no metric")
        counters.flush()
        counters.increment("shi_typings_total")
        counters.flush()
        #expect(try becomes { try stored() == ["shi_typings_total  1"] })
    }
}

@Suite struct `The metrics of the whole system` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func metrics() throws -> [String: Int64] {
        var connection = try database.connect(user: "shi_status")
        let metrics = try connection.metrics()
        #expect(metrics.map(\.name) == metrics.map(\.name).sorted())
        return Dictionary(metrics.map { ($0.labels.isEmpty ? $0.name : "\($0.name){\($0.labels)}", $0.value) }) { $1 }
    }

    @Test func `are the counters, and what there is at the moment`() throws {
        let before = try metrics()
        #expect(before.values.reduce(0, +) == 2)
        #expect(before["shi_live_workers"] == 1)
        #expect(before["shi_jobs_ready{kind=\"upkeep\"}"] == 1)

        try database.with {
            try $0.addCounts([Count(name: "shi_posts_total", labels: "provider=\"waha\"", value: 7)])
        }
        try database.accept(inbound("a"), inbound("b", phone: "+972500000002"), inbound("c", phone: "+972500000003"))
        try database.setMode("human", conversation: try database.conversation(phone: "+972500000003"))
        try database.execute(
            "update job set deadline_at = now() - interval '10 seconds' where key = \(try database.conversation())")
        _ = try database.claim("reply", worker: worker)
        try database.execute(
            "update job set deadline_at = now() - interval '10 seconds' where kind = 'reply' and state = 'ready'")
        try database.execute("update channel set problem = 'the token has expired' where channel_id = 2")
        try database.send("hello", phone: "+972500000003", channel: "plain")
        let job = try database.claimOne("send", worker: worker)
        let message = try #require(try database.beginSend(job))
        try database.finishSend(job, message.messageID, .unknown)

        let after = try metrics()
        #expect(after["shi_posts_total{provider=\"waha\"}"] == 7)
        #expect(after["shi_jobs_ready{kind=\"reply\"}"] == 1)
        #expect(after["shi_jobs_running"] == 1)
        #expect(after["shi_human_conversations"] == 1)
        #expect(after["shi_channels_with_a_problem"] == 1)
        #expect(after["shi_indeterminate_messages"] == 1)
        #expect((9_000...60_000).contains(after["shi_overdue_milliseconds"] ?? 0))
    }

    @Test func `say which of them only grow`() throws {
        try database.with { try $0.addCounts([Count(name: "shi_posts_total", value: 1)]) }
        var connection = try database.connect(user: "shi_status")
        let counters = try connection.metrics().filter { $0.kind == .counter }
        #expect(counters.map(\.name) == ["shi_posts_total"])
    }
}
