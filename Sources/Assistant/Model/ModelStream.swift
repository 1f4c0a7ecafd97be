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
    /// The data of the event that ends a stream.
    static let done = "[DONE]"
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
    /// The body of a response that is no stream: what an error says, or one JSON object.
    private var body: [UInt8] = []
    /// Whether a response is one JSON object, as from a server that does not stream; nil before its first byte.
    private var isObject: Bool?
    private var isWhole = false
    /// Whether the server counts the tokens with each event, of which only the last count is of use.
    private var countsAlways = false
    /// Whether the last count of tokens is there, or none will come.
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
            // A stream ends without an error when the task that reads it is cancelled. What has come of an event is then none.
            if Task.isCancelled { return .cancelled }
            if head.status == 200 { try finish(onFirstWords) }
        } catch let error as HTTPError {
            return .failed(error)
        } catch {
            return .unreadable
        }
        guard head.status != 200 else { return .ended }
        return .refused(
            status: head.status, ModelRefusal(status: head.status, headers: head.headers, body: body))
    }

    private mutating func take(_ event: HTTPEvent, _ onFirstWords: () -> Void) throws {
        switch event {
        case .head(let status, let headers):
            head = (status, headers)
            requestID = headers.first { $0.name == "x-request-id" }.map { String($0.value.prefix(128)) }
        case .bytes(let bytes) where head.status != 200:
            body += bytes.prefix(Self.mostErrorBytes - body.count)
        case .bytes(let bytes):
            isObject = isObject ?? Self.beginsObject(bytes)
            guard isObject != true else { return body += bytes }
            for data in try decoder.feed(bytes) where !isWhole || !hasUsage {
                noteWords(data, onFirstWords)
                events.append(data)
                note(data)
            }
        }
    }

    /// Whether the first of these bytes that is no white space begins a JSON object, as no line of a stream of events does.
    private static func beginsObject(_ bytes: [UInt8]) -> Bool? {
        bytes.first { ![0x09, 0x0a, 0x0d, 0x20].contains($0) }.map { $0 == UInt8(ascii: "{") }
    }

    /// Takes what is left when the response has come to its end.
    private mutating func finish(_ onFirstWords: () -> Void) throws {
        if isObject == true {
            let data = String(decoding: body, as: UTF8.self)
            noteWords(data, onFirstWords)
            events = [data, Self.done]
        } else if let last = try decoder.finish() {
            noteWords(last, onFirstWords)
            events.append(last)
        }
    }

    /// Notes the time of the first words.
    private mutating func noteWords(_ data: String, _ onFirstWords: () -> Void) {
        guard firstWordsAt == nil, ModelChunk.mayHoldAnswer(data) else { return }
        firstWordsAt = .now
        onFirstWords()
    }

    /// Notes whether the answer is whole with this event.
    private mutating func note(_ data: String) {
        if data == Self.done {
            (isWhole, hasUsage) = (true, true)
            return
        }
        let counts = ModelChunk.mayHoldUsage(data)
        if isWhole { hasUsage = hasUsage || counts }
        guard !isWhole, ModelChunk.mayEndAnswer(data), let chunk = ModelChunk.read(data),
            chunk.isEnd || chunk.isFault
        else {
            countsAlways = countsAlways || counts
            return
        }
        isWhole = true
        hasUsage = chunk.isFault || (counts && !countsAlways)
    }

    /// Lets the rest of the response come in a task of its own, and waits a moment for the count of tokens in it.
    private mutating func readRest() async {
        let rest = ModelStreamRest(stream: stream, decoder: decoder)
        let (counts, usage) = AsyncStream.makeStream(of: String.self)
        Task { await rest.read(to: usage) }
        guard !hasUsage else { return }
        let patience = expectsUsage || countsAlways ? Self.mostTimeForUsage.asked : Self.mostTimeForUsage.unasked
        let timer = Task { [deadline] in
            try? await Task.sleep(until: min(deadline, .now + patience), clock: .continuous)
            usage.finish()
        }
        defer { timer.cancel() }
        if let data = await counts.first(where: { _ in true }) { events.append(data) }
    }
}
