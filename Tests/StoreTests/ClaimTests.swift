import Testing

@testable import Postgres
@testable import Store

@Suite struct `A claim of jobs` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    @Test func `takes the earliest deadline of its kind first`() throws {
        try database.makeJobs(20)
        try database.makeJobs(1, kind: "send", from: 0)
        #expect(try database.claim(worker: worker, limit: 3).map(\.key) == [1, 2, 3])
        #expect(try database.claim(worker: worker).map(\.key) == [4])
        #expect(try database.claim("send", worker: worker, limit: 9).map(\.key) == [1])
    }

    @Test func `leases each job with a token of its own and says what remains`() throws {
        try database.makeJobs(2)
        let jobs = try database.claim(worker: worker, limit: 2)
        #expect(Set(jobs.map(\.leaseToken)).count == 2)
        #expect(
            jobs.allSatisfy { (50_000...62_000).contains($0.remainingMilliseconds) && $0.attempt == 0 && $0.lost == 0 })
        let stored = try database.column(
            "select lease_token::text from job where worker_id = $1 order by key", [String(worker)])
        #expect(stored == jobs.map(\.leaseToken))
    }

    @Test func `gives four hundred jobs to eight connections, each once`() throws {
        try database.makeJobs(400)
        let database = database
        let workers = try (0..<8).map { try database.makeWorker("worker \($0)") }
        let claimed = try concurrently(8) { index in
            var connection = try database.connect()
            var claimed: [Int64] = []
            while claimed.count < 400 {
                let jobs = try connection.claimJobs(
                    workerID: workers[index], kind: "reply", limit: 7, isFull: true, after: 0, held: nil,
                    share: 1000)
                if jobs.isEmpty { break }
                claimed += jobs.map(\.key)
            }
            return claimed
        }
        #expect(claimed.joined().sorted() == Array(1...400))
        #expect(try database.count("select count(*) from job where state = 'running'") == 400)
    }

    /// Jobs that are due in a minute, and jobs that are overdue, which are picked in another way.
    @Test(arguments: [60, -60])
    func `passes by what another transaction has locked`(from seconds: Int) throws {
        try database.makeJobs(3, from: seconds)
        try database.execute("set lock_timeout = '5s'")
        defer { try? database.execute("reset lock_timeout") }
        var other = try database.connect()
        try other.execute("begin")
        try other.execute("update shi.job set attempt = 1 where kind = 'reply' and key = 1")
        #expect(try database.claim(worker: worker, limit: 3).map(\.key) == [2, 3])
        try other.execute("commit")
        #expect(try database.claim(worker: worker, limit: 3).map(\.key) == [1])
    }

    @Test func `looks at what is long overdue only when it looks at everything`() throws {
        try database.makeJobs(2)
        try database.makeJobs(1, tenant: 3, from: -20)
        #expect(try database.claim(worker: worker, limit: 9, isFull: false).map(\.tenantID) == [1, 1])
        #expect(try database.claim(worker: worker, limit: 9, isFull: false).isEmpty)
        #expect(try database.claim(worker: worker, limit: 9).map(\.tenantID) == [3])
    }

    @Test func `is refused to a worker that is not registered`() throws {
        try database.makeJobs(1)
        let error = #expect(throws: PostgresError.self) { try database.claim(worker: 12_345) }
        #expect(error?.sqlState == "P0002")
        #expect(try database.jobs() == ["reply ready"])
    }

    @Test func `gives back what the worker does not know it holds`() throws {
        try database.makeJobs(5)
        let known = try database.claim(worker: worker, limit: 2)
        let other = try database.makeWorker("other")
        let others = try database.claim(worker: other)
        _ = try database.claim(worker: worker, limit: 2)

        let again = try database.claim(worker: worker, limit: 9, held: known.map(\.leaseToken))
        #expect(again.map(\.key) == [4, 5])
        #expect(again.allSatisfy { $0.attempt == 0 && $0.lost == 0 })
        #expect(try database.claim(worker: other, limit: 9, held: others.map(\.leaseToken)).isEmpty)
        #expect(try database.claim(worker: worker, limit: 9, held: []).map(\.key) == [1, 2, 4, 5])
    }

    @Test func `finds nothing where nothing is ready`() throws {
        #expect(try database.claim(worker: worker, limit: 9).isEmpty)
        try database.makeJobs(1)
        try database.execute("update job set state = 'waiting' where kind = 'reply'")
        #expect(try database.claim(worker: worker, limit: 9).isEmpty)
    }
}
