internal import Glibc

/// The right to replay, which one process of the host has at a time (`flock`), for as long as this value lives. The kernel
/// takes it from a process that dies.
struct ReplayTurn: ~Copyable {
    private let descriptor: Int32

    /// Takes the turn; nil where somebody else has it.
    init?(_ path: String) throws(SpoolError) {
        // Opened anew each time: two threads of a process that share a descriptor would share the lock.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SpoolError("open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SpoolError("lock \(path)")
            let isTaken = errno == EWOULDBLOCK
            close(descriptor)
            guard isTaken else { throw error }
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
