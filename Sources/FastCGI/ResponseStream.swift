/// Where the bytes of a response go.
protocol ResponseSink: AnyObject {
    /// Takes bytes, which may wait in a buffer. False where the client has left.
    func put(_ bytes: [UInt8]) -> Bool
    /// Sends what waits in the buffer. False where the client has left.
    func flush() -> Bool
    /// Whether the client has closed its end.
    var clientHasLeft: Bool { get }
}

/// Writes a streamed body; each write is sent to the client at once.
///
/// It is good only inside the closure that it was given to. Used later, it behaves as if the client had left.
public struct ResponseStream {
    /// The way to the client, shared by all copies of a stream, so that all of them end when the response does: the
    /// next request of the same thread uses the same sink.
    final class Route {
        var sink: (any ResponseSink)?
        init(to sink: any ResponseSink) { self.sink = sink }
    }

    private let route: Route
    private let stop: Latch?

    init(_ route: Route, stop: Latch?) {
        self.route = route
        self.stop = stop
    }

    /// Sends bytes. False: the client has left, and nothing that is written will reach it.
    public func write(_ bytes: [UInt8]) -> Bool {
        guard let sink = route.sink, !sink.clientHasLeft else { return false }
        return sink.put(bytes) && sink.flush()
    }

    /// Sends text as UTF-8. False: the client has left, and nothing that is written will reach it.
    public func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Whether the client has left. A handler that waits for something to write asks this now and then.
    public var clientHasLeft: Bool {
        route.sink?.clientHasLeft ?? true
    }

    /// Whether the server has been told to end. A stream without an end of its own ends then, so that the program
    /// does not have to wait for ``ServerOptions/drainLimit``; the client comes back to another copy.
    public var serverIsStopping: Bool {
        stop?.isOpen ?? false
    }
}
