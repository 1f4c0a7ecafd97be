import Glibc

/// One request as plain CGI knows it (RFC 3875): variables in the environment, the body on one descriptor, the response
/// on another.
final class PlainCGI: ResponseSink {
    private let input: Int32
    private let output: Int32
    private var buffer: [UInt8] = []

    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Answers the request.
    func answer(_ parameters: Parameters, with responder: Responder) {
        responder.answer(parameters, arrived: .now, to: self, read: read)
        _ = flush()
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        while count < buffer.count, let start = buffer.baseAddress {
            let got = Glibc.read(input, start + count, buffer.count - count)
            if got < 0, errno == EINTR { continue }
            if got <= 0 { break }
            count += got
        }
        return count
    }

    func put(_ bytes: [UInt8]) -> Bool {
        buffer.append(contentsOf: bytes)
        return true
    }

    func flush() -> Bool {
        defer { buffer.removeAll(keepingCapacity: true) }
        return buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Glibc.write(output, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return false }
                rest = rest.dropFirst(written)
            }
            return true
        }
    }

    var clientHasLeft: Bool {
        // No events are asked for: a closed reader is reported as an error without being asked.
        var entry = pollfd(fd: output, events: 0, revents: 0)
        return poll(&entry, 1, 0) > 0
    }
}
