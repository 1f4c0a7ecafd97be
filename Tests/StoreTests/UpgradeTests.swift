import Conversation
import Testing

@testable import Postgres
@testable import Store

extension `The schema` {
    /// What a business had in the first version; the second has it, too.
    private static let business = """
        do 'begin perform create_partitions(3); end';
        insert into tenant (tenant_id, name) values (1, 'one');
        insert into prompt (tenant_id, medium, version, content) values (1, 'whatsapp', 7, 'You are Leah.');
        insert into knowledge (tenant_id, knowledge_id, language, topic, questions, answer)
        values (1, 1, 'en', 'hours', '{opening hours}', 'Nine to five.');
        insert into listing (
            tenant_id, listing_id, deal, property_kind, price, area_m2, area_he, area_en, address_he, address_en, summary_he,
            summary_en)
        values (1, 1, 'rent', 'shop', 5, 5, 'חיפה', 'Haifa', 'רחוב האלה 3', '3 HaEla Street', 'א', 'a');
        insert into channel (tenant_id, channel_id, provider, address, base_url, secret)
        values (1, 1, 'gateway', '1', 'http://127.0.0.1:1/one', 'not for all eyes'), (1, 2, 'gateway', '2', 'http://127.0.0.1:1/two', '');
        insert into contact (tenant_id, contact_id) values (1, 1);
        insert into conversation (tenant_id, conversation_id, channel_id, contact_id, chat_address, last_inbound_at)
        values (1, 1, 1, 1, '972500000001@s.whatsapp.net', '2026-11-24T09:30Z');
        insert into message (tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
        values (1, id_at(now()) + 1, 1, 'out', 'operator', 'text', 'before', 'queued', now());
        insert into job (tenant_id, kind, key, deadline_at) values (1, 'send', 1, now());
        """

    /// The first version knew of no revisions: what was its prompt is a revision of unknown origin now.
    @Test(arguments: ["0001", "0002"])
    func `is the same after an upgrade from an earlier version, and what was in it is used`(version: String) throws {
        let cluster = try TemplateDatabase.cluster.get()
        let old = "\(TemplateDatabase.name)_upgraded_\(nextNumber())"
        var administrator = try Connection(applicationName: "tests", overrides: cluster.settings(database: "postgres"))
        try administrator.execute("create database \(old) template template0")
        defer { _ = try? administrator.execute("drop database \(old) with (force)") }
        let psql = ["--no-psqlrc", "--quiet", "--output", "/dev/null", "--set", "ON_ERROR_STOP=1", "--file"]
        try cluster.run("psql", psql + ["\(projectFolder)/Tests/schemas/\(version).sql"], database: old)
        var upgraded = try Connection(applicationName: "tests", overrides: cluster.settings(database: old))
        try upgraded.execute("set search_path = shi")
        try upgraded.execute(Self.business)

        try cluster.run("psql", psql + ["\(sqlFolder)/install.sql"], database: old)
        let dump = Self.schema(try cluster.run("pg_dump", ["--schema-only"], database: old))
        #expect(dump == Self.schema(try database.run("pg_dump", ["--schema-only"])))
        let author = version == "0001" ? "unknown" : cluster.user
        #expect(try upgraded.column("select version || ' ' || author from prompt_revision") == ["7 \(author)"])
        #expect(try upgraded.findKnowledge(tenantID: 1, text: "opening hours?", language: "en", limit: 1).count == 1)
        var filter = ListingFilter()
        filter.area = "haifa"
        #expect(try upgraded.findListings(tenantID: 1, filter, limit: 5).map(\.listingID) == [1])

        #expect(
            try upgraded.column("select channel_id || access from channel_secret order by 1") == [
                "1not for all eyes", "2",
            ])
        #expect(
            try upgraded.column("select last_customer_at = '2026-11-24T09:30Z' from conversation") == ["t"])
        let worker = try upgraded.registerWorker(id: nil, name: "worker")
        let jobs = try upgraded.claimJobs(
            workerID: worker, kind: "send", limit: 2, isFull: true, after: 0, held: nil, share: 9)
        guard let job = jobs.first, case .ok(let message) = try upgraded.beginSend(job) else {
            Issue.record("the message from before cannot be sent")
            return
        }
        #expect(message.message.text == "before")
        #expect(message.secret == "not for all eyes")
    }
}
