import Glibc

/// The web server's side of the protocol, as much of it as the tests need (FastCGI specification, version 1).
///
/// Every read gives up after ten seconds, so that a test that fails does not hang.
final class FastCGIClient {
    enum Failure: Error {
        case connect(Int32)
        case closed
        case timedOut
        case unexpected(type: UInt8)
    }

    /// A response as it came: the head's lines, and the body.
    struct Answer {
        var headers: [String: String]
        var body: [UInt8]
        var status: Int? { headers["Status"]?.split(separator: " ").first.flatMap { Int($0) } }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private enum RecordType {
        static let beginRequest: UInt8 = 1
        static let endRequest: UInt8 = 3
        static let parameters: UInt8 = 4
        static let standardInput: UInt8 = 5
        static let standardOutput: UInt8 = 6
    }

    private let descriptor: Int32
    private var received: [UInt8] = []

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw Failure.connect(errno) }
    }

    deinit { close(descriptor) }

    /// Sends a whole request. `contentLength` is the body's true length unless it is given.
    func send(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = [],
        contentLength: String? = nil, keep: Bool = false
    ) throws {
        var parameters = [
            "REQUEST_METHOD": method, "REQUEST_URI": target,
            "QUERY_STRING": target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? "",
            "CONTENT_LENGTH": contentLength ?? (body.isEmpty ? "" : String(body.count)),
        ]
        parameters.merge(headers) { _, new in new }
        var bytes = Self.record(RecordType.beginRequest, [0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0])
        bytes += Self.stream(RecordType.parameters, parameters.flatMap(Self.pair))
        bytes += Self.stream(RecordType.standardInput, body)
        try sendRaw(bytes)
    }

    /// Sends the beginning of a request that goes on with ``sendRaw(_:)``, its body's bytes and its end still missing.
    func sendHead(_ method: String, _ target: String, contentLength: Int) throws {
        let parameters = ["REQUEST_METHOD": method, "REQUEST_URI": target, "CONTENT_LENGTH": String(contentLength)]
        let begin = Self.record(RecordType.beginRequest, [0, 1, 0, 0, 0, 0, 0, 0])
        try sendRaw(begin + Self.stream(RecordType.parameters, parameters.flatMap(Self.pair)))
    }

    /// Sends a body and its end.
    func sendBody(_ body: [UInt8]) throws {
        try sendRaw(Self.stream(RecordType.standardInput, body))
    }

    func sendRaw(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Failure.closed }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads the response to its end.
    func receive() throws -> Answer {
        var output: [UInt8] = []
        while let piece = try receivePiece() { output += piece }
        return Self.parse(output)
    }

    func request(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = [],
        contentLength: String? = nil, keep: Bool = false
    ) throws -> Answer {
        try send(method, target, headers: headers, body: body, contentLength: contentLength, keep: keep)
        return try receive()
    }

    /// Reads the next piece of the response's output; nil at its end.
    func receivePiece() throws -> [UInt8]? {
        while true {
            let header = try take(8)
            let content = try take(Int(header[4]) << 8 | Int(header[5]))
            _ = try take(Int(header[6]))
            switch header[1] {
            case RecordType.standardOutput where content.isEmpty: continue
            case RecordType.standardOutput: return content
            case RecordType.endRequest: return nil
            default: throw Failure.unexpected(type: header[1])
            }
        }
    }

    /// Whether the server has closed the connection; waits for it up to the read's limit.
    func isClosed() -> Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) == 0 || errno == ECONNRESET
    }

    static func parse(_ output: [UInt8]) -> Answer {
        var answer = Answer(headers: [:], body: [])
        let end = output.indices.first { output[$0...].starts(with: "\r\n\r\n".utf8) }
        guard let end else { return answer }
        let head = String(decoding: output[..<end], as: UTF8.self)
        for line in head.split(separator: "\r\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            answer.headers[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        answer.body = Array(output[(end + 4)...])
        return answer
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while received.count < count {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let got = recv(descriptor, &buffer, buffer.count, 0)
            if got < 0, errno == EAGAIN { throw Failure.timedOut }
            guard got > 0 else { throw Failure.closed }
            received += buffer[..<got]
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    private static func stream(_ type: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        var records: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            records += record(type, Array(rest.prefix(65_528)))
            rest = rest.dropFirst(65_528)
        }
        return records + record(type, [])
    }

    private static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        let padding = (8 - content.count % 8) % 8
        let header = [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), UInt8(padding), 0]
        return header + content + [UInt8](repeating: 0, count: padding)
    }

    private static func pair(_ name: String, _ value: String) -> [UInt8] {
        length(name) + length(value) + name.utf8 + value.utf8
    }

    private static func length(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        guard count > 127 else { return [UInt8(count)] }
        return [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    }
}
