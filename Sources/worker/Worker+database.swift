import Logging
import Postgres
import Store

extension Worker {
    /// Makes a call that must not be given up lightly: again and again while the database is away, for ten seconds or until
    /// this worker's drain is over.
    func persist<Value: Sendable>(
        _ body: @escaping @Sendable (inout Connection) throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            do throws(PostgresError) {
                return try await database.call(within: .milliseconds(500), body)
            } catch {
                guard error.isConnectionLost, ContinuousClock.now < deadline, !Task.isCancelled else { throw error }
            }
        }
    }

    /// Gives a job back after trouble that is not its own, to be tried again after a wait. Where that fails, too, it is given
    /// back as soon as the database is told what this worker holds.
    func giveBack(_ job: ClaimedJob, _ kind: JobKind, waitMilliseconds: Int64, failed: Bool = true) async {
        do throws(PostgresError) {
            _ = try await database.call(within: .milliseconds(500)) { (connection) throws(PostgresError) in
                try connection.release(job, kind: kind.rawValue, waitMilliseconds: waitMilliseconds, failed: failed)
            }
        } catch {
            logger.warning("a job could not be given back yet", metadata: ["error": "\(error)"])
        }
    }

    /// Gives back what this worker holds, and takes it off the list of workers.
    func retire() async {
        guard let id else { return }
        do throws(PostgresError) {
            let count = try await database.call(within: .seconds(1)) { (connection) throws(PostgresError) in
                let count = try connection.retireWorker(id: id)
                if count > 0 { try connection.announceJobs(kind: Worker.returnedJobs) }
                return count
            }
            logger.info("stopped", metadata: ["jobs given back": "\(count)"])
        } catch {
            logger.warning("stopped; others will take the jobs back", metadata: ["error": "\(error)"])
        }
    }
}
