import Store

/// What one reply job has heard of the voice notes that it answers.
struct Hearing {
    /// So much of a turn's time is left for the answer, where there is twice as much.
    private static let timeForAnswer = Duration.milliseconds(3500)

    private let worker: Worker
    private let job: ClaimedJob
    /// The messages whose words are known, or were waited for as long as was possible.
    private var settled: Set<Int64> = []
    private var words: [Int64: String] = [:]

    init(worker: Worker, job: ClaimedJob) {
        self.worker = worker
        self.job = job
    }

    /// Listens to the voice notes of a turn that were not listened to before, for as long as leaves time for an answer and
    /// until the conversation moves on: what came then may be another voice note.
    ///
    /// - Returns: false where there is nothing to listen to, or nobody to do it: without a transcriber, with the business
    ///   closed or its budget spent.
    mutating func listens(to context: TurnContext, readAt: ContinuousClock.Instant) async -> Bool {
        guard let voiceNotes = worker.voiceNotes, context.notice == nil, !context.isOverBudget else { return false }
        let remaining = .milliseconds(context.remainingMilliseconds) - worker.settings.reserve
        let notes = VoiceNote.unheard(in: context, tenantID: job.tenantID, except: settled)
        guard remaining > .zero, !notes.isEmpty else { return false }
        let end = readAt + remaining - min(Self.timeForAnswer, remaining / 2)

        let waiting = Task { await voiceNotes.words(of: notes, by: end) }
        let turn = RunningTurn(tenantID: job.tenantID, conversationID: job.key, generation: context.generation)
        worker.running.watch(turn) { waiting.cancel() }
        let heard = await withTaskCancellationHandler {
            await waiting.value
        } onCancel: {
            waiting.cancel()
        }
        let hasMoved = worker.running.unwatch(turn)
        settled.formUnion(hasMoved && .now < end ? Array(heard.keys) : notes.map(\.key.messageID))
        for (messageID, text) in heard { words[messageID] = text }
        return true
    }

    /// Gives a turn the words that were heard, where the database could not.
    func fill(_ context: inout TurnContext) {
        for entry in context.messages where (entry.text ?? "").isEmpty {
            if let heard = words[entry.messageID] { context.setTranscript(heard, of: entry.messageID) }
        }
    }
}
