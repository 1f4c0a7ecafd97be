import Testing

@testable import Postgres
@testable import Store

@Suite struct `A worker` {
    let database: TestDatabase

    init() throws {
        let database = try TestDatabase()
        self.database = database
        // For two seconds after the server's start nobody is taken for dead.
        let isOld = "select pg_postmaster_start_time() < clock_timestamp() - interval '2.1 seconds'"
        #expect(try becomes { try database.value(isOld) == "t" })
        try database.makeJobs(2)
    }

    private func reap() throws -> Int64 { try database.with { try $0.reapWorkers() } }

    private func pulse(_ worker: Int64, _ turns: [RunningTurn] = []) throws -> [MovedConversation] {
        try database.with { try $0.pulse(workerID: worker, turns: turns) }
    }

    /// Registers a worker on a session that ends at once, so that its lock is free.
    private func makeWorkerWithoutLock() throws -> Int64 {
        let worker: Int64
        do {
            var session = try database.connect()
            worker = try session.registerWorker(id: nil, name: "gone")
        }
        let isFree =
            """
            select count(*) from pg_locks l join pg_database d on d.oid = l.database
            where l.locktype = 'advisory' and d.datname = current_database()
            """
        #expect(try becomes { try database.count(isFree) == 0 })
        return worker
    }

    @Test func `is dead when its lock is free and its heartbeat 0.4 s old`() throws {
        let worker = try makeWorkerWithoutLock()
        _ = try database.claim(worker: worker, limit: 2)
        try database.stopHeart(of: worker, milliseconds: 420)
        #expect(try reap() == 2)
        #expect(try database.jobs() == ["reply ready", "reply ready"])
        #expect(try database.count("select count(*) from worker") == 0)
    }

    @Test func `is alive when its lock is free and its heartbeat fresh`() throws {
        let worker = try makeWorkerWithoutLock()
        try database.stopHeart(of: worker, milliseconds: -60_000)
        #expect(try reap() == 0)
        #expect(try database.count("select count(*) from worker") == 1)
    }

    @Test func `is dead when its heartbeat is 1.5 s old, though it holds its lock`() throws {
        let worker = try database.makeWorker()
        _ = try database.claim(worker: worker, limit: 2)
        try database.stopHeart(of: worker, milliseconds: 1_520)
        let database = database
        let reaped = try concurrently(1) { _ in
            var other = try database.connect()
            return try other.reapWorkers()
        }
        #expect(reaped == [2])
        #expect(try database.count("select count(*) from worker") == 0)
    }

    @Test func `is alive when it holds its lock and its heartbeat is not so old`() throws {
        let worker = try database.makeWorker()
        _ = try database.claim(worker: worker)
        try database.stopHeart(of: worker, milliseconds: 500)
        var other = try database.connect()
        let count = try other.reapWorkers()
        #expect(count == 0)
        #expect(try database.jobs() == ["reply ready", "reply running"])
        #expect(try pulse(worker).isEmpty)
    }

    @Test func `that was taken for dead may neither pulse nor claim until it is registered again`() throws {
        let worker = try database.makeWorker()
        let job = try database.claim(worker: worker)[0]
        try database.stopHeart(of: worker)
        #expect(try reap() == 1)
        #expect(#expect(throws: PostgresError.self) { try pulse(worker) }?.sqlState == "P0002")
        #expect(#expect(throws: PostgresError.self) { try database.claim(worker: worker) }?.sqlState == "P0002")

        #expect(try database.with { try $0.registerWorker(id: worker, name: "back") } == worker)
        #expect(try pulse(worker).isEmpty)
        let again = try database.claim(worker: worker)[0]
        #expect(again.key == job.key)
        #expect(again.leaseToken != job.leaseToken)
    }

    @Test func `that dies does not count as an attempt`() throws {
        for death in 1...3 {
            let worker = try database.makeWorker()
            let job = try database.claim(worker: worker)[0]
            #expect(job.lost == death - 1)
            #expect(job.attempt == 0)
            try database.stopHeart(of: worker)
            #expect(try reap() == 1)
        }
    }

    @Test func `keeps its jobs when it is registered again in time, under a new lock`() throws {
        let worker = try database.makeWorker()
        let key = try database.value("select lock_key::text from worker")
        let job = try database.claim(worker: worker)[0]
        try database.stopHeart(of: worker)
        #expect(try database.with { try $0.registerWorker(id: worker, name: "worker") } == worker)
        #expect(try database.value("select lock_key::text from worker") != key)
        #expect(try reap() == 0)
        #expect(try database.value("select lease_token::text from job where state = 'running'") == job.leaseToken)
    }

    @Test func `loses the jobs that are being written only when that is over`() throws {
        let worker = try database.makeWorker()
        _ = try database.claim(worker: worker, limit: 2)
        try database.stopHeart(of: worker)
        var other = try database.connect()
        try other.execute("begin")
        try other.execute("update shi.job set attempt = attempt where key = 1 and kind = 'reply'")
        #expect(try reap() == 1)
        #expect(try database.count("select count(*) from worker") == 1)
        try other.execute("rollback")
        #expect(try reap() == 1)
        #expect(try database.count("select count(*) from worker") == 0)
    }

    @Test func `that retires gives back what it holds`() throws {
        let worker = try database.makeWorker()
        _ = try database.claim(worker: worker, limit: 2)
        #expect(try database.with { try $0.retireWorker(id: worker) } == 2)
        #expect(try database.jobs() == ["reply ready", "reply ready"])
        #expect(try database.column("select distinct lost + attempt from job where kind = 'reply'") == ["0"])
        #expect(try database.count("select count(*) from worker") == 0)
        #expect(try database.with { try $0.retireWorker(id: worker) } == 0)
    }

    @Test func `is told which of its conversations have moved on`() throws {
        let worker = try database.makeWorker()
        for (id, phone) in [("a", "+972500000011"), ("b", "+972500000012"), ("c", "+972500000013")] {
            try database.accept(inbound(id, phone: phone))
        }
        let turns = try ["+972500000011", "+972500000012", "+972500000013"].map { phone in
            RunningTurn(tenantID: 1, conversationID: try database.conversation(phone: phone), generation: 1)
        }
        #expect(try pulse(worker, turns).isEmpty)
        try database.accept(inbound("d", phone: "+972500000012"))
        try database.setMode("human", conversation: turns[2].conversationID)
        let moved = try pulse(worker, turns).sorted { $0.mode < $1.mode }
        #expect(moved.map(\.conversationID) == [turns[1].conversationID, turns[2].conversationID])
        #expect(moved.map(\.mode) == ["bot", "human"])
        #expect(moved.map(\.generation) == [2, 2])
        #expect(
            try pulse(worker, [RunningTurn(tenantID: 2, conversationID: turns[1].conversationID, generation: 1)])
                .isEmpty)
    }
}
