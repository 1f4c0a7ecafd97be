import Glibc
import Synchronization

/// The threads that answer requests: each waits for a connection with a request, answers it, and waits again.
final class AcceptLoop: Sendable {
    /// Opened by the last thread that ends.
    let finished: Latch

    private let connections: Connections
    private let responder: Responder
    private let stop: Latch
    private let idleExit: Duration?
    private let running: Atomic<Int>
    private let underWay = Atomic<Int>(0)
    private let lastRequest: Mutex<ContinuousClock.Instant>

    /// A stack that holds a handler; the default of 8 MiB a thread would be mostly address space.
    private static let stackBytes = 512 * 1024

    init(_ connections: Connections, _ responder: Responder, stop: Latch, idleExit: Duration?) throws(ServerError) {
        self.connections = connections
        self.responder = responder
        self.stop = stop
        self.idleExit = idleExit
        finished = try Latch()
        running = Atomic(0)
        lastRequest = Mutex(.now)
    }

    /// Starts the threads. Throws where one cannot be started: a pool that is smaller than it was meant to be would be
    /// noticed only under load.
    func start(threads: Int) throws(ServerError) {
        // This thread counts as one until all are started, so that `finished` cannot open too early.
        running.add(1, ordering: .relaxed)
        defer { leave() }
        for number in 1...max(threads, 1) {
            running.add(1, ordering: .relaxed)
            let code = Self.startThread(of: self)
            guard code == 0 else {
                leave()
                throw ServerError("cannot start thread \(number) of \(threads): \(String(cString: strerror(code)))")
            }
        }
    }

    private static func startThread(of loop: AcceptLoop) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let passed = Unmanaged.passRetained(loop)
        let code = pthread_create(&thread, &attributes, acceptLoopThread, passed.toOpaque())
        if code != 0 { passed.release() }
        return code
    }

    /// The life of one thread.
    fileprivate func work() {
        let exchange = Exchange()
        while true {
            switch connections.next(within: idleExit) {
            case .connection(let connection): serve(connection, exchange)
            case .nothing: stopIfIdle()
            case .close:
                while let connection = connections.takeUnanswered() {
                    serve(connection, exchange)
                }
                leave()
                return
            }
        }
    }

    private func serve(_ connection: Int32, _ exchange: Exchange) {
        underWay.add(1, ordering: .relaxed)
        defer { underWay.subtract(1, ordering: .relaxed) }
        guard exchange.receive(from: connection) else { return }
        let arrived = ContinuousClock.now
        if idleExit != nil {
            lastRequest.withLock { $0 = arrived }
        }
        responder.answer(exchange.parameters, arrived: arrived, to: exchange, read: exchange.read)
        exchange.discardRest()
        if let connection = exchange.finish(keepOpen: !stop.isOpen) {
            connections.park(connection)
        }
    }

    private func stopIfIdle() {
        guard let idleExit, underWay.load(ordering: .relaxed) == 0 else { return }
        if lastRequest.withLock({ $0.duration(to: .now) }) >= idleExit {
            stop.open()
        }
    }

    private func leave() {
        if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            finished.open()
        }
    }
}

/// A thread's entry. It is a function of its own, outside any actor: a closure in a `main.swift` would belong to the
/// main actor and trap here.
private func acceptLoopThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    TerminationSignals.blockOnThisThread()
    Unmanaged<AcceptLoop>.fromOpaque(argument).takeRetainedValue().work()
    return nil
}
