internal import HTTPClient

/// What a server still sends after a whole answer. It is read so that the connection can be used again.
struct ModelStreamRest {
    /// How long it may take to its end.
    static let mostTime = Duration.seconds(1)

    let stream: AsyncThrowingStream<HTTPEvent, any Error>
    let decoder: ServerSentEvents

    /// Reads it to its end, or until it has taken too long, and hands over the events that may count the tokens.
    func read(
        within limit: Duration = mostTime, to usage: AsyncStream<String>.Continuation
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await readAll(to: usage) }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func readAll(to usage: AsyncStream<String>.Continuation) async {
        var decoder = decoder
        do {
            for try await case .bytes(let bytes) in stream {
                for data in try decoder.feed(bytes) {
                    if ModelChunk.mayHoldUsage(data) { usage.yield(data) }
                    if data == ModelStream.done { usage.finish() }
                }
            }
        } catch {
            // The answer is whole: how its response ends is of no more interest.
        }
        usage.finish()
    }
}
