import CLibCurl
import Glibc
import Synchronization

/// The thread in which an engine's loop runs.
final class EngineThread: Sendable {
    private let thread: Mutex<pthread_t?>

    /// Starts the thread. It ends when the queue is stopped.
    init(commands: CommandQueue, options: HTTPEngineOptions) {
        _ = EngineThread.libraryIsReady
        var thread = pthread_t()
        let start = Unmanaged.passRetained(ThreadStart(commands: commands, options: options))
        let code = pthread_create(&thread, nil, runEngine, start.toOpaque())
        precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
        self.thread = Mutex(thread)
    }

    /// Waits until the thread has ended; at once when that was waited for before.
    func join() {
        let thread = thread.withLock { $0.take() }
        guard let thread else { return }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    /// libcurl's own start (`curl_global_init`), once in a process.
    private static let libraryIsReady: Bool = {
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        precondition(code == CURLE_OK, "curl_global_init: \(String(cString: curl_easy_strerror(code)))")
        return true
    }()
}

/// What the new thread gets from the one that makes it.
private final class ThreadStart: Sendable {
    let commands: CommandQueue
    let options: HTTPEngineOptions

    init(commands: CommandQueue, options: HTTPEngineOptions) {
        self.commands = commands
        self.options = options
    }
}

private func runEngine(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    // The program's signals are for its other threads. SIGPIPE is raised in the thread that writes to a closed TLS
    // connection, and with CURLOPT_NOSIGNAL libcurl leaves it to us.
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    EngineLoop(commands: start.commands, options: start.options).run()
    return nil
}
