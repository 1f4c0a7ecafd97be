import Testing

@testable import Postgres
@testable import Store

@Suite struct `Claims among several tenants` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
        try database.execute(
            "insert into tenant (tenant_id, name) select n, 'tenant ' || n from generate_series(3, 9) n")
    }

    /// How many jobs of each tenant a claim took.
    private func shares(_ jobs: [ClaimedJob]) -> [Int64: Int] {
        Dictionary(grouping: jobs, by: \.tenantID).mapValues(\.count)
    }

    private func limit(_ tenant: Int64, to jobs: Int) throws {
        try database.execute("update tenant set running_jobs_limit = \(jobs) where tenant_id = \(tenant)")
    }

    @Test func `go round the tenants when jobs are overdue, whoever's backlog is older`() throws {
        try database.makeJobs(200, tenant: 1, from: -900)
        try database.makeJobs(3, tenant: 2, from: -10)
        try database.makeJobs(3, tenant: 5, from: -10)
        #expect(shares(try database.claim(worker: worker, limit: 6)) == [1: 2, 2: 2, 5: 2])
        #expect(shares(try database.claim(worker: worker, limit: 6)) == [1: 2, 2: 1, 5: 1])
        #expect(shares(try database.claim(worker: worker, limit: 6)) == [1: 6])
    }

    @Test func `take each tenant's earliest deadline first`() throws {
        try database.makeJobs(3, tenant: 1, from: -900)
        try database.makeJobs(3, tenant: 2, from: -90)
        let jobs = try database.claim(worker: worker, limit: 4)
        #expect(jobs.map { [$0.tenantID, $0.key] } == [[1, 1], [1, 2], [2, 1], [2, 2]])
    }

    @Test func `go on after the tenant with which the round before ended`() throws {
        for tenant in [1, 2, 5, 7, 9] as [Int64] { try database.makeJobs(4, tenant: tenant, from: -100) }
        var after: Int64 = 0
        var visited: [Int64] = []
        for _ in 1...5 {
            let jobs = try database.claim(worker: worker, limit: 2, after: after)
            visited += jobs.map(\.tenantID)
            after = try #require(jobs.last?.tenantID)
        }
        #expect(visited == [1, 2, 5, 7, 9, 1, 2, 5, 7, 9])
    }

    @Test func `are no more than the tenant's limit of running jobs`() throws {
        try limit(1, to: 3)
        try database.makeJobs(10, tenant: 1)
        #expect(try database.claim(worker: worker, limit: 8).map(\.key) == [1, 2, 3])
        #expect(try database.claim(worker: worker, limit: 8).isEmpty)
        try database.execute("delete from job where key = 1 and kind = 'reply'")
        #expect(try database.claim(worker: worker, limit: 8).map(\.key) == [4])
    }

    @Test func `are no more than the tenant's limit when its jobs are overdue`() throws {
        try limit(1, to: 3)
        try database.makeJobs(10, tenant: 1, from: -100)
        #expect(try database.claim(worker: worker, limit: 8).map(\.key) == [1, 2, 3])
        #expect(try database.claim(worker: worker, limit: 8).isEmpty)
    }

    @Test func `reach the others past tenants that have their limit`() throws {
        for tenant in Int64(1)...4 {
            try limit(tenant, to: 1)
            try database.makeJobs(5, tenant: tenant, from: -500)
        }
        #expect(try database.claim(worker: worker, limit: 4).map(\.tenantID) == [1, 2, 3, 4])
        try database.makeJobs(2, tenant: 9, from: -10)
        #expect(try database.claim(worker: worker, limit: 1).map(\.tenantID) == [9])
        #expect(try database.claim(worker: worker, limit: 1, after: 2).map(\.tenantID) == [9])
    }

    @Test func `reach the others past a full tenant while nothing is overdue`() throws {
        try limit(1, to: 1)
        try database.makeJobs(5, tenant: 1)
        try database.makeJobs(1, tenant: 2, from: 100)
        #expect(try database.claim(worker: worker).map(\.tenantID) == [1])
        #expect(try database.claim(worker: worker).map(\.tenantID) == [2])
    }

    /// Jobs that are due in a minute, and jobs that are overdue.
    @Test(arguments: [60, -60])
    func `leaves a tenant no more than its share of a worker's places`(from seconds: Int) throws {
        let worker = try database.makeWorker("with a share")
        try database.makeJobs(9, tenant: 1, from: seconds)
        try database.makeJobs(2, tenant: 2, from: seconds)
        let first = try database.claim(worker: worker, limit: 20, share: 3)
        #expect(first.map(\.tenantID).sorted() == [1, 1, 1, 2, 2])
        #expect(try database.claim(worker: worker, limit: 20, share: 3).isEmpty)
        let other = try database.makeWorker("another")
        #expect(try database.claim(worker: other, limit: 20, share: 3).count == 3)
    }

    @Test func `counts a reply's send against its tenant's limit`() throws {
        let worker = try database.makeWorker("sender")
        try database.execute("update tenant set running_jobs_limit = 2 where tenant_id = 1")
        defer { try? database.execute("update tenant set running_jobs_limit = 500 where tenant_id = 1") }
        try database.makeJobs(2, kind: "send", tenant: 1)
        try database.makeJobs(1, tenant: 1)
        #expect(try database.claim("send", worker: worker, limit: 9).count == 2)
        #expect(try database.claim(worker: worker, limit: 9).isEmpty)
    }
}
