import Channels
import Conversation
import Media
import Store
import Synchronization

/// The words of customers' voice notes. Each is listened to once in this worker, however many turns ask for it meanwhile; what
/// a turn no longer waited for is stored for the next one and for the operator.
final class VoiceNotes: Sendable {
    /// How many are listened to at once, and how many of one tenant's: each takes its size in memory, and a provider that
    /// hangs keeps its own. Beyond that, customers are asked to write.
    private static let most = 64
    private static let mostOfOneTenant = 16

    private let listener: VoiceNoteListener
    private let listening = Mutex<[VoiceNote.Key: Task<String?, Never>]>([:])

    init(listener: VoiceNoteListener) { self.listener = listener }

    /// What was heard by the given moment, by the messages' ids: words, or that there are none to be had. Cancelling the task
    /// ends the wait, and not the listening: whoever asks again for the same notes waits on.
    func words(of notes: [VoiceNote], by moment: ContinuousClock.Instant) async -> [Int64: String?] {
        let (heard, continuation) = AsyncStream.makeStream(of: (Int64, String?).self)
        for note in notes {
            let task = task(for: note)
            Task { continuation.yield((note.key.messageID, await task?.value)) }
        }
        let timer = Task {
            try? await Task.sleep(until: moment, clock: .continuous)
            continuation.finish()
        }
        defer { timer.cancel() }
        var words: [Int64: String?] = [:]
        for await (messageID, text) in heard {
            words.updateValue(text, forKey: messageID)
            if words.count == notes.count { break }
        }
        return words
    }

    /// The task that listens to a note: the one that does so already, or a new one; nil where there is no room for it.
    private func task(for note: VoiceNote) -> Task<String?, Never>? {
        let key = note.key
        let known: Task<String?, Never>? = listening.withLock { listening in
            if let task = listening[key] { return task }
            guard listening.count < Self.most,
                listening.keys.count(where: { $0.tenantID == key.tenantID }) < Self.mostOfOneTenant
            else { return nil }
            let task = Task {
                let words = await listener.words(of: note)
                self.listening.withLock { $0[key] = nil }
                return words
            }
            listening[key] = task
            return task
        }
        if known == nil { listener.passOver(note) }
        return known
    }
}

/// A customer's voice note, and how it can be fetched.
struct VoiceNote: Sendable {
    struct Key: Hashable, Sendable {
        let tenantID: Int64
        let messageID: Int64
    }

    let key: Key
    let file: WantedFile
    /// The language that is expected, `he` or `en`; nil where that is doubtful. A transcriber that is told the wrong one does
    /// not fail: it translates, or makes words up.
    let language: String?

    /// The voice notes of a turn whose words are not known and that it answers, without those whose ids are given.
    static func unheard(in context: TurnContext, tenantID: Int64, except tried: Set<Int64>) -> [VoiceNote] {
        let written = context.messages.filter { $0.author == "customer" && $0.kind == MessageKind.text.rawValue }
        let other = Language.of(written.compactMap(\.text)).map { $0.rawValue != context.tenantLanguage } ?? false
        return context.messages.compactMap { entry in
            guard entry.unanswered, entry.kind == MessageKind.voice.rawValue, (entry.text ?? "").isEmpty,
                !tried.contains(entry.messageID),
                let messageID = entry.providerMessageID
            else { return nil }
            return VoiceNote(
                key: Key(tenantID: tenantID, messageID: entry.messageID),
                file: WantedFile(
                    channel: context.provider.channel, access: ChannelAccess(context),
                    media: entry.details?.media ?? MessageDetails.Media(), kind: .voice,
                    messageID: messageID, chatAddress: context.chatAddress),
                language: other ? nil : context.tenantLanguage)
        }
    }
}
