internal import CLibPQ
internal import Glibc

/// One notification that a session has received.
public struct Notification: Sendable {
    /// The channel's name, as in `listen`.
    public let channel: String
    /// The text that came with it.
    public let payload: String
}

extension Connection {
    /// Waits until notifications have come, or the time is over, and returns them (`PQnotifies`).
    ///
    /// - Parameter milliseconds: how long to wait at most.
    /// - Throws: when the connection is lost, at once.
    public mutating func notifications(waiting milliseconds: Int32) throws(PostgresError) -> [Notification] {
        let ready = taken()
        if !ready.isEmpty { return ready }
        var watched = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        _ = poll(&watched, 1, milliseconds)
        guard PQconsumeInput(handle) == 1 else { throw PostgresError(connection: handle) }
        return taken()
    }

    private func taken() -> [Notification] {
        var notifications: [Notification] = []
        while let next = PQnotifies(handle) {
            notifications.append(
                Notification(
                    channel: String(cString: next.pointee.relname), payload: String(cString: next.pointee.extra)))
            PQfreemem(next)
        }
        return notifications
    }
}
