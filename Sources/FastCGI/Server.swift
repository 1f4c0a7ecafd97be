import CLibFCGI
import Glibc

/// How a server works.
public struct ServerOptions: Sendable {
    /// How many requests are answered at the same time. Connections that the web server keeps open count only while a
    /// request is under way on them.
    public var threads: Int
    /// The largest body that is accepted, in bytes; a larger one is answered with 413 before it is read.
    public var maximumBodyBytes: Int
    /// How long the server waits for a request before it ends by itself; nil: without end.
    public var idleExit: Duration?
    /// The path of a Unix socket to make and serve; nil: the socket is inherited.
    public var listenPath: String?
    /// How long requests that have begun may still take once the server is told to end.
    public var drainLimit: Duration

    /// Options, each with the default that suits most programs.
    public init(
        threads: Int = 16, maximumBodyBytes: Int = 1 << 20, idleExit: Duration? = nil, listenPath: String? = nil,
        drainLimit: Duration = .seconds(9)
    ) {
        self.threads = threads
        self.maximumBodyBytes = maximumBodyBytes
        self.idleExit = idleExit
        self.listenPath = listenPath
        self.drainLimit = drainLimit
    }
}

/// Why a server cannot serve, in one line that says what to do or what the system answered.
public struct ServerError: Error, CustomStringConvertible {
    /// The line.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Names what could not be done, and `errno`.
    init(failed attempt: String) {
        description = "cannot \(attempt): \(String(cString: strerror(errno)))"
    }
}

/// A FastCGI program's server: it answers requests on a pool of threads until it is told to end.
///
/// It serves, in this order, the socket that systemd passes (`LISTEN_FDS`), ``ServerOptions/listenPath``, or the
/// listening socket on descriptor 0. Without any, and with `REQUEST_METHOD` in the environment, it answers that one
/// request as plain CGI.
public struct Server: Sendable {
    private let options: ServerOptions
    private let entrance: Entrance
    private let stopLatch: Latch

    /// Finds or makes the socket. From here on a web server can connect; it is answered once ``run(_:)`` is called.
    public init(options: ServerOptions) throws(ServerError) {
        self.options = options
        stopLatch = try Latch()
        entrance = try Entrance.find(listenPath: options.listenPath)
    }

    /// Serves until SIGTERM or SIGINT, ``stop()``, or ``ServerOptions/idleExit``; then it finishes what it has begun, for
    /// no longer than ``ServerOptions/drainLimit``, and returns. In plain CGI it answers the one request on standard
    /// output and returns. A server runs once.
    ///
    /// `handler` is called on many threads at once. SIGPIPE is ignored in the whole process from here on.
    public func run(_ handler: @escaping @Sendable (Request) -> Response) throws(ServerError) {
        signal(SIGPIPE, SIG_IGN)
        switch entrance {
        case .commonGateway:
            let responder = Responder(maximumBodyBytes: options.maximumBodyBytes, stop: nil, handler: handler)
            PlainCGI(input: STDIN_FILENO, output: STDOUT_FILENO)
                .answer(Parameters(copying: shi_environment()), with: responder)
        case .listener(let listener):
            let responder = Responder(maximumBodyBytes: options.maximumBodyBytes, stop: stopLatch, handler: handler)
            try serve(listener, responder)
        }
    }

    /// Ends ``run(_:)`` as SIGTERM does. May be called on any thread.
    public func stop() {
        stopLatch.open()
    }

    /// Serves until the stop, and then ends in three steps, so that the web server notices as little as it can.
    private func serve(_ listener: Listener, _ responder: Responder) throws(ServerError) {
        defer { listener.file?.remove() }
        guard FCGX_Init() == 0 else { throw ServerError(failed: "start libfcgi") }
        let closing = try Latch()
        let signals = TerminationSignals(opening: stopLatch)
        defer { signals?.restore() }
        let connections = try Connections(from: listener, until: closing)
        let loop = try AcceptLoop(connections, responder, stop: stopLatch, idleExit: options.idleExit)
        do throws(ServerError) {
            try loop.start(threads: options.threads)
        } catch {
            closing.open()
            throw error
        }

        stopLatch.wait()
        let limit = ContinuousClock.now + options.drainLimit
        // No new connections; those that there are get one more answer each, and are closed after it.
        connections.leaveInheritedListener()
        listener.file?.remove()
        usleep(Self.lastCallMicroseconds)
        // Those that nobody has used meanwhile are closed: most likely the web server does not need them just now.
        closing.open()
        loop.finished.wait(atMost: ContinuousClock.now.duration(to: limit))
    }

    /// How long open connections are still served after the stop. A web server that has just connected, or has just
    /// chosen a kept connection, sends its request within this time; closed in between, it would have to try again.
    private static let lastCallMicroseconds: useconds_t = 100_000
}
