import Glibc

/// A TCP connection that gives up at its deadline, open for as long as this value lives.
struct Socket: ~Copyable {
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    init(address: UInt32, port: UInt16, deadline: ContinuousClock.Instant) throws(WebhookError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        self.deadline = deadline
        guard descriptor >= 0 else { throw Self.failure("socket", errno) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        let result = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result != 0 else { return }
        guard errno == EINPROGRESS else { throw Self.failure("connect", errno) }
        try wait(for: POLLOUT)
        var (error, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        guard error == 0 else { throw Self.failure("connect", error) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws(WebhookError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { sent += count } else { try waitAfterFailure("send", POLLOUT) }
        }
    }

    /// All that comes until the other side closes, or until there is this much of it.
    func receive(atMost limit: Int) throws(WebhookError) -> [UInt8] {
        var received: [UInt8] = []
        while received.count < limit {
            var part = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &part, part.count, 0)
            if count == 0 { break }
            if count > 0 { received += part.prefix(count) } else { try waitAfterFailure("receive", POLLIN) }
        }
        return received
    }

    private func waitAfterFailure(_ call: String, _ event: Int32) throws(WebhookError) {
        guard errno == EAGAIN || errno == EINTR else { throw Self.failure(call, errno) }
        try wait(for: event)
    }

    private func wait(for event: Int32) throws(WebhookError) {
        var poller = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while true {
            let left = (deadline - .now).milliseconds
            guard left > 0 else { throw WebhookError(description: "the webhook did not answer in time") }
            let ready = poll(&poller, 1, Int32(clamping: left))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw Self.failure("poll", errno) }
        }
    }

    private static func failure(_ call: String, _ code: Int32) -> WebhookError {
        WebhookError(description: "\(call): \(String(cString: strerror(code)))")
    }
}
