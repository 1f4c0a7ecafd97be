import Glibc
import Synchronization

/// A socket bound to a free port of 127.0.0.1, and the port.
private func bindToLoopback() -> (socket: CInt, port: UInt16) {
    let bound = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            precondition(bind(bound, address, size) == 0, "bind: \(String(cString: strerror(errno)))")
            getsockname(bound, address, &size)
        }
    }
    return (bound, UInt16(bigEndian: address.sin_port))
}

/// A listening socket on a free port of 127.0.0.1, and the port.
func listenOnLoopback() -> (socket: CInt, port: UInt16) {
    let (listener, port) = bindToLoopback()
    precondition(listen(listener, 1024) == 0, "listen: \(String(cString: strerror(errno)))")
    return (listener, port)
}

/// A port of 127.0.0.1 that refuses connections: it is taken, so that no other test gets it, and nobody listens.
final class ClosedPort: Sendable {
    let number: UInt16
    private let socket: CInt

    init() { (socket, number) = bindToLoopback() }

    deinit { close(socket) }
}

/// Runs the body in a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(ThreadBody(body))
    let code = pthread_create(&thread, nil, runThreadBody, box.toOpaque())
    precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}

/// Something that happens once, for which threads and tasks can wait.
final class Signal: Sendable {
    private let happened = Atomic(false)

    func set() { happened.store(true, ordering: .releasing) }

    var isSet: Bool { happened.load(ordering: .acquiring) }

    /// Blocks a thread; gives up after ten seconds.
    @discardableResult
    func waitBlocking() -> Bool {
        for _ in 0..<10_000 where !isSet { usleep(1000) }
        return isSet
    }

    /// Suspends a task; gives up after ten seconds.
    func wait() async -> Bool {
        for _ in 0..<5_000 where !isSet { try? await Task.sleep(for: .milliseconds(2)) }
        return isSet
    }
}

/// A number that threads raise and wait for.
final class Counter: Sendable {
    private let count = Atomic(0)

    func add(_ amount: Int) { count.add(amount, ordering: .acquiringAndReleasing) }

    var value: Int { count.load(ordering: .acquiring) }

    /// Blocks a thread until the number is reached; gives up after ten seconds.
    func waitBlocking(for number: Int) {
        for _ in 0..<10_000 where value < number { usleep(1000) }
    }
}
