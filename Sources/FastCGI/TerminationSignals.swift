import Glibc
import Synchronization

/// The descriptor of the latch that SIGTERM and SIGINT open; -1 while no server runs.
private let signalled = Atomic<Int32>(-1)

/// The process's way of ending: while this is installed, SIGTERM and SIGINT open a server's latch.
///
/// Signals belong to the process, so the first server that runs has them; another one beside it ends by
/// ``Server/stop()``.
struct TerminationSignals {
    private let previous: [(signal: Int32, action: sigaction)]

    /// Nil where another server of this process has the signals already.
    init?(opening latch: Latch) {
        guard signalled.compareExchange(expected: -1, desired: latch.descriptor, ordering: .relaxed).exchanged else {
            return nil
        }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            let interrupted = errno
            Latch.open(signalled.load(ordering: .relaxed))
            errno = interrupted
        }
        action.sa_flags = SA_RESTART
        previous = [SIGTERM, SIGINT].map { signal in
            var old = sigaction()
            sigaction(signal, &action, &old)
            return (signal, old)
        }
    }

    /// Gives the signals back to what they did before.
    func restore() {
        for (signal, action) in previous {
            var action = action
            sigaction(signal, &action, nil)
        }
        signalled.store(-1, ordering: .relaxed)
    }

    /// Keeps this thread free of signals, all but those that report its own faults.
    ///
    /// A read that has a timeout is not restarted after a signal, and libfcgi takes its EINTR for a broken connection.
    static func blockOnThisThread() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS] {
            sigdelset(&signals, fault)
        }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
