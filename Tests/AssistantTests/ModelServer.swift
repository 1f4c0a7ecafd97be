import Glibc
import Synchronization

/// A model's API for one test, on a real socket of 127.0.0.1. It reads a request on each connection and lets the test's
/// script answer; a script that returns closes the connection, unless the server keeps it for more requests.
final class ModelServer: Sendable {
    typealias Script = @Sendable (ModelConnection) -> Void

    private let socket: LoopbackSocket
    private let keepsConnections: Bool
    private let state = Mutex<(requests: [String], connections: Int)>(([], 0))

    init(keepsConnections: Bool = false, _ script: @escaping Script) {
        let socket = LoopbackSocket()
        self.socket = socket
        self.keepsConnections = keepsConnections
        socket.listen()
        let reference = Unmanaged.passRetained(self)
        startThread { reference.takeRetainedValue().acceptAll(script) }
    }

    /// Accepts no more connections.
    func stop() { socket.stop() }

    var baseURL: String { "http://127.0.0.1:\(socket.port)/v1" }

    /// The requests so far, head and body.
    var requests: [String] { state.withLock { $0.requests } }

    /// How many connections brought a request.
    var connections: Int { state.withLock { $0.connections } }

    private func acceptAll(_ script: @escaping Script) {
        while let client = socket.accept() {
            startThread {
                self.serve(client, script)
                close(client)
            }
        }
    }

    private func serve(_ client: CInt, _ script: Script) {
        var served = 0
        while served == 0 || keepsConnections {
            var connection = ModelConnection(socket: client)
            guard let request = connection.readRequest() else { return }
            connection.request = request
            connection.number = state.withLock { state in
                if served == 0 { state.connections += 1 }
                state.requests.append(request)
                return state.requests.count
            }
            served += 1
            script(connection)
        }
    }
}

/// One connection to a ``ModelServer``, after its request was read.
struct ModelConnection: Sendable {
    let socket: CInt
    /// Which of the server's requests it is, counted from 1.
    var number = 0
    /// The request, head and body.
    var request = ""

    /// Begins a stream of events.
    func begin() {
        send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    }

    /// Sends the data of an event.
    func event(_ data: String) {
        let text = "data: \(data)\n\n"
        send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
    }

    /// Sends words of the answer.
    func words(_ content: String) { event(chunk(content)) }

    /// Sends a whole answer.
    func say(_ content: String) {
        begin()
        words(content)
        finish()
    }

    /// Ends the stream as a server does that has said all.
    func finish() {
        event(#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#)
        event("[DONE]")
        end()
    }

    /// Ends the body.
    func end() { send("0\r\n\r\n") }

    /// Sends a whole response that is no stream.
    func answer(_ status: String, _ body: String, headers: String = "") {
        send("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Blocks until the client closes its end.
    func waitForClose() { while receive() != nil {} }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    fileprivate func readRequest() -> String? {
        var bytes: [UInt8] = []
        while let more = receive() {
            bytes += more
            guard let end = bytes.firstRange(of: [13, 10, 13, 10])?.upperBound else { continue }
            let head = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
            let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }?.dropFirst(16)
            if bytes.count >= end + (length.flatMap { Int($0) } ?? 0) { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }

    /// Whatever comes next; nil when the client has left.
    private func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

/// An event's data that brings words of an answer.
func chunk(_ content: String) -> String {
    #"{"id":"c1","choices":[{"index":0,"delta":{"content":"\#(content)"},"finish_reason":null}],"usage":null}"#
}

/// A socket bound to a free port of 127.0.0.1. Until it listens, connections to the port are refused.
final class LoopbackSocket: Sendable {
    let port: UInt16
    private let number: CInt

    init() {
        let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(bind(number, address, size) == 0, "bind: \(String(cString: strerror(errno)))")
                getsockname(number, address, &size)
            }
        }
        self.number = number
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(number) }

    func listen() {
        precondition(Glibc.listen(number, 64) == 0, "listen: \(String(cString: strerror(errno)))")
    }

    /// The next connection; nil once the socket was stopped.
    func accept() -> CInt? {
        let client = Glibc.accept(number, nil, nil)
        return client >= 0 ? client : nil
    }

    func stop() { shutdown(number, CInt(SHUT_RDWR)) }
}

/// Runs the body in a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
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
