internal import HTTPClient

/// Reads the response to a chat completions request up to the end of its answer.
struct ModelStream {
    /// How the response ended.
    enum End {
        /// The answer, or the response, is over.
        case ended
        /// A status that brings no answer, with what it says.
        case refused(status: Int, ModelRefusal)
        /// No response, or no whole one.
        case failed(HTTPError)
        /// It is no stream of events.
        case unreadable
        /// The task was cancelled.
        case cancelled
    }

    /// How long the count of tokens is waited for once the answer is whole: where it was asked for, and where a server may
    /// send it all the same. It comes at once, or not at all.
    static let mostTimeForUsage = (asked: Duration.milliseconds(150), unasked: Duration.milliseconds(20))
    /// How long a response whose answer is whole may take to its own end, in which case its connection can be used again.
    static let mostTimeForRest = Duration.seconds(1)
    /// The data of the event that ends a stream.
    private static let done = "[DONE]"
    /// More of an error's body is not read.
    private static let mostErrorBytes = 16 * 1024

    /// The data of the events so far.
    private(set) var events: [String] = []
    /// When the first words, or the first call of a tool, came.
    private(set) var firstWordsAt: ContinuousClock.Instant?
    /// The provider's name for the request.
    private(set) var requestID: String?

    private let stream: AsyncThrowingStream<HTTPEvent, any Error>
    private let deadline: ContinuousClock.Instant
    private let expectsUsage: Bool
    private var decoder = ServerSentEvents()
    private var head: (status: Int, headers: [(name: String, value: String)]) = (0, [])
    private var errorBody: [UInt8] = []
    private var isWhole = false
    private var hasUsage = false

    init(
        _ stream: AsyncThrowingStream<HTTPEvent, any Error>, deadline: ContinuousClock.Instant, expectsUsage: Bool
    ) {
        self.stream = stream
        self.deadline = deadline
        self.expectsUsage = expectsUsage
    }

    /// Reads until the answer is whole, or the response has ended in whatever way. What a server still sends after a whole
    /// answer is read apart, so that its connection can be used again, and not for long.
    mutating func read(onFirstWords: () -> Void) async -> End {
        do {
            for try await event in stream {
                try take(event, onFirstWords)
                guard !isWhole else {
                    await readRest()
                    return .ended
                }
            }
            if head.status == 200, let last = try decoder.finish() { events.append(last) }
        } catch let error as HTTPError {
            return .failed(error)
        } catch {
            return .unreadable
        }
        // A stream ends without an error when the task that reads it is cancelled.
        if Task.isCancelled { return .cancelled }
        guard head.status != 200 else { return .ended }
        return .refused(
            status: head.status, ModelRefusal(status: head.status, headers: head.headers, body: errorBody))
    }

    private mutating func take(_ event: HTTPEvent, _ onFirstWords: () -> Void) throws {
        switch event {
        case .head(let status, let headers):
            head = (status, headers)
            requestID = headers.first { $0.name == "x-request-id" }.map { String($0.value.prefix(128)) }
        case .bytes(let bytes) where head.status == 200:
            for data in try decoder.feed(bytes) where !isWhole || !hasUsage {
                if firstWordsAt == nil, ModelChunk.mayHoldAnswer(data) {
                    firstWordsAt = .now
                    onFirstWords()
                }
                events.append(data)
                note(data)
            }
        case .bytes(let bytes):
            errorBody += bytes.prefix(Self.mostErrorBytes - errorBody.count)
        }
    }

    /// Notes whether the answer is whole with this event.
    private mutating func note(_ data: String) {
        if data == Self.done {
            (isWhole, hasUsage) = (true, true)
            return
        }
        hasUsage = hasUsage || ModelChunk.mayHoldUsage(data)
        guard ModelChunk.mayEndAnswer(data), let chunk = ModelChunk.read(data) else { return }
        if chunk.isFault { hasUsage = true }
        isWhole = isWhole || chunk.isEnd || chunk.isFault
    }

    /// Lets the rest of the response come in a task of its own, and waits a moment for the count of tokens in it.
    private mutating func readRest() async {
        let (stream, decoder) = (stream, decoder)
        let (counts, usage) = AsyncStream.makeStream(of: String.self)
        let rest = Task {
            var decoder = decoder
            do {
                for try await case .bytes(let bytes) in stream {
                    for data in try decoder.feed(bytes) {
                        if ModelChunk.mayHoldUsage(data) { usage.yield(data) }
                        if data == Self.done { usage.finish() }
                    }
                }
            } catch {
                // The answer is whole: how its response ends is of no more interest.
            }
            usage.finish()
        }
        Task {
            try? await Task.sleep(for: Self.mostTimeForRest)
            rest.cancel()
        }
        guard !hasUsage else { return }
        let patience = expectsUsage ? Self.mostTimeForUsage.asked : Self.mostTimeForUsage.unasked
        let timer = Task { [deadline] in
            try? await Task.sleep(until: min(deadline, .now + patience), clock: .continuous)
            usage.finish()
        }
        defer { timer.cancel() }
        if let data = await counts.first(where: { _ in true }) { events.append(data) }
    }
}
