import Glibc
import Synchronization

/// A real HTTP/1.1 server on 127.0.0.1 for one test: plain sockets, a thread for each connection, and a script of the
/// test's own that says what happens on a connection. It keeps what it received.
final class LoopbackServer: Sendable {
    typealias Script = @Sendable (borrowing LoopbackConnection) -> Void

    struct Received: Sendable {
        let connection: Int
        let head: String
        let body: [UInt8]

        var requestLine: String { String(head.prefix { $0 != "\r\n" }) }

        /// The values of the headers of that name.
        func headers(_ name: String) -> [String] {
            head.split(separator: "\r\n").dropFirst().compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
                return String(parts[1].drop { $0 == " " })
            }
        }
    }

    let port: UInt16
    private let listener: CInt
    private let script: Script
    private let state = Mutex<(received: [Received], connections: Int)>(([], 0))

    init(_ script: @escaping Script) {
        self.script = script
        (listener, port) = listenOnLoopback()
        let reference = Unmanaged.passRetained(self)
        startThread { reference.takeRetainedValue().acceptAll() }
    }

    /// Ends the server: no more connections are accepted.
    func stop() { shutdown(listener, CInt(SHUT_RDWR)) }

    var received: [Received] { state.withLock { $0.received } }
    var connectionCount: Int { state.withLock { $0.connections } }

    func url(_ path: String = "/", scheme: String = "http") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    fileprivate func record(_ request: Received) { state.withLock { $0.received.append(request) } }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            let number = state.withLock { state in
                state.connections += 1
                return state.connections
            }
            startThread {
                let connection = LoopbackConnection(socket: socket, number: number, server: self)
                self.script(connection)
            }
        }
        close(listener)
    }
}

/// One connection that a client has made, closed when it goes.
struct LoopbackConnection: ~Copyable {
    let socket: CInt
    let number: Int
    let server: LoopbackServer

    deinit { close(socket) }

    /// Reads a whole request. Nil when the client has left.
    func readRequest() -> LoopbackServer.Received? {
        var bytes: [UInt8] = []
        while true {
            if let end = endOfHead(bytes) {
                let head = String(decoding: bytes[..<end], as: UTF8.self)
                let draft = LoopbackServer.Received(connection: number, head: head, body: [])
                let length = draft.headers("content-length").first.flatMap { Int($0) } ?? 0
                if bytes.count >= end + length {
                    let body = Array(bytes[end..<(end + length)])
                    let request = LoopbackServer.Received(connection: number, head: head, body: body)
                    server.record(request)
                    return request
                }
            }
            guard readMore(&bytes) else { return nil }
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends a whole response.
    func answer(_ body: String = "", status: String = "200 OK", headers: [String] = []) {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Begins a chunked response.
    func beginChunked() {
        send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    }

    func chunk(_ text: String) { send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n") }

    func endChunked() { send("0\r\n\r\n") }

    /// Blocks until the client closes its end.
    func waitForClose() {
        var scrap: [UInt8] = []
        while readMore(&scrap) { scrap = [] }
    }

    /// Reads whatever comes next. Nil when the client has left.
    func receive() -> [UInt8]? {
        var bytes: [UInt8] = []
        return readMore(&bytes) ? bytes : nil
    }

    private func readMore(_ bytes: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        bytes.append(contentsOf: buffer[..<count])
        return true
    }

    private func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        let blank: [UInt8] = [13, 10, 13, 10]
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual(blank) }.map { $0 + 4 }
    }
}
