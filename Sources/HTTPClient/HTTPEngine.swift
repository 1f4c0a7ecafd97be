import Synchronization

/// An HTTP client over libcurl's multi interface: one thread of its own drives all transfers of the engine.
///
/// Connections, names and TLS sessions are kept and shared by all its transfers, so a program has one engine. HTTP/2
/// is used where the server offers it over TLS. Redirects are not followed, nothing is decompressed.
public final class HTTPEngine: Sendable {
    private let commands = CommandQueue()
    private let thread: EngineThread
    private let lastId = Atomic<UInt64>(0)

    /// Starts the engine's thread.
    public init(options: HTTPEngineOptions = .init()) {
        thread = EngineThread(commands: commands, options: options)
    }

    deinit { shutdown() }

    /// Sends a request and waits for the whole response. Cancelling the task cancels the transfer.
    public func response(to request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let origin = try request.checkedOrigin()
        let ticket = makeTicket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start(
                    Exchange(
                        ticket: ticket, request: request, origin: origin,
                        receiver: .whole { continuation.resume(returning: $0) }))
            }
        } onCancel: {
            HTTPEngine.cancel(ticket, commands)
        }
        return try result.get()
    }

    /// Sends a request at once and gives its response piece by piece, each as it arrives.
    ///
    /// Errors are ``HTTPError``. Dropping the stream or cancelling the task that reads it cancels the transfer. As with
    /// any `AsyncThrowingStream`, a reader that is itself cancelled sees the stream end *without* an error: look at
    /// `Task.isCancelled` before taking the end for the end of the response. A reader that lags behind costs no more
    /// memory than the request's `maximumResponseBytes`.
    public func stream(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPEvent, any Error> {
        AsyncThrowingStream { continuation in
            let origin: Origin
            do { origin = try request.checkedOrigin() } catch { return continuation.finish(throwing: error) }
            let ticket = makeTicket()
            continuation.onTermination = { [commands] reason in
                if case .cancelled = reason { HTTPEngine.cancel(ticket, commands) }
            }
            start(Exchange(ticket: ticket, request: request, origin: origin, receiver: .pieces(continuation)))
        }
    }

    /// Sends a request and blocks the calling thread until the response is whole. For plain threads, never in a task.
    public func responseBlocking(to request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let origin = try request.checkedOrigin()
        let outcome = BlockingResult<Result<HTTPResponse, HTTPError>>()
        start(Exchange(ticket: makeTicket(), request: request, origin: origin, receiver: .whole(outcome.set)))
        return try outcome.wait().get()
    }

    /// Opens a connection to the address's server early, so that a request soon after finds name, TCP and TLS done.
    ///
    /// It sends `HEAD /` there, without any of the caller's headers, and passes over the answer: of what libcurl
    /// offers only a finished exchange leaves a connection that others may use (one that was made with
    /// `CURLOPT_CONNECT_ONLY` is never reused, one whose request was held back is closed).
    public func preconnect(_ url: String) {
        guard let origin = Origin(url: url) else { return }
        let request = HTTPRequest(method: "HEAD", url: origin.root, deadline: .now + .seconds(5))
        start(Exchange(ticket: makeTicket(), request: request, origin: origin, receiver: .whole { _ in }))
    }

    /// Ends all transfers with ``HTTPError/Kind/engineStopped``, refuses new ones, and waits for the engine's thread.
    public func shutdown() {
        _ = commands.stop()
        thread.join()
    }

    private func makeTicket() -> Ticket {
        Ticket(id: lastId.add(1, ordering: .relaxed).newValue)
    }

    private func start(_ exchange: Exchange) {
        guard !commands.submit(.start(exchange)) else { return }
        exchange.refuse(.engineStopped, "the engine was shut down")
    }

    private static func cancel(_ ticket: Ticket, _ commands: CommandQueue) {
        ticket.cancel()
        _ = commands.submit(.cancel(id: ticket.id))
    }
}
