import FastCGI
import Glibc
import Synchronization

/// A server that runs in this process, on a socket in a folder of its own, for as long as this value lives.
final class RunningServer: Sendable {
    let path: String
    let server: Server
    private let folder: String
    private let ended = Semaphore()

    init(
        threads: Int = 4, maximumBodyBytes: Int = 1 << 20, idleExit: Duration? = nil,
        drainLimit: Duration = .seconds(9),
        handler: @escaping @Sendable (Request) -> Response
    ) throws {
        folder = try temporaryFolder()
        path = folder + "/socket"
        server = try Server(
            options: ServerOptions(
                threads: threads, maximumBodyBytes: maximumBodyBytes, idleExit: idleExit, listenPath: path,
                drainLimit: drainLimit))
        startThread { [server, ended] in
            try? server.run(handler)
            ended.signal()
        }
    }

    deinit {
        server.stop()
        _ = hasEnded()
        unlink(path)
        rmdir(folder)
    }

    func client() throws -> FastCGIClient {
        try FastCGIClient(path: path)
    }

    /// Whether `run` returns; waits for it up to ten seconds.
    func hasEnded() -> Bool {
        defer { ended.signal() }
        return ended.wait()
    }
}

/// Counts signals; a wait gives up after ten seconds and says so.
final class Semaphore: Sendable {
    private let count = Mutex(0)

    func signal() { count.withLock { $0 += 1 } }

    func wait(seconds: Int = 10) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            let isTaken = count.withLock { count in
                guard count > 0 else { return false }
                count -= 1
                return true
            }
            if isTaken { return true }
            usleep(500)
        }
        return false
    }
}

struct SetUpFailure: Error {
    let code: Int32
}

/// Makes a folder with a short name, as the path of a socket needs it.
func temporaryFolder() throws -> String {
    var template = Array("/tmp/fastcgi-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SetUpFailure(code: errno) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Runs the body on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    pthread_detach(thread)
}
