import Assistant
import Channels
import Conversation
import HTTPClient
import Logging
import Media
import Postgres
import Store

/// Listens to one voice note: fetches it, or takes it from the store, has its words recognised, and stores both.
struct VoiceNoteListener: Sendable {
    /// How long it may take in all. A turn waits for less.
    private static let limit = Duration.seconds(30)
    /// Longer ones are not listened to: the customer is asked to write.
    private static let mostSeconds: Int64 = 300
    /// Five minutes of speech are a megabyte or two. Many are listened to at once, each several times in memory.
    private static let mostBytes = 4 << 20

    private let transcriber: Transcriber
    private let fetcher: MediaFetcher
    private let store: (any MediaStore)?
    private let database: Database
    private let counters: Counters
    private let logger: Logger

    /// A listener whose recordings come through the engine.
    ///
    /// - Parameter maximumBytes: the largest file that is fetched at all.
    init(
        transcriber: Transcriber, engine: HTTPEngine, maximumBytes: Int, store: (any MediaStore)?, database: Database,
        counters: Counters, logger: Logger
    ) {
        self.transcriber = transcriber
        fetcher = MediaFetcher(engine: engine, maximumBytes: min(maximumBytes, Self.mostBytes))
        self.store = store
        self.database = database
        self.counters = counters
        self.logger = logger
    }

    /// The words of a note; nil where there are none, or none that can be recognised.
    func words(of note: VoiceNote) async -> String? {
        let deadline = ContinuousClock.now + Self.limit
        if let seconds = note.file.media.seconds, seconds > Self.mostSeconds { return ended("too_long", note) }
        do {
            let file = try await file(of: note, by: deadline)
            let recording = Recording(bytes: file.bytes, mimeType: file.type.name)
            guard let words = try await recognised(recording, language: note.language, by: deadline) else {
                return ended("silent", note)
            }
            counters.increment("shi_voice_notes_total", "result=\"heard\"")
            return await stored(words, of: note)
        } catch let error as TranscriptionError {
            return ended("not_recognised", note, error)
        } catch {
            return ended("not_fetched", note, error)
        }
    }

    /// A note is not listened to: too many are already.
    func passOver(_ note: VoiceNote) { _ = ended("no_room", note) }

    private func ended(_ result: String, _ note: VoiceNote, _ error: (any Error)? = nil) -> String? {
        counters.increment("shi_voice_notes_total", "result=\"\(result)\"")
        logger.warning(
            "a voice note was not heard",
            metadata: [
                "message": "\(note.key.messageID)", "result": "\(result)",
                "error": "\(error.map { "\($0)" } ?? "none")",
            ])
        return nil
    }

    /// The file: as it lies in the store, or from the provider. Keeping it holds nothing up.
    private func file(of note: VoiceNote, by deadline: ContinuousClock.Instant) async throws -> MediaFile {
        guard let store else { return try await fetcher.file(note.file, by: deadline) }
        if let file = await keptFile(of: note, in: store) { return file }
        let file = try await fetcher.file(note.file, by: deadline)
        Task { await keep(file, of: note, in: store) }
        return file
    }

    private func keptFile(of note: VoiceNote, in store: any MediaStore) async -> MediaFile? {
        let kept = try? await database.call { (connection) throws(PostgresError) in
            try connection.media(tenantID: note.key.tenantID, messageID: note.key.messageID)
        }
        guard let kept, let type = MediaType(kept.mimeType),
            let bytes = try? await store.read(kept.location, maximumBytes: Self.mostBytes)
        else { return nil }
        return MediaFile(bytes: bytes, type: type)
    }

    private func keep(_ file: MediaFile, of note: VoiceNote, in store: any MediaStore) async {
        let key = note.key
        do {
            let result = try await store.kept(file, tenantID: key.tenantID, messageID: key.messageID)
            _ = try await database.call { (connection) throws(PostgresError) in
                try connection.finishMedia(
                    tenantID: key.tenantID, messageID: key.messageID, leaseToken: nil, result)
            }
        } catch {
            // The message's own media job does it again.
            logger.warning("a voice note was not kept yet", metadata: ["error": "\(error)"])
        }
    }

    /// Asks a second time where that may help.
    private func recognised(
        _ recording: Recording, language: String?, by deadline: ContinuousClock.Instant
    ) async throws(TranscriptionError) -> String? {
        do throws(TranscriptionError) {
            return try await transcriber.words(in: recording, language: language, by: deadline)
        } catch {
            guard error.isRetryable else { throw error }
            logger.warning("a transcription failed and is tried again", metadata: ["error": "\(error)"])
            return try await transcriber.words(in: recording, language: language, by: deadline)
        }
    }

    /// Stores the words. Returns what the message says now: words that were stored before stay.
    private func stored(_ words: String, of note: VoiceNote) async -> String {
        do {
            let text = try await database.call { (connection) throws(PostgresError) in
                try connection.storeTranscript(
                    tenantID: note.key.tenantID, messageID: note.key.messageID, words)
            }
            return text ?? words
        } catch {
            logger.warning("the words of a voice note were not stored", metadata: ["error": "\(error)"])
            return words
        }
    }
}
