import Channels
import Conversation
import Logging
import Media
import Postgres
import Store

/// Fetches the file of one message from its provider and keeps it.
struct MediaJob {
    /// How long fetching may take. Nobody waits for it.
    private static let limit = Duration.seconds(60)
    /// The wait before a second try; it grows with each.
    private static let firstWait = Duration.seconds(5)
    /// The wait while the store takes nothing, as on a full disk.
    private static let storeWait = Duration.seconds(60)

    let worker: Worker
    let job: ClaimedJob

    func run() async {
        defer { worker.freePlace(.media) }
        do throws(PostgresError) {
            let beginning = try await worker.database.call { (connection) throws(PostgresError) in
                try connection.beginMedia(job)
            }
            guard case .ok(let wanted) = beginning else { return }
            await fetch(wanted)
        } catch {
            worker.logger.error("a file could not be begun with", metadata: ["error": "\(error)"])
            await worker.giveBack(job, .media, waitMilliseconds: Self.firstWait.milliseconds)
        }
    }

    private func fetch(_ wanted: WantedMedia) async {
        guard let store = worker.mediaStore else {
            await finish(.refused(reason: "no media store is set"))
            return
        }
        do {
            let file = try await worker.fetcher.file(WantedFile(wanted), by: .now + Self.limit)
            await finish(try await store.kept(file, tenantID: job.tenantID, messageID: job.key))
        } catch let error as MediaError {
            switch error {
            case .refused(let reason): await finish(.refused(reason: reason))
            case .failed(let reason): await finish(.failed(reason: reason))
            case .unavailable(let reason, let retryAfter): await giveBack(reason, retryAfter: retryAfter)
            case .cancelled: await worker.giveBack(job, .media, waitMilliseconds: 0, failed: false)
            }
        } catch {
            // That is no fault of the file's, and counts as no attempt: it is fetched when the store has been mended.
            worker.logger.error(
                "a file could not be kept", metadata: ["message": "\(job.key)", "error": "\(error)"])
            await worker.giveBack(job, .media, waitMilliseconds: Self.storeWait.milliseconds, failed: false)
        }
    }

    private func giveBack(_ reason: String, retryAfter: Duration?) async {
        worker.logger.warning(
            "a file was not fetched yet", metadata: ["message": "\(job.key)", "error": "\(reason)"])
        let wait = max(Self.firstWait, retryAfter ?? .zero)
        await worker.giveBack(job, .media, waitMilliseconds: wait.milliseconds)
    }

    private func finish(_ result: MediaResult) async {
        worker.counters.increment("shi_media_total", "result=\"\(result.word)\"")
        do throws(PostgresError) {
            _ = try await worker.persist { (connection) throws(PostgresError) in
                try connection.finishMedia(
                    tenantID: job.tenantID, messageID: job.key, leaseToken: job.leaseToken, result)
            }
        } catch {
            worker.logger.error("what became of a file could not be recorded", metadata: ["error": "\(error)"])
            await worker.giveBack(job, .media, waitMilliseconds: Self.firstWait.milliseconds)
        }
    }
}

extension MediaStore {
    /// Keeps a file, and tells of it as the database records it.
    func kept(_ file: MediaFile, tenantID: Int64, messageID: Int64) async throws(MediaStoreError) -> MediaResult {
        .stored(
            location: try await keep(file, tenantID: tenantID, messageID: messageID), mimeType: file.type.name,
            sizeBytes: Int64(file.bytes.count), sha256: sha256Hex(file.bytes))
    }
}

extension MediaResult {
    /// In a word, for counters.
    var word: String {
        switch self {
        case .stored: "stored"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}

extension WantedFile {
    /// The file of a media job.
    init(_ wanted: WantedMedia) {
        self.init(
            channel: wanted.provider.channel, access: ChannelAccess(wanted), media: wanted.media, kind: wanted.kind,
            messageID: wanted.providerMessageID, chatAddress: wanted.chatAddress)
    }
}
