import CLibCurl
import Glibc
import Synchronization

/// What the engine thread is asked to do.
enum Command: Sendable {
    case start(Exchange)
    case cancel(id: UInt64)
}

/// The way into the engine thread: a locked queue, and an event file descriptor that wakes the thread.
///
/// `curl_multi_wakeup` wakes only `curl_multi_poll`; the engine waits in epoll, so it is woken by an eventfd.
final class CommandQueue: Sendable {
    private struct State {
        var commands: [Command] = []
        var stopped = false
    }

    private let state = Mutex(State())
    /// Readable while there are commands to take.
    let wakeDescriptor: CInt

    init() {
        wakeDescriptor = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(wakeDescriptor >= 0, "eventfd: \(String(cString: strerror(errno)))")
    }

    deinit { close(wakeDescriptor) }

    /// Adds a command. Returns false when the engine has stopped and will not look at it.
    func submit(_ command: Command) -> Bool {
        let (accepted, wasEmpty) = state.withLock { state in
            guard !state.stopped else { return (false, false) }
            state.commands.append(command)
            return (true, state.commands.count == 1)
        }
        if wasEmpty { wake() }
        return accepted
    }

    /// Lets nothing more in. Returns false when that had been done before.
    func stop() -> Bool {
        let first = state.withLock { state in
            defer { state.stopped = true }
            return !state.stopped
        }
        if first { wake() }
        return first
    }

    /// Empties the queue. For the engine thread.
    func take() -> (commands: [Command], stopped: Bool) {
        // The descriptor is cleared first: a command that comes in between wakes once more, none is overlooked.
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
        return state.withLock { state in
            let commands = state.commands
            state.commands = []
            return (commands, state.stopped)
        }
    }

    /// Waits for a command, and for nothing else. Returns whether there is one. For the engine thread.
    func wait(milliseconds: CInt) -> Bool {
        var descriptor = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) > 0
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }
}
