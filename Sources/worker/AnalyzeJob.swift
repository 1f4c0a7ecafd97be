import Assistant
import Conversation
import Logging
import Postgres
import Store

/// Finds out what a conversation's customer wants, after the reply and apart from it, and keeps it as the lead.
struct AnalyzeJob {
    /// How long the model may take: nobody waits for it.
    private static let modelLimit = Duration.seconds(20)
    /// So many of the last messages are looked at.
    private static let messages = 30

    let worker: Worker
    let job: ClaimedJob

    func run() async {
        defer { worker.freePlace(.analyze) }
        do throws(PostgresError) {
            let beginning = try await worker.database.call { (connection) throws(PostgresError) in
                try connection.beginAnalysis(job, limit: Self.messages)
            }
            guard case .ok(let context) = beginning else { return }
            let report = await worker.analysis.report(on: context, by: .now + Self.modelLimit)
            // The task was cancelled to end the worker: whoever takes the job next has the time that it needs.
            if Task.isCancelled { return await worker.giveBack(job, .analyze, waitMilliseconds: 0, failed: false) }
            if let error = report.error {
                worker.logger.warning("an analysis was made by rules", metadata: ["error": "\(error)"])
            }
            _ = try await worker.persist { (connection) throws(PostgresError) in
                try connection.finishAnalysis(job, through: context.throughMessageID, report: report)
            }
        } catch {
            worker.logger.error("an analysis failed", metadata: ["error": "\(error)"])
            await worker.giveBack(job, .analyze, waitMilliseconds: 5000)
        }
    }
}
