import CLibFCGI
import Glibc
import Synchronization

/// The open connections on which no request is under way, and the listener that brings new ones.
///
/// The web server keeps connections for its next requests. A thread that waited on its own would be lost to the
/// others: sixteen idle connections, and a pool of sixteen threads would answer nobody. So an idle connection is parked
/// here, and whichever thread is free takes whichever connection has a request (`epoll(7)`).
final class Connections: Sendable {
    /// What a waiting thread has got.
    enum Event {
        /// A connection on which there is something to read. It belongs to the caller now.
        case connection(Int32)
        /// The connections are to be closed.
        case close
        /// Nothing: the time is up, or another thread was faster.
        case nothing
    }

    private let epoll: Int32
    private let listener: Listener
    private let closing: Latch
    /// The parked connections. Who takes one out of this set owns it.
    private let parked = Mutex<Set<Int32>>([])

    /// Watches the listener, until `closing` is opened.
    init(from listener: Listener, until closing: Latch) throws(ServerError) {
        self.listener = listener
        self.closing = closing
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw ServerError(failed: "create an epoll descriptor") }
        // Exclusive: of the copies that share the listener, one is woken for a new connection and not all.
        guard watch(listener.descriptor, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, EPOLL_CTL_ADD),
            watch(closing.descriptor, EPOLLIN.rawValue, EPOLL_CTL_ADD)
        else {
            let error = ServerError(failed: "watch the socket that listens")
            close(epoll)
            throw error
        }
    }

    deinit {
        for connection in parked.withLock({ $0 }) { close(connection) }
        close(epoll)
    }

    /// Waits for a connection with a request. Nil waits without end.
    func next(within limit: Duration?) -> Event {
        var event = epoll_event()
        let count = epoll_wait(epoll, &event, 1, limit?.wholeMilliseconds ?? -1)
        guard count > 0 else { return .nothing }
        let ready = event.data.fd
        if ready == closing.descriptor {
            return .close
        }
        if ready == listener.descriptor {
            return acceptConnection()
        }
        return parked.withLock { $0.remove(ready) } == nil ? .nothing : .connection(ready)
    }

    /// Parks a connection until the web server uses it again, or closes it.
    func park(_ connection: Int32) {
        parked.withLock { _ = $0.insert(connection) }
        // One event, for one thread; a connection is armed anew each time it is parked.
        let events = EPOLLIN.rawValue | EPOLLONESHOT.rawValue
        if !watch(connection, events, EPOLL_CTL_MOD) && !watch(connection, events, EPOLL_CTL_ADD),
            parked.withLock({ $0.remove(connection) }) != nil
        {
            close(connection)
        }
    }

    /// Leaves what waits at an inherited listener, from now on, to the other copies of the program. A listener of our own
    /// has no other copies.
    func leaveInheritedListener() {
        if listener.file == nil {
            _ = watch(listener.descriptor, 0, EPOLL_CTL_DEL)
        }
    }

    /// At the end: a connection whose request has arrived and has not been answered, or nil when there is no more.
    ///
    /// All others are closed, in such a way that no request is lost in between: once reading is shut down, the web
    /// server's attempt to send one fails at once and is repeated elsewhere.
    func takeUnanswered() -> Int32? {
        while let connection = parked.withLock({ $0.popFirst() }) ?? (listener.file == nil ? nil : listener.accept()) {
            if hasArrived(connection) { return connection }
            shutdown(connection, Int32(SHUT_RD))
            if hasArrived(connection) { return connection }
            close(connection)
        }
        return nil
    }

    private func acceptConnection() -> Event {
        guard let connection = listener.accept() else {
            switch errno {
            case EAGAIN, EINTR, ECONNABORTED: break
            default: usleep(10_000)  // Out of descriptors or memory: it passes, and until then a loop would spin.
            }
            return .nothing
        }
        // The web server sends its request right after it has connected; one that does not must not hold a thread.
        guard hasArrived(connection) else {
            park(connection)
            return .nothing
        }
        return .connection(connection)
    }

    private func hasArrived(_ connection: Int32) -> Bool {
        var count: Int32 = 0
        return ioctl(connection, UInt(FIONREAD), &count) == 0 && count > 0
    }

    private func watch(_ descriptor: Int32, _ events: UInt32, _ operation: Int32) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }
}
