import CLibFCGI
import Glibc
import Synchronization

/// A gate that is closed at first, is opened once, and stays open; any number of threads can wait for it with `poll`
/// or `epoll`, and a signal handler can open it.
final class Latch: Sendable {
    /// Readable once the latch is open (`eventfd(2)`, never read).
    let descriptor: Int32
    private let opened = Atomic<Bool>(false)

    init() throws(ServerError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw ServerError(failed: "create an event descriptor") }
    }

    deinit { close(descriptor) }

    /// Whether the latch has been opened, as far as this process's threads have seen.
    var isOpen: Bool { opened.load(ordering: .acquiring) }

    func open() {
        opened.store(true, ordering: .releasing)
        Self.open(descriptor)
    }

    /// Opens the latch of that descriptor. Safe in a signal handler: it only calls `write`.
    static func open(_ descriptor: Int32) {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits until the latch is open; false where `limit` passes first.
    @discardableResult
    func wait(atMost limit: Duration? = nil) -> Bool {
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let remaining = deadline.map { (ContinuousClock.now.duration(to: $0)).wholeMilliseconds } ?? -1
            if poll(&entry, 1, remaining) > 0 {
                opened.store(true, ordering: .releasing)
                return true
            }
            if let deadline, ContinuousClock.now >= deadline { return false }
        }
    }
}

extension Duration {
    /// This duration in milliseconds, rounded up so that a wait is never too short, for `poll` and `epoll_wait`.
    var wholeMilliseconds: Int32 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
