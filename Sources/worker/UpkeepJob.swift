import Logging
import Media
import Postgres
import Store

/// The housekeeping: of the database, and of the store for customers' files.
struct UpkeepJob {
    private static let expiryBatch = 500

    let worker: Worker
    let job: ClaimedJob

    func run() async {
        defer { worker.freePlace(.upkeep) }
        // Before the job arms itself for its next hour: until then nobody else does the same.
        if let store = worker.mediaStore { await tidy(store) }
        do throws(PostgresError) {
            var outcome = UpkeepOutcome.more
            while outcome == .more, !Task.isCancelled {
                outcome = try await worker.database.call { (connection) throws(PostgresError) in
                    try connection.upkeep(leaseToken: job.leaseToken)
                }
            }
        } catch {
            worker.logger.error("upkeep failed", metadata: ["error": "\(error)"])
            await worker.giveBack(job, .upkeep, waitMilliseconds: 60_000)
        }
    }

    /// Deletes the files that have been kept for long enough. What cannot be deleted is tried again in an hour.
    private func tidy(_ store: any MediaStore) async {
        do {
            try await store.tidy()
            var isMore = true
            while isMore, !Task.isCancelled { isMore = try await deleteExpired(in: store) }
        } catch {
            worker.logger.error("old files could not be deleted", metadata: ["error": "\(error)"])
        }
    }

    /// Deletes some of the files that have been kept for long enough; one that cannot be deleted keeps no other from it.
    /// Returns whether there may be more.
    private func deleteExpired(in store: any MediaStore) async throws(PostgresError) -> Bool {
        let expired = try await worker.database.call { (connection) throws(PostgresError) in
            try connection.expiredMedia(limit: Self.expiryBatch)
        }
        var deleted = 0
        for file in expired where !Task.isCancelled {
            do throws(MediaStoreError) {
                try await store.delete(file.location)
            } catch {
                worker.logger.error(
                    "an old file could not be deleted",
                    metadata: ["message": "\(file.messageID)", "error": "\(error)"])
                continue
            }
            deleted += 1
            _ = try await worker.database.call { (connection) throws(PostgresError) in
                try connection.forgetMedia(tenantID: file.tenantID, messageID: file.messageID)
            }
        }
        return expired.count == Self.expiryBatch && deleted > 0
    }
}
