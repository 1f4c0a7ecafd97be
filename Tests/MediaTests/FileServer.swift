import Glibc
import Synchronization

/// A provider's HTTP server on 127.0.0.1 for one test. Each path has its answer; what was asked for is kept.
final class FileServer: Sendable {
    struct Answer: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body: [UInt8] = []
        /// Whether the body's length is left unsaid, and the end of the connection ends it.
        var isEndless = false
        /// Whether the server falls silent after the head.
        var hangs = false
    }

    struct Asked: Sendable {
        let requestLine: String
        let headers: [String]
        let body: [UInt8]
    }

    let port: UInt16
    private let listener: CInt
    private let state: Mutex<(answers: [String: Answer], asked: [Asked])>

    init(_ answers: [String: Answer] = [:]) {
        state = Mutex((answers, []))
        (listener, port) = listenOnLoopback()
        let reference = Unmanaged.passRetained(self)
        startThread { reference.takeRetainedValue().acceptAll() }
    }

    /// Accepts no more connections.
    func stop() { shutdown(listener, CInt(SHUT_RDWR)) }

    var baseURL: String { "http://127.0.0.1:\(port)" }
    var asked: [Asked] { state.withLock { $0.asked } }

    /// Sets the answer to a path.
    func set(_ path: String, _ answer: Answer) { state.withLock { $0.answers[path] = answer } }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            startThread {
                self.serve(socket)
                close(socket)
            }
        }
        close(listener)
    }

    private func serve(_ socket: CInt) {
        guard let asked = readRequest(socket) else { return }
        let path = asked.requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let answer = state.withLock { state in
            state.asked.append(asked)
            return state.answers[path] ?? Answer(status: "404 Not Found")
        }
        var head = ["HTTP/1.1 \(answer.status)", "Connection: close"] + answer.headers
        if !answer.isEndless { head.append("Content-Length: \(answer.body.count + (answer.hangs ? 1000 : 0))") }
        send(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: socket)
        send(answer.body, to: socket)
        if answer.hangs {
            var scrap: UInt8 = 0
            while recv(socket, &scrap, 1, 0) > 0 {}
        }
    }

    private func readRequest(_ socket: CInt) -> Asked? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            guard let blank = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let lines = String(decoding: bytes[..<blank.lowerBound], as: UTF8.self).split(separator: "\r\n").map(
                String.init)
            let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ").last ?? "") }
            if bytes.count >= blank.upperBound + (length ?? 0) {
                return Asked(
                    requestLine: lines.first ?? "", headers: Array(lines.dropFirst()),
                    body: Array(bytes[blank.upperBound...]))
            }
        }
    }

    private func send(_ bytes: [UInt8], to socket: CInt) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// A listening socket on a free port of 127.0.0.1, and the port.
private func listenOnLoopback() -> (socket: CInt, port: UInt16) {
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
    precondition(listen(bound, 64) == 0, "listen: \(String(cString: strerror(errno)))")
    return (bound, UInt16(bigEndian: address.sin_port))
}

/// Runs the body in a thread of its own.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    let code = pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
}
