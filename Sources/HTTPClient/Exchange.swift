import Synchronization

/// The caller's end of an exchange: its number, and whether the caller has given it up.
///
/// The flag is set before the command to cancel is queued, and read when the start is acted on: whichever of the two
/// commands comes first, a cancelled exchange does not go on.
final class Ticket: Sendable {
    let id: UInt64
    private let cancelled = Atomic(false)

    init(id: UInt64) { self.id = id }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}

/// One request on its way to the engine thread, and where its response is to go.
struct Exchange: Sendable {
    let ticket: Ticket
    let request: HTTPRequest
    let origin: Origin
    let receiver: Receiver

    /// Hands the caller an error of a request that was not begun.
    func refuse(_ kind: HTTPError.Kind, _ message: String) {
        receiver.fail(HTTPError(kind: kind, message: "\(message) (\(origin.name))", begun: false))
    }
}

/// Where a response goes. The engine thread calls it, so nothing here may wait.
enum Receiver: Sendable {
    case whole(@Sendable (Result<HTTPResponse, HTTPError>) -> Void)
    case pieces(AsyncThrowingStream<HTTPEvent, any Error>.Continuation)

    func fail(_ error: HTTPError) {
        switch self {
        case .whole(let complete): complete(.failure(error))
        case .pieces(let continuation):
            // A stream is cancelled only by its reader's going, which ends it without an error. This may come first.
            continuation.finish(throwing: error.kind == .cancelled ? nil : error)
        }
    }
}
