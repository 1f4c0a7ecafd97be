/// One exchange while libcurl works on it. The engine thread alone touches it, in libcurl's callbacks too.
final class Transfer {
    let exchange: Exchange
    let handle: EasyHandle
    /// What libcurl does not copy, and so has to live as long as the transfer.
    let headerList = StringList()

    /// Whether the request may have begun to leave. libcurl asks ``mayBegin()`` after the connection stands and
    /// before it writes the request's first byte, so until then certainly nothing was sent.
    private(set) var begun = false
    private(set) var head = ResponseHead()
    /// The reason that this side had to stop, which libcurl reports only as a callback that failed.
    private(set) var refusal: (kind: HTTPError.Kind, message: String)?
    private var sentBytes = 0
    private var receivedBytes = 0
    private var body: [UInt8] = []

    init(exchange: Exchange, handle: EasyHandle) {
        self.exchange = exchange
        self.handle = handle
    }

    /// Decides, with the connection standing, whether the request is written now.
    func mayBegin() -> Bool {
        if exchange.ticket.isCancelled { return refuse(.cancelled, "cancelled") }
        if begun && !exchange.request.repeatable {
            return refuse(.disconnected, "the connection was cut before an answer")
        }
        if !begun, let beginBy = exchange.request.beginBy, ContinuousClock.now >= beginBy {
            return refuse(.deadline, "the time by which to begin has passed")
        }
        begun = true
        return true
    }

    /// Copies the next bytes of the request's body and returns how many.
    func supply(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let rest = exchange.request.body[sentBytes...].prefix(buffer.count)
        buffer.copyBytes(from: rest)
        sentBytes += rest.count
        return rest.count
    }

    /// Takes a line of the response's head. Returns false to end the transfer.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        switch head.add(line) {
        case .partial: break
        case .tooLarge: return refuse(.responseTooLarge, "the response's head is too large")
        case .malformed: return refuse(.protocolError, "the response's status line is malformed")
        case .completed:
            if case .pieces(let continuation) = exchange.receiver {
                continuation.yield(.head(status: head.status, headers: head.headers))
            }
        }
        return true
    }

    /// Takes bytes of the response's body. Returns false to end the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        receivedBytes += bytes.count
        guard receivedBytes <= exchange.request.maximumResponseBytes else {
            return refuse(.responseTooLarge, "the response is larger than the request allows")
        }
        switch exchange.receiver {
        case .whole: body.append(contentsOf: bytes)
        case .pieces(let continuation): continuation.yield(.bytes(Array(bytes)))
        }
        return true
    }

    /// Hands the caller the end of a response that is whole.
    func succeed() {
        switch exchange.receiver {
        case .whole(let complete):
            complete(.success(HTTPResponse(status: head.status, headers: head.headers, body: body)))
        case .pieces(let continuation): continuation.finish()
        }
    }

    /// Hands the caller an error.
    func fail(_ kind: HTTPError.Kind, _ message: String) {
        exchange.receiver.fail(
            HTTPError(
                kind: kind,
                message: "\(message) (\(exchange.origin.name))",
                begun: begun,
                status: head.isComplete ? head.status : nil))
    }

    private func refuse(_ kind: HTTPError.Kind, _ message: String) -> Bool {
        refusal = (kind, message)
        return false
    }
}
