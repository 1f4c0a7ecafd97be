import Glibc
import Synchronization

/// A value that one thread sets, once, and another blocks for.
final class BlockingResult<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let semaphore: Semaphore

    init() { semaphore = Semaphore() }

    /// Sets the value and wakes the thread that waits.
    func set(_ newValue: Value) {
        value.withLock { $0 = newValue }
        semaphore.post()
    }

    /// Blocks until the value is set.
    func wait() -> Value {
        while true {
            semaphore.wait()
            if let value = value.withLock({ $0 }) { return value }
        }
    }
}

/// A POSIX semaphore (`sem_init`), destroyed with this object.
private final class Semaphore: Sendable {
    // The semaphore is made for use by several threads; the pointer to it never changes.
    private nonisolated(unsafe) let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        let code = sem_init(pointer, 0, 0)
        precondition(code == 0, "sem_init: \(String(cString: strerror(errno)))")
    }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    func post() { sem_post(pointer) }

    /// Waits; it may come back early when a signal interrupts.
    func wait() { sem_wait(pointer) }
}
