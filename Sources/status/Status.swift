import FastCGI
import Logging
import Postgres
import Settings
import Store

/// What the status program reads from the environment, besides what every FastCGI program does.
struct StatusSettings: Sendable {
    static let table: [Setting] = [
        .number(
            "SHI_OVERDUE_LIMIT_MS", default: 10_000, in: 0...3_600_000,
            "a job that is overdue for longer makes the system degraded"),
        .number("SHI_LEAST_WORKERS", default: 1, in: 0...1000, "with fewer live workers the system is degraded"),
    ]

    let overdueLimitMilliseconds: Int64
    let leastWorkers: Int64

    init(_ values: Values) {
        overdueLimitMilliseconds = Int64(values.number("SHI_OVERDUE_LIMIT_MS"))
        leastWorkers = Int64(values.number("SHI_LEAST_WORKERS"))
    }
}

/// Answers the health checks, and what is measured.
///
/// `/healthz` and `/livez` speak for this process; `/readyz` looks at what the system needs: the database, its schema, live
/// workers, and a queue that moves.
struct Status: Sendable {
    let settings: StatusSettings
    let database: Database
    let logger: Logger

    var router: Router {
        Router([
            Route("GET", "/healthz") { _ in .json("{\"status\":\"ok\"}\n", headers: Self.fresh) },
            Route("GET", "/livez") { _ in .json("{\"status\":\"ok\"}\n", headers: Self.fresh) },
            Route("GET", "/readyz", readyz),
            Route("GET", "/metrics", metrics),
            Route("GET", "/version") { _ in
                .json("{\"version\":\"\(Program.version)\",\"schema\":\(Connection.schemaVersion)}\n")
            },
        ])
    }

    /// No answer about health may come from a cache.
    private static let fresh = [("Cache-Control", "no-store")]

    @Sendable private func readyz(_ request: Request) -> Response {
        do throws(PostgresError) {
            let readiness = try database.callBlocking(within: .milliseconds(500)) {
                (connection) throws(PostgresError) in
                try connection.readiness()
            }
            return answer(readiness)
        } catch {
            logger.warning("the database does not answer", metadata: ["error": "\(error)"])
            return .json(
                "{\"status\":\"degraded\",\"dependencies\":{\"database\":\"unavailable\"}}\n", status: 503,
                headers: Self.fresh)
        }
    }

    private func answer(_ readiness: Readiness) -> Response {
        let schema = readiness.schemaVersion >= Connection.schemaVersion ? "ok" : "outdated"
        let workers = readiness.liveWorkers >= settings.leastWorkers ? "ok" : "missing"
        let queue = readiness.overdueMilliseconds <= settings.overdueLimitMilliseconds ? "ok" : "overdue"
        let partitions = readiness.usesDefaultPartition ? "missing" : "ok"
        let isReady = [schema, workers, queue, partitions].allSatisfy { $0 == "ok" }
        let json = """
            {"status":"\(isReady ? "ready" : "degraded")",\
            "dependencies":{"database":"ok","schema":"\(schema)","workers":"\(workers)","queue":"\(queue)",\
            "partitions":"\(partitions)"},\
            "schema_version":\(readiness.schemaVersion),"live_workers":\(readiness.liveWorkers),\
            "waiting_jobs":\(readiness.waitingJobs),"overdue_ms":\(readiness.overdueMilliseconds),\
            "open_handovers":\(readiness.openHandovers),"oldest_handover_s":\(readiness.oldestHandoverSeconds)}

            """
        return .json(json, status: isReady ? 200 : 503, headers: Self.fresh)
    }

    @Sendable private func metrics(_ request: Request) -> Response {
        do throws(PostgresError) {
            let metrics = try database.callBlocking(within: .milliseconds(500)) { (connection) throws(PostgresError) in
                try connection.metrics()
            }
            return Response(
                status: 200, contentType: Exposition.contentType, body: Array(Exposition.text(of: metrics).utf8),
                headers: Self.fresh)
        } catch {
            logger.warning("the database does not answer", metadata: ["error": "\(error)"])
            return .problem(503, "the database does not answer", headers: Self.fresh + [("Retry-After", "2")])
        }
    }
}
