import Testing

@testable import Postgres
@testable import Store

@Suite struct `A job` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    private func release(_ job: ClaimedJob, wait: Int64, failed: Bool) throws -> Bool {
        try database.with { try $0.release(job, kind: "reply", waitMilliseconds: wait, failed: failed) }
    }

    private func promote(limit: Int = 100) throws -> Int64 { try database.with { try $0.promoteJobs(limit: limit) } }

    @Test func `that is released can be claimed again at once, with its failure counted or not`() throws {
        try database.makeJobs(1)
        #expect(try release(try database.claimOne(worker: worker), wait: 0, failed: false))
        let again = try database.claimOne(worker: worker)
        #expect(again.attempt == 0)
        #expect(try release(again, wait: 0, failed: true))
        #expect(try database.claimOne(worker: worker).attempt == 1)
    }

    @Test func `that waits for a retry is claimed when its time has come`() throws {
        try database.makeJobs(1)
        #expect(try release(try database.claimOne(worker: worker), wait: 600_000, failed: true))
        #expect(try database.jobs() == ["reply waiting"])
        #expect(try promote() == 0)
        #expect(try database.claim(worker: worker).isEmpty)
        try database.execute("update job set run_at = now() where state = 'waiting'")
        #expect(try promote() == 1)
        #expect(try database.claimOne(worker: worker).attempt == 1)
    }

    @Test func `is promoted in batches, the earliest first`() throws {
        try database.makeJobs(10)
        try database.execute(
            "update job set state = 'waiting', run_at = now() - make_interval(secs => key) where kind = 'reply'")
        #expect(try promote(limit: 4) == 4)
        let ready = try database.column(
            "select key::text from job where kind = 'reply' and state = 'ready' order by job.key")
        #expect(ready == ["7", "8", "9", "10"])
        #expect(try promote() == 6)
    }

    @Test func `cannot be released by who has lost its lease`() throws {
        try database.makeJobs(1)
        let job = try database.claimOne(worker: worker)
        #expect(try release(job, wait: 0, failed: false))
        let current = try database.claimOne(worker: worker)
        #expect(try !release(job, wait: 0, failed: true))
        #expect(try database.value("select lease_token::text from job where kind = 'reply'") == current.leaseToken)
    }

    @Test func `is unknown to other tenants`() throws {
        try database.makeJobs(1)
        let job = try database.claimOne(worker: worker)
        let isReleased = try database.value(
            "select release_job(2, 'reply', 1, $1::uuid, 0, false)", [job.leaseToken])
        #expect(isReleased == "f")
        #expect(try database.jobs() == ["reply running"])
    }
}

@Suite struct `The upkeep` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase(isReused: false)
        worker = try database.makeWorker()
    }

    private func upkeep(_ token: String) throws -> Bool {
        try database.with { try $0.upkeep(leaseToken: token) } == .done
    }

    @Test func `is a job that is there from the start and arms itself again`() throws {
        let job = try database.claimOne("upkeep", worker: worker)
        #expect(try upkeep(job.leaseToken))
        let next = try database.value(
            "select concat_ws(' ', state, extract(minutes from run_at - now())::integer) from job where kind = 'upkeep'"
        )
        #expect(next == "waiting 59" || next == "waiting 60" || next == "waiting 0")
        #expect(try database.count("select count(*) from job where run_at > now() + interval '59 minutes'") == 1)
        #expect(try !upkeep(job.leaseToken))
    }

    @Test func `makes the partitions of this month and three more`() throws {
        let names = try database.column(
            """
            select to_char(now() at time zone 'UTC' + make_interval(months => n), '"message_"YYYY_MM')
            from generate_series(0, 3) n
            """
        )
        let last = try #require(names.last ?? nil)
        try database.execute("drop table \(last)")
        #expect(try upkeep(try database.claimOne("upkeep", worker: worker).leaseToken))
        let made = try database.column(
            """
            select relname::text from pg_class
            where relispartition and relkind = 'r' and relname like 'message\\_2%' order by 1
            """
        )
        #expect(made == names)
        try database.accept(inbound("a"))
        #expect(try database.value("select tableoid::regclass::text from message") == names.first ?? nil)
    }

    @Test func `forgets provider ids and idempotency keys after forty days and no earlier`() throws {
        try database.execute(
            """
            insert into provider_message
            select 1, 1, 'age ' || n, 'chat', id_at(now() - make_interval(days => n)) from generate_series(35, 45) n
            """)
        try database.execute(
            """
            insert into send_request
            select 1, 'age ' || n, 'digest', id_at(now() - make_interval(days => n)) from generate_series(35, 45) n
            """)
        #expect(try upkeep(try database.claimOne("upkeep", worker: worker).leaseToken))
        let kept = ["age 35", "age 36", "age 37", "age 38", "age 39"]
        let ids = try database.column("select provider_message_id from provider_message order by 1")
        let keys = try database.column("select idempotency_key from send_request order by 1")
        #expect(ids.filter { $0 != "age 40" } == kept)
        #expect(keys.filter { $0 != "age 40" } == kept)
    }

    @Test func `forgets events, spending and resolved hand-overs after four hundred days and no earlier`() throws {
        try database.accept(inbound("a"))
        try database.execute(
            """
            insert into lead_event (tenant_id, event_id, contact_id, kind, source, at)
            select 1, n, c.contact_id, 'facts', 'turn', now() - make_interval(days => n)
            from contact c, generate_series(398, 402) n;
            insert into spend (tenant_id, day, shard) select 1, current_date - n, 0 from generate_series(398, 402) n;
            insert into handover (
                tenant_id, handover_id, conversation_id, contact_id, reason, requested_at, resolved_at)
            select 1, n, c.conversation_id, c.contact_id, n::text, now() - make_interval(days => n),
                case n when 405 then null when 408 then now() else now() - make_interval(days => n) end
            from conversation c, generate_series(396, 408, 3) n
            """)
        #expect(try upkeep(try database.claimOne("upkeep", worker: worker).leaseToken))
        #expect(try database.count("select count(*) from lead_event") == 2)
        #expect(
            try database.column("select (current_date - day)::text from spend order by 1") == ["398", "399", "400"])
        #expect(try database.column("select reason from handover order by 1") == ["396", "399", "405", "408"])
    }

    @Test func `does nothing for who does not hold it`() throws {
        #expect(try !upkeep("00000000-0000-0000-0000-000000000000"))
        #expect(try database.value("select state from job where kind = 'upkeep'") == "ready")
    }
}
