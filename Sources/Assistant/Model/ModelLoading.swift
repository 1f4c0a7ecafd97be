internal import Synchronization

/// Has a server of one's own load its model.
///
/// A server such as Ollama loads a model when it is asked for, and gives that up when the client leaves (ollama/ollama, pull
/// request 4638). Where loading takes longer than anyone waits for an answer, the model would never be loaded. So it is asked
/// for one token, by one request at a time that waits long.
final class ModelLoading: Sendable {
    private static let ask = ModelAsk(
        messages: [PromptMessage(role: .user, content: "Hello")], customer: "none", maxTokens: 1)

    private let client: ModelClient
    private let mostTime: Duration
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(client: ModelClient, mostTime: Duration) {
        self.client = client
        self.mostTime = mostTime
    }

    deinit { task.withLock { $0?.cancel() } }

    /// Asks, unless a request is being waited for already.
    ///
    /// - Parameter whenLoaded: called when the model has answered, with the time that it took.
    func begin(whenLoaded: @escaping @Sendable (Duration) -> Void) {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { [client, mostTime, weak self] in
                let begin = ContinuousClock.now
                let result = await client.answer(Self.ask, by: begin + mostTime)
                if Self.isAnswered(result) { whenLoaded(.now - begin) }
                self?.task.withLock { $0 = nil }
            }
        }
    }

    /// Whether the model has answered, with whatever it has to say in one token.
    private static func isAnswered(_ result: ModelResult) -> Bool {
        switch result.fault {
        case nil, .truncated, .empty, .declined: true
        default: false
        }
    }
}
